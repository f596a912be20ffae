"""How each instance group stands: is HyperPod still trying, or has it given up?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from hpev_tui.findings.capacity import in_words, missed_in_words
from hpev_tui.findings.described import group_facts, group_problems
from hpev_tui.findings.groups import CHECKING, UNKNOWN, WAITING, Verdict
from hpev_tui.findings.history import GroupHistory
from hpev_tui.findings.patches import ROLLED_BACK, UNDER_WAY
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.query import NOTHING_SENT, with_term
from hpev_tui.session.about import About
from hpev_tui.text.glyphs import gauge
from hpev_tui.text.lists import listed
from hpev_tui.text.times import minutes
from hpev_tui.ui.browser.group_lines import GAUGE, WIDE_FROM
from hpev_tui.ui.browser.status import described
from hpev_tui.ui.messages import EventsRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.messages import OverviewRequested
from hpev_tui.ui.overviews.panes import Paragraphs, fields_of
from hpev_tui.ui.overviews.why import WhyScreen
from hpev_tui.ui.overviews.words import (
    MOMENT,
    OVERDUE,
    at_least,
    attempts_words,
    beside_status,
    counts,
    due,
    mark_of,
    moment,
    rollout_words,
    scaling_words,
    sourced,
    waits_for,
)
from hpev_tui.ui.theme import MARK_TOKENS, Piece, glyphs_of
from hpev_tui.ui.widgets.frame import is_boxed
from hpev_tui.ui.widgets.notes import Note
from hpev_tui.ui.widgets.table_list import Column, Row, widths_of
from hpev_tui.ui.widgets.text import Field

STALE_SECONDS = 600.0
"""From that age on an answer is marked with it, in seconds."""

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
        Column("NEXT", OVERDUE, goes=2),
        Column("LAST RESULT", 0),
    )

    def on_mount(self) -> None:
        """The nodes are asked for: those in deep health checks have not been given up."""
        super().on_mount()
        self.model.ask_for_nodes()

    @property
    def _troubled(self) -> set[str]:
        """The groups that need somebody."""
        standings = self.model.groups()
        return {group.instance_group_name for group, _ in standings[: standings.troubled]}

    @property
    def _groups(self) -> dict[str, tuple[GroupCount, Verdict]]:
        return {
            group.instance_group_name: (group, verdict) for group, verdict in self.model.groups()
        }

    def _row_keys(self) -> Sequence[Hashable]:
        """Those in trouble first; an update that goes on before one that was rolled back."""
        standings = self.model.groups()

        def rank(number: int) -> int:
            verdict = standings[number][1].name
            if number < standings.troubled and verdict != ROLLED_BACK:
                return 0
            return 1 if verdict in UNDER_WAY else 2

        order = sorted(range(len(standings)), key=rank)
        return [standings[number][0].instance_group_name for number in order]

    def _history(self, key: Hashable) -> GroupHistory:
        return self.model.log.findings.groups.history(str(key))

    def _make_row(self, key: Hashable) -> Row:
        shown = glyphs_of(self)
        group, verdict = self._groups[str(key)]
        mark = self._mark(key)
        token, texts = MARK_TOKENS[mark], self._cells(group, verdict)
        if self.size.width >= WIDE_FROM:
            drawn = gauge(group.current_count, group.target_count, GAUGE, shown)
            texts[1] = f"{drawn} {texts[1]}"
        # What DescribeCluster says is wrong stands before what became of an attempt.
        result = "" if beside_status(group) or self._how_far(verdict) else self._cause(key)
        return Row(
            texts,
            mark=(getattr(shown, mark), token),
            tokens={} if mark == "ok" else {_VERDICT: token},
            cause=f"{result}:" if result else "",
        )

    def _copied_row(self, key: Hashable) -> Row:
        return Row(self._cells(*self._groups[str(key)]))

    def _cells(self, group: GroupCount, verdict: Verdict) -> list[str]:
        result = self._how_far(verdict) or self._result(group.instance_group_name)
        tried = self._history(group.instance_group_name).has_tried
        last, due_next = moment(self.model, verdict.last if tried else None), verdict.next
        about = "" if due_next is None or due_next < self.model.answered else "~"
        return [
            group.instance_group_name,
            counts(group),
            group.status,
            verdict.name,
            self._tries(verdict),
            last or "-",
            f"{about}{due(self.model, due_next)}" or "-",
            "; ".join([*beside_status(group), result]),
        ]

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        return widths_of(self.COLUMNS, map(self._make_row, keys))

    def _mark(self, key: Hashable) -> str:
        """The name of a group's glyph."""
        group, verdict = self._groups[str(key)]
        return mark_of(verdict, troubled=str(key) in self._troubled or bool(group_problems(group)))

    def _tries(self, verdict: Verdict) -> str:
        """How many attempts failed: "?" where none is known, and not all is loaded."""
        if not verdict.attempts and verdict.name == UNKNOWN:
            return "?"
        return at_least(self.model, verdict)

    def _how_far(self, verdict: Verdict) -> str:
        """How far an update is that is under way; "" where none is."""
        is_under_way = verdict.name in UNDER_WAY
        return ", ".join(rollout_words(self.model, verdict)) if is_under_way else ""

    def _last_failed(self, key: Hashable) -> Event | None:
        """What failed last, where no attempt has begun or succeeded since."""
        history = self._history(key)
        failed = history.failed[-1].event if history.failed else None
        decided = [*history.begun[-1:], *history.came_up[-1:], *([failed] if failed else [])]
        refused = history.refused[-1:]
        if refused and all(each.event_time <= refused[0].event_time for each in decided):
            return refused[0]
        if failed and failed.event_time >= max(each.event_time for each in decided):
            return failed
        return None

    def _cause(self, key: Hashable) -> str:
        """The cause of what failed last, marked where it is that of others; "" where not known."""
        failed = self._last_failed(key)
        return self.model.filtering.drawn_why(failed).cause if failed else ""

    def _result(self, key: Hashable) -> str:
        """What became of the last attempt: a failure with its cause."""
        history, failed = self._history(key), self._last_failed(key)
        if failed is not None:
            cause, text = self._cause(key), self._message_of(failed) or failed.description
            return f"{cause}: {text}" if cause else f"failed: {text}"
        decided = [*history.begun[-1:], *history.came_up[-1:]]
        if not decided:
            return "no attempt in the loaded events"
        last = max(decided, key=lambda event: event.event_time)
        return "a node entered service" if last in history.came_up[-1:] else "in progress"

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        if str(key) not in self._groups:
            return "", ()
        group, verdict = self._groups[str(key)]
        mark = self._mark(key)
        kinds = [*group.instance_types, *(["restricted"] if group.is_restricted else [])]
        reason = f": {verdict.reason}" if verdict.reason else ""
        verdict_said = f"{getattr(glyphs_of(self), mark)} {verdict.name}"
        pieces: list[Piece] = [(verdict_said + reason, MARK_TOKENS[mark])]
        return str(key), [*pieces, *([(listed(kinds), "")] if kinds else [])]

    def _about(self, key: Hashable) -> Paragraphs:
        if str(key) not in self._groups:
            return []
        group, verdict = self._groups[str(key)]
        problems, history = group_problems(group), self._history(key)
        missing, status = group.target_count - group.current_count, f"status {group.status}"
        nodes = [
            f"{group.current_count:,} of {group.target_count:,}",
            f"{missing:,} missing" if missing > 0 else "",
            "" if group.min_count is None else f"MinCount {group.min_count:,}",
            status if group.status and status not in problems else "",
        ]
        capacity, failed = verdict.capacity, self._last_failed(key)
        missed = missed_in_words(capacity) if capacity and capacity.is_missed else ""
        updated = group.software_update_status
        update = [
            f"SoftwareUpdateStatus {updated}" if updated else "",
            verdict.patch if verdict.patch != verdict.name else "",
            *rollout_words(self.model, verdict),
        ]
        waiting = waits_for(group, verdict) if verdict.name in (CHECKING, WAITING) else ""
        cause, result = self._cause(key), self._result(key)
        where, _, usual = verdict.source.partition(": ")
        fields = [
            ("Problem", ", ".join(problems), "strong"),
            ("Capacity", missed, "strong"),
            ("Nodes", ", ".join(filter(None, nodes)), ""),
            ("Waiting", waiting, ""),
            ("Attempts", ", ".join(attempts_words(self.model, history, verdict)), ""),
            ("Failed" if failed else "Result", result, ""),
            ("Update", ", ".join(filter(None, update)), ""),
            ("Scaling", ", ".join(scaling_words(self.model, group, verdict)), ""),
            ("Capacity", in_words(capacity) if capacity else "", ""),
            ("Usual", sourced(usual, where), ""),
            ("Rule", f"{verdict.rule}.", ""),
            ("", "Worked out from events; not a service status.", "dim"),
        ]
        said: Paragraphs = []
        for label, text, token in fields:
            if text and label == "Failed" and cause:
                said.append(Field(label, text.removeprefix(f"{cause}: "), cause, width=_FIRST))
            elif text:
                said.append(Field(label, text, token=token, width=_FIRST))
        # In a column of their own: their names are longer than those above.
        facts = fields_of(group_facts(self.model.info, group))
        return [*said, ("", ""), *facts] if facts else said

    def _made_of(self, loaded_events: str) -> str:
        waiting = self.model.log.findings.signatures.waiting_count
        apart = f", {waiting:,} missing" if waiting else ""
        return f"{loaded_events}; {self._loaded_details}{apart}{self._stale()}"

    def _stale(self) -> str:
        """How old the counts are, where they are older than what else is known."""
        seen = self.model.info_seen
        age = 0.0 if seen is None else self.model.answered - seen
        return f"; counts from {minutes(age)} ago" if age >= STALE_SECONDS else ""

    def _otherwise(self) -> Sequence[str]:
        """Why the cluster as a whole is not what it should be."""
        return described(self.model)

    def _summary(self) -> str:
        if (info := self.model.info) is None:
            return ""
        recovery = f"  NodeRecovery {info.node_recovery}" if info.node_recovery else ""
        return f"{len(self._groups):,}{recovery}"

    def _counts(self) -> Sequence[Piece]:
        shown = glyphs_of(self)
        marks = [self._mark(key) for key in self._groups]
        short = sum(
            group.current_count < group.target_count
            for (group, _), mark in zip(self._groups.values(), marks, strict=True)
            if mark == "short"
        )
        said = [("failed", marks.count("failed"), "failed"), ("short", short, "short of nodes")]
        said.append(("busy", marks.count("busy"), "changing"))
        return [
            (f"{getattr(shown, mark)} {count:,} {words}", MARK_TOKENS[mark])
            for mark, count, words in said
            if count
        ]

    def _loaded_ways(self) -> Sequence[str]:
        events = self._loaded_briefly
        return (f"from DescribeCluster and {events}", events)

    def _last_line(self) -> str:
        """Only where not all is loaded, or where the title has no room for it."""
        log = self.model.log
        is_read = log.is_complete(NOTHING_SENT) and not log.findings.signatures.waiting_count
        return "" if is_read and not self._stale() and is_boxed(self) else self._fitting_basis()

    def action_own_nodes(self) -> None:
        """Show the nodes of the group."""
        if (current := self._list.current) is not None:
            text = with_term("", "group", str(current))
            about = self._about_of(current)
            self.app.post_message(OverviewRequested("nodes", about, text))

    def _missing_details(self) -> Sequence[str]:
        """The failures, whose details name the nodes; the newest first."""
        waiting = self.model.log.findings.signatures.waiting
        return [each.event_id for each in sorted(waiting, key=lambda each: -each.event_time)]

    def _events_of(self, key: Hashable) -> list[Event]:
        """The newest event of the group."""
        rows = self.model.log.rows
        return next(([each] for each in rows if each.instance_group_name == key), [])

    def _about_of(self, key: Hashable) -> About:
        return About.of_group(self.model, str(key))

    def _key_about(self, about: About) -> Hashable | None:
        return about.group if about.group in self._groups else None

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
