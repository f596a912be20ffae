"""The timeline of one node: its instances, its attempts, and how long each step took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hpev_tui.findings.steps import END, PATCH, REPLACEMENT, UP, Step, reports_again, step_of
from hpev_tui.model.events import Event
from hpev_tui.rules.noise import farthest

LEAST_EXAMPLES = 5
"""A step is called slow only where so many other nodes have had it."""
SLOW_TIMES = 2.0
SLOW_SECONDS = 30.0
"""A step is slow that took more than so many times as long as usual, and so many seconds longer.
Both numbers are this program's own choice."""


class Usual(NamedTuple):
    """How long a step took on other nodes, in seconds."""

    median: float
    longest: float
    nodes: int


class Moment(NamedTuple):
    """One event of a node's timeline."""

    event: Event
    step: Step | None
    took: float | None
    """Seconds since the event before it in its attempt; None for the first."""
    after: str
    """The name of the step before it, "" for none."""
    by_time: bool = False
    """Whether only its group and its time say that it is of this node."""

    def is_slow(self, usual: Usual | None) -> bool:
        """Whether the step took much longer than on other nodes."""
        if usual is None or self.took is None or usual.nodes < LEAST_EXAMPLES:
            return False
        return self.took > max(SLOW_TIMES * usual.median, usual.median + SLOW_SECONDS)


@dataclass(slots=True)
class Attempt:
    """One try to bring a node up, or to update it: from its beginning to ready or its failure.

    What its instance lives through afterwards stands behind it. Events of an instance of which no
    attempt is loaded are one of these, too; `is_one` says which it is.
    """

    instance_id: str
    """Empty where it never had one, or none is named."""
    moments: list[Moment]
    phase: str = ""
    """What was tried: up or patch; "" for events of no attempt."""
    is_replacement: bool = False
    """Whether only the start of a replacement has named its instance, which may be the old one."""

    @property
    def begun(self) -> float:
        """The time of its first event, in seconds since the epoch."""
        return self.moments[0].event.event_time

    @property
    def ended(self) -> float:
        """The time of its last event: not of what its instance lived through afterwards."""
        if self.decided is None:
            return self.moments[-1].event.event_time
        if last := self.last_failure:
            return last.event.event_time
        return self.decided.event.event_time

    @property
    def is_one(self) -> bool:
        """Whether it is an attempt, and not only events of an instance."""
        return any(m.step and (m.step.begins or _decides(m.step)) for m in self.moments)

    @property
    def decided(self) -> Moment | None:
        """The moment at which it failed or succeeded; None where neither is known."""
        return next((m for m in self.moments if m.step and _decides(m.step)), None)

    @property
    def last_failure(self) -> Moment | None:
        """The last moment that reports its failure; None where it has not failed."""
        return next((m for m in reversed(self.moments) if m.step and m.step.fails), None)

    @property
    def outcome(self) -> str:
        """failed, ready, patched or under way; "" where it is no attempt."""
        decided = self.decided
        if decided is not None and decided.step is not None:
            return "failed" if decided.step.fails else decided.step.name
        return "under way" if self.is_one else ""

    def takes(self, event: Event, step: Step | None) -> bool:
        """Whether an event is of this attempt, the latest or the latest of its instance."""
        has_other_instance = bool(
            event.instance_id and self.instance_id and event.instance_id != self.instance_id
        )
        if step is None or not step.is_tried:
            if event.instance_id and (self.instance_id or step is not None):
                # What an instance lives through names none that is only asked for.
                return event.instance_id == self.instance_id
            return self._is_near(event)
        if has_other_instance and not (self.is_replacement and step.phase == UP):
            return False
        if self.decided is not None:
            return self._takes_after_its_end(event, step)
        if step.begins:
            is_named = bool(event.instance_id) and bool(self.instance_id or self.is_replacement)
            return is_named and step.phase == self.phase
        if not self.phase:
            # What an instance lived through before is no part of what is tried now.
            return all(m.step is None for m in self.moments)
        # An update has steps that a creation has, too, and none of the other way round.
        return self.phase == PATCH or step.phase == UP

    def _takes_after_its_end(self, event: Event, step: Step) -> bool:
        failure = self.last_failure
        if step.fails:
            return failure is not None and reports_again(failure.event, failure.step, event, step)
        if step.begins or step.succeeds:
            return False
        if failure is None or step.phase == PATCH:
            return bool(event.instance_id) or self._is_near(event)
        return self._is_near(event)

    def _is_near(self, event: Event) -> bool:
        """Whether it has not ended, or has just ended."""
        decided = self.decided
        return decided is None or event.event_time - decided.event.event_time <= farthest()

    def add(self, event: Event, step: Step | None, *, by_time: bool) -> None:
        """Add an event that comes after all others."""
        before = self.moments[-1] if self.moments else None
        took = None
        if before is not None and self._is_measured(before.step, step):
            took = event.event_time - before.event.event_time
        after = before.step.name if before and before.step and took is not None else ""
        self.moments.append(Moment(event, step, took, after, by_time))
        if step is not None and step.is_tried and not self.phase:
            self.phase = step.phase

    def _is_measured(self, before: Step | None, step: Step | None) -> bool:
        """Whether the time between two events is that of a step: none runs across a node's life."""
        if step is not None and step.phase == END:
            return before is not None and before.phase == END
        is_step = step is None or step.is_tried
        decided = self.decided
        if decided is None or (step is not None and step.fails):
            return is_step and (before is None or before.is_tried)
        return False


