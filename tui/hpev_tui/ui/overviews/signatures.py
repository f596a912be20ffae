"""One row for each failure signature: is it one problem, or are there many?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby, islice

from hpev_tui.findings.correlation import LEAST_NODES, Share
from hpev_tui.findings.nodes import still_down
from hpev_tui.findings.signatures import SignatureRow, SignatureTable
from hpev_tui.findings.steps import step_of
from hpev_tui.model.events import Event
from hpev_tui.query import Signature, with_term
from hpev_tui.rules.causes import HARDWARE
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.repairs import repairs_of
from hpev_tui.session.sharing import Compared, compared, of_network
from hpev_tui.text.lists import left_out, many
from hpev_tui.ui.messages import EventsRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.overviews.words import MOMENT, ago, bars, least_sign, log_lines, moment
from hpev_tui.ui.widgets.table_list import Column, Row

BAR = 10
"""Parts of time in the small bar of when."""

_MOST_AWAITED = 40
"""For so many details it is waited at most, two of each kind: a few seconds' worth."""

MOST_LINES = 5
"""So many lines name what failing nodes share, at most."""


class SignaturesScreen(OverviewScreen):
    """The failures of a cluster, counted by signature."""

    NAME = "signatures"
    HEADING = "Failures"
    COLUMNS = (
        Column("L", 1),
        Column("FAULTS", 6, right=True),
        Column("EVENTS", 6, right=True, from_width=110),
        Column("NODES", 5, right=True),
        Column("GROUPS", 6, right=True, from_width=110),
        Column("FIRST", MOMENT, from_width=130),
        Column("LAST", MOMENT),
        Column("STATE", 9),
        Column("TREND", BAR, from_width=76),
        Column("CAUSE AND MESSAGE", 0),
    )

    def __init__(self, model: ClusterModel, at: Hashable | None = None) -> None:
        super().__init__(model, at)
        self._comparisons: dict[Signature, Compared] = {}
        self._compared_of: object = None
        """What the comparisons were made of."""

    def on_mount(self) -> None:
        """The nodes are asked for: those that came up are what failures are compared with."""
        super().on_mount()
        self.model.ask_for_nodes()

    @property
    def _table(self) -> SignatureTable:
        return self.model.log.findings.signatures

    def _row_keys(self) -> Sequence[Hashable]:
        return [row.signature for row in self._table.rows]

    def _of(self, key: Hashable) -> SignatureRow | None:
        return self._table.row(key) if isinstance(key, Signature) else None

    def _make_row(self, key: Hashable) -> Row:
        return self._row(key, self._drawn_why)

    def _copied_row(self, key: Hashable) -> Row:
        return self._row(key, self._why)

    def _row(self, key: Hashable, why: Callable[[SignatureRow], str]) -> Row:
        row = self._of(key)
        if row is None:
            return Row([""] * len(self.COLUMNS))
        return Row(
            [
                row.level[:1],
                self._counted(row, row.faults),
                f"{row.event_count:,}",
                self._counted(row, len(row.nodes)),
                self._counted(row, len(row.groups)),
                moment(self.model, row.first),
                moment(self.model, row.last),
                self._state(row),
                self._when(row),
                why(row),
            ],
            "dim" if row.level == "Warn" or not row.signature.detail_loaded else "",
        )

    def _counted(self, row: SignatureRow, count: int) -> str:
        """A number; "?" for what could shrink, while reasons come that take events elsewhere."""
        is_final = row.signature.detail_loaded or not self.model.details.is_gathering
        return f"{count:,}" if is_final else "?"

    def _state(self, row: SignatureRow) -> str:
        if row.goes_on(self.model.answered):
            return "active"
        return f"{ago(self.model, row.last).split()[0]} ago"

    def _when(self, row: SignatureRow) -> str:
        rows = self.model.log.rows
        begin, end = rows[-1].event_time, max(rows[0].event_time, self.model.answered)
        counts = row.bars(begin, end, BAR)
        return bars(counts, ascii_only=self.model.account.settings.ascii)

    def _about(self, key: Hashable) -> Paragraphs:
        row = self._of(key)
        if row is None:
            return []
        findings = self.model.log.findings
        counts = self.model.info.groups if self.model.info else ()
        down = still_down(
            row.nodes, self._cluster_nodes, findings.identities, findings.groups, counts
        )
        is_tried = any(step is not None and step.fails for step in map(step_of, row.in_time))
        faults = self._counted(row, row.faults)
        # Those whose reasons are not read may be of the same.
        is_bound = row.signature.detail_loaded and self._table.waiting_count > 0
        least = least_sign(self.model) * is_bound
        counted = ", ".join(
            (
                f"{least}{faults} {'fault' if faults == '1' else 'faults'}"
                f" in {least}{many(row.event_count, 'event')}",
                f"{least}{many(len(row.nodes), 'node')}{f', {down:,} still down' * is_tried}",
                *self._unrepaired(row),
                many(len(row.groups), "group"),
                f"first {moment(self.model, row.first)}",
                f"last {moment(self.model, row.last)}",
                self._state(row),
            )
        )
        said: Paragraphs = [(self._drawn_why(row), "strong"), *self._log(row), (counted, "")]
        if not row.signature.detail_loaded:
            said.append(("Counted by description: reasons not loaded.", "dim"))
        return said + self._common(row)

    def _common(self, row: SignatureRow) -> Paragraphs:
        """What its nodes have in common, in at most `MOST_LINES`; and what was looked at."""
        common, failed, up = self._compared(row)
        if not failed:
            return [("Nodes unknown: no comparison.", "dim")]
        named = _named(common.findings)
        room = MOST_LINES - bool(common.one_offs)
        if len(named) > room:
            more = ", ".join(share.dimension for share in common.findings[room - 1 :])
            named = [*named[: room - 1], f"{left_out(len(named) - room + 1)} more: {more}"]
        said: Paragraphs = [(text, "strong") for text in named]
        if common.one_offs:
            said.append(("; ".join(common.one_offs), ""))
        even, unknown = ", ".join(common.even), ", ".join(common.unknown)
        if min(failed, up) < LEAST_NODES:
            looked = [f"Too few nodes to compare: {failed:,} failing, {up:,} healthy"]
        else:
            same = "No difference" if named else "No significant difference"
            looked = [
                f"{same}: {even}" if even else same * (not named),
                f"unknown: {unknown}" if unknown else "",
            ]
        source = "events" if self._cluster_nodes is None else "ListClusterNodes"
        text = "; ".join(filter(None, looked))
        compared = (
            f"Healthy: {many(up, 'node')} in service by {source} without this failure."
            " Values from their events' details, their groups' and DescribeCluster"
        )
        return [*said, (f"{text[:1].upper()}{text[1:]}", "dim"), (compared, "dim")]

    def _compared(self, row: SignatureRow) -> Compared:
        """The correlation, which is made again only when what it is made of has changed."""
        model = self.model
        info, nodes, log = model.info, self._cluster_nodes, model.log
        made_of = (self.state, info, nodes)
        if made_of != self._compared_of:
            self._compared_of = made_of
            self._comparisons.clear()
        if row.signature not in self._comparisons:
            details = model.account.details
            self._comparisons[row.signature] = compared(row, log, details, info, nodes)
        return self._comparisons[row.signature]

    def _missing_details(self) -> Sequence[str]:
        """The network's few, then the failures, the newest first."""
        details = self.model.account.details
        network = [e.event_id for e in of_network(self.model.log) if e.event_id not in details]
        waiting = sorted(self._table.waiting, key=lambda event: -event.event_time)
        return network + [event.event_id for event in waiting]

    def _gather(self) -> None:
        """See `OverviewScreen`; first what FIRST and LAST of each cause rest on."""
        details = self.model.details
        ends = dict.fromkeys(self.model.log.findings.kinds.ends())
        first = [each for each in islice(ends, _MOST_AWAITED) if details.get(each) is None]
        details.gather(first or self._missing_details(), is_awaited=bool(first))

    def _summary(self) -> str:
        rows = self._table.rows
        with_detail = [row for row in rows if row.signature.detail_loaded]
        waiting = self._table.waiting_count
        faults = sum(row.faults for row in with_detail)
        said = f"{many(len(with_detail), 'kind')}, {many(faults, 'fault')}"
        if waiting:
            gone = self.model.details.failures
            failed = sum(event.event_id in gone for event in self._table.waiting) if gone else 0
            why = (
                "details failed"
                if failed == waiting
                else f"loading{self.model.account.settings.ellipsis}"
            )
            said += f", {waiting:,} without a reason ({why})"
        return said

    def _made_of(self) -> str:
        total, waiting = self._table.event_count, self._table.waiting_count
        return f"{self._loaded_events}; reasons of {total - waiting:,} of {total:,} failures"

    def _events_of(self, key: Hashable) -> list[Event]:
        """The newest one stands for all."""
        row = self._of(key)
        return [max(row.events.values(), key=lambda event: event.event_time)] if row else []

    def _key_about(self, about: About) -> Hashable | None:
        return about.signature(self.model)

    def _copied(self, key: Hashable) -> tuple[str, str]:
        row = self._of(key)
        return "failure", self._why(row) if row else ""

    def _open(self, key: Hashable) -> None:
        """The events of one signature."""
        row = self._of(key)
        if row is not None:
            event_id = self._events_of(key)[0].event_id
            last = row.in_time[-1]
            self.app.post_message(EventsRequested(with_term("", "like", event_id), last))

    def _empty_note(self) -> str:
        return "No failures in the loaded events."

    def _why(self, row: SignatureRow) -> str:
        """The cause, and the words with IDs masked; as they came, where one instance is hit."""
        signature, last = row.signature, row.in_time[-1]
        tag = signature.tag if signature.detail_loaded else "?"
        is_one = len(row.nodes) == 1 and all(
            event.instance_id == last.instance_id for event in row.in_time
        )
        text = self._message_of(last) or last.description if is_one else signature.text
        return f"[{tag}] {text}"

    def _drawn_why(self, row: SignatureRow) -> str:
        """The same, with the cause of others of its kind while its own are not read."""
        signature, said = row.signature, self._why(row)
        if signature.detail_loaded:
            return said
        tag = self.model.log.findings.kinds.tag_of(signature.text, row.groups)
        return f"[~{tag}]{said.removeprefix('[?]')}" if tag else said

    def _unrepaired(self, row: SignatureRow) -> list[str]:
        """How many of its nodes were found unhealthy and are not replaced yet; none for others."""
        if row.signature.tag != HARDWARE:
            return []
        repairs = repairs_of(self.model.log, self._cluster_nodes, self.model.answered)
        own = [repairs[node] for node in row.nodes if node in repairs]
        return [f"{sum(each.is_open for each in own):,} not replaced yet"] if own else []

    def _log(self, row: SignatureRow) -> Paragraphs:
        """Where the log of a lifecycle script is: of many, of the one that failed last."""
        which = "log stream" if len(row.nodes) < 2 else "log stream of the last failure"
        last = row.in_time[-1]
        has_reason = row.signature.detail_loaded
        return log_lines(last, self._message_of(last), which) if has_reason else []


def _named(findings: Sequence[Share]) -> list[str]:
    """A line for each finding; those with the same numbers are in one."""
    return [
        f"{', '.join(share.name for share in shares)}: {numbers}"
        for numbers, shares in groupby(findings, key=lambda share: share.numbers)
    ]
