"""The instance groups of a cluster: their counts as they came, and the verdicts on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hpev_tui.findings.groups import Verdict, by_gravity, verdict_of
from hpev_tui.model.events import ClusterInfo, ClusterNode, Event, GroupCount
from hpev_tui.model.failure import Failure
from hpev_tui.rules.noise import Counts, noise_in
from hpev_tui.session.event_log import EventLog

Standing = tuple[GroupCount, Verdict]
"""A group's counts, as DescribeCluster gave them last, with the verdict on it."""


class Groups:
    """Makes a verdict again only when what it is made of has changed."""

    def __init__(
        self, log: EventLog, nodes: Callable[[], Sequence[ClusterNode] | Failure | None]
    ) -> None:
        """`nodes` are the cluster's as ListClusterNodes gave them last, or why not."""
        self._log = log
        self._listed = nodes
        self._info: ClusterInfo | None = None
        self._counts: list[Counts] = []
        self._made_of: object = None
        self._standings: list[Standing] = []
        self._verdicts: dict[str, tuple[object, Verdict]] = {}
        """Each group's verdict, with what it was made of."""

    @property
    def _nodes(self) -> Sequence[ClusterNode] | None:
        nodes = self._listed()
        return None if isinstance(nodes, Failure) else nodes

    @property
    def needs_nodes(self) -> bool:
        """Whether only the nodes say if a group is still checked, or has been given up."""
        return self._info is not None and any(
            each.has_deep_health_checks and each.current_count < each.target_count
            for each in self._info.groups
        )

    def add(self, info: ClusterInfo, seen: float) -> None:
        """The cluster's state has come, at that time in seconds since the epoch."""
        self._info = info
        self._counts += [
            Counts(seen, each.current_count, each.target_count, each.instance_group_name)
            for each in info.groups
        ]

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

    def standings(self, answered: float) -> Sequence[Standing]:
        """Each group with its verdict, the gravest first; see `revision`."""
        revision = self.revision(answered)
        if revision != self._made_of:
            self._made_of = revision
            groups = self._info.groups if self._info else ()
            self._standings = by_gravity([(each, self._verdict(each, answered)) for each in groups])
        return self._standings

    def _verdict(self, group: GroupCount, answered: float) -> Verdict:
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
            judged = (made_of, verdict)
            self._verdicts[name] = judged
        return judged[1]
