"""Picks events, and the answers that say more of a cluster, out of decoded JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from sys import intern
from typing import NamedTuple, TypeAlias

from hpev_tui.model.events import Json
from hpev_tui.sources.files.bounds import BOUNDS, Bounds
from hpev_tui.sources.files.values import Fault, Values, Work
from hpev_tui.text.clean import clean

Object: TypeAlias = "dict[str, Json]"

EVENT_ID, EVENT_TIME, DETAILS, METADATA = "EventId", "EventTime", "EventDetails", "EventMetadata"
_CLUSTER = ("ClusterArn", "ClusterName")

LISTED, DESCRIBED, WITH_METADATA = range(3)
"""What a copy of an event is: a row of a list; an answer of DescribeClusterEvent without metadata,
which asking again would not bring; or one with metadata."""

_DESCRIBE_CLUSTER = ("InstanceGroups", "RestrictedInstanceGroups", "NodeProvisioningMode")
"""Members of a DescribeCluster answer that a row of ListClusters has not."""

_OTHER_ANSWERS = {
    "ClusterSummaries": "ListClusters",
    "ClusterNodeSummaries": "ListClusterNodes",
    "NodeDetails": "DescribeClusterNode",
    "ClusterOperationSummaries": "ListClusterOperations",
    "ScalingDetails": "DescribeClusterOperation",
    "DeepHealthCheckDetails": "DescribeClusterOperation",
}
"""Calls by a member that their answers have."""
_MARKS = {*_OTHER_ANSWERS, "ClusterStatus", "eventName", "CloudTrailEvent", "Events"}
"""A member that an object has of which a note is made."""


class TextReport(NamedTuple):
    """What was found in one text."""

    events: int
    """Copies of events, also of those that another text has."""
    first: Json
    """The first value; None where there is none."""
    first_at: int
    """Where that begins in the text, as an index."""
    kinds: frozenset[str]
    """What else it holds: the names of calls whose answers it has, `CloudTrail`, and `Events` for a
    list of no events."""
    faults: tuple[Fault, ...]
    given_up: int | None
    """See `Values`."""
    more_faults: int
    is_too_deep: bool
    """Whether there is JSON in strings deeper than is read."""


class Answers:
    """All that was found so far. A copy of an event with more of it takes the place of another."""

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        """Nothing yet."""
        self.events: dict[str, Object] = {}
        """By `EventId` as it is shown; in the order in which they were found."""
        self.kinds: dict[str, int] = {}
        """What the copies are that were not only listed, by `EventId`; see LISTED."""
        self.clusters: list[Object] = []
        """DescribeCluster answers."""
        self.summaries: list[Object] = []
        """Rows of ListClusters."""
        self.nodes: list[list[Object]] = []
        """The rows of each ListClusterNodes answer."""
        self._bounds = bounds
        self._name = ""
        """The first name of the last event that was decoded."""
        self._copies = 0
        self._kinds: set[str] = set()
        self._is_too_deep = False

    @property
    def is_full(self) -> bool:
        """Whether there are as many events as are read."""
        return len(self.events) >= self._bounds.most_events

    def read(self, text: str) -> TextReport:
        """Take what is in a text."""
        self._copies, self._kinds, self._is_too_deep = 0, set(), False
        values = Values(text)
        first: Json = None
        first_at = -1
        for at, value in values:
            if first_at < 0:
                first, first_at = value, at
            self._take(value, values.work, 0)
            if self.is_full:
                break
        return TextReport(
            self._copies, first, first_at, frozenset(self._kinds), tuple(values.faults),
            values.given_up, values.more_faults, self._is_too_deep,
        )  # fmt: skip

    def _take(self, value: Json, work: Work, level: int) -> None:
        """Take what is in a value; `level` says in how many strings that is."""
        waiting = [value]
        while waiting:
            each = waiting.pop()
            if isinstance(each, dict):
                if EVENT_ID in each and EVENT_TIME in each and _is_event(each):
                    self._add(each, LISTED)
                else:
                    self._take_object(each, waiting)
            elif isinstance(each, list):
                waiting.extend(reversed(each))
            elif isinstance(each, str) and EVENT_ID in each:
                self._take_string(each, work, level + 1)
            if self.is_full:
                return

    def _take_string(self, text: str, work: Work, level: int) -> None:
        if level > self._bounds.most_texts_deep:
            self._is_too_deep = True
            return
        for _, value in Values(text, work):
            self._take(value, work, level)

    def _take_object(self, value: Object, waiting: list[Json]) -> None:
        """Take an object that is no event, and leave to `waiting` what is to be looked at in it."""
        described = value.get(DETAILS)
        for each in reversed(value.values()):
            if isinstance(each, (dict, list, str)) and each is not described:
                waiting.append(each)
        if isinstance(described, dict) and EVENT_TIME in described and _is_event(described):
            self._add(described, DESCRIBED)
        elif described is not None:
            waiting.append(described)
        if not _MARKS.isdisjoint(value):
            self._note_answer(value)

    def _note_answer(self, value: Object) -> None:
        """Note which call's answer an object is, and keep it where it says more of a cluster."""
        for member, call in _OTHER_ANSWERS.items():
            if member in value:
                self._kinds.add(call)
        if "ClusterStatus" in value and any(member in value for member in _DESCRIBE_CLUSTER):
            self._kinds.add("DescribeCluster")
            self.clusters.append(value)
        self.summaries += _objects(value.get("ClusterSummaries"))
        if nodes := _objects(value.get("ClusterNodeSummaries")):
            self.nodes.append(nodes)
        if ("eventSource" in value and "eventName" in value) or "CloudTrailEvent" in value:
            self._kinds.add("CloudTrail")
        if value.get("Events") == []:
            self._kinds.add("Events")

    def _compact(self, event: Object) -> Object:
        """An event to keep. What was decoded at once shares its names already."""
        name = next(iter(event))
        if name is self._name:
            return event
        self._name = name
        return _interned(event)

    def _add(self, event: Object, least: int) -> None:
        """Add a copy of an event, which is at least of this kind."""
        self._copies += 1
        if type(event[EVENT_TIME]) is str or type(event.get("EventLevel")) is dict:
            _undo_powershell(event)
        kind = max(least, _kind(event)) if DETAILS in event or METADATA in event else least
        key = clean(str(event[EVENT_ID]))
        other = self.events.get(key)
        if other is None:
            self.events[key] = self._compact(event)
        else:
            rank, others = kind, self.kinds.get(key, LISTED)
            if rank == others:
                rank, others = _size(event), _size(other)
            winner, loser = (event, other) if rank > others else (other, event)
            self.events[key] = self._compact(_with_cluster(winner, loser))
            kind = max(kind, self.kinds.get(key, LISTED))
        if kind != LISTED:
            self.kinds[key] = kind


