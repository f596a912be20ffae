"""The verb `status`: how a cluster stands, in one row; and the conditions of `--fail-on`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_of
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import listed
from hpev_tui.verbs.answer import Answer, Printer
from hpev_tui.verbs.loaded import Loaded
from hpev_tui.verbs.options import ACTIVE, LEVELS
from hpev_tui.verbs.output import Rows

DAY_SECONDS = 86_400.0
"""Errors and warnings are counted of so long, as the picker does, where no time is given."""

TITLES = ("CLUSTER", "STATUS", "NODES", "GROUPS", "ERRORS", "WARNINGS", "ACTIVE", "LAST EVENT")


async def status(loaded: Loaded, _: Printer) -> Answer:
    """The cluster's status and counts, its groups' verdicts, and its errors of a time."""
    model, read = await loaded.open(), list[Event]()
    with loaded.in_time():
        await loaded.described(model)
        await loaded.events(model)
    await loaded.filter(model)
    with loaded.in_time():
        await loaded.reasons_of_filter(model, 0, read)
        if model.info is not None:
            await loaded.nodes(model)
    failure = model.loading.failure or model.info_failure
    if failure is not None and not model.log.rows and model.info is None:
        raise loaded.stopped_by(failure)
    holding = held(model, loaded.command.conditions, events_of(loaded, model))
    made = _record(loaded, model, holding)
    rows = Rows([made], words=[_words(made)], titles=TITLES)
    unknown = _unknown(loaded, model)
    if unknown:
        why = "saved events hold no answer to DescribeCluster"
        loaded.messages.say(f"--fail-on {','.join(unknown)} cannot be known: {why}")
    return Answer(rows, model, read or None, holds=bool(holding), unknown=bool(unknown))


def _unknown(loaded: Loaded, model: ClusterModel) -> list[str]:
    """The conditions on groups, of which these files say nothing."""
    verdicts = [each for each in loaded.command.standing if each != ACTIVE]
    return verdicts if loaded.account.settings.files and not model.groups() else []


def events_of(loaded: Loaded, model: ClusterModel) -> list[Event]:
    """The events of the time that is asked about."""
    if loaded.command.since:
        return list(model.rows)
    begin = model.answered - DAY_SECONDS
    return [event for event in model.rows if event.event_time >= begin]


def held(
    model: ClusterModel,
    conditions: Iterable[str],
    events: Iterable[Event],
    verdicts: Iterable[str] | None = None,
) -> list[str]:
    """Those of the conditions that hold: of a level by these events, of verdicts by the groups.

    `verdicts` are those of some groups; None is for those of all.
    """
    levels = {level_of(event)[0].lower() for event in events}
    if verdicts is None:
        verdicts = [verdict.name for _, verdict in model.groups()]
    active = {ACTIVE} if _active(model) else set[str]()
    holding = (levels & set(LEVELS)) | set(verdicts) | active
    return [each for each in conditions if each in holding]


def _active(model: ClusterModel) -> int:
    """How many kinds of failure came again lately."""
    rows = model.log.findings.signatures.rows
    return sum(row.goes_on(model.answered) for row in rows)


def _record(loaded: Loaded, model: ClusterModel, holding: list[str]) -> dict[str, Any]:
    info, groups = model.info, model.groups()
    # Saved events without an answer to DescribeCluster say nothing of counts.
    counted = info if info and (info.groups or not loaded.account.settings.files) else None
    events = events_of(loaded, model)
    levels = Counter(level_of(event)[0] for event in events)
    newest = model.log.rows[0] if model.log.rows else None
    return {
        "cluster_name": info.cluster_name if info else newest.cluster_name if newest else None,
        "cluster_status": info.cluster_status or None if info else None,
        "current_count": counted.current_count if counted else None,
        "target_count": counted.target_count if counted else None,
        "failure_message": info.failure_message or None if info else None,
        "groups": len(groups) if counted else None,
        "troubled_groups": groups.troubled if counted else None,
        "verdicts": {group.instance_group_name: verdict.name for group, verdict in groups},
        "errors": levels["Error"],
        "warnings": levels["Warn"],
        "active_failures": _active(model),
        "last_event": utc_iso(newest.event_time) if newest else None,
        "holds": holding,
    }


def _words(made: dict[str, Any]) -> list[str]:
    counts = Counter(made["verdicts"].values())
    verdicts = listed([f"{count:,} {name}" for name, count in counts.items()], len(counts))
    is_described = made["current_count"] is not None
    return [
        made["cluster_name"] or "-",
        made["cluster_status"] or "-",
        f"{made['current_count']:,}/{made['target_count']:,}" if is_described else "-",
        verdicts or "-",
        f"{made['errors']:,}",
        f"{made['warnings']:,}",
        f"{made['active_failures']:,}",
        made["last_event"] or "-",
    ]
