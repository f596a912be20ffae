"""Gathers the incident report of a cluster: of all that is loaded, or of some of its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from hpev_tui.export.lifecycle_log import LIFECYCLE, lifecycle_log
from hpev_tui.export.report import FailureKind, GroupStanding, Report, code, moment
from hpev_tui.findings.correlation import LEAST_NODES
from hpev_tui.findings.groups import (
    CHECKING,
    FAILED,
    RECOVERED,
    RETRYING,
    STEADY,
    STUCK,
    UNKNOWN,
    WAITING,
    Verdict,
)
from hpev_tui.findings.runs import of_nodes
from hpev_tui.findings.signatures import SignatureRow, samples_of
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, Signature
from hpev_tui.rules.causes import cause_of
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.missing import missing_parts
from hpev_tui.session.report_scope import Scope, commands_of
from hpev_tui.session.sharing import compared, healthy_by
from hpev_tui.session.tables.failures import nodes_of
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration

MOST_KINDS = 12
"""For so many kinds of failure all is worked out that is said of them; the others are counted."""

MOST_READ = 12
"""So many reasons that are not loaded are read for a report, at most: a few seconds' worth."""

_COMPARED = 3
"""Of so many kinds, those that have most room, it is worked out what their nodes share."""

NO_MESSAGE = " (no FailureMessage: Description shown)"


def incident_report(
    model: ClusterModel, scope: Scope, rows: Sequence[SignatureRow] | None = None
) -> Report:
    """What is known of the failures among these events, for `export.report.markdown`.

    `rows` is what `failures_in` says of them, where that was asked already.
    """
    rows, info = failures_in(model, scope) if rows is None else rows, model.info
    first = model.log.rows[0] if model.log.rows else None
    arn = (info.cluster_arn if info else "") or (first.cluster_arn if first else "")
    name = (info.cluster_name if info else "") or (first.cluster_name if first else "")
    fields = arn.split(":")
    identity = model.account.identity
    tries = _tries(model)
    kinds = [_kind(model, row, tries, number) for number, row in enumerate(rows[:MOST_KINDS])]
    return Report(
        cluster_name=name or model.cluster,
        cluster_arn=arn or model.cluster,
        cluster_status=info.cluster_status if info else "",
        region=identity.region if identity else fields[3] if len(fields) > 3 else "",
        account=fields[4] if len(fields) > 5 else "",
        as_of=model.answered,
        basis=_basis(model),
        only=(
            f"{many(len(scope.events), 'event')} {scope.what}" if scope.what else "",
            scope.value,
        ),
        cluster_failure=info.failure_message if info else "",
        groups=tuple(_groups(model, scope)),
        kinds=tuple(kinds),
        more_kinds=len(rows[MOST_KINDS:]),
        more_faults=sum(row.faults for row in rows[MOST_KINDS:]),
        commands=tuple(commands_of(model, scope, rows)),
        unknown=tuple(_unknown(model, rows)),
    )


def unread(model: ClusterModel, rows: Sequence[SignatureRow]) -> list[str]:
    """The `EventId` of a few failures whose reasons are not read: some of each kind.

    None where details may not be read: the next one would be refused, too.
    """
    if any(failure.kind == "access" for failure in model.details.failures.values()):
        return []
    of_kind: dict[tuple[Signature, str], list[Event]] = {}
    for row in rows[:MOST_KINDS]:
        if not row.signature.detail_loaded:
            for event in reversed(row.in_time):
                kind = (row.signature, event.instance_group_name)
                of_kind.setdefault(kind, []).append(event)
    samples = [samples_of(events) for events in of_kind.values()]
    turns = chain.from_iterable(zip(*(_filled(each) for each in samples), strict=True))
    chosen = dict.fromkeys(event.event_id for event in turns if event is not None)
    return [event_id for event_id in chosen if event_id not in model.details.failures][:MOST_READ]


def _filled(events: Sequence[Event]) -> list[Event | None]:
    return [*events, *[None] * (3 - len(events))]


def failures_in(model: ClusterModel, scope: Scope) -> list[SignatureRow]:
    """The failures among these events by their signature: those first that keep a group down."""
    table = model.log.findings.signatures
    rows = table.rows_of(scope.events) if scope.what else table.rows
    last = {row.signature for row in map(table.row_of, _last_of_groups_down(model)) if row}
    return sorted(rows, key=lambda row: row.signature not in last)


def _last_of_groups_down(model: ClusterModel) -> Iterator[str]:
    """The failure with which each group that needs nodes has failed last: why it is down."""
    for group, verdict in model.groups():
        history = model.log.findings.groups.history(group.instance_group_name)
        if verdict.name in (STUCK, FAILED, RETRYING) and history.failed:
            yield history.failed[-1].event.event_id


# Kinds of failure


def _tries(model: ClusterModel) -> set[str]:
    """The events with which an attempt to bring up a node failed."""
    histories = model.log.findings.groups.histories.values()
    return {attempt.event.event_id for history in histories for attempt in history.failed}


def _kind(model: ClusterModel, row: SignatureRow, tries: set[str], number: int) -> FailureKind:
    last = row.in_time[-1]
    facts = model.log.findings.facts.get(last.event_id)
    reason = facts.failure_message if facts else ""
    is_read = row.signature.detail_loaded
    cause = cause_of(last.description, reason)
    log = lifecycle_log(last, reason) if is_read and cause.tag == LIFECYCLE else None
    nodes = nodes_of(model, row)
    common, said = _in_common(model, row) if number < _COMPARED and nodes else ((), "")
    return FailureKind(
        tag=cause.tag if is_read else "",
        title=f"{cause.title if is_read else 'Reason not loaded'}{'' if reason else NO_MESSAGE}",
        reason=reason or last.description,
        faults=row.faults,
        events=row.event_count,
        tries=sum(event.event_id in tries for event in row.in_time),
        first=row.first,
        last=row.last,
        state=_state(model, row),
        nodes=nodes,
        groups=tuple(sorted(row.groups)),
        in_common=common,
        compared=said,
        event_ids=tuple(event.event_id for event in samples_of(row.in_time)),
        log=(log.group, log.stream) if log else ("", ""),
    )


