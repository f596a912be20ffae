"""What happened to one node, a row each: its instances, its attempts, and their steps."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from hpev_tui.findings.instances import Life, instances_of
from hpev_tui.findings.timeline import Attempt, Moment, Usual, attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.model.failure import Failure
from hpev_tui.rules.causes import has_cause
from hpev_tui.rules.levels import level_of, short_description
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.node_history import NodeHistory
from hpev_tui.session.nodes import SameNode, by_time, upwards, usual_of_others
from hpev_tui.session.paging import NodeList
from hpev_tui.session.tables.node_words import next_notes, why_failed, why_of
from hpev_tui.session.tables.timeline_words import (
    capacity,
    outcome_words,
    said_of,
    slow_words,
)
from hpev_tui.session.tables.words import message_of, moment
from hpev_tui.text.times import duration

COLUMNS = (("TIME", "time"), ("STEP", "label"), ("TOOK", "took"), ("EVENT", "message"))
"""The title of each column, and the field that it is mostly made of; see `cells`."""

INSTANCE, ATTEMPT, STEP, GAP = "instance", "attempt", "step", "gap"
"""The kinds of rows."""

_MARKS = {"failed": "failed", "ready": "ok", "patched": "ok", "under way": "busy"}
"""The mark of each outcome of an attempt."""


class Line(NamedTuple):
    """What names a row: an instance, an attempt, one of its moments, or the gap below it."""

    attempt: int
    moment: int = -1
    gap: bool = False
    is_life: bool = False
    """Whether it is the row of the instance of that number, above all attempts."""


class TimelineRow(NamedTuple):
    """A row. Times are seconds since the epoch; what is not known is "" or None."""

    kind: str
    """instance, attempt, step or gap."""
    label: str
    """Which instance or attempt it is, or what the step is called."""
    time: float | None = None
    """When it began, or when the event of a step was."""
    took: float | None = None
    """Seconds: of an instance to what was last said of it, of a step since the one before it."""
    mark: str = ""
    """How an attempt ended: failed, ok or busy; off where it is none. Of a step that fails
    "failed"; of an instance off where it has ended."""
    outcome: str = ""
    """How an attempt ended, and after how long, in words."""
    level: str = ""
    """The EventLevel of a step."""
    instance_id: str = ""
    capacity: str = ""
    """Which capacity an attempt was given."""
    cause: str = ""
    """Of a failure; with a "~" the likely one, before its reason is loaded."""
    message: str = ""
    """Why an attempt failed; what a step says, in short; what became of an instance."""
    description: str = ""
    """The whole Description of a step."""
    failure_message: str = ""
    """The FailureMessage of a step; of a detail that is loaded."""
    slow: str = ""
    """Where a step took much longer than on other nodes, the figures of those."""
    is_inferred: bool = False
    """Whether only group and time say that a step is of this node."""
    event_id: str = ""
    """Of a step; of an attempt its first event; of an instance its end, else its reason."""


class NodeTimeline:
    """The instances of a node, then its attempts, each with its steps."""

    def __init__(self, model: ClusterModel, node: str) -> None:
        """Have no rows yet; `node` is a `NodeLogicalId` or, where that is not known, instance."""
        self.model = model
        self.node = node
        self.events: Sequence[Event] = ()
        """What is loaded of it, the oldest first."""
        self.attempts: Sequence[Attempt] = ()
        self.instances: Sequence[Life] = ()
        self.history = NodeHistory(
            model.log, model.account.details, partial(model.account.list_events, model.cluster)
        )
        self._usual: Mapping[tuple[str, str], Usual] = {}
        """How long steps took on other nodes; see `usual_times`."""
        self._usual_of: object = None
        self._rows: dict[Line, TimelineRow | None] = {}
        """Those that were made, until something is read that may change them."""
        self._rows_of: object = None
        self.missing = 0
        """How many details are missing that may show more of the node."""

    # What is loaded

    @property
    def nodes(self) -> NodeList | None:
        """What ListClusterNodes says; None where it is not known."""
        nodes = self.model.nodes
        return None if isinstance(nodes, Failure) else nodes

    @property
    def listed(self) -> ClusterNode | None:
        """What ListClusterNodes says of the node; None where it names none, or is not known."""
        named = (n for n in self.nodes or () if self.node in (n.node_logical_id, n.instance_id))
        return next(named, None)

    @property
    def group(self) -> str:
        """Its instance group."""
        listed = self.listed
        group = self.model.log.findings.identities.groups.get(self.node, "")
        return group or (listed.instance_group_name if listed else "")

    def read(self, state: object) -> None:
        """Read the loaded events again; what other nodes took is good while `state` stays."""
        log, details = self.model.log, self.model.account.details
        self._rows.clear()
        # A detail may have named meanwhile the node that the instance is of.
        self.node = log.findings.identities.of_instance(self.node)
        self.events = SameNode.called(self.node, log, details).events(log)
        guessed = by_time(self.events, log)
        everything = upwards([*self.events, *guessed], log)
        self.attempts = attempts_of(everything, [event.event_id for event in guessed])
        self.instances = instances_of(self.attempts)
        self.missing = len(self.missing_details())
        if self._usual_of is None or state != self._usual_of:
            self._usual_of = state
            self._usual = usual_of_others(self.node, log, details)

    def ask(self) -> None:
        """Ask for all that the service has of the node; what was asked for before is not."""
        self.history.ask(self.node, self.events, self.nodes or ())

    def missing_details(self) -> Sequence[str]:
        """Details to load: the node's own failures, then what may be of this node."""
        details = self.model.account.details
        events = [each.event for attempt in self.attempts for each in attempt.moments]
        failures = [each.event_id for each in events if has_cause(each)]
        own = [event_id for event_id in failures if event_id not in details]
        open_details = self.model.details.failures
        sought = [each for each in self.history.details(self.events) if each not in open_details]
        return list(dict.fromkeys([*own, *sought]))

    # The rows

    def lines(self) -> list[Line]:
        """What names the rows, from the top."""
        keys = [Line(number, is_life=True) for number in self.instance_rows]
        for number, attempt in enumerate(self.attempts):
            keys.append(Line(number))
            keys += [Line(number, index) for index in range(len(attempt.moments))]
            # What an instance lives through has no place before or after an attempt.
            if [each.is_one for each in self.attempts[number : number + 2]] == [True, True]:
                keys.append(Line(number, gap=True))
        return keys

    @property
    def instance_rows(self) -> range:
        """The numbers of the lives that have a row.

        None, where each is one attempt whose end is not known: the attempts say as much.
        """
        instances = self.instances
        has_rows = any(each.end is not None for each in instances)
        if not has_rows and len(instances) > 1:
            has_rows = any(each.attempts > 1 for each in instances)
        return range(len(instances) if has_rows else 0)

    def row(self, key: Hashable) -> TimelineRow | None:
        """That of a key; None where there is none any more: it may be of before a change."""
        if not isinstance(key, Line):
            return None
        # Words for times are among them.
        made_of = (self.model.time_mode, self.model.answered)
        if made_of != self._rows_of:
            self._rows_of = made_of
            self._rows.clear()
        if key not in self._rows:
            self._rows[key] = self._made(key)
        return self._rows[key]

    def _made(self, key: Line) -> TimelineRow | None:
        if key.attempt >= len(self.instances if key.is_life else self.attempts):
            return None
        if key.is_life:
            return self._instance(key.attempt)
        attempt = self.attempts[key.attempt]
        if key.gap:
            return self._gap(key.attempt, attempt)
        if key.moment < 0:
            return self._attempt(key.attempt, attempt)
        return self._step(attempt.moments[key.moment])

    def _instance(self, number: int) -> TimelineRow:
        life = self.instances[number]
        return TimelineRow(
            INSTANCE,
            self.instance_label(number),
            life.begun,
            life.last - life.begun,
            mark="ok" if life.end is None else "off",
            instance_id=life.instance_id,
            message=said_of(self.model, life),
            event_id=life.main_event.event_id,
        )

    def instance_label(self, number: int) -> str:
        """What the instance of that number is called."""
        return f"instance {number + 1} of {len(self.instances)}"

    def _attempt(self, number: int, attempt: Attempt) -> TimelineRow:
        why = why_failed(self.model, attempt) if attempt.outcome == "failed" else None
        tried = sum(each.is_one for each in self.attempts[: number + 1])
        return TimelineRow(
            ATTEMPT,
            f"attempt {tried}" if attempt.is_one else "other events",
            attempt.begun,
            mark=_MARKS.get(attempt.outcome, "off"),
            outcome=outcome_words(attempt),
            instance_id=attempt.instance_id,
            capacity=capacity(self.model, attempt),
            cause=why.cause if why else "",
            message=why.text if why else "",
            event_id=attempt.moments[0].event.event_id,
        )

    def _gap(self, number: int, attempt: Attempt) -> TimelineRow:
        gap = self.attempts[number + 1].begun - attempt.ended
        text = "until the next attempt" if gap >= 0 else "before this attempt's last event"
        return TimelineRow(GAP, "", took=abs(gap), message=text)

    def _step(self, each: Moment) -> TimelineRow:
        event, step = each.event, each.step
        names = (event.cluster_name, event.instance_group_name, event.instance_id)
        usual = self._usual.get((each.after, step.name)) if step else None
        return TimelineRow(
            STEP,
            step.label if step else "",
            event.event_time,
            each.took,
            mark="failed" if step and step.fails else "",
            level=level_of(event)[0],
            instance_id=event.instance_id,
            cause=why_of(self.model, event).cause,
            message=short_description(event.description, *names),
            description=event.description,
            failure_message=message_of(self.model, event),
            slow=slow_words(usual) if usual is not None and each.is_slow(usual) else "",
            is_inferred=each.by_time,
            event_id=event.event_id,
        )

    def next_steps(self, key: Line) -> list[str]:
        """What to do about a failed attempt, where its detail is loaded."""
        attempt = self.attempts[key.attempt]
        if attempt.outcome != "failed":
            return []
        failure = next(each.event for each in attempt.moments if each.step and each.step.fails)
        return next_notes(self.model, failure)

    def event_of(self, key: Hashable) -> Event | None:
        """The event of a step, the first of an attempt, or that of the end of an instance."""
        if not isinstance(key, Line) or not self.attempts:
            return None
        if key.is_life:
            return self.instances[key.attempt].main_event
        return self.attempts[key.attempt].moments[max(key.moment, 0)].event

    # The node as a whole

    @property
    def name(self) -> str:
        """The instance of the node, else the last one that it had, else what it is called."""
        listed = self.listed
        latest = [each.instance_id for each in reversed(self.attempts) if each.instance_id]
        return (listed.instance_id if listed else "") or next(iter(latest), self.node)

    @property
    def instance_count(self) -> int:
        """How many instances of the node are known."""
        names = {each.instance_id for each in self.attempts}
        names |= {self.listed.instance_id} if self.listed else set()
        return len(names - {""})

    @property
    def tries(self) -> Sequence[Attempt]:
        """Its attempts, without events of no attempt."""
        return [each for each in self.attempts if each.is_one]

    @property
    def is_looking(self) -> bool:
        """Whether more of the node may be found."""
        is_reading = self.model.details.is_gathering
        return self.history.is_looking(self.missing, is_reading=is_reading)


