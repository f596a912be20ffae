"""Below the picker's rows: the groups of the cluster under the cursor, and what failed last."""

from __future__ import annotations

from typing import TypeAlias

from hpev_tui.findings.groups import TROUBLED, UNKNOWN, Verdict
from hpev_tui.model.events import Cluster, ClusterInfo, GroupCount
from hpev_tui.model.failure import Failure
from hpev_tui.session.picker import PickerModel
from hpev_tui.text.cells import cells, fit
from hpev_tui.text.glyphs import Glyphs, gauge
from hpev_tui.text.lists import plural
from hpev_tui.text.times import TimeMode, clock_time, date_in, day_and_time
from hpev_tui.ui.theme import Piece

LINES = 6
"""How many lines there are for it; the style sheet has the same number."""

_GAUGE = 16
_LEAST_NAME, _MOST_NAME = 12, 32
_LEAST_TYPE, _MOST_TYPE = 16, 24
_LEAST_COUNT = 5
"""Most clusters have the columns where the others have them: what is equal is not drawn again."""
_GAP = "  "

Line: TypeAlias = "list[Piece]"


def preview_lines(model: PickerModel, cluster: Cluster, shown: Glyphs) -> list[Line]:
    """What is known of a cluster, in at most `LINES` lines. All texts are clean."""
    info = model.info(cluster)
    if info is None:
        return [[(f"Loading{shown.ellipsis}", "")]]
    if isinstance(info, Failure):
        return [[(info.title, "error")], [(info.advice, "")]]
    said = _said(model, info)
    return _groups(model, info, shown, LINES - len(said)) + said


def _said(model: PickerModel, info: ClusterInfo) -> list[Line]:
    """What the cluster and its last error say of themselves."""
    lines: list[Line] = []
    if not model.has_counts(info):
        lines.append([("Saved events hold no counts of nodes: those need the service", "dim")])
    summaries = model.summaries
    error = summaries.last_error(info.cluster_arn) if summaries else None
    failure = " ".join(info.failure_message.split())
    if failure and (error is None or error.text != failure):
        lines.append([("Failure  ", "dim"), (failure, "")])
    if not info.continuous:
        lines.append([("No events: NodeProvisioningMode is not Continuous", "dim")])
    if error is not None:
        cause = [(f"{error.cause}:", "cause"), (" ", "")] if error.cause else []
        when = _moment(error.at, model.account.host.now())
        lines.append([(f"Last error {when}  ", "dim"), *cause, (error.text, "")])
    return lines


def _groups(model: PickerModel, info: ClusterInfo, shown: Glyphs, most: int) -> list[Line]:
    """A line for each group, those that need somebody first; what has no room is counted."""
    summaries = model.summaries
    groups: list[tuple[GroupCount, Verdict | None]] = [(each, None) for each in info.groups]
    groups = summaries.groups(info) if summaries else groups
    groups.sort(key=lambda each: each[0].current_count >= each[0].target_count)
    listed = groups if len(groups) <= most else groups[: most - 1]
    types = [" ".join(group.instance_types[:1]) for group, _ in listed]
    names = [cells(group.instance_group_name) for group, _ in listed]
    name_width = max(_LEAST_NAME, *names, 0)
    type_width = max(_LEAST_TYPE, *map(cells, types), 0)
    counts = [f"{group.current_count:,}/{group.target_count:,}" for group, _ in listed]
    count_width = max(_LEAST_COUNT, *map(len, counts), 0)
    lines, now = [], model.account.host.now()
    for (group, verdict), kind, count in zip(listed, types, counts, strict=True):
        name = fit(group.instance_group_name, min(name_width, _MOST_NAME), shown.ellipsis)
        kind = fit(kind, min(type_width, _MOST_TYPE), shown.ellipsis)
        start = _GAP.join(filter(None, (name, kind)))
        short = group.current_count < group.target_count
        lines.append(
            [
                (f"{start}{_GAP}", ""),
                *_bar(group, shown),
                (f" {count.ljust(count_width)}{_GAP}", ""),
                (_stand(group, verdict, shown, now), "warn" if short or _is_bad(verdict) else "ok"),
            ]
        )
    if len(listed) < len(groups):
        left = len(groups) - len(listed)
        lines.append([(f"+{left:,} {plural(left, 'group')}", "dim")])
    return lines


def _bar(group: GroupCount, shown: Glyphs) -> list[Piece]:
    bar = gauge(group.current_count, group.target_count, _GAUGE, shown)
    if group.current_count >= group.target_count:
        return [(shown.full * _GAUGE if group.target_count else bar, "ok")]
    filled = bar.rstrip(shown.empty)
    return [(filled, "warn"), (bar[len(filled) :], "dim")]


def _is_bad(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.name in TROUBLED


def _stand(group: GroupCount, verdict: Verdict | None, shown: Glyphs, now: float) -> str:
    """How a group stands, in a few words; nothing where it is complete and no more is known."""
    missing = group.target_count - group.current_count
    parts = [f"{missing:,} short"] if missing > 0 else []
    if verdict is not None and verdict.name != UNKNOWN and (_is_bad(verdict) or not parts):
        parts.append(verdict.name)
    if verdict is not None and _is_bad(verdict):
        if verdict.attempts:
            sign = "+" * verdict.is_bound
            failed = plural(verdict.attempts, "attempt")
            parts.append(f"{verdict.attempts:,}{sign} failed {failed}")
        if verdict.next is not None:
            is_due = verdict.next >= now
            parts.append(f"next ~{clock_time(verdict.next)}" if is_due else "next overdue")
    if not parts:
        return ""
    return f"{shown.short if missing > 0 or _is_bad(verdict) else shown.ok} {', '.join(parts)}"


def _moment(seconds: float, now: float) -> str:
    """The local time of day, with the date where it is another one than today's."""
    same = date_in(seconds, TimeMode.LOCAL) == date_in(now, TimeMode.LOCAL)
    return clock_time(seconds) if same else day_and_time(seconds, TimeMode.LOCAL)
