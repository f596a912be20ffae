"""A region with clusters, and a picker of them without its screen."""

from __future__ import annotations

from typing import Any

from help.events import NOW, event_row
from help.model import AccountRun
from help.source import MemorySource
from hpev_tui.demo.plan import REGION
from hpev_tui.model.events import Cluster, ClusterInfo, Event, EventDetail, Page, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session.picker import PickerModel
from hpev_tui.session.summaries import Summary
from hpev_tui.sources.aws import wire


def arn(name: str) -> str:
    """The ARN of a cluster by its name, of up to 12 characters."""
    return f"arn:aws:sagemaker:{REGION}:111122223333:cluster/{name:x<12.12}"


def cluster(name: str, status: str = "InService", age: float = 0.0) -> Cluster:
    """A row of the list, made so many seconds ago."""
    return Cluster(arn(name), name, status, NOW - age)


def row(name: str, number: int, level: str = "Info", **fields: object) -> dict[str, Any]:
    """An event of a cluster, so many minutes ago."""
    return event_row(number, ClusterArn=arn(name), ClusterName=name, EventLevel=level, **fields)


class Region(MemorySource):
    """A region whose clusters each have their own counts and pages of events."""

    def __init__(self) -> None:
        super().__init__()
        self.pages_of: dict[str, Page[Event]] = {}
        self.targets: dict[str, int] = {}
        """Of one node each; without an entry nothing is missing."""
        self.static: set[str] = set()
        """The clusters that are not Continuous."""
        self.reasons: dict[str, str] = {}
        """The `FailureMessage` of events by their ID."""

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        self._call("DescribeCluster", ClusterName=name_or_arn)
        name = name_or_arn.rpartition("/")[2].rstrip("x")
        group: dict[str, Any] = {
            "InstanceGroupName": "workers",
            "CurrentCount": 1,
            "TargetCount": self.targets.get(name, 1),
        }
        mode: dict[str, Any] = {} if name in self.static else {"NodeProvisioningMode": "Continuous"}
        return wire.cluster_info(
            {"ClusterName": name, "ClusterArn": arn(name), "InstanceGroups": [group], **mode}
        )

    def events(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        """See `EventSource.events`."""
        del sent, token, ahead
        self._call("ListClusterEvents", ClusterName=name_or_arn)
        return self.pages_of.get(name_or_arn, Page((), None))

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`."""
        self._call("DescribeClusterEvent", ClusterName=name_or_arn, EventId=event_id)
        metadata: Any = {"Instance": {"FailureMessage": self.reasons[event_id]}}
        details: Any = {"EventId": event_id, "EventDetails": {"EventMetadata": metadata}}
        return EventDetail(event_id, {"EventDetails": details})


class PickerRun(AccountRun):
    """A picker whose list is loaded, and which nobody has looked at."""

    def __init__(self, *clusters: Cluster, reasons: bool = True) -> None:
        settings = Settings(region=REGION, background=False, reasons=reasons)
        super().__init__(now=NOW, settings=settings)
        self.region = Region()
        self.service = self.account.source = self.region
        self.region.cluster_pages = [Page(clusters, None)]
        self.model = PickerModel.of(self.account)
        self.load()

    def load(self) -> None:
        """Load the list, as `r` does."""
        self.model.load()
        self.answer("clusters")
        self.list_rows()

    def list_rows(self, text: str = "") -> list[str]:
        """The names that are listed, from the top."""
        rows = self.model.list_rows(lambda each: text in each.cluster_name)
        return [each.cluster_name for each in rows]

    def look_at(self, *rows: int, current: int = 0) -> None:
        """The user sees these rows, with the cursor on one of them."""
        view = [self.model.rows[each] for each in rows]
        self.model.look_at(view, self.model.rows[current])

    def asked(self, operation: str) -> list[str]:
        """Of which clusters something was asked, in the order of the calls."""
        given = [given for name, given in self.region.calls if name == operation]
        return [each["ClusterName"].rpartition("/")[2].rstrip("x") for each in given]

    def summary(self, name: str) -> Summary | Failure | None:
        """What is summed up of a cluster."""
        assert self.model.summaries is not None
        return self.model.summaries.of(arn(name))

    def last_error(self, name: str) -> tuple[str, str] | None:
        """The cause and the text of a cluster's last error."""
        assert self.model.summaries is not None
        error = self.model.summaries.last_error(arn(name))
        return error and (error.cause, error.text)


def region_of(*names: str, **options: bool) -> PickerRun:
    """A picker of these clusters, the first one the newest."""
    run = PickerRun(*(cluster(name, age=age) for age, name in enumerate(names)), **options)
    assert run.list_rows() == [*names]
    return run
