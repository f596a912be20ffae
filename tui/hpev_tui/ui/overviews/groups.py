"""How each instance group stands: is HyperPod still trying, or has it given up?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from hpev_tui.findings.described import group_facts, group_problems
from hpev_tui.findings.groups import GroupHistory, Verdict
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.model.failure import Failure
from hpev_tui.query import with_term
from hpev_tui.text.lists import listed
from hpev_tui.ui.browser.status import described
from hpev_tui.ui.messages import EventsRequested
from hpev_tui.ui.overviews.base import OverviewScreen, Paragraphs
from hpev_tui.ui.overviews.words import MOMENT, ago, counts, many, moment
from hpev_tui.ui.widgets.table_list import Column, Row


class GroupsScreen(OverviewScreen):
    """The instance groups of a cluster with their attempts and verdicts."""

    HEADING = "Instance groups"
    COLUMNS = (
        Column("GROUP", 20),
        Column("NODES", 9, right=True),
        Column("MIN", 4, right=True, from_width=100),
        Column("STATUS", 10),
        Column("VERDICT", 9),
        Column("FAILED", 6, right=True),
        Column("LAST", MOMENT, from_width=90),
        Column("NEXT", MOMENT, from_width=120),
        Column("RESULT", 0),
    )

    @property
    def _groups(self) -> dict[str, tuple[GroupCount, Verdict]]:
        return {
            group.instance_group_name: (group, verdict) for group, verdict in self.model.groups()
        }

    def _row_keys(self) -> Sequence[Hashable]:
        return list(self._groups)

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
                f"{verdict.attempts:,}",
                moment(self.model, verdict.last),
                moment(self.model, verdict.next),
                "; ".join([*problems, self._result(key)]),
            ],
            {"stuck": "error", "retrying": "warn", "steady": "" if problems else "dim"}.get(
                verdict.name, ""
            ),
        )

    def _result(self, key: Hashable) -> str:
        """What became of the last attempt."""
        history = self._history(key)
        failed = history.failed[-1].event if history.failed else None
        begun, up = history.begun[-1:], history.came_up[-1:]
        last_failed = [failed.event_time] if failed else []
        last = max([*begun, *up, *last_failed], default=None)
        if last is None:
            return "no attempt is loaded"
        if last_failed == [last] and failed is not None:
            return f"failed: {self._message_of(failed) or failed.description}"
        return "a node came up" if up == [last] else "under way"

    def _about(self, key: Hashable) -> Paragraphs:
        if str(key) not in self._groups:
            return []
        group, verdict = self._groups[str(key)]
        history = self._history(key)
        run = [
            f"{many(verdict.attempts, 'failed attempt')} in the last run",
            f"of {many(verdict.nodes, 'known node')}" if verdict.nodes else "",
        ]
        said = [
            f"{many(len(history.begun), 'attempt')} begun, {len(history.failed):,} failed,"
            f" {many(len(history.came_up), 'node')} came up, as far as is loaded",
            " ".join(filter(None, run)),
        ]
        if verdict.last is not None:
            said.append(f"the last sign of one {ago(self.model, verdict.last)} ago")
        if verdict.next is not None:
            said.append(f"the next failure is due about {moment(self.model, verdict.next)}")
        kind = [*group.instance_types, "restricted" if group.is_restricted else ""]
        kinds = f" ({listed([*filter(None, kind)])})" if any(kind) else ""
        head = f"{group.instance_group_name}{kinds}: {verdict.name}"
        problems = group_problems(group)
        standing = [
            f"CurrentCount {group.current_count:,}",
            f"TargetCount {group.target_count:,}",
            "" if group.min_count is None else f"MinCount {group.min_count:,}",
            group.status and f"status {group.status}",
        ]
        source = f" Times by {verdict.source}." if verdict.source else ""
        said_of_group = [
            (head, "strong"),
            (f"By DescribeCluster: {', '.join(problems)}" if problems else "", "strong"),
            (", ".join(filter(None, standing)), ""),
            (f"{'; '.join(said)}.", ""),
            # Before the result, which the row has, too: in 24 rows there is no room for both.
            (f"Rule: {verdict.rule}. A reading of events, not a state of the service's.", "dim"),
            (f"{self._result(key)[:1].upper()}{self._result(key)[1:]}", ""),
            *((f"{name}: {value}", "") for name, value in group_facts(self.model.info, group)),
            (source.strip(), "dim"),
        ]
        return [each for each in said_of_group if each[0]]

    def _made_of(self) -> str:
        waiting = self.model.log.findings.signatures.waiting_count
        apart = f", {waiting:,} of failures missing" if waiting else ""
        return f"{self.loaded}{apart}"

    def failure(self) -> Failure | None:
        """The nodes are not asked for here."""
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

    def _copied(self, key: Hashable) -> tuple[str, str]:
        return "instance group", str(key)

    def _open(self, key: Hashable) -> None:
        """The events of a group."""
        self.app.post_message(EventsRequested(with_term("", "group", str(key))))

    def _empty_note(self) -> str:
        if self.model.info is None:
            return "DescribeCluster has not answered: without it there are no counts.\nr asks again"
        return "This cluster has no instance group."
