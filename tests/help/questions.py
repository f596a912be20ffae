"""The twelve questions that people bring to a cluster's events, asked of an incident world.

Each has the keys that lead to its answer, and what the screen, or the copy, must say by the world's
truth. A question that a world has no incident for is not asked of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TypeAlias

from help.events import Row
from help.incidents import CAPACITY, EFA
from help.world_parts import (
    CHECKING,
    DAY,
    GIVEN_UP,
    GROWING,
    PATCHING,
    RETRYING,
    VERDICTS,
    TrueFailure,
    TrueGroup,
    TrueNode,
)
from help.worlds import IncidentWorld

Answer: TypeAlias = Callable[[str], bool]
"""Whether a text of the screen, or a copied one, has the answer, and nothing that is not true."""

MOST_KEYS = 3

QUESTIONS = {
    1: "Why did this node or group not come up?",
    2: "Is it capacity, EFA, lifecycle, IAM, hardware?",
    3: "One problem or many, of how many nodes, since when?",
    4: "Is HyperPod still trying, or has it given up?",
    5: "Where is the lifecycle log of that instance?",
    6: "What happened to this instance, from its beginning on?",
    7: "Did my scale-up or update finish, how far is it?",
    8: "What is happening right now?",
    9: "Did the group use my reserved capacity?",
    10: "What of this is noise?",
    11: "Which faulty nodes are to be replaced, and was it done?",
    12: "Something to paste into a ticket",
}

_SAID = {"capacity": CAPACITY, "efa": EFA}
"""What the service says of a failure, by its kind."""

_TAGS = frozenset(
    ("capacity", "efa", "lifecycle", "network", "access", "quota", "hardware", "image")
)


@dataclass(frozen=True)
class Ask:
    """One question, asked of a world."""

    number: int
    answer: Answer
    keys: tuple[str, ...]
    row: str = ""
    """A regular expression for the row to go to, by `j` or `k`, where the first key has led."""
    then: tuple[str, ...] = ()
    """The keys that are pressed there."""
    more: tuple[str, ...] = ()
    """Keys that show the rest of the rows, pressed where the answer is not among the first."""
    is_copied: bool = False
    """Whether the answer is what was copied, else the screen."""
    of_news: bool = False
    """Whether it is of what has happened since the program was started."""

    @property
    def question(self) -> str:
        """Its words."""
        return QUESTIONS[self.number]


def asks(world: IncidentWorld) -> Iterator[Ask]:
    """The questions that can be asked of a world, where it is local time UTC."""
    down = [each for each in world.groups.values() if each.state in (RETRYING, GIVEN_UP)]
    if down:
        yield _why_down(world, down[0])
    yield _which_causes(world)
    yield _how_many(world)
    if down:
        standings = [_standing(group) for group in down]
        yield Ask(4, _shows(*standings), ("m",))
    if "lifecycle" in world.failures:
        yield _which_log(world)
    yield from _which_life(world)
    yield from _how_far(world)
    (news, *_) = world.live
    yield Ask(8, _shows("FOLLOW", f"{_clock(news['EventTime'])}  "), ("f",), of_news=True)
    yield from _which_pool(world, down)
    yield Ask(10, _is_without_noise(world), ("1", "F"))
    if "unhealthy" in world.failures:
        yield _which_faulty(world)
    yield Ask(12, _is_a_report(world, down), ("y", "r"), is_copied=True)


def _shows(*patterns: str, never: str = "") -> Answer:
    """Whether all of these stand there, lines being wrapped or not, and nothing of `never`."""

    def does(text: str) -> bool:
        forms = (text, _flat(text), re.sub(r"\s", "", text))
        if never and re.search(never, text):
            return False
        return all(any(re.search(pattern, form) for form in forms) for pattern in patterns)

    return does


def _flat(text: str) -> str:
    """The text as if it had not been wrapped."""
    return " ".join(text.split())


def _clock(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).strftime("%H:%M:%S")


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _standing(group: TrueGroup) -> str:
    counts = rf"{group.name} +(\S+ )?{group.current}/{len(group.nodes)}"
    return rf"(?m)\b{counts} .*?{VERDICTS[group.state]}"


def _row(group: TrueGroup) -> str:
    """The row of a group, in the overview of groups."""
    return rf"^\W* {group.name} +(\S+ )?{group.current}/{len(group.nodes)} "


def _kind(world: IncidentWorld, group: TrueGroup) -> str:
    """The kind of the failures for which most attempts of a group fail."""
    counts = Counter({kind: each.groups[group.name] for kind, each in world.failures.items()})
    return max(_SAID, key=lambda kind: counts[kind])


def _why_down(world: IncidentWorld, group: TrueGroup) -> Ask:
    kind = _kind(world, group)
    words = re.escape(_SAID[kind][:20])
    in_list = rf"E  {group.name} .* ~?{kind}: {words}"
    in_groups = rf"{group.name} .*Failed {kind}: {words}"
    return Ask(1, _shows(f"{in_list}|{in_groups}"), ("m",), row=_row(group))


def _which_causes(world: IncidentWorld) -> Ask:
    """The causes of the last day are named, and none that there never was."""
    day = [each for each in world.failures.values() if max(each.times) > world.now - DAY]
    rows = [rf"(?m)^\W*[×▲○] .* ~?{each.tag}: " for each in day if each.tag in _TAGS]
    never = _TAGS - {each.tag for each in world.failures.values()}
    shown = _shows("Failures", *rows, never=rf" ~?({'|'.join(never)}): ")
    return Ask(2, shown, ("u",), more=("G",))


def _counted(failure: TrueFailure) -> str:
    return (
        rf"{_many(failure.faults, 'fault')} \({_many(len(failure.events), 'event')}\)"
        rf" on {_many(len(failure.nodes), 'node')}\b"
    )


def _signature(failure: TrueFailure) -> str:
    """The row of a kind of failures, in the overview of failures."""
    return rf"^\W*[×▲○] .* {failure.tag}: "


def _how_many(world: IncidentWorld) -> Ask:
    """Of the kind that failed last."""
    kinds = [each for each in world.failures.values() if each.tag in _TAGS - {"hardware"}]
    failure = max(kinds, key=lambda each: max(each.times))
    truth = (failure.faults, len(failure.events), len(failure.nodes))
    since = _shows(rf"\b[Ff]irst (\d\d-\d\d )?{_clock(min(failure.times))[:5]}")

    def does(text: str) -> bool:
        said = re.search(r"(\d+) faults? \(\D*(\d+) events?\) on \D*(\d+) nodes?", _flat(text))
        if said is None or not since(text):
            return False
        counts = tuple(int(each) for each in said.groups())
        read = re.search(r"reasons of (\d+) of (\d+) failures", _flat(text))
        # Before all of the reasons are read it may say so, and less.
        is_part = read is not None and read[1] != read[2]
        return counts == truth or (is_part and all(map(int.__le__, counts, truth)))

    return Ask(3, does, ("u",), row=_signature(failure))


def _is_without_noise(world: IncidentWorld) -> Answer:
    """One row for each failure: what says the same again is folded, lost readiness is left out."""
    errors = {row["EventId"] for row in world.case["events"] if row["EventLevel"] == "Error"}
    faults = sum(
        len({number for event, number in each.events.items() if event in errors})
        for each in world.failures.values()
    )
    count = len(world.case["events"]) - len(world.live)
    # In few columns the title has room for how many rows there are, not for how many are loaded.
    return _shows(rf"\b{faults} of {count} loaded|─ Events .*\d+ folded .* \d+ of {faults} ──")


def _which_log(world: IncidentWorld) -> Ask:
    """That of the instance whose script failed last."""
    failure = world.failures["lifecycle"]
    events = [row for row in world.case["events"] if row["EventId"] in failure.events]
    last = max(events, key=lambda row: row["EventTime"])
    stream = f"LifecycleConfig/{last['InstanceGroupName']}/{last['InstanceId']}"
    name = world.case["cluster"]["ClusterName"]
    shown = _shows(rf"/aws/sagemaker/Clusters/{name}/[0-9a-z]", stream)
    return Ask(5, shown, ("u",), row=_signature(failure))


def _present(world: IncidentWorld, level: str = "") -> list[Row]:
    """The world's events of a level, or all, the newest first."""
    rows = world.case["events"][: len(world.case["events"]) - len(world.live)]
    return [row for row in reversed(rows) if level in ("", row["EventLevel"])]


