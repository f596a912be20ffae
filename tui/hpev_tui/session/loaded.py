"""What an account has loaded of each cluster: a cluster is its ARN, whatever its name.

A cluster that is made again under its name is another one. What was loaded of the one before is
kept under its ARN, and its events can still be listed: the service lists events by name, of all
clusters that ever had it (seen in users' reports).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hpev_tui.model.events import Cluster, ClusterInfo, ClusterNode, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, for_until
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog


class Earlier(NamedTuple):
    """A cluster that had a name before the one that has it now."""

    name: str
    """What its events are listed by."""
    until: float | None
    """When the next cluster of that name was made, in seconds since the epoch; None: not known."""

    @property
    def sent(self) -> ServiceFilter:
        """What keeps the events of the clusters after it out of a listing."""
        return NOTHING_SENT if self.until is None else for_until(self.until)


class LoadedClusters:
    """Logs, details and nodes by the name or ARN that was asked for, each of one ARN alone."""

    def __init__(self) -> None:
        self.nodes: dict[str, Sequence[ClusterNode] | Failure] = {}
        self.logs: dict[str, EventLog] = {}
        self._details: dict[str, LoadedDetails] = {}
        self._earlier: dict[str, Earlier] = {}

    def log(self, cluster: str) -> EventLog:
        """The cluster's events, made when new."""
        return self.logs.setdefault(cluster, EventLog())

    def details(self, cluster: str) -> LoadedDetails:
        """The details of the cluster's events, made when new."""
        return self._details.setdefault(cluster, LoadedDetails())

    def earlier(self, cluster: str) -> Earlier | None:
        """What is known of the cluster as one whose name another one has; None where it is not."""
        return self._earlier.get(cluster)

    def was_made_again(self, name: str, cluster_arn: str) -> bool:
        """Whether the cluster of that name and ARN is known to have followed another one."""
        log = self.logs.get(name)
        return log is not None and log.cluster_arn == cluster_arn and bool(log.earlier)

    def listed_by(self, cluster: str) -> tuple[str, ServiceFilter]:
        """What a cluster's events are asked for by, and what keeps those of others away."""
        earlier = self._earlier.get(cluster)
        return (cluster, NOTHING_SENT) if earlier is None else (earlier.name, earlier.sent)

    def identify(self, cluster: str, said: Cluster | ClusterInfo | Failure) -> bool:
        """The service says which cluster it is, and when it was made; whether it is another one.

        Then nothing is loaded of it, and what was loaded is kept as the earlier one's. Where
        nobody says what it is, newer events of another cluster do.
        """
        log = self.log(cluster)
        if isinstance(said, Failure):
            cluster_arn, created = log.successor, None
        else:
            cluster_arn, created = said.cluster_arn, said.creation_time
        if not cluster_arn or cluster in self._earlier:
            return False
        if log.cluster_arn in ("", cluster_arn):
            log.cluster_arn = cluster_arn
            log.created = log.created if created is None else created
            return False
        if created is not None and log.created is not None and created < log.created:
            # An answer that was under way when the cluster was made again.
            return False
        new = EventLog(cluster_arn)
        new.created = created
        new.others = {arn: time for arn, time in log.others.items() if arn != cluster_arn}
        if log.rows:
            new.others[log.cluster_arn] = log.rows[0].event_time
            self._keep(cluster, log, created)
        self.logs[cluster] = new
        self.nodes.pop(cluster, None)
        self._details.pop(cluster, None)
        return True

    def _keep(self, cluster: str, log: EventLog, until: float | None) -> None:
        """Keep what is loaded of a cluster under its ARN."""
        arn = log.cluster_arn
        log.begin_anew()
        self.logs[arn] = log
        self._details[arn] = self.details(cluster)
        self._add_earlier(arn, Earlier(cluster, until))

    def open_earlier(self, cluster: str) -> str:
        """The ARN of the cluster that had the name before this one, "" for none.

        From then on it can be asked for by that ARN, as long as the service lists its events.
        """
        log, this = self.log(cluster), self._earlier.get(cluster)
        arn = log.earlier
        if arn and arn not in self._earlier:
            self.logs[arn] = EventLog(arn)
            until = log.created if log.created is not None or this is None else this.until
            self._add_earlier(arn, Earlier(this.name if this else cluster, until))
        return arn

    def _add_earlier(self, arn: str, earlier: Earlier) -> None:
        self._earlier[arn] = earlier
        # It is gone, and so are its nodes: those that the service lists are the next one's.
        self.nodes[arn] = []