def _state(model: ClusterModel, row: SignatureRow) -> str:
    ago = f"{duration(model.answered - row.last)} ago"
    return f"active, {ago}" if row.goes_on(model.answered) else f"not active, {ago}"


def _in_common(model: ClusterModel, row: SignatureRow) -> tuple[tuple[tuple[str, str], ...], str]:
    """What the nodes of a signature share, with the numbers, and what they were compared with."""
    nodes = None if isinstance(model.nodes, Failure) else model.nodes
    result = compared(row, model.log, model.account.details, model.info, nodes)
    pairs = tuple((each.name, each.numbers) for each in result.common.findings)
    if min(result.failed, result.up) < LEAST_NODES:
        return (), f"too few nodes to compare: {result.failed:,} failing, {result.up:,} healthy"
    said = f"compared with {many(result.up, 'healthy node')} by {healthy_by(nodes)}"
    return pairs, said if pairs else f"no significant difference, {said}"


# Groups


def _groups(model: ClusterModel, scope: Scope) -> list[GroupStanding]:
    """How those groups stand that the events name, the gravest first."""
    named = {event.instance_group_name for event in scope.events} if scope.what else set()
    standings = [
        each for each in model.groups() if not scope.what or each[0].instance_group_name in named
    ]
    return [_standing(group, verdict) for group, verdict in standings or model.groups()]


def _standing(group: GroupCount, verdict: Verdict) -> GroupStanding:
    least = "" if group.min_count is None else f" (MinCount {group.min_count:,})"
    is_complete = group.current_count == group.target_count
    is_calm = verdict.name in (STEADY, RECOVERED) or (verdict.name == UNKNOWN and is_complete)
    return GroupStanding(
        name=group.instance_group_name,
        counts=f"{group.current_count:,} of {group.target_count:,} nodes{least}",
        verdict=verdict.name,
        said=tuple(_said(group, verdict)),
        rule=verdict.rule,
        event_ids=tuple(event.event_id for event in verdict.events[:3]),
        event_count=len(verdict.events),
        is_troubled=not is_calm,
    )


def _said(group: GroupCount, verdict: Verdict) -> list[str]:
    """What a verdict knows of a group's attempts and nodes."""
    said = [verdict.reason] if verdict.reason else []
    if group.status:
        said.append(f"status {code(group.status)}")
    if group.instance_type:
        said.append(f"type {code(group.instance_type)}")
    if verdict.attempts:
        least = "at least " if verdict.is_bound else ""
        said.append(f"{least}{many(verdict.attempts, 'try')} failed {of_nodes(verdict)}".rstrip())
    if verdict.name == CHECKING:
        said.append(f"{verdict.checking:,} in deep health checks")
    if verdict.name == WAITING:
        said.append(f"training plan {code(group.training_plan_arn)}")
    if verdict.patch and verdict.patch != verdict.name:
        said.append(f"update: {verdict.patch}")
    if verdict.last is not None:
        said.append(f"last attempt {moment(verdict.last)}")
    if verdict.next is not None:
        said.append(f"next attempt about {moment(verdict.next)}")
    return said


# What it was made of


def _basis(model: ClusterModel) -> str:
    log = model.log
    if not log.rows:
        return "no loaded events"
    times = f"{moment(log.rows[-1].event_time)} to {moment(log.rows[0].event_time)}"
    older = "no older events" if log.is_complete(NOTHING_SENT) else "older available"
    dropped = f", the oldest {log.dropped:,} dropped" if log.dropped else ""
    return f"{many(len(log.rows), 'event')} from {times}, {older}{dropped}"


def _unknown(model: ClusterModel, rows: Sequence[SignatureRow]) -> list[str]:
    """What is not known, and why."""
    said, log = [], model.log
    for missing in missing_parts(model):
        if missing.part != "details":
            # Of how many failures the reasons are missing is said below.
            said.append(f"{missing.part.capitalize()}: not loaded, {code(missing.failure.title)}")
    if model.info is None:
        said.append("Counts and verdicts of the groups: no answer from DescribeCluster")
    if len(log.coverage.covered()) > 1:
        said.append("Events in a gap between the loaded ones")
    if log.rows and not log.is_complete(NOTHING_SENT):
        since = moment(log.rows[-1].event_time)
        said.append(f"Events before {since}: not loaded, counts may be higher and failures older")
    said += _reasons_not_read(model, rows)
    if model.nodes is None:
        said.append("The current nodes: ListClusterNodes not loaded")
    if unknown := sum(count for _, count in log.findings.groups.unknown.values()):
        said.append(f"{many(unknown, 'event')} with an unknown sentence")
    return said


def _reasons_not_read(model: ClusterModel, rows: Sequence[SignatureRow]) -> list[str]:
    missing = sum(row.event_count for row in rows if not row.signature.detail_loaded)
    total = sum(row.event_count for row in rows)
    if not missing:
        return []
    failures = model.details.failures.values()
    why = next((f": {code(failure.title)}" for failure in failures), "")
    return [f"Reasons of {missing:,} of {total:,} failure events: not loaded{why}"]
