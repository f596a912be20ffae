"""The latest run of failed attempts of a group: how many, and when the next one is due."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from hpev_tui.findings.attempts import FailedAttempt
from hpev_tui.findings.timeline import middle
from hpev_tui.rules.noise import farthest
from hpev_tui.text.lists import plural

if TYPE_CHECKING:
    from hpev_tui.findings.groups import Verdict


def at_least(run: list[FailedAttempt]) -> int:
    """How many attempts these are at least.

    Failures at one time that name no node may be of one, until their details say that they are not.
    """
    near = sum(
        not later.node
        and not before.node
        and later.event.event_time - before.event.event_time <= farthest()
        for before, later in pairwise(run)
    )
    return len(run) - near


def last_run(failed: Sequence[FailedAttempt], apart: float) -> list[FailedAttempt]:
    """The failed attempts since the last pause that was longer than `apart` seconds."""
    run: list[FailedAttempt] = []
    for attempt in reversed(failed):
        if run and run[-1].event.event_time - attempt.event.event_time > apart:
            break
        run.append(attempt)
    return run[::-1]


def next_due(run: list[FailedAttempt], now: float) -> float | None:
    """When the next failure is due: a node's last one plus the usual time between two of one node.

    None where no node has failed three times. A node that is long overdue is left out.
    """
    of_node: dict[str, list[float]] = {}
    for attempt in run:
        if attempt.node:
            of_node.setdefault(attempt.node, []).append(attempt.event.event_time)
    turns = [b - a for times in of_node.values() for a, b in pairwise(times)]
    if max(map(len, of_node.values()), default=0) < 3:
        return None
    turn = middle(turns)
    due = [times[-1] + turn for times in of_node.values() if now - times[-1] <= 2 * turn]
    return min(due, default=None)


def of_nodes(verdict: Verdict) -> str:
    """On how many nodes the attempts were, and how many of these are still down, in words.

    While details are missing that name the nodes, no more is said than what will stay true.
    """
    if verdict.instances:
        least = max(1, verdict.nodes - verdict.instances)
        return f"on at least {least:,} {plural(least, 'node')}"
    if not verdict.nodes:
        return ""
    nodes = f"{verdict.nodes:,} known {plural(verdict.nodes, 'node')}"
    return f"on {nodes}, {verdict.down:,} still down"
