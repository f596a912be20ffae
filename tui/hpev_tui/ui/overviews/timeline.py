"""What happened to one node: its instances, its attempts, each with its steps and their times."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from hpev_tui.model.events import Event
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.missing import Missing
from hpev_tui.session.results import Changes
from hpev_tui.session.tables import timeline_copy
from hpev_tui.session.tables.node_words import GONE
from hpev_tui.session.tables.timeline import ATTEMPT, INSTANCE, NodeTimeline
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, zone_of
from hpev_tui.ui.messages import EventRequested
from hpev_tui.ui.overviews.bars import BAR
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.node_marks import node_mark, shown_glyphs
from hpev_tui.ui.overviews.panes import EXACT_MOMENT, Paragraphs
from hpev_tui.ui.overviews.timeline_rows import TimelineRows
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.notes import Note
from hpev_tui.ui.widgets.table_list import Column, Row

_WHOLE_TITLE_FROM = 120
"""In fewer columns the title line may have no room for the attempts."""


class TimelineScreen(OverviewScreen):
    """The timeline of the node of that `NodeLogicalId` or, where it is not known, instance."""

    HEADING = "Timeline"
    BELOW = 15
    COLUMNS = (
        Column("TIME", EXACT_MOMENT),
        Column("STEP", 18),
        Column("TOOK", 8, right=True),
        Column("IN THE ATTEMPT", BAR, from_width=90, goes=1),
        Column("EVENT", 0),
    )

    def __init__(self, model: ClusterModel, node: str, at: Hashable | None = None) -> None:
        super().__init__(model, at)
        self._timeline = NodeTimeline(model, node)
        self._lines = TimelineRows(self._timeline)

    def again(self) -> TimelineScreen:
        """See `OverviewScreen`."""
        return TimelineScreen(self.model, self._timeline.node, self._list.current)

    def on_mount(self) -> None:
        """The nodes are asked for: what stands in the place of this one now."""
        self._timeline.ask()
        super().on_mount()
        self.model.ask_for_nodes()

    def on_unmount(self) -> None:
        """Ask for no more of the node."""
        self._timeline.history.close()
        super().on_unmount()

    def action_refresh(self) -> None:
        """See `OverviewScreen`; of the node, too, what failed is asked for again."""
        self._timeline.history.retry()
        super().action_refresh()
        self._timeline.ask()

    def show_changes(self, changes: Changes) -> None:
        """See `OverviewScreen`. What has come may name another instance of the node."""
        super().show_changes(changes)
        self._timeline.ask()

    def _row_keys(self) -> Sequence[Hashable]:
        self._timeline.read(self.state)
        return self._timeline.lines()

    def _make_row(self, key: Hashable) -> Row:
        return self._lines.row(key)

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        """As wide as what is in them."""
        del keys
        return self._lines.widths()

    def _about(self, key: Hashable) -> Paragraphs:
        return self._lines.about(key)

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """See `OverviewScreen`."""
        return self._lines.title(key)

    def _made_of(self, loaded_events: str) -> str:
        return timeline_copy.basis(self._timeline, f"{loaded_events}; {self._loaded_details}")

    def _summary(self) -> str:
        """The instance of the node, its cluster and its group."""
        # The header has the cluster as well; in few columns the status would have no room.
        cluster = self.model.cluster if self.size.width >= _WHOLE_TITLE_FROM else ""
        of_group = "/".join(filter(None, (cluster, self._timeline.group)))
        return f"{self._timeline.name}  {of_group}"

    def _counts(self) -> Sequence[Piece]:
        """How the node stands now."""
        listed, nodes = self._timeline.listed, self._timeline.nodes
        if listed is None and (nodes is None or not nodes.is_whole):
            return [(timeline_copy.tried(self._timeline), "")]
        status = listed.status if listed is not None else GONE
        glyph, token = node_mark(status, shown_glyphs(self.model))
        return [(f"{glyph} {status}".rstrip(), token), (timeline_copy.tried(self._timeline), "")]

    def _loaded_ways(self) -> Sequence[str]:
        """Whether more of the node is looked for, and which times are shown."""
        mode = self.model.time_mode
        zone = zone_of(self.model.answered, mode) or "local"
        times = "ages (t)" if mode is TimeMode.RELATIVE else f"times {zone} (t)"
        looking = timeline_copy.looking(self._timeline)
        return (f"{looking}, {times}", looking, times) if looking else (times,)

    def _last_line(self) -> str:
        """See `OverviewScreen`; below what the title does not say, or has no room for."""
        instances, node = self._timeline.instance_count, self._timeline.node
        is_wide = self.size.width >= _WHOLE_TITLE_FROM
        parts = [
            many(instances, "instance") if is_wide and instances else "",
            "" if is_wide else timeline_copy.tried(self._timeline),
            "" if node.startswith("i-") else f"NodeLogicalId {node}",
        ]
        return "\n".join(filter(None, (", ".join(filter(None, parts)), self._fitting_basis())))

    def _missing_parts(self) -> list[Missing]:
        """See `OverviewScreen`; first the events of this node."""
        failure = self._timeline.history.failure
        own = [] if failure is None else [Missing("events of this node", failure)]
        return [*own, *super()._missing_parts()]

    def _missing_details(self) -> Sequence[str]:
        return self._timeline.missing_details()

    def _gather(self) -> None:
        """See `OverviewScreen`. Before all of these are read, attempts may be missing."""
        self.model.details.gather(self._missing_details(), is_awaited=True)

    def _events_of(self, key: Hashable) -> list[Event]:
        """The event of a moment, the first of an attempt, or that of the end of a life."""
        event = self._timeline.event_of(key)
        return [] if event is None else [event]

    def _about_of(self, key: Hashable) -> About:
        """The node, with the event of the row."""
        about = About.of_node(self.model, self._timeline.node)
        return about._replace(event=next(iter(self._events_of(key)), about.event))

    def _nodes_of_report(self) -> Sequence[str]:
        return [self._timeline.node]

    def _copied(self, key: Hashable) -> tuple[str, str]:
        row = self._timeline.row(key)
        if row is not None and row.kind == INSTANCE:
            return "instance ID", row.instance_id
        if row is not None and row.kind == ATTEMPT:
            node = self._timeline.node
            return (
                ("instance ID", row.instance_id) if row.instance_id else ("node logical ID", node)
            )
        return "event ID", self._events_of(key)[0].event_id

    def _open(self, key: Hashable) -> None:
        """The event in the list."""
        if events := self._events_of(key):
            self.app.post_message(EventRequested(events[0]))

    def markdown(self) -> str:
        """See `OverviewScreen`."""
        return timeline_copy.markdown(self._timeline, self.basis)

    def _empty_note(self) -> Note | str:
        if self._timeline.history.is_asking:
            return self._note_of(None, "events of this node")
        return "No loaded events of this node."
