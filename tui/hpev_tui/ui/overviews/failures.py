"""One row for each failure signature: is it one problem, or are there many?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from hpev_tui.findings.signatures import SignatureRow, SignatureTable
from hpev_tui.model.events import Event
from hpev_tui.query import NOTHING_SENT, Signature, with_term
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.tables import failures
from hpev_tui.session.tables.words import moment
from hpev_tui.text.glyphs import sparks
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration
from hpev_tui.ui.browser.status import busy
from hpev_tui.ui.messages import EventsRequested, Notice
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.in_common import in_common
from hpev_tui.ui.overviews.messages import OverviewRequested
from hpev_tui.ui.overviews.panes import MOMENT, Paragraphs
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

_LAST_FROM = 36
"""What to do next stands at the end in so many rows, where nothing is cut."""

_MARK_TOKENS = {"failed": "error", "short": "warn", "off": "dim"}
"""The token of each mark of a row."""

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
        self._comparisons = failures.Comparisons(model)

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
        kind = self._of(key)
        if kind is None:
            return Row([""] * len(self.COLUMNS))
        row = failures.row_of(self.model, kind)
        cause, token = failures.drawn_cause(row), _MARK_TOKENS[row.mark]
        _, *texts, _ = self._cells(kind, row)
        return Row(
            [failures.state(self.model, row), *texts, f"{cause} {row.message}"],
            "" if row.is_read else "dim",
            mark=(getattr(glyphs_of(self), row.mark), token),
            tokens={0: token, _TREND: token},
            cause=cause,
        )

    def _copied_row(self, key: Hashable) -> Row:
        """With the level in words, and no cause of others."""
        kind = self._of(key)
        if kind is None:
            return Row([""] * len(self.COLUMNS))
        return Row(self._cells(kind, failures.row_of(self.model, kind)))

    def _cells(self, kind: SignatureRow, row: failures.FailureRow) -> list[str]:
        """The words of a row, with its trend before the last of them."""
        *texts, why = failures.cells(self.model, row)
        return [*texts, sparks(kind.bars(*self._span), glyphs_of(self), floor=True), why]

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        return widths_of(self.COLUMNS, map(self._make_row, keys))

    @property
    def _span(self) -> tuple[float, float, int]:
        """From when to when a trend goes, and how many bars it has."""
        rows = self.model.log.rows
        width = _WIDE_BAR if self.size.width >= _WIDE_FROM else BAR
        return rows[-1].event_time, max(rows[0].event_time, self.model.answered), width

    def _scale(self) -> str:
        """How long a bar of a trend is; "" where none is drawn."""
        begin, end, width = self._span
        is_drawn = self._list.shows("TREND") and end > begin
        return f"TREND: {duration((end - begin) / width)} a bar" if is_drawn else ""

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        kind = self._of(key)
        if kind is None:
            return "", ()
        row = failures.row_of(self.model, kind)
        warns: list[Piece] = [(f"{glyphs_of(self).short} Warn", "warn")] * (row.level == "Warn")
        name = failures.drawn_cause(row).removesuffix(":")
        counted = failures.counts_in_words(self.model, row)
        return (name if name != "?" else "No reason loaded"), [(counted, ""), *warns]

    def _about(self, key: Hashable) -> Paragraphs:
        kind = self._of(key)
        if kind is None:
            return []
        facts = failures.facts_of(self.model, kind)
        row = failures.row_of(self.model, kind)
        parts = [
            *failures.standing(facts),
            # Not twice: it stands in the row, where that has the room.
            "" if self._list.shows("FIRST") else f"first {moment(self.model, row.first)}",
            self._scale(),
        ]
        line = ", ".join(filter(None, parts))
        said: Paragraphs = [(row.message, "strong"), *((each, "") for each in facts.log)]
        said += [(f"{line[:1].upper()}{line[1:]}", "")] if line else []
        has_room = is_boxed(self)
        blank: Paragraphs = [("", "")] * has_room
        common = self._in_common(kind, has_room=has_room)
        steps: Paragraphs = [
            Field("" if number else "Next", text, width=6)
            for number, text in enumerate(facts.next_steps)
        ]
        if self.size.height < _LAST_FROM:
            return [*said, *blank, *steps, *(blank if steps else []), *common]
        return [*said, *blank, *common, *(blank if steps else []), *steps]

    def _in_common(self, kind: SignatureRow, *, has_room: bool) -> Paragraphs:
        result = self._comparisons.of(kind, self.state)
        if why := failures.not_compared(result):
            return [(why, "dim")]
        notes = failures.compared_by(self.model, result)
        return in_common(
            result.common, notes, self.size.width - 4, glyphs_of(self), has_room=has_room
        )

    def _missing_details(self) -> Sequence[str]:
        return failures.missing_details(self.model)

    def _gather(self) -> None:
        """See `OverviewScreen`; first what FIRST and LAST of each cause rest on."""
        first = failures.first_details(self.model)
        self.model.details.gather(first or self._missing_details(), is_awaited=bool(first))

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
        read = [row for row in self._rows if row.signature.detail_loaded]
        marks = [failures.mark(self.model, row) for row in read]
        for level, mark in (("Error", "failed"), ("Warn", "short")):
            if count := marks.count(mark):
                said.append((f"{getattr(shown, mark)} {count:,} {level}", _MARK_TOKENS[mark]))
        if without := failures.without_reason(self.model):
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
        return "\n".join(filter(None, (failures.unread_rows(self.model), self._fitting_basis())))

    def _made_of(self, loaded_events: str) -> str:
        return f"{loaded_events}; {failures.basis(self.model)}"

    def _events_of(self, key: Hashable) -> list[Event]:
        """The newest one stands for all."""
        row = self._of(key)
        return [max(row.events.values(), key=lambda event: event.event_time)] if row else []

    def _key_about(self, about: About) -> Hashable | None:
        return about.signature(self.model)

    def _copied(self, key: Hashable) -> tuple[str, str]:
        kind = self._of(key)
        if kind is None:
            return "failure", ""
        return "failure", failures.cells(self.model, failures.row_of(self.model, kind))[-1]

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
