"""How a cluster's groups stand: the verdicts, the gravest first, for the strip and the overview."""

from __future__ import annotations

from hpev_tui.findings.groups import RETRYING, STUCK, Verdict, verdict_of
from hpev_tui.model.events import GroupCount
from hpev_tui.ui.overviews.watched import Watched
from hpev_tui.ui.overviews.words import moment

_GRAVEST = (STUCK, RETRYING, "unknown", "growing", "shrinking", "recovered", "steady")


def standing(watched: Watched) -> list[tuple[GroupCount, Verdict]]:
    """Each group of DescribeCluster with its verdict, the gravest first."""
    info, groups = watched.info, watched.event_log.findings.groups
    if info is None:
        return []
    now, covered = watched.answered, watched.covered_from
    found = [
        (group, verdict_of(group, groups.history(group.instance_group_name), now, covered))
        for group in info.groups
    ]
    return sorted(found, key=lambda each: _GRAVEST.index(each[1].name))


def counts(group: GroupCount) -> str:
    """A group's `CurrentCount` and `TargetCount`."""
    return f"{group.current_count:,}/{group.target_count:,}"


def in_short(watched: Watched, group: GroupCount, verdict: Verdict) -> str:
    """One group in the strip: "worker-p5 16/28 retrying (243 failed, last 14:29:28)"."""
    more = []
    if verdict.name in (RETRYING, STUCK) and verdict.attempts:
        more.append(f"{verdict.attempts:,} failed")
    if verdict.name in (RETRYING, STUCK) and verdict.last is not None:
        more.append(f"last {moment(watched, verdict.last)}")
    if verdict.next is not None:
        more.append(f"next {moment(watched, verdict.next)}")
    behind = f" ({', '.join(more)})" if more else ""
    return f"{group.instance_group_name} {counts(group)} {verdict.name}{behind}"