def rows(timeline: NodeTimeline) -> list[TimelineRow]:
    """All rows of a timeline, from the top."""
    return [row for key in timeline.lines() if (row := timeline.row(key)) is not None]


def cells(model: ClusterModel, row: TimelineRow) -> list[str]:
    """The words for each of the `COLUMNS`."""
    time = "" if row.time is None else moment(model, row.time, exact=True)
    took = "" if row.took is None else duration(row.took)
    if row.kind == INSTANCE:
        return [time, row.label, took, f"{row.instance_id}  {row.message}"]
    if row.kind == ATTEMPT:
        return [time, row.label, took, f"{row.outcome}  {reason(row)}"]
    return [
        time,
        row.label or "-" * (row.kind == STEP),
        took,
        "  ".join([*notes(row), row.message]),
    ]


def reason(row: TimelineRow) -> str:
    """Why an attempt failed, else its instance; and the capacity that it was given."""
    why = f"{row.cause}: {row.message}" if row.cause else row.message
    return f"{why if row.mark == 'failed' else row.instance_id}{given(row)}"


def given(row: TimelineRow) -> str:
    """The capacity that an attempt was given, in parentheses."""
    return f" ({row.capacity})" if row.capacity else ""


def notes(row: TimelineRow) -> list[str]:
    """What there is to remark of a step."""
    inferred = "(node inferred from group and time)" * row.is_inferred
    return [each for each in (row.slow, inferred) if each]
