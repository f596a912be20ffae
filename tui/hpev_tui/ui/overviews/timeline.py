"""What happened to one node: its instances, its attempts, each with its steps and their times."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from hpev_tui.export.listing import one_line, table
from hpev_tui.findings.instances import instances_of
from hpev_tui.findings.timeline import Moment, attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules.causes import has_cause
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.missing import Missing
from hpev_tui.session.node_history import NodeHistory
from hpev_tui.session.nodes import SameNode, by_time, upwards, usual_of_others
from hpev_tui.session.results import Changes
from hpev_tui.session.tables.node_words import GONE
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, duration, zone_of
from hpev_tui.ui.messages import EventRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.instances import (
    BAR,
    listed_as,
    looking_for,
    now_of,
)
from hpev_tui.ui.overviews.node_marks import node_mark, shown_glyphs
from hpev_tui.ui.overviews.panes import EXACT_MOMENT, Paragraphs
from hpev_tui.ui.overviews.timeline_rows import Line, TimelineRows
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
        self._node = node
        self._events: list[Event] = []
        self._lines = TimelineRows(model)
        self._history = NodeHistory(
            model.log,
            model.account.details,
            partial(model.account.list_events, model.cluster),
        )
        self._missing = 0
        """How many details are missing that may show more of the node."""
        self._usual_of: tuple[int, int, bool] | None = None

    def again(self) -> TimelineScreen:
        """See `OverviewScreen`."""
        return TimelineScreen(self.model, self._node, self._list.current)

    def on_mount(self) -> None:
        """The nodes are asked for: what stands in the place of this one now."""
        self._ask()
        super().on_mount()
        self.model.ask_for_nodes()

    def on_unmount(self) -> None:
        """Ask for no more of the node."""
        self._history.close()
        super().on_unmount()

    def action_refresh(self) -> None:
        """See `OverviewScreen`; of the node, too, what failed is asked for again."""
        self._history.retry()
        super().action_refresh()
        self._ask()

    def show_changes(self, changes: Changes) -> None:
        """See `OverviewScreen`. What has come may name another instance of the node."""
        super().show_changes(changes)
        self._ask()

    def _ask(self) -> None:
        """Ask for all that the service has of the node; what was asked for before is not."""
        self._history.ask(self._node, self._events, self._cluster_nodes or ())

    def _read_events(self) -> None:
        log, details = self.model.log, self.model.account.details
        # A detail may have named meanwhile the node that the instance is of.
        self._node = log.findings.identities.of_instance(self._node)
        self._events = SameNode.called(self._node, log, details).events(log)
        guessed = by_time(self._events, log)
        everything = upwards([*self._events, *guessed], log)
        self._lines.attempts = attempts_of(everything, [event.event_id for event in guessed])
        self._lines.instances = instances_of(self._lines.attempts)
        self._missing = len(self._missing_details())
        if self.state != self._usual_of:
            self._usual_of = self.state
            self._lines.usual = usual_of_others(self._node, log, details)

    def _row_keys(self) -> Sequence[Hashable]:
        self._read_events()
        return self._lines.keys()

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
        missing, is_reading = self._missing, self.model.details.is_gathering
        apart = f", {many(missing, 'detail')} missing" if missing else ""
        asked = self._history.basis(len(self._lines.instances), missing, is_reading=is_reading)
        return "; ".join(filter(None, (asked, f"{loaded_events}; {self._loaded_details}{apart}")))

    def _summary(self) -> str:
        """The instance of the node, its cluster and its group."""
        listed = self._listed
        latest = [each.instance_id for each in reversed(self._lines.attempts) if each.instance_id]
        name = (listed.instance_id if listed else "") or next(iter(latest), self._node)
        # The header has the cluster as well; in few columns the status would have no room.
        cluster = self.model.cluster if self.size.width >= _WHOLE_TITLE_FROM else ""
        return f"{name}  {'/'.join(filter(None, (cluster, self._group)))}"

    @property
    def _listed(self) -> ClusterNode | None:
        """What ListClusterNodes says of the node."""
        return listed_as(self._node, self._cluster_nodes)

    @property
    def _group(self) -> str:
        group = self.model.log.findings.identities.groups.get(self._node, "")
        return group or (self._listed.instance_group_name if self._listed else "")

    def _counts(self) -> Sequence[Piece]:
        """How the node stands now."""
        listed, nodes = self._listed, self._cluster_nodes
        if listed is None and (nodes is None or not nodes.is_whole):
            return [(self._tried(), "")]
        status = listed.status if listed is not None else GONE
        glyph, token = node_mark(status, shown_glyphs(self.model))
        return [(f"{glyph} {status}".rstrip(), token), (self._tried(), "")]

    def _loaded_ways(self) -> Sequence[str]:
        """Whether more of the node is looked for, and which times are shown."""
        mode = self.model.time_mode
        zone = zone_of(self.model.answered, mode) or "local"
        times = "ages (t)" if mode is TimeMode.RELATIVE else f"times {zone} (t)"
        looking = looking_for(self.model, self._history, self._missing)
        return (f"{looking}, {times}", looking, times) if looking else (times,)

    def _tried(self) -> str:
        tried = [each for each in self._lines.attempts if each.is_one]
        failed = sum(each.outcome == "failed" for each in tried)
        return f"{many(len(tried), 'attempt')}, {failed:,} failed" if tried else "no attempts"

    @property
    def _instances(self) -> int:
        """How many instances of the node are known."""
        names = {each.instance_id for each in self._lines.attempts}
        names |= {self._listed.instance_id} if self._listed else set()
        return len(names - {""})

    def _whole(self) -> str:
        """What there is to say of the node as a whole."""
        listed, looking = self._listed, looking_for(self.model, self._history, self._missing)
        parts = [
            self._group,
            ", ".join(filter(None, (self._tried(), looking))),
            now_of(listed, self._cluster_nodes),
            many(self._instances, "instance"),
            self._node,
        ]
        return "  ".join(filter(None, parts))

    def _last_line(self) -> str:
        """See `OverviewScreen`; below what the title does not say, or has no room for."""
        instances = self._instances
        is_wide = self.size.width >= _WHOLE_TITLE_FROM
        parts = [
            many(instances, "instance") if is_wide and instances else "",
            "" if is_wide else self._tried(),
            "" if self._node.startswith("i-") else f"NodeLogicalId {self._node}",
        ]
        return "\n".join(filter(None, (", ".join(filter(None, parts)), self._fitting_basis())))

    def _missing_parts(self) -> list[Missing]:
        """See `OverviewScreen`; first the events of this node."""
        failure = self._history.failure
        own = [] if failure is None else [Missing("events of this node", failure)]
        return [*own, *super()._missing_parts()]

    def _missing_details(self) -> Sequence[str]:
        """The node's own failures, then what may be of this node."""
        details = self.model.account.details
        events = [each.event for attempt in self._lines.attempts for each in attempt.moments]
        failures = [each.event_id for each in events if has_cause(each)]
        own = [event_id for event_id in failures if event_id not in details]
        open_details = self.model.details.failures
        sought = [each for each in self._history.details(self._events) if each not in open_details]
        return list(dict.fromkeys([*own, *sought]))

    def _gather(self) -> None:
        """See `OverviewScreen`. Before all of these are read, attempts may be missing."""
        self.model.details.gather(self._missing_details(), is_awaited=True)

    def _events_of(self, key: Hashable) -> list[Event]:
        """The event of a moment, the first of an attempt, or that of the end of a life."""
        if not isinstance(key, Line) or not self._lines.attempts:
            return []
        if key.is_life:
            return [self._lines.instances[key.attempt].main_event]
        return [self._lines.attempts[key.attempt].moments[max(key.moment, 0)].event]

    def _about_of(self, key: Hashable) -> About:
        """The node, with the event of the row."""
        about = About.of_node(self.model, self._node)
        return about._replace(event=next(iter(self._events_of(key)), about.event))

    def _nodes_of_report(self) -> Sequence[str]:
        return [self._node]

    def _copied(self, key: Hashable) -> tuple[str, str]:
        if isinstance(key, Line) and key.is_life:
            return "instance ID", self._lines.instances[key.attempt].instance_id
        if isinstance(key, Line) and key.moment < 0 and not key.gap:
            instance = self._lines.attempts[key.attempt].instance_id
            return ("instance ID", instance) if instance else ("node logical ID", self._node)
        return "event ID", self._events_of(key)[0].event_id

    def _open(self, key: Hashable) -> None:
        """The event in the list."""
        if events := self._events_of(key):
            self.app.post_message(EventRequested(events[0]))

    def markdown(self) -> str:
        """The timeline as Markdown; times are UTC, ISO 8601."""
        parts = [f"## {one_line(self._whole())}"]
        lived = map(self._lines.row_of_life, self._lines.instance_rows)
        parts += [f"- {one_line(row.texts[-1])}" for row in lived]
        for number, attempt in enumerate(self._lines.attempts):
            instance = attempt.instance_id or "(no instance)"
            heading = (
                f"{self._lines.label(number, attempt)}, {instance}: {self._lines.outcome(attempt)}"
            )
            rows = [["UTC", "Step", "Took", "What"]]
            rows += [self._cells_of(each) for each in attempt.moments]
            parts += [f"### {one_line(heading)}", table(rows)]
        tried = [each for each in self._lines.attempts if each.is_one]
        gaps = [duration(b.begun - a.ended) for a, b in pairwise(tried)]
        if gaps:
            parts.append(f"Between attempts: {', '.join(gaps)}")
        return "\n\n".join([*parts, one_line(self.basis)])

    def _cells_of(self, each: Moment) -> list[str]:
        slow = self._lines.slow(each)
        return [
            utc_iso(each.event.event_time),
            each.step.label if each.step else "",
            "" if each.took is None else f"{duration(each.took)}{f' ({slow})' if slow else ''}",
            self._message_of(each.event) or each.event.description,
        ]

    def _empty_note(self) -> Note | str:
        if self._history.is_asking:
            return self._note_of(None, "events of this node")
        return "No loaded events of this node."
