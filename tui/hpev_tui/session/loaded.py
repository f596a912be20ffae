"""What an account has loaded of each cluster: a cluster is its ARN, whatever its name.

A cluster that is made again under its name is another one. What was loaded of the one before is
kept under its ARN, and its events can still be listed: the service lists events by name, of all
clusters that ever had it (seen in users' reports).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from hpev_tui.model.events import Cluster, ClusterInfo, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, for_until
from hpev_tui.session.bounds import BOUNDS, Bounds
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.paging import NodeList
from hpev_tui.text.clean import clean
from hpev_tui.text.lists import listed


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


def said_of_dropped(clusters: Sequence[str]) -> str:
    """What to say where the events of these clusters were dropped, by their names or ARNs."""
    names = [clean(cluster.rpartition("/")[2]) for cluster in clusters]
    return f"Dropped to make room: events of {listed(names)}"


class LoadedClusters:
    """Logs, details and nodes by the name or ARN that was asked for, each of one ARN alone."""

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        self._bounds = bounds
        self.nodes: dict[str, NodeList | Failure] = {}
        self.nodes_seen: dict[str, float] = {}
        """When ListClusterNodes named all of them, in seconds since the epoch."""
        self.logs = defaultdict[str, EventLog](partial(EventLog, bounds=bounds))
        self.details = defaultdict[str, LoadedDetails](partial(LoadedDetails, bounds))
        self.earlier: dict[str, Earlier] = {}
        """What is known of the clusters whose name another one has, by their ARNs."""

    @property
    def weight(self) -> int:
        """For how many events those of all clusters count."""
        return sum(log.weight for log in self.logs.values())

    def make_room(self, looked_at: str, most: int | None = None) -> list[str]:
        """Another cluster is looked at from now on, "" for one of another account: keep less.

        First the bodies of details are dropped, then all events of a cluster, first of those that
        were not looked at for longest. These are returned: their events are loaded again when they
        are looked at again. `most` is how many events may stay of all that are not looked at, by
        default `Bounds.other_events`.
        """
        most = self._bounds.other_events if most is None else most
        most_bytes = self._bounds.detail_bytes if looked_at else 0
        if looked_at in self.logs:
            self.logs[looked_at] = self.logs.pop(looked_at)
        others = [cluster for cluster in self.logs if cluster != looked_at]
        size = sum(self.details[cluster].bytes for cluster in others)
        for cluster in others:
            if size > most_bytes:
                size -= self.details[cluster].bytes
                self.details[cluster].drop_bodies()
        weight = sum(self.logs[cluster].weight for cluster in others)
        dropped: list[str] = []
        for cluster in others:
            if weight > most and self.logs[cluster].rows:
                weight -= self.logs[cluster].weight
                self.begin_anew(cluster)
                dropped.append(cluster)
        return dropped

    def begin_anew(self, cluster: str) -> None:
        """Keep nothing of a cluster's events but which cluster it is."""
        log = self.logs[cluster]
        new = self.logs[cluster] = EventLog(log.cluster_arn, self._bounds)
        new.created, new.others = log.created, log.others
        new.look_at_others()
        self.details.pop(cluster, None)

    def was_made_again(self, name: str, cluster_arn: str) -> bool:
        """Whether the cluster of that name and ARN is known to have followed another one."""
        log = self.logs.get(name)
        return log is not None and log.cluster_arn == cluster_arn and bool(log.earlier)

    def listed_by(self, cluster: str) -> tuple[str, ServiceFilter]:
        """What a cluster's events are asked for by, and what keeps those of others away."""
        earlier = self.earlier.get(cluster)
        return (cluster, NOTHING_SENT) if earlier is None else (earlier.name, earlier.sent)

    def identify(self, cluster: str, said: Cluster | ClusterInfo | Failure) -> bool:
        """The service says which cluster it is, and when it was made; whether it is another one.

        Then nothing is loaded of it, and what was loaded is kept as the earlier one's. Where
        nobody says what it is, newer events of another cluster do.
        """
        log = self.logs[cluster]
        if isinstance(said, Failure):
            cluster_arn, created = log.successor, None
        else:
            cluster_arn, created = said.cluster_arn, said.creation_time
        if not cluster_arn or cluster in self.earlier:
            return False
        if log.cluster_arn in ("", cluster_arn):
            log.cluster_arn = cluster_arn
            log.created = log.created if created is None else created
            log.look_at_others()
            return False
        if created is not None and log.created is not None and created < log.created:
            # An answer that was under way when the cluster was made again.
            return False
        new = EventLog(cluster_arn, self._bounds)
        new.created = created
        new.others = {arn: time for arn, time in log.others.items() if arn != cluster_arn}
        if log.rows:
            new.others[log.cluster_arn] = log.rows[0].event_time
            self._keep(cluster, log, created)
        new.look_at_others()
        self.logs[cluster] = new
        self.nodes.pop(cluster, None)
        self.nodes_seen.pop(cluster, None)
        self.details.pop(cluster, None)
        return True

    def _keep(self, cluster: str, log: EventLog, until: float | None) -> None:
        """Keep what is loaded of a cluster under its ARN."""
        arn = log.cluster_arn
        log.begin_anew()
        self.logs[arn] = log
        self.details[arn] = self.details[cluster]
        self._add_earlier(arn, Earlier(cluster, until))

    def open_other(self, cluster: str) -> str:
        """The ARN of the cluster that had the name before this one, "" for none.

        From then on it can be asked for by that ARN, as long as the service lists its events. Where
        only one of newer events is known, which DescribeCluster does not name, it is that one.
        """
        log, this = self.logs[cluster], self.earlier.get(cluster)
        arn = log.earlier or log.successor
        if arn and arn not in self.earlier:
            self.logs[arn] = EventLog(arn, self._bounds)
            until = log.created if log.created is not None or this is None else this.until
            until = until if log.earlier else None
            self._add_earlier(arn, Earlier(this.name if this else cluster, until))
        return arn

    def _add_earlier(self, arn: str, earlier: Earlier) -> None:
        self.earlier[arn] = earlier
        # It is gone, and so are its nodes: those that the service lists are the next one's.
        self.nodes[arn] = NodeList()
