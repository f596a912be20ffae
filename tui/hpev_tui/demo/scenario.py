"""The world that the endpoint serves: one account in one region, and all that happens in it.

Everything in it follows from a seed and from the time of its start, so that with a clock that
stands still two worlds are equal to the last digit. With a clock that goes on, new events come
when they are due: they are computed when somebody asks, and no thread makes them.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpev_tui.demo.cluster import Cluster
    from hpev_tui.demo.told import Answers


class World:
    """One account's clusters."""

    def __init__(
        self, now: Callable[[], float] = time.time, seed: int = 1, extra_events: int = 0
    ) -> None:
        """Make a world that starts now.

        Args:
            now: the clock, in seconds since the epoch.
            seed: another seed makes other IDs and other chances, not other stories.
            extra_events: how many events the cluster `train-history` has; 0 leaves it out.
        """
        self._now = now
        self._seed = seed
        self._extra_events = extra_events
        self._lock = threading.Lock()
        self._by_name: dict[str, Cluster] = {}
        self._by_arn: dict[str, Cluster] = {}
        self.start = round(now(), 3)

    def now(self) -> float:
        """The time in this world, in seconds since the epoch."""
        return self._now()

    def _clusters(self) -> dict[str, Cluster]:
        """Every cluster by its name; made when the first call comes, not at the start."""
        with self._lock:
            if not self._by_name:
                self._by_name = self._make_clusters()
                self._by_arn = {each.stage.arn: each for each in self._by_name.values()}
            return self._by_name

    def _make_clusters(self) -> dict[str, Cluster]:
        # Imported here for the same reason that the clusters are made here.
        from hpev_tui.demo.catalog import plans
        from hpev_tui.demo.cluster import Cluster
        from hpev_tui.demo.history import HistoryCluster, history_plan
        from hpev_tui.demo.plan import Stage
        from hpev_tui.demo.seeded import Seeded

        seeded = Seeded(self._seed)
        stages = [Stage(plan, seeded, self.start) for plan in plans(seeded)]
        clusters = {stage.name: Cluster(stage) for stage in stages}
        if self._extra_events:
            stage = Stage(history_plan(), seeded, self.start)
            clusters[stage.name] = HistoryCluster(stage, self._extra_events)
        return clusters

    def clusters(self) -> list[Cluster]:
        """Every cluster, in no order of meaning."""
        return list(self._clusters().values())

    def cluster(self, name_or_arn: str) -> Cluster | None:
        """The cluster of a name or an ARN, if there is one."""
        return self._clusters().get(name_or_arn) or self._by_arn.get(name_or_arn)

    def answers(self, cluster_name: str) -> Answers:
        """The true answers about a cluster at this moment.

        Raises:
            KeyError: there is no such cluster.
        """
        return self._clusters()[cluster_name].answers(self.now())
