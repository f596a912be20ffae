"""How each instance group stands: is HyperPod still trying, or has it given up?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from hpev_tui.model.events import Event
from hpev_tui.query import NOTHING_SENT, with_term
from hpev_tui.session.about import About
from hpev_tui.session.tables import groups
from hpev_tui.text.glyphs import gauge
from hpev_tui.text.lists import listed
from hpev_tui.ui.browser.group_lines import GAUGE, WIDE_FROM
from hpev_tui.ui.browser.status import described
from hpev_tui.ui.messages import EventsRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.messages import OverviewRequested
from hpev_tui.ui.overviews.panes import MOMENT, Paragraphs, fields_of
from hpev_tui.ui.overviews.why import WhyScreen
from hpev_tui.ui.theme import MARK_TOKENS, Piece, glyphs_of
from hpev_tui.ui.widgets.frame import is_boxed
from hpev_tui.ui.widgets.notes import Note
from hpev_tui.ui.widgets.table_list import Column, Row, widths_of
from hpev_tui.ui.widgets.text import Field

_OVERDUE = 17
"""Cells of how long something is overdue: "overdue by 12 min"."""

_FIRST = 10
"""Cells of the labels in the pane of a group."""

_VERDICT = 3
"""The number of that column."""


class GroupsScreen(OverviewScreen):
    """The instance groups of a cluster with their attempts and verdicts."""

    NAME = "groups"
    HEADING = "Groups"
    MARKS = True
    SHARE = 0.36
    """Its other columns say more than the last result; the status is in the pane below, too."""
    NEEDS_OLDER = True
    COLUMNS = (
        Column("GROUP", 24, cut=5, least=12),
        Column("NODES", 30),
        Column("STATUS", 14, goes=1),
        Column("VERDICT", 12),
        Column("FAILED", 6, right=True, goes=4),
        Column("LAST", MOMENT, goes=3),
        Column("NEXT", _OVERDUE, goes=2),
        Column("LAST RESULT", 0),
    )

    def on_mount(self) -> None:
        """The nodes are asked for: those in deep health checks have not been given up."""
        super().on_mount()
        self.model.ask_for_nodes()

    def _row_keys(self) -> Sequence[Hashable]:
        return [group.instance_group_name for group, _ in groups.ordered(self.model)]

    def _make_row(self, key: Hashable) -> Row:
        shown, row = glyphs_of(self), groups.row_of(self.model, str(key))
        if row is None:
            return Row([""] * len(self.COLUMNS))
        token, texts = MARK_TOKENS[row.mark], groups.cells(self.model, row)
        if self.size.width >= WIDE_FROM:
            drawn = gauge(row.current_count, row.target_count, GAUGE, shown)
            texts[1] = f"{drawn} {texts[1]}"
        cause = groups.first_cause(row)
        return Row(
            texts,
            mark=(getattr(shown, row.mark), token),
            tokens={} if row.mark == "ok" else {_VERDICT: token},
            cause=f"{cause}:" if cause else "",
        )

    def _copied_row(self, key: Hashable) -> Row:
        row = groups.row_of(self.model, str(key))
        return Row([""] * len(self.COLUMNS) if row is None else groups.cells(self.model, row))

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        return widths_of(self.COLUMNS, map(self._make_row, keys))

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        row = groups.row_of(self.model, str(key))
        if row is None:
            return "", ()
        kinds = [*row.instance_types, *(["restricted"] if row.is_restricted else [])]
        reason = f": {row.reason}" if row.reason else ""
        verdict = f"{getattr(glyphs_of(self), row.mark)} {row.verdict}{reason}"
        pieces: list[Piece] = [(verdict, MARK_TOKENS[row.mark])]
        return str(key), [*pieces, *([(listed(kinds), "")] if kinds else [])]

    def _about(self, key: Hashable) -> Paragraphs:
        said: Paragraphs = [
            Field(each.label, each.text, each.cause, each.weight, _FIRST)
            for each in groups.facts(self.model, str(key))
        ]
        # In a column of their own: their names are longer than those above.
        facts = fields_of(groups.described(self.model, str(key)))
        return [*said, ("", ""), *facts] if facts else said

    def _made_of(self, loaded_events: str) -> str:
        waiting = self.model.log.findings.signatures.waiting_count
        apart = f", {waiting:,} missing" if waiting else ""
        stale = groups.stale(self.model)
        return f"{loaded_events}; {self._loaded_details}{apart}{f'; {stale}' if stale else ''}"

    def _otherwise(self) -> Sequence[str]:
        """Why the cluster as a whole is not what it should be."""
        return described(self.model)

    def _summary(self) -> str:
        if (info := self.model.info) is None:
            return ""
        recovery = f"  NodeRecovery {info.node_recovery}" if info.node_recovery else ""
        return f"{len(self.model.groups()):,}{recovery}"

    def _counts(self) -> Sequence[Piece]:
        shown = glyphs_of(self)
        return [
            (f"{getattr(shown, mark)} {count:,} {words}", MARK_TOKENS[mark])
            for mark, count, words in groups.totals(self.model)
        ]

    def _loaded_ways(self) -> Sequence[str]:
        events = self._loaded_briefly
        return (f"from DescribeCluster and {events}", events)

    def _last_line(self) -> str:
        """Only where not all is loaded, or where the title has no room for it."""
        log = self.model.log
        is_read = log.is_complete(NOTHING_SENT) and not log.findings.signatures.waiting_count
        return (
            ""
            if is_read and not groups.stale(self.model) and is_boxed(self)
            else self._fitting_basis()
        )

    def action_own_nodes(self) -> None:
        """Show the nodes of the group."""
        if (current := self._list.current) is not None:
            text = with_term("", "group", str(current))
            about = self._about_of(current)
            self.app.post_message(OverviewRequested("nodes", about, text))

    def _missing_details(self) -> Sequence[str]:
        return groups.missing_details(self.model)

    def _events_of(self, key: Hashable) -> list[Event]:
        """The newest event of the group."""
        rows = self.model.log.rows
        return next(([each] for each in rows if each.instance_group_name == key), [])

    def _about_of(self, key: Hashable) -> About:
        return About.of_group(self.model, str(key))

    def _key_about(self, about: About) -> Hashable | None:
        return about.group if groups.standing_of(self.model, about.group) else None

    def _copied(self, key: Hashable) -> tuple[str, str]:
        return "instance group", str(key)

    def _open(self, key: Hashable) -> None:
        """The events of a group."""
        event = self._about_of(key).event
        self.app.post_message(EventsRequested(with_term("", "group", str(key)), event))

    def action_why(self) -> None:
        """Show the events that a group's verdict rests on."""
        if self._list.current is not None:
            self.app.push_screen(WhyScreen(self.model, str(self._list.current)))

    def _empty_note(self) -> Note | str:
        if self.model.info is not None and self.model.log.is_saved:
            more = "Save aws sagemaker describe-cluster as well, and open both files."
            return Note("Node counts of groups need the service.", (more,))
        if self.model.info is not None:
            return "No instance groups in this cluster."
        return self._note_of(self.model.info_failure, "instance groups")