def _is_event(value: Mapping[str, Json]) -> bool:
    """Whether an object with EventId and EventTime is an event of a cluster.

    CloudTrail's LookupEvents has records with both, which are calls.
    """
    event_id = value.get(EVENT_ID)
    return isinstance(event_id, str) and bool(event_id) and "CloudTrailEvent" not in value


_POWERSHELL_TIME = re.compile(r"/Date\((-?[0-9]{1,15})\)/")


def _undo_powershell(event: Object) -> None:
    """Bring times and enumerations as ConvertTo-Json writes them into the service's own form."""
    time, level = event[EVENT_TIME], event.get("EventLevel")
    if isinstance(time, str) and (match := _POWERSHELL_TIME.fullmatch(time)):
        event[EVENT_TIME] = int(match[1]) / 1000
    if isinstance(level, dict):
        for name in ("EventLevel", "ResourceType"):
            value = event.get(name)
            if isinstance(value, dict) and isinstance(value.get("Value"), str):
                event[name] = value["Value"]


def _kind(event: Mapping[str, Json]) -> int:
    """What a copy is by itself. EventBridge sends EventMetadata with members that are null."""
    details = event.get(DETAILS)
    for holder in (details, event):
        metadata = holder.get(METADATA) if isinstance(holder, dict) else None
        if isinstance(metadata, dict) and any(each is not None for each in metadata.values()):
            return WITH_METADATA
    is_whole = isinstance(details, dict) and METADATA not in details
    return DESCRIBED if is_whole else LISTED


def _size(value: Json) -> int:
    """How much a copy holds: its values that are not empty."""
    count, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        else:
            count += each not in (None, "")
    return count


def _with_cluster(winner: Object, loser: Mapping[str, Json]) -> Object:
    """A copy with the names of the cluster that only the other one has."""
    lacking = [name for name in _CLUSTER if not winner.get(name) and loser.get(name)]
    return {**winner, **{name: loser[name] for name in lacking}} if lacking else winner


_COMMON = (*_CLUSTER, "InstanceGroupName", "ResourceType", "EventLevel")
"""Members whose texts many events have."""


def _interned(event: Object) -> Object:
    """An event whose names and common texts are stored once: they are half of its size."""
    copy = {intern(name): value for name, value in event.items()}
    for name in _COMMON:
        value = copy.get(name)
        if type(value) is str:
            copy[name] = intern(value)
    return copy


def _objects(value: Json) -> list[Object]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
