"""A cluster whose events a test makes, served page by page and filtered as the service does it.

    with MadeUp(*(event_row(number) for number in range(250))) as service:
        async with running(account(service, "made-up")) as run:
            ...
            service.add(event_row(-1))

Prepared answers come in the order of the calls; here every call gets what it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hpev_tui.demo.cluster import Cluster, EventQuery
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.plan import DAY, ClusterPlan, GroupPlan, Stage
from hpev_tui.demo.world import Seeded, World
from support import NOW, event_row

NAME = "made-up"

Row = dict[str, Any]


class Rows:
    """An event log (see `demo.cluster.DemoLog`) of rows as ListClusterEvents sends them.

    An event keeps its number only while none is added that is older: a late event must be newer
    than the pages that have been loaded, or their tokens lead elsewhere.
    """

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows: list[Row] = []
        self.details: dict[str, Any] = {}
        """The inner EventDetails of some events by their ID; the others have none."""
        self.add(rows)

    def add(self, rows: tuple[Row, ...]) -> None:
        """Put rows in their places."""
        # A new list: another thread may be reading the old one.
        self._rows = sorted((*self._rows, *rows), key=lambda row: row["EventTime"])

    def count(self, now: float) -> int:
        """How many there are."""
        del now
        return len(self._rows)

    def time(self, number: int) -> float:
        """When an event happened."""
        return float(self._rows[number]["EventTime"])

    def summary(self, number: int) -> Row:
        """An event as ListClusterEvents shows it."""
        return {name: value for name, value in self._rows[number].items() if value != ""}

    def detail(self, number: int) -> Row:
        """An event as DescribeClusterEvent shows it."""
        row = self.summary(number)
        details = self.details.get(row["EventId"])
        return row if details is None else {**row, "EventDetails": details}

    def number_of(self, event_id: str) -> int | None:
        """The number of an event, or None if there is no such event."""
        ids = [row["EventId"] for row in self._rows]
        return ids.index(event_id) if event_id in ids else None

    def matching(self, query: EventQuery, numbers: range) -> Iterator[int]:
        """Those of the numbers whose events pass the filters, in that order."""
        wanted = {
            "InstanceGroupName": query.group,
            "InstanceId": query.instance_id,
            "OperationId": query.operation_id,
            "ResourceType": query.resource_type,
        }
        for number in numbers:
            row = self._rows[number]
            if all(value in (None, row.get(name)) for name, value in wanted.items()):
                yield number


class _OneCluster(World):
    def __init__(self, log: Rows) -> None:
        super().__init__(now=lambda: NOW)
        self._rows = log

    def _make_clusters(self) -> dict[str, Cluster]:
        groups = (GroupPlan("workers", "ml.p5.48xlarge", 1, 1),)
        stage = Stage(ClusterPlan(NAME, 30 * DAY, groups, lambda _: ()), Seeded(1), NOW)
        return {NAME: Cluster(stage, self._rows)}


class MadeUp(DemoEndpoint):
    """The endpoint of an account with the one cluster."""

    def __init__(self, *rows: Row) -> None:
        self.rows = Rows(rows)
        super().__init__(_OneCluster(self.rows))

    def add(self, *rows: Row) -> None:
        """Let these happen, too."""
        self.rows.add(rows)

    def pages(self) -> list[dict[str, Any]]:
        """The parameters of each call for a page, without what all of them have."""
        common = ("ClusterName", "MaxResults", "SortBy", "SortOrder")
        return [
            {name: value for name, value in call.items() if name not in common}
            for call in self.calls.list("ListClusterEvents")
        ]

    def __enter__(self) -> MadeUp:
        self.start()
        return self


def mixed_rows(count: int) -> list[Row]:
    """Events of two groups and five nodes; of ten, number 3 is an error and number 6 a warning."""
    return [
        event_row(
            number,
            InstanceGroupName=("workers", "system")[number % 2],
            InstanceId=f"i-0{number % 5:07x}",
            EventLevel={3: "Error", 6: "Warn"}.get(number % 10, "Info"),
        )
        for number in range(count)
    ]