def _decides(step: Step) -> bool:
    return step.fails or step.succeeds


def attempts_of(events: Sequence[Event], by_time: Iterable[str] = ()) -> list[Attempt]:
    """The attempts in a node's timeline, in the order in which they began.

    An attempt begins with the event that says so, with an instance of its own, or with a step after
    the end of the one before it: one instance can have several, as its lifecycle script runs again.

    Args:
        events: All that is loaded of the node, the oldest first.
        by_time: The IDs of those that are of this node by their group and time only.
    """
    guessed = frozenset(by_time)
    attempts: list[Attempt] = []
    of_instance: dict[str, Attempt] = {}
    for event in events:
        step, instance = step_of(event), event.instance_id
        own = of_instance.get(instance) if instance else None
        nearby = [own, attempts[-1] if attempts else None]
        attempt = next((each for each in nearby if each and each.takes(event, step)), None)
        if attempt is None:
            attempt = Attempt("", [])
            attempts.append(attempt)
        _name(attempt, step, instance, of_instance)
        attempt.add(event, step, by_time=event.event_id in guessed)
    return sorted(attempts, key=lambda attempt: attempt.begun)


def _name(
    attempt: Attempt, step: Step | None, instance: str, of_instance: dict[str, Attempt]
) -> None:
    """Note which instance an attempt is for, by one of its events."""
    if not instance:
        return
    starts = step is not None and step.name == REPLACEMENT
    if starts and not attempt.moments:
        # It may name the old instance, whose end is not of this attempt.
        attempt.is_replacement = True
        if instance in of_instance:
            return
    elif attempt.is_replacement and step is not None and step.phase == UP:
        attempt.is_replacement = False
        if attempt.instance_id not in ("", instance):
            if of_instance.get(attempt.instance_id) is attempt:
                del of_instance[attempt.instance_id]
            attempt.instance_id = ""
    attempt.instance_id = attempt.instance_id or instance
    of_instance[instance] = attempt


def usual_times(timelines: Iterable[Sequence[Event]]) -> dict[tuple[str, str], Usual]:
    """How long each step took on other nodes, by the step before it and its own name.

    `timelines` are the events of each other node, the oldest first. Of each only its longest time
    counts.
    """
    times_of: dict[tuple[str, str], list[float]] = {}
    for events in timelines:
        longest: dict[tuple[str, str], float] = {}
        for attempt in attempts_of(events):
            for moment in attempt.moments:
                if moment.step and moment.took is not None and moment.after:
                    key = (moment.after, moment.step.name)
                    longest[key] = max(moment.took, longest.get(key, 0.0))
        for key, seconds in longest.items():
            times_of.setdefault(key, []).append(seconds)
    return {key: Usual(middle(times), max(times), len(times)) for key, times in times_of.items()}


def middle(numbers: Sequence[float]) -> float:
    """The median, as `statistics` has it, whose import would take a tenth of the program's start.

    Raises:
        IndexError: there are no numbers.
    """
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