def _node_of(world: IncidentWorld, row: Row) -> TrueNode | None:
    inner = world.case["details"].get(row["EventId"], {}).get("EventMetadata", {})
    return world.nodes.get(inner.get("Instance", {}).get("NodeLogicalId", ""))


def _which_life(world: IncidentWorld) -> Iterator[Ask]:
    """Of the instance that the newest error names, else the newest warning."""
    for key, level in (("e", "Error"), ("w", "Warn")):
        newest = _present(world, level)[0]
        node = _node_of(world, newest)
        if node is not None and "InstanceId" in newest:
            # The cursor is on the newest event at first.
            jump = () if newest is _present(world)[0] else (key,)
            yield Ask(6, _shows_a_timeline(world, node), (*jump, "M"), then=("enter",))
            return


def _shows_a_timeline(world: IncidentWorld, node: TrueNode) -> Answer:
    """The timeline is of the node, with all of its attempts, and what it is now."""
    own = [each for each in world.attempts if each.node == node.node]
    tries = [each for each in own if not each.is_update]
    truth = [(len(each), sum(one.failed for one in each)) for each in (own, tries)]

    def does(text: str) -> bool:
        # Each of its instances has its own count of attempts, in a row of its own.
        tried = rf"(?m)(?:{node.status}  |^ )(\d+) attempts?, (\d+) failed"
        said = re.search(tried, text)
        instance = node.instance or "\\S+"
        named = rf" Timeline  {instance}  (?:\S+/)?{node.group.name}  \S {node.status} "
        is_of_it = f"NodeLogicalId {node.node}" in text and re.search(named, text) is not None
        return is_of_it and said is not None and (int(said[1]), int(said[2])) in truth

    return does


