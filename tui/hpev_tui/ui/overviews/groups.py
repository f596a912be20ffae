"""How each instance group stands: is HyperPod still trying, or has it given up?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from hpev_tui.findings.capacity import in_short, in_words, missed_in_words
from hpev_tui.findings.described import group_facts, group_problems
from hpev_tui.findings.groups import CHECKING, STEADY, UNKNOWN, WAITING, Verdict
from hpev_tui.findings.history import GroupHistory
from hpev_tui.findings.patches import ROLLED_BACK, UNDER_WAY
from hpev_tui.findings.runs import of_nodes
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.model.failure import Failure
from hpev_tui.query import with_term
from hpev_tui.session.about import About
from hpev_tui.text.lists import listed, many, plural
from hpev_tui.text.times import minutes
from hpev_tui.ui.browser.status import described
from hpev_tui.ui.messages import EventsRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.overviews.why import WhyScreen
from hpev_tui.ui.overviews.words import (
    MOMENT,
    OVERDUE,
    ago,
    at_least,
    counts,
    due,
    moment,
    rollout_words,
    scaling_words,
    waits_for,
)
from hpev_tui.ui.widgets.table_list import Column, Row

STALE_SECONDS = 600.0
"""From that age on an answer is marked with it, in seconds."""

_STYLES = {
    STEADY: "dim",
    "stuck": "error",
    "failed": "error",
    "retrying": "warn",
    "rolling back": "warn",
    "rolled back": "warn",
    "patch failed": "warn",
}


class GroupsScreen(OverviewScreen):
    """The instance groups of a cluster with their attempts and verdicts."""

    NAME = "groups"
    HEADING = "Groups"
    COLUMNS = (
        Column("GROUP", 20),
        Column("NODES", 9, right=True),
        Column("MIN", 4, right=True, from_width=100),
        Column("STATUS", 10),
        Column("VERDICT", 12),
        Column("FAILED", 6, right=True),
        Column("LAST", MOMENT, from_width=90),
        Column("NEXT", OVERDUE, from_width=120),
        Column("RESULT", 0),
    )

    def on_mount(self) -> None:
        """The nodes are asked for: those in deep health checks have not been given up."""
        super().on_mount()
        self.model.ask_for_nodes()

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
        group, verdict = self._groups[str(key)]
        problems = group_problems(group)
        least = "" if group.min_count is None else f"{group.min_count:,}"
        return Row(
            [
                group.instance_group_name,
                counts(group),
                least,
                group.status,
                verdict.name,
                self._tries(verdict),
                moment(self.model, verdict.last),
                due(self.model, verdict.next),
                "; ".join([*problems, self._how_far(verdict) or self._result(key)]),
            ],
            "" if problems and verdict.name == STEADY else _STYLES.get(verdict.name, ""),
        )

    def _tries(self, verdict: Verdict) -> str:
        """How many attempts failed: "?" where none is known, and not all is loaded."""
        if not verdict.attempts and verdict.name == UNKNOWN:
            return "?"
        return at_least(self.model, verdict)

    def _how_far(self, verdict: Verdict) -> str:
        """How far an update is that is under way; "" where none is."""
        is_under_way = verdict.name in UNDER_WAY
        return ", ".join(rollout_words(self.model, verdict)) if is_under_way else ""

    def _result(self, key: Hashable) -> str:
        """What became of the last attempt."""
        history = self._history(key)
        failed = history.failed[-1].event if history.failed else None
        decided = [*history.begun[-1:], *history.came_up[-1:], *([failed] if failed else [])]
        refused = history.refused[-1:]
        if refused and all(each.event_time <= refused[0].event_time for each in decided):
            return f"failed: {self._message_of(refused[0]) or refused[0].description}"
        if not decided:
            return "no attempt in the loaded events"
        last = max(decided, key=lambda event: event.event_time)
        if failed is not None and failed.event_time >= last.event_time:
            return f"failed: {self._message_of(failed) or failed.description}"
        return "a node entered service" if last in history.came_up[-1:] else "in progress"

    def _about(self, key: Hashable) -> Paragraphs:
        if str(key) not in self._groups:
            return []
        group, verdict = self._groups[str(key)]
        kind = [*group.instance_types, "restricted" if group.is_restricted else ""]
        kinds = f" ({listed([*filter(None, kind)])})" if any(kind) else ""
        reason = f": {verdict.reason}" if verdict.reason else ""
        problems = group_problems(group)
        update = group.software_update_status
        standing = [
            f"CurrentCount {group.current_count:,}",
            f"TargetCount {group.target_count:,}",
            "" if group.min_count is None else f"MinCount {group.min_count:,}",
            group.status and f"status {group.status}",
            update and f"SoftwareUpdateStatus {update}",
        ]
        source = f" Times by {verdict.source}." if verdict.source else ""
        result, capacity = self._result(key), verdict.capacity
        same = in_short(capacity) if capacity else ""
        said_of_group = [
            (f"{group.instance_group_name}{kinds}: {verdict.name}{reason}", "strong"),
            (f"DescribeCluster: {', '.join(problems)}" if problems else "", "strong"),
            (missed_in_words(capacity) if capacity and capacity.is_missed else "", "strong"),
            (", ".join(filter(None, [*standing, same])), ""),
            (f"{'; '.join(self._said(group, verdict))}.", ""),
            # In 24 rows there is no room for all that follows; the row has the result, too.
            (f"Capacity: {in_words(capacity)}" if capacity and not same else "", ""),
            (f"Rule: {verdict.rule}. Worked out from events; not a service status.", "dim"),
            (f"{result[:1].upper()}{result[1:]}", ""),
            *((f"{name}: {value}", "") for name, value in group_facts(self.model.info, group)),
            (source.strip(), "dim"),
        ]
        return [each for each in said_of_group if each[0]]

    def _said(self, group: GroupCount, verdict: Verdict) -> list[str]:
        """What a group's attempts and nodes come to, in words."""
        history, said = self._history(group.instance_group_name), []
        missing = group.target_count - group.current_count
        if missing > 0:
            said.append(f"{many(missing, 'node')} missing")
        if verdict.attempts:
            tries = "tries" if verdict.is_bound else plural(verdict.attempts, "try")
            run = f"{at_least(self.model, verdict)} {tries} failed in a row"
            said.append(", ".join(filter(None, (run, of_nodes(verdict)))))
        if verdict.name in (CHECKING, WAITING):
            said.append(waits_for(group, verdict))
        if verdict.patch and verdict.patch != verdict.name:
            said.append(f"update: {verdict.patch}")
        if update := rollout_words(self.model, verdict):
            said.append(f"update: {', '.join(update)}")
        if scaling := scaling_words(self.model, group, verdict):
            said.append(f"scaling: {', '.join(scaling)}")
        if verdict.last is not None:
            said.append(f"last attempt {ago(self.model, verdict.last)} ago")
        if verdict.next is not None:
            is_past = verdict.next < self.model.answered
            about = "" if is_past else "about "
            said.append(f"next attempt {about}{due(self.model, verdict.next)}")
        failed = many(len(history.failed), "try")
        up = many(len(history.came_up), "node")
        said.append(f"in the loaded events {failed} failed, {up} entered service")
        return said

    def _made_of(self) -> str:
        waiting = self.model.log.findings.signatures.waiting_count
        apart = f", {waiting:,} missing" if waiting else ""
        return f"{self.loaded}{apart}{self._stale()}"

    def _stale(self) -> str:
        """How old the counts are, where they are older than what else is known."""
        seen = self.model.info_seen
        age = 0.0 if seen is None else self.model.answered - seen
        return f"; counts from {minutes(age)} ago" if age >= STALE_SECONDS else ""

    def failure(self) -> Failure | None:
        """Without the nodes there are still verdicts, which say so where they would need them."""
        return self._detail_failure

    def _otherwise(self) -> Sequence[str]:
        """Why the cluster as a whole is not what it should be."""
        return described(self.model)

    def _summary(self) -> str:
        info = self.model.info
        recovery = f", NodeRecovery {info.node_recovery}" if info and info.node_recovery else ""
        return f"{many(len(self._groups), 'instance group')}{recovery}"

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

    def _empty_note(self) -> str:
        if self.model.info is None:
            return "No counts: DescribeCluster has not answered.\nr retry"
        return "No instance groups in this cluster."
