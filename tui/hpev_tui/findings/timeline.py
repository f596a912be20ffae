"""The timeline of one node: its instances, its attempts to come up, and how long each step took.

Which step an event is, is data (`data/steps.json`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules.noise import farthest
from hpev_tui.rules.phrasebook import Phrasebook, rule_file

FILE_NAME = "steps.json"

READY = "ready"
"""The step with which a node is up."""

_NOT_OF_NODES = ("Cluster", "InstanceGroup")


class Step(NamedTuple):
    """A kind of step."""

    name: str
    label: str
    """Its name on the screen and in copies."""
    begins: bool = False
    """Whether an attempt to bring a node up begins with it."""
    fails: bool = False
    """Whether an attempt has failed with it."""


class StepRules(NamedTuple):
    """The wordings of each step, and those of the network or the image of a group."""

    steps: Phrasebook[Step]
    network: Phrasebook[bool]


def step_of(event: Event) -> Step | None:
    """The step that an event is; None where it is of no node or of no known wording."""
    if event.resource_type in _NOT_OF_NODES:
        return None
    return step_rules().steps.meaning(event.description)


def is_of_network(event: Event) -> bool:
    """Whether an event's detail describes the network or the image of a group."""
    return bool(step_rules().network.meaning(event.description))


@rule_file(FILE_NAME)
def step_rules(data: dict[str, Any]) -> StepRules:
    """The rules of steps."""
    steps = [
        (
            rule["wordings"],
            Step(rule["step"], rule["label"], rule.get("begins", False), rule.get("fails", False)),
        )
        for rule in data["steps"]
    ]
    return StepRules(
        Phrasebook((wording, step) for wordings, step in steps for wording in wordings),
        Phrasebook((wording, True) for wording in data["network"]),
    )


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
    """The loaded events of one instance of a node, from its request to its end."""

    instance_id: str
    """Empty where it never had one, or none is named."""
    moments: list[Moment]

    def takes(self, event: Event) -> bool:
        """Whether an event of no other attempt can be of this, the latest, which has not ended."""
        if event.instance_id and self.instance_id:
            return event.instance_id == self.instance_id
        decided = self.decided
        return decided is None or event.event_time - decided.event.event_time <= farthest()

    @property
    def begun(self) -> float:
        """The time of its first event, in seconds since the epoch."""
        return self.moments[0].event.event_time

    @property
    def ended(self) -> float:
        """The time of its last event."""
        return self.moments[-1].event.event_time

    @property
    def is_one(self) -> bool:
        """Whether it is an attempt to bring the node up, and not only events of an instance."""
        return any(
            m.step and (m.step.begins or m.step.fails or m.step.name == READY) for m in self.moments
        )

    @property
    def decided(self) -> Moment | None:
        """The moment at which it failed or came up; None where neither is known."""
        return next(
            (m for m in self.moments if m.step and (m.step.fails or m.step.name == READY)), None
        )

    @property
    def outcome(self) -> str:
        """failed, ready or under way; "" where it is no attempt."""
        decided = self.decided
        if decided is not None and decided.step is not None:
            return "failed" if decided.step.fails else READY
        return "under way" if self.is_one else ""


def attempts_of(events: Sequence[Event], by_time: Iterable[str] = ()) -> list[Attempt]:
    """The attempts in a node's timeline, in the order in which they began.

    An event that names an instance is of that instance's attempt; others are of the attempt that
    is under way. An attempt begins with the event that says so, or with an instance of its own.

    Args:
        events: All that is loaded of the node, the oldest first.
        by_time: The IDs of those that are of this node by their group and time only.
    """
    guessed = frozenset(by_time)
    attempts: list[Attempt] = []
    of_instance: dict[str, Attempt] = {}
    for event in events:
        step, instance = step_of(event), event.instance_id
        attempt = of_instance.get(instance) if instance else None
        if attempt is None and attempts and attempts[-1].takes(event):
            attempt = attempts[-1]
        begins = step is not None and step.begins
        if attempt is None or (begins and not _continues(attempt, instance)):
            attempt = Attempt(instance, [])
            attempts.append(attempt)
        if instance and not attempt.instance_id:
            attempt.instance_id = instance
        if instance:
            of_instance.setdefault(instance, attempt)
        before = attempt.moments[-1] if attempt.moments else None
        attempt.moments.append(
            Moment(
                event,
                step,
                event.event_time - before.event.event_time if before else None,
                before.step.name if before and before.step else "",
                event.event_id in guessed,
            )
        )
    return sorted(attempts, key=lambda attempt: attempt.begun)


def _continues(attempt: Attempt, instance: str) -> bool:
    """Whether an event that begins an attempt is of this one, because it has the same instance."""
    return bool(instance) and attempt.instance_id == instance


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