def _how_far(world: IncidentWorld) -> Iterator[Ask]:
    """Of an update, else of nodes that come up."""
    for group in world.groups.values():
        if group.state == PATCHING:
            done = [e for e in world.attempts if e.group == group.name and e.is_update]
            back = [row for row in done if row.failed]
            updated = f"updated {len(done) - len(back)} of {len(group.nodes)}"
            said = _shows(rf"{group.name} .*patching", updated, "rolled back 1", "skipped 1")
            yield Ask(7, said, ("m",), row=_row(group))
            return
    for group in world.groups.values():
        if group.state in (GROWING, CHECKING):
            yield Ask(7, _shows(_standing(group)), ("m",))
            return


def _which_pool(world: IncidentWorld, down: list[TrueGroup]) -> Iterator[Ask]:
    """Of a group that is down, one with a reservation first; else of one with a reservation."""
    asked = sorted(down, key=lambda group: not group.reservation)
    asked += [group for group in world.groups.values() if group.reservation]
    for group in asked[:1]:
        in_groups = rf"{group.name} .*Capacity .*{group.reservation or 'on demand'}"
        pool = group.reservation or "No CapacityReservation found"
        in_list = rf"[EWI]  {group.name} .*{pool}"
        yield Ask(9, _shows(f"{in_list}|{in_groups}"), ("m",), row=_row(group))


def _which_faulty(world: IncidentWorld) -> Ask:
    """What was found last of each node in the last day, and whether another instance runs since."""
    events = world.failures["unhealthy"].events
    last: dict[str, Row] = {}
    for row in reversed(_present(world, "Warn")):
        node = _node_of(world, row)
        if row["EventId"] in events and node and row["EventTime"] > world.now - DAY:
            last[node.node] = row
    said = []
    for name, row in last.items():
        node = world.nodes[name]
        done = "eplaced" if node.status == "Running" else "ot replaced yet"
        at = _clock(row["EventTime"])
        # The detail has the seconds, too.
        finding = rf"{done}.*\(unhealthy (\d\d-\d\d ?)?{at[:5]}({at[5:]})?, Replace\)"
        ids = "|".join(filter(None, (node.instance, name[:8])))
        said.append(rf"(?s)({ids}).*{finding}")
    return Ask(11, _shows(*said), ("M",), more=("g",))


def _is_a_report(world: IncidentWorld, down: list[TrueGroup]) -> Answer:
    """It is short, and names the cluster, each group that is down with its cause, and events."""
    arn = re.escape(world.case["cluster"]["ClusterArn"])
    parts = [rf"{group.name}\b.*{VERDICTS[group.state]}" for group in down]
    parts += [re.escape(_SAID[_kind(world, group)]) for group in down]

    def is_one(text: str) -> bool:
        ids = {each for failure in world.failures.values() for each in failure.events}
        return (
            len(text.splitlines()) <= 60
            and any(each in text for each in ids)
            and _shows(arn, *parts)(text)
        )

    return is_one
