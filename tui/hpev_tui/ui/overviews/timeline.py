"""What happened to one node: its instances, its attempts, each with its steps and their times."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from hpev_tui.export.listing import one_line, table
from hpev_tui.findings.instances import Life, instances_of
from hpev_tui.findings.timeline import Attempt, Moment, Usual, attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules.causes import has_cause
from hpev_tui.rules.levels import short_description
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.node_history import NodeHistory
from hpev_tui.session.nodes import SameNode, by_time, upwards, usual_of_others
from hpev_tui.session.results import Changes
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, duration, zone_of
from hpev_tui.ui.messages import EventRequested
from hpev_tui.ui.overviews.base import OverviewScreen, Paragraphs
from hpev_tui.ui.overviews.instances import (
    BAR,
    axis,
    bar_of,
    capacity,
    listed_as,
    looking_for,
    now_of,
    outcome_mark,
    outcome_words,
    said_of,
    slow_words,
)
from hpev_tui.ui.overviews.node_words import (
    GONE,
    Why,
    event_line,
    next_notes,
    node_mark,
    shown_glyphs,
    why_failed,
)
from hpev_tui.ui.overviews.words import EXACT_MOMENT, moment
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.table_list import Column, Row
from hpev_tui.ui.widgets.text import Field


class Line(NamedTuple):
    """A row: an instance, an attempt's heading, one of its moments, or the gap below it."""

    attempt: int
    moment: int = -1
    gap: bool = False
    is_life: bool = False
    """Whether it is the row of the instance of that number, above all attempts."""


