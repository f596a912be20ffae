"""Events that are known to say nothing new, and why each of them is noise.

Which these are, by what they say, is data (`data/noise.json`), with the sources. Nothing here
depends on whether a list begins with its newest or its oldest event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import infer_level
from hpev_tui.rules.phrasebook import rule_file
from hpev_tui.rules.says import Said, says, sentence_rules

FILE_NAME = "noise.json"


class Counts(NamedTuple):
    """How many nodes there were and should be: `CurrentCount` and `TargetCount`.

    Of one group, or of the whole cluster where `group` is "". A cluster's sums can be equal while
    the numbers of its groups differ.
    """

    at: float
    """When the service gave them, in seconds since the epoch."""
    current: int
    target: int
    group: str = ""


def noise_in(
    rows: Sequence[Event], start: int, stop: int, counts: Sequence[Counts] = ()
) -> dict[str, str]:
    """Why events among `rows[start:stop]` are noise: `EventId` to the reason in words.

    Only those rows and what happened within seconds of them are looked at. The rows are in the
    order of time, the newest or the oldest first; `counts` are all that are known of the cluster.
    """
    start, stop = max(start, 0), min(stop, len(rows))
    if start >= stop:
        return {}
    nearby = rows[_last_near(rows, start, -1) : _last_near(rows, stop - 1, 1) + 1]
    seconds = pairs(nearby)
    reasons = {}
    for event in rows[start:stop]:
        role = _role(event) if event.event_id in seconds else None
        if role is not None:
            reasons[event.event_id] = noise_rules().pairs[role.pair].reason
        elif reason := _scaling(event, counts):
            reasons[event.event_id] = reason
    return reasons


def thinned(counts: Sequence[Counts]) -> list[Counts]:
    """Those of the counts, in the order of time, by which `noise_in` says the same as by all.

    While a group's numbers stay the same, the first of them and the last decide, as long as both
    are near enough to all that happened between them.
    """
    seconds = noise_rules().scaling_seconds
    rest: list[Counts] = []
    of_group: dict[str, list[Counts]] = {}
    for each in counts:
        same = of_group.setdefault(each.group, [])
        if same and same[-1][1:] != each[1:]:
            same.clear()
        if len(same) == 2 and each.at - same[0].at <= seconds:
            rest.remove(same.pop())
        elif len(same) == 2:
            del same[0]
        same.append(each)
        rest.append(each)
    return rest


def pairs(rows: Iterable[Event]) -> dict[str, str]:
    """The known pairs of Errors: the second one's `EventId` to the first one's.

    Both are of one group and, where both name their instance, of one instance. No event is in
    two pairs. Which one is the second depends on what they say alone, as their times may be equal.
    """
    members: defaultdict[tuple[int, str, str], tuple[list[Event], list[Event]]]
    members = defaultdict(lambda: ([], []))
    for event in rows:
        if role := _role(event):
            group = (role.pair, event.cluster_arn, event.instance_group_name)
            members[group][role.is_second].append(event)
    first_of: dict[str, str] = {}
    for (pair, _, _), (firsts, seconds) in members.items():
        if firsts and seconds:
            first_of |= _paired(firsts, seconds, noise_rules().pairs[pair].seconds)
    return first_of


def may_pair(event: Event) -> bool:
    """Whether an event can be in one of the known pairs."""
    return _role(event) is not None


@cache
def farthest() -> float:
    """Seconds that the two events of a pair can be apart."""
    return max(pair.seconds for pair in noise_rules().pairs)


class _Pair(NamedTuple):
    seconds: float
    reason: str


class _Role(NamedTuple):
    """Which of the pairs an event may be in, and whether as the second one."""

    pair: int
    is_second: bool


class NoiseRules(NamedTuple):
    """The pairs of Errors by what they say, and what is noise of scaling."""

    pairs: list[_Pair]
    roles: Mapping[str, _Role]
    scaling: frozenset[str]
    scaling_seconds: float
    scaling_reason: str


@rule_file(FILE_NAME)
def noise_rules(data: dict[str, Any]) -> NoiseRules:
    """The rules of noise."""
    return NoiseRules(
        pairs=[_Pair(pair["seconds"], pair["reason"]) for pair in data["pairs"]],
        roles={
            said: _Role(number, name == "second")
            for number, pair in enumerate(data["pairs"])
            for name in ("first", "second")
            for said in pair[name]
        },
        scaling=frozenset(data["scaling"]["says"]),
        scaling_seconds=data["scaling"]["seconds"],
        scaling_reason=data["scaling"]["reason"],
    )


def _role(event: Event) -> _Role | None:
    if (event.event_level or infer_level(event.description)) != "Error":
        return None
    said = sentence_rules().by_text[event.description]
    return None if said is None else _roles[said]


class _Roles(dict[Said, "_Role | None"]):
    """The role of each saying, looked up by its text once."""

    def __missing__(self, said: Said) -> _Role | None:
        role = self[said] = noise_rules().roles.get(str(said))
        return role


_roles = _Roles()


def _last_near(rows: Sequence[Event], row: int, step: int) -> int:
    """The last row in one direction that may matter to this one.

    Possible members of pairs form a chain, each near the next: which of them are partners may
    depend on all the others.
    """
    apart = farthest()
    last = rows[row].event_time
    while 0 <= row + step < len(rows):
        event = rows[row + step]
        if abs(event.event_time - last) > apart:
            break
        row += step
        if _role(event):
            last = event.event_time
    return row


def _paired(firsts: list[Event], seconds: list[Event], apart: float) -> dict[str, str]:
    """Pair the Errors of one group: first those of one instance, then those without an instance."""
    if len(firsts) == len(seconds) == 1:
        return _paired_alone(firsts[0], seconds[0], apart)
    first_of: dict[str, str] = {}
    taken: set[str] = set()

    def match(firsts: Iterable[Event], seconds: Iterable[Event]) -> None:
        waiting = iter(_in_time([event for event in firsts if event.event_id not in taken]))
        first = next(waiting, None)
        for second in _in_time([event for event in seconds if event.event_id not in first_of]):
            while first and first.event_time < second.event_time - apart:
                first = next(waiting, None)
            if first and first.event_time <= second.event_time + apart:
                first_of[second.event_id] = first.event_id
                taken.add(first.event_id)
                first = next(waiting, None)

    firsts_of, seconds_of = _by_node(firsts), _by_node(seconds)
    for node in seconds_of.keys() & firsts_of.keys() - {""}:
        match(firsts_of[node], seconds_of[node])
    match(firsts_of[""], [event for event in seconds if event.instance_id])
    match(firsts, seconds_of[""])
    return first_of


def _paired_alone(first: Event, second: Event, apart: float) -> dict[str, str]:
    """The same of one Error each, as they mostly come.

    To sort them by node first took a tenth of all that is concluded from an event.
    """
    instances = {first.instance_id, second.instance_id}
    is_near = second.event_time - apart <= first.event_time <= second.event_time + apart
    is_pair = is_near and (len(instances) == 1 or "" in instances)
    return {second.event_id: first.event_id} if is_pair else {}


def _by_node(events: list[Event]) -> defaultdict[str, list[Event]]:
    nodes: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        nodes[event.instance_id].append(event)
    return nodes


def _in_time(events: Iterable[Event]) -> list[Event]:
    """The events in an order that does not depend on the list's."""
    return sorted(events, key=attrgetter("event_time", "event_id"))


def _scaling(event: Event, counts: Sequence[Counts]) -> str:
    """Why a Warning is noise of scaling; "" where it is not, or perhaps not.

    Counts are known for a few times only: the last ones before the event and the first ones after
    it decide, unless they are too far from it.
    """
    rules = noise_rules()
    if not counts or (event.event_level or infer_level(event.description)) != "Warn":
        return ""
    said = says(event.description)
    if said is None or str(said) not in rules.scaling:
        return ""
    before: dict[str, Counts] = {}
    after: dict[str, Counts] = {}
    for each in sorted(counts, key=lambda each: each.at):
        if event.instance_group_name and each.group not in ("", event.instance_group_name):
            continue
        if abs(each.at - event.event_time) > rules.scaling_seconds:
            continue
        if each.at <= event.event_time:
            before[each.group] = each
        else:
            after.setdefault(each.group, each)
    for each in (*before.values(), *after.values()):
        if each.current != each.target:
            return rules.scaling_reason.format(current=each.current, target=each.target)
    return ""
