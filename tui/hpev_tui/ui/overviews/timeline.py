"""What happened to one node: its instances, its attempts, each with its steps and their times."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from hpev_tui.export.listing import one_line, table
from hpev_tui.findings.instances import Life, instances_of
from hpev_tui.findings.timeline import Attempt, Moment, Usual, attempts_of
from hpev_tui.model.events import Event
from hpev_tui.rules.causes import cause_of, has_cause
from hpev_tui.rules.levels import short_description
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.node_history import NodeHistory
from hpev_tui.session.nodes import SameNode, by_time, upwards, usual_of_others
from hpev_tui.session.results import Changes
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration
from hpev_tui.ui.messages import EventRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.instances import (
    BAR,
    axis,
    bar_of,
    capacity,
    listed_as,
    looking_for,
    now_of,
    said_of,
    slow_words,
)
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.overviews.words import EXACT_MOMENT, moment
from hpev_tui.ui.widgets.table_list import Column, Row


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
        Column("IN THE ATTEMPT", BAR, from_width=100),
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
            later = self._attempts[key.attempt + 1]
            gap = later.begun - attempt.ended
            text = "until the next attempt" if gap >= 0 else "before this attempt's last event"
            return Row(["", "", duration(abs(gap)), "", text], "dim")
        if key.moment < 0:
            return self._heading(key.attempt, attempt)
        return self._moment(attempt, attempt.moments[key.moment])

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
        return Row(
            [
                moment(self.model, attempt.begun, exact=True),
                self._label(number, attempt),
                # What an instance lives through is no attempt, and takes no time.
                duration(attempt.ended - attempt.begun) if attempt.is_one else "",
                self._axis(attempt.begun, attempt.ended),
                f"{attempt.instance_id or '(no instance)'}  {self._outcome(attempt)}"
                f"{capacity(self.model, attempt)}",
            ],
            "error" if attempt.outcome == "failed" else "strong",
        )

    def _label(self, number: int, attempt: Attempt) -> str:
        tried = [each for each in self._attempts[: number + 1] if each.is_one]
        return f"attempt {len(tried)}" if attempt.is_one else "instance"

    def _outcome(self, attempt: Attempt) -> str:
        decided = attempt.decided
        if decided is None:
            return attempt.outcome
        after = duration(decided.event.event_time - attempt.begun)
        if attempt.outcome == "failed":
            return f"failed after {after}: {self._why(attempt)}"
        return f"{attempt.outcome} after {after}"

    def _why(self, attempt: Attempt) -> str:
        """The cause of a failed attempt, and the first message that one of its failures has."""
        failures = [each.event for each in attempt.moments if each.step and each.step.fails]
        message = next(filter(None, map(self._message_of, failures)), "")
        description = failures[0].description
        return f"[{cause_of(description, message).tag}] {message or description}"

    def _moment(self, attempt: Attempt, each: Moment) -> Row:
        event = each.event
        text = short_description(
            event.description, event.cluster_name, event.instance_group_name, event.instance_id
        )
        slow = self._slow(each)
        notes = [slow, "node inferred from group and time" if each.by_time else ""]
        notes = [f"({note})" for note in notes if note]
        return Row(
            [
                moment(self.model, event.event_time, exact=True),
                f"  {each.step.label if each.step else '-'}",
                "" if each.took is None else duration(each.took),
                bar_of(attempt, each, ascii_only=self.model.account.settings.ascii),
                " ".join([*notes, text]),
            ],
            "warn" if slow else "error" if each.step and each.step.fails else "",
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
            return [(self._outcome(attempt) or "Not an attempt: other events of the instance", "")]
        each = attempt.moments[key.moment]
        said: Paragraphs = [(each.event.description, "strong")]
        if message := self._message_of(each.event):
            said.append((message, ""))
        if slow := self._slow(each):
            said.append((slow, "strong"))
        if each.by_time:
            said.append(
                ("The node is inferred from group and time: no loaded detail names it.", "dim")
            )
        return said

    def _made_of(self) -> str:
        missing, is_reading = self._missing, self.model.details.is_gathering
        apart = f", {many(missing, 'detail')} missing" if missing else ""
        asked = self._history.basis(len(self._instances), missing, is_reading=is_reading)
        return "; ".join(filter(None, (asked, f"{self.loaded}{apart}")))

    def _summary(self) -> str:
        return self._node

    def _counts(self) -> Paragraphs:
        return [(part, "") for part in self._said_of_node() if part]

    def _said_of_node(self) -> Sequence[str]:
        tried = [each for each in self._attempts if each.is_one]
        looking = looking_for(self.model, self._history, self._missing)
        listed = listed_as(self._node, self._cluster_nodes)
        instances = {each.instance_id for each in self._attempts}
        instances |= {listed.instance_id} if listed else set()
        failed = sum(each.outcome == "failed" for each in tried)
        return [
            self.model.log.findings.identities.groups.get(self._node, ""),
            f"{many(len(tried), 'attempt')}, {failed:,} failed{looking}",
            now_of(listed, self._cluster_nodes),
            many(len(instances - {""}), "instance"),
        ]

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
        title = "  ".join(filter(None, (*self._said_of_node(), self._node)))
        parts = [f"## {one_line(title)}"]
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
