"""One row for each failure signature: is it one problem, or are there many?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import islice

from hpev_tui.findings.nodes import still_down
from hpev_tui.findings.signatures import SignatureRow, SignatureTable
from hpev_tui.findings.steps import step_of
from hpev_tui.model.events import Event
from hpev_tui.query import NOTHING_SENT, Signature, with_term
from hpev_tui.rules.causes import HARDWARE
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.repairs import repairs_of
from hpev_tui.session.sharing import Compared, compared, healthy_by, of_network
from hpev_tui.session.tables.words import ago, least_sign, log_lines, moment
from hpev_tui.text.glyphs import sparks
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration
from hpev_tui.ui.browser.status import busy
from hpev_tui.ui.messages import EventsRequested, Notice
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.in_common import in_common
from hpev_tui.ui.overviews.messages import OverviewRequested
from hpev_tui.ui.overviews.node_words import next_notes
from hpev_tui.ui.overviews.panes import MOMENT, Paragraphs
from hpev_tui.ui.overviews.unread import unread_rows, without_reason
from hpev_tui.ui.overviews.ways import node_ids, nodes_filter
from hpev_tui.ui.theme import Piece, glyphs_of
from hpev_tui.ui.widgets.frame import is_boxed
from hpev_tui.ui.widgets.notes import Note
from hpev_tui.ui.widgets.table_list import Column, Row, widths_of
from hpev_tui.ui.widgets.text import Field

BAR = 10
"""Parts of time in a trend."""

_WIDE_BAR, _WIDE_FROM = 24, 150
"""So many parts in terminals at least so wide."""

_MOST_AWAITED = 40
"""For so many details it is waited at most, two of each kind: a few seconds' worth."""

_MOST_STEPS, _LAST_FROM = 2, 36
"""So many sentences say what to do next; at the end in so many rows, where nothing is cut."""

_TREND = 7
"""The number of that column."""


