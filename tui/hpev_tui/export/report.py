"""The incident report: what is known of a cluster's failures, as Markdown for a ticket or a chat.

It is pasted into Slack, GitHub and AWS Support, of which the last one shows plain text. So it has
headings, lists, code and nothing else: no tables, no emphasis. Every text of the service stands in
code, where it has no meaning in any of these. Times are UTC, ISO 8601.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hpev_tui.text.clean import clean, utc_iso
from hpev_tui.text.lists import many

MOST_LINES = 60
"""A report has at most so many lines: more of it is scrolled past, in a chat above all."""

MOST_NODES = 10
"""So many nodes are named for each kind of failure, and the others counted."""

MOST_GROUPS = 3
"""Of so many groups, the gravest, it is said on what their verdict rests."""

_MOST_NAMES = 6
"""So many other groups, or other kinds of failure, are named, and the rest counted."""

_MOST_COMMON = 4
_MOST_GAPS = 6
_MOST_COMMANDS = 6
_MOST_VALUE = 300
_MOST_REASON = 1000
"""So many characters of a name or a short text, and of a reason, are shown."""

_FENCE = "```"


class GroupStanding(NamedTuple):
    """How one instance group stands."""

    name: str
    counts: str
    """Its nodes, and how many are wanted: "16 of 28 nodes"."""
    verdict: str
    said: tuple[str, ...] = ()
    """What its attempts and nodes come to, in words without a text of the service's."""
    rule: str = ""
    """What the verdict means."""
    event_ids: tuple[str, ...] = ()
    """Some of the events that the verdict rests on."""
    event_count: int = 0
    """On how many it rests."""
    is_troubled: bool = False


class FailureKind(NamedTuple):
    """Failures of one signature. Times are seconds since the epoch."""

    tag: str
    """The class of the cause; "" where no reason is read."""
    title: str
    """The class in words."""
    reason: str
    """The latest one's `FailureMessage`, else its description."""
    faults: int
    events: int
    tries: int
    """How many failed attempts to bring up a node they are; 0 for none."""
    first: float
    last: float
    state: str
    """Whether it goes on, in words."""
    nodes: tuple[str, ...] = ()
    """Those that failed last come first."""
    groups: tuple[str, ...] = ()
    in_common: tuple[tuple[str, str], ...] = ()
    """What its nodes share and others do not, each with the numbers."""
    compared: str = ""
    """With what they were compared, or why not."""
    event_ids: tuple[str, ...] = ()
    """Three of its events: the first, one of the middle and the last."""
    log: tuple[str, str] = ("", "")
    """The log group and the stream of the last one's lifecycle script; empty for no such log."""


class Report(NamedTuple):
    """What a report is made of. The texts may be the service's; times are since the epoch."""

    cluster_name: str
    cluster_arn: str
    cluster_status: str
    region: str
    account: str
    as_of: float
    """When the service answered last."""
    basis: str
    """Which events are loaded, in words."""
    only: tuple[str, str] = ("", "")
    """In words which of them this is about, and the filter or the name in it; empty for all."""
    cluster_failure: str = ""
    """The `FailureMessage` of DescribeCluster."""
    groups: tuple[GroupStanding, ...] = ()
    kinds: tuple[FailureKind, ...] = ()
    more_kinds: int = 0
    """How many further kinds of failure there are, of which nothing else is said."""
    more_faults: int = 0
    """How many faults these are."""
    commands: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """What is not known; a text of the service's in it stands in `code`."""


def markdown(report: Report) -> str:
    """The report, in at most `MOST_LINES` lines."""
    head = _head(report)
    tail = [*_commands(report.commands), *_unknown(report.unknown)]
    groups = _groups(report)
    room = MOST_LINES - len(head) - len(tail) - len(groups)
    return "\n".join([*head, *groups, *_kinds(report, room), *tail])


def code(text: str, most: int = _MOST_VALUE) -> str:
    """A text on one line as code: nothing in it is a link, a mention or a tag, or ends the code."""
    line = _cut(clean(text).replace("`", "'").strip(), most)
    return f"`{line or '-'}`"


def moment(seconds: float) -> str:
    """A time in UTC to the second: 2026-05-12T14:29:56Z."""
    return utc_iso(int(seconds)).replace(".000Z", "Z")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… (+{len(text) - most:,} characters)"


def _fenced(language: str, lines: Iterable[str]) -> list[str]:
    """Lines that stand for themselves. Three backticks would end them, in Slack anywhere."""
    inside = [clean(line).replace(_FENCE, "'''") for line in lines]
    return [f"{_FENCE}{language}", *inside, _FENCE]


def _named(names: Sequence[str], most: int) -> str:
    """So many names as code, and how many others there are."""
    more = f", +{len(names) - most:,}" if len(names) > most else ""
    return f"{', '.join(map(code, names[:most]))}{more}"


