"""The instance groups of a cluster: their counts as they came, and the verdicts on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from hpev_tui.model.events import ClusterInfo, ClusterNode, Event, GroupCount
from hpev_tui.model.failure import Failure
from hpev_tui.rules.noise import Counts, noise_in, thinned
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.paging import NodeList

# What verdicts are made by is imported with the first of them, after the first frame.
if TYPE_CHECKING:
    from hpev_tui.findings.groups import Verdict

Standing: TypeAlias = "tuple[GroupCount, Verdict]"
"""A group's counts, as DescribeCluster gave them last, with the verdict on it."""


class Standings(list["Standing"]):
    """Groups with their verdicts: those that need somebody first, the gravest first."""

    revision: object = None
    """What they were made of; see `Groups.revision`."""
    troubled = 0
    """How many are in trouble, by their verdict or by what DescribeCluster says of them."""


class Groups:
    """Makes a verdict again only when what it is made of has changed."""

    def __init__(self, log: EventLog, nodes: Callable[[], NodeList | Failure | None]) -> None:
        """`nodes` are the cluster's as ListClusterNodes gave them last, or why not."""
        self._log = log
        self._listed = nodes
        self._info: ClusterInfo | None = None
        self._counts: list[Counts] = []
        self.says_next = True
        """Whether it is said when the next attempt is due: not of what was saved some time ago."""
        self._standings = Standings()
        self._verdicts: dict[str, tuple[object, Verdict, bool]] = {}
        """Each group's verdict, with what it was made of, and whether the group is in trouble."""

    @property
    def _nodes(self) -> Sequence[ClusterNode] | None:
        nodes = self._listed()
        # By a part of them a group may be counted wrong, and taken for given up.
        return nodes if isinstance(nodes, NodeList) and nodes.is_whole else None

    @property
    def needs_nodes(self) -> bool:
        """Whether only the nodes say if a group is still checked, or has been given up."""
        return self._info is not None and any(
            each.deep_health_checks and each.current_count < each.target_count
            for each in self._info.groups
        )

    def add(self, info: ClusterInfo, seen: float) -> None:
        """The cluster's state has come, at that time in seconds since the epoch."""
        self._info = info
        fresh = [
            Counts(seen, each.current_count, each.target_count, each.instance_group_name)
            for each in info.groups
        ]
        self._counts = thinned([*self._counts, *fresh])

    def noise(self, rows: Sequence[Event], start: int, stop: int) -> dict[str, str]:
        """Why events from row `start` to before `stop` say nothing new."""
        return noise_in(rows, start, stop, self._counts)

    def revision(self, answered: float) -> object:
        """A value that changes whenever the groups may stand differently; None without groups.

        `answered` is when the service last answered, in seconds since the epoch.
        """
        if self._info is None:
            return None
        table = self._log.findings.groups
        nodes = id(self._listed())
        return id(self._info), table.revision, answered, self._log.covered_from, nodes

    def standings(self, answered: float) -> Standings:
        """Each group with its verdict, those in trouble and the gravest first; see `revision`."""
        from hpev_tui.findings.groups import by_gravity

        revision = self.revision(answered)
        if revision != self._standings.revision:
            groups = self._info.groups if self._info else ()
            judged = by_gravity([(each, self._verdict(each, answered)) for each in groups])
            of = self._verdicts
            troubled = [each for each in judged if of[each[0].instance_group_name][2]]
            calm = [each for each in judged if not of[each[0].instance_group_name][2]]
            self._standings = Standings(troubled + calm)
            self._standings.revision, self._standings.troubled = revision, len(troubled)
        return self._standings

    def _verdict(self, group: GroupCount, answered: float) -> Verdict:
        from hpev_tui.findings.described import group_problems
        from hpev_tui.findings.groups import TROUBLED, verdict_of

        name, covered_from = group.instance_group_name, self._log.covered_from
        nodes = self._nodes
        history = self._log.findings.groups.history(name)
        made_of = (group, history.revision, answered, covered_from, id(nodes))
        judged = self._verdicts.get(name)
        if judged is None or judged[0] != made_of:
            has_events = self._info is None or self._info.continuous
            verdict = verdict_of(
                group, history, answered, covered_from, nodes, has_events=has_events
            )
            verdict = verdict if self.says_next else verdict._replace(next=None)
            is_troubled = verdict.name in TROUBLED or bool(group_problems(group))
            judged = (made_of, verdict, is_troubled)
            self._verdicts[name] = judged
        return judged[1]
