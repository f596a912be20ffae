"""The verbs of the overviews: clusters, failures, groups, nodes, timeline.

Their rows and words are made by `session/tables/`, as those of the screens are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hpev_tui.arguments import BAD_COMMAND_LINE
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.headless import TimeLimitError
from hpev_tui.session.tables.words import Labelled
from hpev_tui.text.clean import utc_iso
from hpev_tui.verbs.answer import Answer, Printer
from hpev_tui.verbs.exits import FAULT, StopError
from hpev_tui.verbs.listing import opened
from hpev_tui.verbs.loaded import Loaded
from hpev_tui.verbs.output import Rows

TIMES = frozenset(
    ("first", "last", "next", "time", "at", "last_error", "creation_time", "launch_time")
)
"""The members that are times: in JSON they are written as such."""

DRAWN = frozenset(("mark",))
"""The members that only a screen needs."""


def record(row: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """A row as JSON: times in UTC, ISO 8601; what is not known is null."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        if name in TIMES and isinstance(value, (int, float)):
            made[name] = utc_iso(value)
        elif name not in DRAWN:
            made[name] = None if value == "" else value
    return made | more


def pairs(lines: Iterable[Labelled]) -> list[dict[str, str]]:
    """What stands below a row as JSON."""
    return [
        {"label": each.label, "text": f"{each.cause}: {each.text}" if each.cause else each.text}
        for each in lines
    ]


def table_of(
    columns: Sequence[tuple[str, str]],
    records: Sequence[Mapping[str, Any]],
    words: Sequence[Sequence[str]],
    report: str = "",
) -> Rows:
    """Rows with these titles; csv and tsv have the plain members, the others stand behind."""
    plain = {
        name: None for each in records for name, value in each.items() if not _is_nested(value)
    }
    fields = list(dict.fromkeys([*(field for _, field in columns), *plain]))
    return Rows(records, fields, [title for title, _ in columns], words, report=report)


def _is_nested(value: object) -> bool:
    """Whether a value does not fit into one cell."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def cut(loaded: Loaded, rows: Rows) -> tuple[Rows, int]:
    """As many rows as `--limit` says, and how many others there are."""
    limit = loaded.command.limit
    if not limit or limit >= len(rows.records):
        return rows, 0
    shown = rows._replace(records=rows.records[:limit], words=rows.words[:limit])
    return shown, len(rows.records) - limit


async def clusters(loaded: Loaded, _: Printer) -> Answer:
    """The region's clusters, those with problems first, each with its last error."""
    from hpev_tui.session.picker import PickerModel
    from hpev_tui.session.tables import clusters as table

    picker = PickerModel.of(loaded.account)
    with loaded.in_time():
        await loaded.clusters()
    listed = picker.list_rows(lambda _: True)
    if not listed and loaded.is_late:
        raise TimeLimitError

    def is_all() -> bool:
        left = sum(row.is_loading for row in table.rows(picker))
        loaded.messages.progress(f"Loading last errors: {left:,} left" if left else "")
        return picker.is_at_rest

    with loaded.in_time():
        picker.look_at(listed, None)
        await loaded.headless.until(is_all)
    every = table.rows(picker)
    records = [record(row._asdict()) for row in every]
    words = [table.cells(picker, row) for row in every]
    rows, left_out = cut(loaded, table_of(table.COLUMNS, records, words))
    return Answer(rows, left_out=left_out)


async def groups(loaded: Loaded, _: Printer) -> Answer:
    """The instance groups, with the reasons of their last failures."""
    model = await loaded.open()
    with loaded.in_time():
        await loaded.described(model)
        if model.info is None and model.info_failure is not None:
            raise loaded.stopped_by(model.info_failure)
        await loaded.events(model)
        await loaded.nodes(model)
        await loaded.samples(model, _last_failures(model))
    rows, left_out = cut(loaded, group_rows(model))
    return Answer(rows, model, loaded.sampled(model), left_out)


def _last_failures(model: ClusterModel) -> list[str]:
    from hpev_tui.session.tables import groups as table

    return [row.result_event_id for row in table.rows(model) if row.result_event_id]


def group_rows(model: ClusterModel, name: str = "") -> Rows:
    """The instance groups as rows, or the one of that name."""
    from hpev_tui.session.tables import groups as table

    rows = [row for row in table.rows(model) if name in ("", row.instance_group_name)]
    records = [
        record(row._asdict(), facts=pairs(table.facts(model, row.instance_group_name)))
        for row in rows
    ]
    return table_of(table.COLUMNS, records, [table.cells(model, row) for row in rows])