class TimelineScreen(OverviewScreen):
    """The timeline of the node of that `NodeLogicalId` or, where it is not known, instance."""

    HEADING = "Timeline"
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
        self._attempts: list[Attempt] = []
        self._instances: list[Life] = []
        self._history = NodeHistory(
            model.log,
            model.account.details,
            partial(model.account.list_events, model.cluster),
        )
        self._missing = 0
        """How many details are missing that may show more of the node."""
        self._usual: dict[tuple[str, str], Usual] = {}
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
        self._attempts = attempts_of(everything, [event.event_id for event in guessed])
        self._instances = instances_of(self._attempts)
        self._missing = len(self._missing_details())
        if self.state != self._usual_of:
            self._usual_of = self.state
            self._usual = usual_of_others(self._node, log, details)

    def _row_keys(self) -> Sequence[Hashable]:
        self._read_events()
        keys: list[Hashable] = [Line(number, is_life=True) for number in self._shown_instances]
        for number, attempt in enumerate(self._attempts):
            keys.append(Line(number))
            keys += [Line(number, index) for index in range(len(attempt.moments))]
            # What an instance lives through has no place before or after an attempt.
            if [each.is_one for each in self._attempts[number : number + 2]] == [True, True]:
                keys.append(Line(number, gap=True))
        return keys

    @property
    def _shown_instances(self) -> range:
        """The numbers of the lives that have a row: of one that goes on there is no more to say."""
        has_ended = any(life.end is not None for life in self._instances)
        return range(len(self._instances) if len(self._instances) > 1 or has_ended else 0)

    def _make_row(self, key: Hashable) -> Row:
        if not isinstance(key, Line) or key.attempt >= len(
            self._instances if key.is_life else self._attempts
        ):
            return Row([""] * len(self.COLUMNS))
        if key.is_life:
            return self._row_of_life(key.attempt)
        attempt = self._attempts[key.attempt]
        if key.gap:
            return self._row_of_gap(key.attempt, attempt)
        if key.moment < 0:
            return self._heading(key.attempt, attempt)
        return self._moment(attempt, key.moment)

    def _row_of_gap(self, number: int, attempt: Attempt) -> Row:
        gap = self._attempts[number + 1].begun - attempt.ended
        text = "until the next attempt" if gap >= 0 else "before this attempt's last event"
        line = f" {shown_glyphs(self.model).gap} {duration(abs(gap))} {text}"
        return Row(["", "", duration(abs(gap)), "", text], "dim", line=[(line, "dim")])

    def _row_of_life(self, number: int) -> Row:
        life = self._instances[number]
        return Row(
            [
                moment(self.model, life.begun, exact=True),
                f"instance {number + 1} of {len(self._instances)}",
                duration(life.last - life.begun),
                self._axis(life.begun, life.last),
                f"{life.instance_id}  {said_of(self.model, life)}",
            ],
            "dim" if life.end is not None else "strong",
        )

    def _heading(self, number: int, attempt: Attempt) -> Row:
        """The line of an attempt, across the columns: its outcome, and why it failed."""
        label, outcome = self._label(number, attempt), outcome_words(attempt)
        glyph, token = outcome_mark(attempt, shown_glyphs(self.model))
        why, source = self._why(attempt), capacity(self.model, attempt)
        said = str(why) if why is not None else attempt.instance_id
        line: list[Piece] = [
            (f" {glyph} ", token),
            (f"{label} {outcome}".rstrip(), "failed" if why is not None else "strong"),
            ("  ", ""),
            (f"{why.cause}: " if why is not None and why.cause else "", "cause"),
            (f"{why.text if why is not None else attempt.instance_id}{source}", ""),
        ]
        time = moment(self.model, attempt.begun, exact=True)
        return Row([time, label, "", "", f"{outcome}  {said}{source}"], line=line)

    def _label(self, number: int, attempt: Attempt) -> str:
        tried = [each for each in self._attempts[: number + 1] if each.is_one]
        return f"attempt {len(tried)}" if attempt.is_one else "other events"

    def _why(self, attempt: Attempt) -> Why | None:
        return why_failed(self.model, attempt) if attempt.outcome == "failed" else None

    def _outcome(self, attempt: Attempt) -> str:
        """How an attempt ended and why, in a sentence of a copy."""
        why, outcome = self._why(attempt), outcome_words(attempt)
        return outcome if why is None else f"{outcome}: {why}"

    def _moment(self, attempt: Attempt, index: int) -> Row:
        each = attempt.moments[index]
        event, shown = each.event, shown_glyphs(self.model)
        text = short_description(
            event.description, event.cluster_name, event.instance_group_name, event.instance_id
        )
        slow = self._slow(each)
        notes = [
            f"{shown.short} {slow}" if slow else "",
            "(node inferred from group and time)" if each.by_time else "",
        ]
        branch = shown.last_branch if index == len(attempt.moments) - 1 else shown.branch
        return Row(
            [
                moment(self.model, event.event_time, exact=True),
                f"{branch} {each.step.label if each.step else '-'}",
                "" if each.took is None else duration(each.took),
                bar_of(attempt, each, ascii_only=self.model.account.settings.ascii),
                "  ".join([*filter(None, notes), text]),
            ],
            "error" if each.step and each.step.fails else "",
            tokens={2: "warn", 4: "warn"} if slow else {},
        )

    def _slow(self, each: Moment) -> str:
        """The figures of a step that took much longer than on other nodes; "" for others."""
        usual = self._usual.get((each.after, each.step.name)) if each.step else None
        return "" if usual is None or not each.is_slow(usual) else slow_words(usual)

    def _axis(self, begun: float, ended: float) -> str:
        """Where in the whole timeline something was."""
        ascii_only = self.model.account.settings.ascii
        return axis(self._attempts, self._instances, begun, ended, ascii_only=ascii_only)

    def _about(self, key: Hashable) -> Paragraphs:
        if not isinstance(key, Line) or key.attempt >= len(
            self._instances if key.is_life else self._attempts
        ):
            return []
        if key.is_life:
            return [(self._row_of_life(key.attempt).texts[-1], "")]
        attempt = self._attempts[key.attempt]
        if key.moment < 0:
            return self._about_attempt(attempt)
        each = attempt.moments[key.moment]
        said: Paragraphs = [event_line(self.model, each.event), (each.event.description, "")]
        if message := self._message_of(each.event):
            said.append((message, ""))
        if slow := self._slow(each):
            said.append((f"{shown_glyphs(self.model).short} {slow}", "warn"))
        if each.by_time:
            said.append(
                (
                    "The node is inferred from group and time: no loaded detail names it.",
                    "dim",
                )
            )
        return said

    def _about_attempt(self, attempt: Attempt) -> Paragraphs:
        """Why an attempt failed, what to do about it, and what was tried."""
        why, said = self._why(attempt), Paragraphs()
        if why is not None:
            said.append((str(why), ""))
            failure = next(each.event for each in attempt.moments if each.step and each.step.fails)
            for number, text in enumerate(next_notes(self.model, failure)):
                said.append(Field("" if number else "Next", text, width=6))
        instance = attempt.instance_id or "no instance named"
        said.append((f"{instance}{capacity(self.model, attempt)}", ""))
        return said

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """See `OverviewScreen`: the attempt, the step or the instance."""
        if not isinstance(key, Line) or not self._attempts:
            return "", ()
        if key.is_life:
            life = self._instances[key.attempt]
            return f"Instance {key.attempt + 1} of {len(self._instances)}", [(life.instance_id, "")]
        attempt = self._attempts[key.attempt]
        label = self._label(key.attempt, attempt)
        label = f"{label[:1].upper()}{label[1:]}"
        if key.moment < 0:
            _, token = outcome_mark(attempt, shown_glyphs(self.model))
            return label, [(outcome_words(attempt), token if token == "failed" else "")]
        each = attempt.moments[key.moment]
        took = [] if each.took is None else [(f"took {duration(each.took)}", "")]
        return f"{label}: {each.step.label}" if each.step else label, took

    def _made_of(self) -> str:
        missing, is_reading = self._missing, self.model.details.is_gathering
        apart = f", {many(missing, 'detail')} missing" if missing else ""
        asked = self._history.basis(len(self._instances), missing, is_reading=is_reading)
        return "; ".join(filter(None, (asked, f"{self.loaded}{apart}")))

    def _summary(self) -> str:
        """The instance of the node, its cluster and its group."""
        listed = self._listed
        latest = [each.instance_id for each in reversed(self._attempts) if each.instance_id]
        name = (listed.instance_id if listed else "") or next(iter(latest), self._node)
        return f"{name}  {self.model.cluster}/{self._group}"

    @property
    def _listed(self) -> ClusterNode | None:
        """What ListClusterNodes says of the node."""
        return listed_as(self._node, self._cluster_nodes)

    @property
    def _group(self) -> str:
        return self.model.log.findings.identities.groups.get(self._node, "")

    def _counts(self) -> Sequence[Piece]:
        """How the node stands now."""
        listed = self._listed
        if listed is None and self._cluster_nodes is None:
            return ()
        status = listed.status if listed is not None else GONE
        glyph, token = node_mark(status, shown_glyphs(self.model))
        return [(f"{glyph} {status}", token)]

    def _loaded_ways(self) -> Sequence[str]:
        """How many attempts there were, and which times are shown."""
        mode = self.model.time_mode
        zone = zone_of(self.model.answered, mode) or "local"
        times = "ages (t)" if mode is TimeMode.RELATIVE else f"times {zone} (t)"
        tried = f"{self._tried()}{looking_for(self.model, self._history, self._missing)}"
        return (f"{tried}, {times}", tried, times)

    def _tried(self) -> str:
        tried = [each for each in self._attempts if each.is_one]
        failed = sum(each.outcome == "failed" for each in tried)
        return f"{many(len(tried), 'attempt')}, {failed:,} failed"

    def _whole(self) -> str:
        """What there is to say of the node as a whole."""
        listed, looking = self._listed, looking_for(self.model, self._history, self._missing)
        instances = {each.instance_id for each in self._attempts}
        instances |= {listed.instance_id} if listed else set()
        parts = [
            self._group,
            f"{self._tried()}{looking}",
            now_of(listed, self._cluster_nodes),
            many(len(instances - {""}), "instance"),
            self._node,
        ]
        return "  ".join(filter(None, parts))

    def _last_line(self) -> str:
        """See `OverviewScreen`; below what there is to say of the whole."""
        return f"{self._whole()}\n{self.basis}"

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        """As wide as what is in them."""
        rows = [self._make_row(key).texts for key in keys]
        return {
            column.title: max((len(texts[index]) for texts in rows), default=0)
            for index, column in enumerate(self.COLUMNS[:3])
        }

    def _missing_details(self) -> Sequence[str]:
        """The node's own failures, then what may be of this node."""
        details = self.model.account.details
        events = [each.event for attempt in self._attempts for each in attempt.moments]
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
        if not isinstance(key, Line) or not self._attempts:
            return []
        if key.is_life:
            return [self._instances[key.attempt].main_event]
        return [self._attempts[key.attempt].moments[max(key.moment, 0)].event]

    def _about_of(self, key: Hashable) -> About:
        """The node, with the event of the row."""
        about = About.of_node(self.model, self._node)
        return about._replace(event=next(iter(self._events_of(key)), about.event))

    def _nodes_of_report(self) -> Sequence[str]:
        return [self._node]

    def _copied(self, key: Hashable) -> tuple[str, str]:
        if isinstance(key, Line) and key.is_life:
            return "instance ID", self._instances[key.attempt].instance_id
        if isinstance(key, Line) and key.moment < 0 and not key.gap:
            instance = self._attempts[key.attempt].instance_id
            return ("instance ID", instance) if instance else ("node logical ID", self._node)
        return "event ID", self._events_of(key)[0].event_id

    def _open(self, key: Hashable) -> None:
        """The event in the list."""
        if events := self._events_of(key):
            self.app.post_message(EventRequested(events[0]))

    def markdown(self) -> str:
        """The timeline as Markdown; times are UTC, ISO 8601."""
        parts = [f"## {one_line(self._whole())}"]
        lived = map(self._row_of_life, self._shown_instances)
        parts += [f"- {one_line(row.texts[-1])}" for row in lived]
        for number, attempt in enumerate(self._attempts):
            instance = attempt.instance_id or "(no instance)"
            heading = f"{self._label(number, attempt)}, {instance}: {self._outcome(attempt)}"
            rows = [["UTC", "Step", "Took", "What"]]
            rows += [self._cells_of(each) for each in attempt.moments]
            parts += [f"### {one_line(heading)}", table(rows)]
        tried = [each for each in self._attempts if each.is_one]
        gaps = [duration(b.begun - a.ended) for a, b in pairwise(tried)]
        if gaps:
            parts.append(f"Between attempts: {', '.join(gaps)}")
        return "\n\n".join([*parts, one_line(self.basis)])

    def _cells_of(self, each: Moment) -> list[str]:
        slow = self._slow(each)
        return [
            utc_iso(each.event.event_time),
            each.step.label if each.step else "",
            "" if each.took is None else f"{duration(each.took)}{f' ({slow})' if slow else ''}",
            self._message_of(each.event) or each.event.description,
        ]

    def _empty_note(self) -> str:
        return "No loaded events of this node."