def _head(report: Report) -> list[str]:
    what, value = report.only
    status = f", {code(report.cluster_status)}" if report.cluster_status else ""
    lines = [
        f"## HyperPod incident: {code(report.cluster_name)}",
        f"- Cluster: {code(report.cluster_arn)}{status}",
        f"- Region: {code(report.region)}, account: {code(report.account)}",
        f"- As of {moment(report.as_of)}, all times are UTC",
        f"- From {report.basis}",
    ]
    if what:
        lines.append(f"- Only {what}{f' {code(value)}' if value else ''}")
    if report.cluster_failure:
        lines.append(
            f"- DescribeCluster FailureMessage: {code(report.cluster_failure, _MOST_REASON)}"
        )
    return lines


def _groups(report: Report) -> list[str]:
    """The groups in trouble, each with its verdict and what that rests on; then the others."""
    if not report.groups:
        return []
    troubled = [each for each in report.groups if each.is_troubled][:MOST_GROUPS]
    lines = ["", f"### Instance groups{' (from all loaded events)' if report.only[0] else ''}"]
    for group in troubled:
        said = "".join(f"; {each}" for each in group.said)
        lines.append(f"- {code(group.name)}: {group.counts}, {group.verdict}{said}")
        if group.rule:
            lines.append(f"  - Rule of {group.verdict}: {group.rule}")
        if group.event_ids:
            ids = _named(group.event_ids, len(group.event_ids))
            lines.append(f"  - From {many(group.event_count, 'event')}, latest: {ids}")
    others = [each for each in report.groups if each not in troubled]
    if others:
        named = [f"{code(each.name)} {each.counts} {each.verdict}" for each in others[:_MOST_NAMES]]
        more = [f"+{len(others) - _MOST_NAMES:,}"] if len(others) > _MOST_NAMES else []
        lines.append(f"- {'Others' if troubled else 'None in trouble'}: {', '.join(named + more)}")
    return lines


def _kinds(report: Report, room: int) -> list[str]:
    """As many kinds of failure as there is room for; a line for each of the next ones."""
    kinds = report.kinds
    if not kinds:
        return ["", "### Failures", "- None in these events"]
    lines: list[str] = []
    for index, kind in enumerate(kinds):
        whole = _kind(index + 1, kind)
        is_last = index + 1 == len(kinds) and not report.more_kinds
        # Below it there must be room for a heading and a line for those that follow.
        if len(lines) + len(whole) + (0 if is_last else 3) > room:
            return lines + _short(report, index, room - len(lines))
        lines += whole
    return lines + (_short(report, len(kinds), room - len(lines)) if report.more_kinds else [])


def _kind(number: int, kind: FailureKind) -> list[str]:
    tries = f", {many(kind.tries, 'try')} failed"
    counted = f"{many(kind.faults, 'fault')} in {many(kind.events, 'event')}"
    groups = f" of {_named(kind.groups, _MOST_NAMES)}" if kind.groups else ""
    nodes = f"{many(len(kind.nodes), 'node')}{groups}" if kind.nodes else f"nodes unknown{groups}"
    lines = [
        "",
        f"### {number}. {_title(kind)}",
        *_fenced("text", [_cut(clean(kind.reason), _MOST_REASON)]),
        f"- {counted}{tries if kind.tries else ''}, {nodes}",
        f"- Since {moment(kind.first)}, last {moment(kind.last)}: {kind.state}",
    ]
    pairs = [f"{code(name)} {numbers}" for name, numbers in kind.in_common[:_MOST_COMMON]]
    if pairs or kind.compared:
        lines.append(f"- Shared: {'; '.join([*pairs, *filter(None, [kind.compared])])}")
    if kind.nodes:
        lines.append(f"- Nodes: {_named(kind.nodes, MOST_NODES)}")
    lines.append(f"- EventIds: {_named(kind.event_ids, len(kind.event_ids))}")
    if all(kind.log):
        lines.append(f"- Log of the last failure: {code(kind.log[0])}, stream {code(kind.log[1])}")
    return lines


def _title(kind: FailureKind) -> str:
    return f"{kind.tag}: {kind.title}" if kind.tag else kind.title


def _short(report: Report, begin: int, room: int) -> list[str]:
    """A line for each kind from that one on, if there is room, and how many others there are."""
    lines, kinds = ["", "### Other failures"], report.kinds[begin:]
    most = min(room - len(lines), _MOST_NAMES)
    fits = len(kinds) + bool(report.more_kinds) <= most
    shown = kinds if fits else kinds[: most - 1]
    for number, kind in enumerate(shown, begin + 1):
        ids = _named(kind.event_ids, len(kind.event_ids))
        lines.append(
            f"- ({number}) {_title(kind)}: {many(kind.faults, 'fault')},"
            f" {many(len(kind.nodes), 'node')}, since {moment(kind.first)},"
            f" last {moment(kind.last)}: {ids}"
        )
    rest = kinds[len(shown) :]
    if count := len(rest) + report.more_kinds:
        faults = sum(kind.faults for kind in rest) + report.more_faults
        lines.append(f"- +{count:,} of other kinds: {many(faults, 'fault')}")
    return lines


def _commands(commands: Sequence[str]) -> list[str]:
    if not commands:
        return []
    return ["", "### Commands", *_fenced("sh", commands[:_MOST_COMMANDS])]


def _unknown(unknown: Sequence[str]) -> list[str]:
    lines = [f"- {each}" for each in unknown[:_MOST_GAPS]]
    return ["", "### Not known", *(lines or ["- Nothing: everything was loaded"])]