async def failures(loaded: Loaded, _: Printer) -> Answer:
    """The failures by kind, with all their reasons; as Markdown the incident report."""
    from hpev_tui.session.report_scope import Scope
    from hpev_tui.session.tables import failures as table

    model = await opened(loaded)
    with loaded.in_time():
        await loaded.described(model)
        await loaded.events(model)
    await loaded.filter(model)
    with loaded.in_time():
        # Those before --until are another listing, which the filter has only begun.
        await loaded.events(model)
        await loaded.nodes(model)
        await loaded.details(model, [*table.first_details(model), *table.missing_details(model)])
    scope = Scope.of(model)
    signatures = model.log.findings.signatures
    kinds = signatures.rows_of(scope.events) if scope.what else signatures.rows
    comparisons = table.Comparisons(model)
    records, words = [], []
    for kind in kinds:
        row, compared = table.row_of(model, kind), comparisons.of(kind, None)
        records.append(
            record(
                row._asdict(),
                **table.facts_of(model, kind)._asdict(),
                nodes=table.nodes_of(model, kind),
                in_common=[
                    {"name": each.name, "numbers": each.numbers}
                    for each in compared.common.findings
                ],
                not_compared=table.not_compared(compared) or None,
            )
        )
        words.append(table.cells(model, row))
    rows, left_out = cut(loaded, table_of(table.COLUMNS, records, words, _report(loaded, model)))
    return Answer(rows, model, list(scope.events), left_out)


def _report(loaded: Loaded, model: ClusterModel) -> str:
    """The incident report, where it is asked for."""
    if loaded.command.output != "md":
        return ""
    from hpev_tui.export.report import markdown
    from hpev_tui.session.report import incident_report
    from hpev_tui.session.report_scope import Scope

    return markdown(incident_report(model, Scope.of(model)))


async def nodes(loaded: Loaded, _: Printer) -> Answer:
    """The nodes of the cluster, and those that are gone but have events."""
    from hpev_tui.session.tables import nodes as table

    model = await loaded.open()
    with loaded.in_time():
        await loaded.described(model)
        await loaded.nodes(model)
        await loaded.events(model)
        await loaded.samples(model, table.first_details(model))
    if isinstance(model.nodes, Failure) and not model.log.rows:
        raise loaded.stopped_by(model.nodes)
    listed = table.rows(model)
    records = [record(row._asdict()) for row in listed]
    words = [table.cells(model, row) for row in listed]
    rows, left_out = cut(loaded, table_of(table.COLUMNS, records, words))
    return Answer(rows, model, loaded.sampled(model), left_out)


async def timeline(loaded: Loaded, _: Printer) -> Answer:
    """A node: its instances, its attempts and their steps, with all that the service has of it."""
    from hpev_tui.session.tables import timeline as table

    model = await opened(loaded)
    with loaded.in_time():
        await loaded.described(model)
        await loaded.nodes(model)
        await loaded.events(model)
    node = _node(loaded, model)
    made = table.NodeTimeline(model, node)
    asks = loaded.account.settings.reasons

    def is_all() -> bool:
        made.read(None)
        made.ask()
        model.details.gather(made.missing_details() if asks else (), is_awaited=True)
        loaded.messages.progress(f"Loading reasons: {made.missing:,} left" if made.missing else "")
        return not made.is_looking

    with loaded.in_time():
        await loaded.headless.until(is_all)
    made.read(None)
    if made.history.failure is not None and not made.events:
        raise loaded.stopped_by(made.history.failure)
    steps = table.rows(made)
    records = [record(row._asdict()) for row in steps]
    words = [table.cells(model, row) for row in steps]
    rows, left_out = cut(loaded, table_of(table.COLUMNS, records, words))
    return Answer(rows, model, list(made.events), left_out)


def _node(loaded: Loaded, model: ClusterModel) -> str:
    """The node that is meant, by its instance or `NodeLogicalId`, or how one of these begins."""
    begin, identities = loaded.command.subject, model.log.findings.identities
    nodes = () if isinstance(model.nodes, Failure) else model.nodes or ()
    names = {each for node in nodes for each in (node.instance_id, node.node_logical_id)}
    names |= {*model.log.instance_ids, *identities.groups}
    exact = {begin} & names
    matching = exact or {name for name in names if name.startswith(begin)}
    if not matching:
        raise StopError(FAULT, f'no node of the cluster or its events begins with "{begin}"')
    if len({identities.of_instance(name) for name in matching}) > 1:
        raise StopError(BAD_COMMAND_LINE, f'more than one node begins with "{begin}"')
    return min(matching)