class FailuresScreen(OverviewScreen):
    """The failures of a cluster, counted by cause and message."""

    NAME = "signatures"
    HEADING = "Failures"
    MARKS = True
    NEEDS_OLDER = True
    COLUMNS = (
        Column("STATE", 9),
        Column("FAULTS", 6, right=True),
        Column("EVENTS", 6, right=True, from_width=140, goes=1),
        Column("NODES", 5, right=True),
        Column("GROUPS", 6, right=True, from_width=140, goes=2),
        Column("FIRST", MOMENT, goes=3),
        Column("LAST", MOMENT),
        Column("TREND", _WIDE_BAR, goes=4),
        Column("CAUSE AND MESSAGE", 0),
    )

    def __init__(self, model: ClusterModel, at: Hashable | None = None) -> None:
        super().__init__(model, at)
        self._rows: Sequence[SignatureRow] = ()
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
        self._rows = self._table.rows
        return [row.signature for row in self._rows]

    def _of(self, key: Hashable | None) -> SignatureRow | None:
        return self._table.row(key) if isinstance(key, Signature) else None

    def _make_row(self, key: Hashable) -> Row:
        row = self._of(key)
        if row is None:
            return Row([""] * len(self.COLUMNS))
        name, token = self._mark(row)
        cause, text = self._drawn_cause(row), self._text(row)
        return Row(
            self._cells(row, self._state(row), f"{cause} {text}"),
            "" if row.signature.detail_loaded else "dim",
            mark=(getattr(glyphs_of(self), name), token),
            tokens={0: token, _TREND: token},
            cause=cause,
        )

    def _copied_row(self, key: Hashable) -> Row:
        """With the level in words, and no cause of others."""
        row = self._of(key)
        if row is None:
            return Row([""] * len(self.COLUMNS))
        state = f"{row.level}, {self._state(row)}"
        return Row(self._cells(row, state, f"{self._cause(row)}: {self._text(row)}"))

    def _cells(self, row: SignatureRow, state: str, why: str) -> list[str]:
        return [
            state,
            self._counted(row, row.faults),
            f"{row.event_count:,}",
            self._counted(row, len(row.nodes)),
            self._counted(row, len(row.groups)),
            moment(self.model, row.first),
            moment(self.model, row.last),
            self._when(row),
            why,
        ]

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        return widths_of(self.COLUMNS, map(self._make_row, keys))

    def _mark(self, row: SignatureRow) -> tuple[str, str]:
        """The name of the glyph of a row, and its token."""
        if not row.goes_on(self.model.answered):
            return ("off", "dim")
        return ("short", "warn") if row.level == "Warn" else ("failed", "error")

    def _counted(self, row: SignatureRow, count: int) -> str:
        """A number; "?" for what could shrink, while reasons come that take events elsewhere."""
        is_final = row.signature.detail_loaded or not self.model.details.is_gathering
        return f"{count:,}" if is_final else "?"

    def _state(self, row: SignatureRow) -> str:
        is_active = row.goes_on(self.model.answered)
        return "active" if is_active else f"{ago(self.model, row.last).split()[0]} ago"

    @property
    def _span(self) -> tuple[float, float, int]:
        """From when to when a trend goes, and how many bars it has."""
        rows = self.model.log.rows
        width = _WIDE_BAR if self.size.width >= _WIDE_FROM else BAR
        return rows[-1].event_time, max(rows[0].event_time, self.model.answered), width

    def _when(self, row: SignatureRow) -> str:
        return sparks(row.bars(*self._span), glyphs_of(self), floor=True)

    def _scale(self) -> str:
        """How long a bar of a trend is; "" where none is drawn."""
        begin, end, width = self._span
        is_drawn = self._list.shows("TREND") and end > begin
        return f"TREND: {duration((end - begin) / width)} a bar" if is_drawn else ""

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        row = self._of(key)
        if row is None:
            return "", ()
        # Those whose reasons are not read may be of the same.
        is_bound = row.signature.detail_loaded and self._table.waiting_count > 0
        least = least_sign(self.model) * is_bound
        faults = self._counted(row, row.faults)
        counted = (
            f"{least}{faults} {'fault' if faults == '1' else 'faults'}"
            f" ({least}{many(row.event_count, 'event')})"
            f"{f' on {least}' + many(len(row.nodes), 'node') if row.nodes else ''}"
            f"{' in ' + many(len(row.groups), 'group') if row.groups else ''}"
        )
        name = self._drawn_cause(row).removesuffix(":")
        warns: list[Piece] = [(f"{glyphs_of(self).short} Warn", "warn")] * (row.level == "Warn")
        return (name if name != "?" else "No reason loaded"), [(counted, ""), *warns]

    def _about(self, key: Hashable) -> Paragraphs:
        row = self._of(key)
        if row is None:
            return []
        findings = self.model.log.findings
        counts = self.model.info.groups if self.model.info else ()
        down = still_down(
            row.nodes, self._cluster_nodes, findings.identities, findings.groups, counts
        )
        down_said = f"{many(down, 'node') if down else 'no node'} still down"
        is_tried = any(step is not None and step.fails for step in map(step_of, row.in_time))
        facts = [
            down_said if is_tried and row.nodes else "",
            *self._unrepaired(row),
            # Not twice: it stands in the row, where that has the room.
            "" if self._list.shows("FIRST") else f"first {moment(self.model, row.first)}",
            self._scale(),
        ]
        line = ", ".join(filter(None, facts))
        said: Paragraphs = [(self._text(row), "strong"), *self._log(row)]
        said += [(f"{line[:1].upper()}{line[1:]}", "")] if line else []
        has_room = is_boxed(self)
        blank: Paragraphs = [("", "")] * has_room
        source = healthy_by(self._cluster_nodes)
        width = self.size.width - 4
        common = in_common(self._compared(row), source, width, glyphs_of(self), has_room=has_room)
        steps: Paragraphs = [
            Field("" if number else "Next", text, width=6)
            for number, text in enumerate(next_notes(self.model, row.in_time[-1])[:_MOST_STEPS])
        ]
        if self.size.height < _LAST_FROM:
            return [*said, *blank, *steps, *(blank if steps else []), *common]
        return [*said, *blank, *common, *(blank if steps else []), *steps]

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
        with_detail = [row for row in self._rows if row.signature.detail_loaded]
        if not with_detail and (self._rows or not self.model.log.rows):
            return ""  # It is said how many have no reason, or that no event is loaded.
        faults = sum(row.faults for row in with_detail)
        said = f"{many(len(with_detail), 'kind')}, {many(faults, 'fault')}"
        is_active = any(row.goes_on(self.model.answered) for row in with_detail)
        return f"{said}, {'active:' if is_active else 'none active'}" if with_detail else said

    def _counts(self) -> Sequence[Piece]:
        shown, said = glyphs_of(self), []
        marks = [self._mark(row) for row in self._rows if row.signature.detail_loaded]
        for level, mark in (("Error", ("failed", "error")), ("Warn", ("short", "warn"))):
            if count := marks.count(mark):
                said.append((f"{getattr(shown, mark[0])} {count:,} {level}", mark[1]))
        if without := without_reason(self.model):
            said.append((without, "dim"))
        return said

    def _loaded_ways(self) -> Sequence[str]:
        brief = self._loaded_briefly
        return (self._loaded_events, brief, brief.partition(", ")[2])

    def _last_line(self) -> str:
        """Only where the title has no room for it, or where reasons are missing."""
        is_said = self._rows and is_boxed(self) and not self._table.waiting_count
        if is_said or not self.model.log.rows:
            return ""
        return "\n".join(filter(None, (unread_rows(self.model), self._fitting_basis())))

    def _made_of(self, loaded_events: str) -> str:
        total, waiting = self._table.event_count, self._table.waiting_count
        return f"{loaded_events}; reasons of {total - waiting:,} of {total:,} failures"

    def _events_of(self, key: Hashable) -> list[Event]:
        """The newest one stands for all."""
        row = self._of(key)
        return [max(row.events.values(), key=lambda event: event.event_time)] if row else []

    def _key_about(self, about: About) -> Hashable | None:
        return about.signature(self.model)

    def _copied(self, key: Hashable) -> tuple[str, str]:
        row = self._of(key)
        return "failure", f"{self._cause(row)}: {self._text(row)}" if row else ""

    def _open(self, key: Hashable) -> None:
        """The events of one signature."""
        row = self._of(key)
        if row is not None:
            like = with_term("", "like", self._events_of(key)[0].event_id)
            self.app.post_message(EventsRequested(like, row.in_time[-1]))

    def action_own_nodes(self) -> None:
        """Show the nodes that failed so."""
        if (row := self._of(self._list.current)) is None:
            return
        if not row.nodes:
            self.app.post_message(Notice("No node is known of this failure", wrong=True))
            return
        text = nodes_filter(row.nodes, node_ids(self.model))
        self.app.post_message(OverviewRequested("nodes", self._about_of(row.signature), text))

    def _empty_note(self) -> Note | str:
        log, failure = self.model.log, self.model.loading.failure
        if not log.rows and (failure or busy(self.model)):
            return self._note_of(failure, "events")
        keys = () if log.is_complete(NOTHING_SENT) else (("L", "load older"),)
        return Note("No failures in the loaded events.", keys=keys)

    def _text(self, row: SignatureRow) -> str:
        """The words with IDs masked; as they came, where one instance is hit."""
        signature, last = row.signature, row.in_time[-1]
        is_one = len(row.nodes) == 1 and all(
            event.instance_id == last.instance_id for event in row.in_time
        )
        return self._message_of(last) or last.description if is_one else signature.text

    def _cause(self, row: SignatureRow) -> str:
        """The cause; "?" while the reasons are not read."""
        return row.signature.tag if row.signature.detail_loaded else "?"

    def _drawn_cause(self, row: SignatureRow) -> str:
        """The same with a colon; of one that is not read that of others of its kind."""
        if row.signature.detail_loaded:
            return f"{row.signature.tag}:"
        tag = self.model.log.findings.kinds.tag_of(row.signature.text, row.groups)
        return f"~{tag}:" if tag else "?:"

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
        if not row.signature.detail_loaded:
            return []
        last = row.in_time[-1]
        return [(line, "") for line in log_lines(last, self._message_of(last), which)]
