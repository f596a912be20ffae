"""The picker without its screen: the order of its rows, and what is asked about those in view."""

from __future__ import annotations

from typing import Any

import pytest

from help.events import NOW, event_row
from help.model import AccountRun
from help.source import DENIED, THROTTLED, MemorySource, events_of
from hpev_tui.demo.plan import REGION
from hpev_tui.model.events import Cluster, ClusterInfo, Event, EventDetail, Page, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session.picker import PickerModel, Sort
from hpev_tui.session.results import Change, What
from hpev_tui.session.summaries import AHEAD, Summary, summary_of
from hpev_tui.sources.aws import wire

HOUR = 60
"""In numbers of `event_row`, which are minutes."""


def arn(name: str) -> str:
    return f"arn:aws:sagemaker:{REGION}:111122223333:cluster/{name:x<12.12}"


def cluster(name: str, status: str = "InService", age: float = 0.0) -> Cluster:
    return Cluster(arn(name), name, status, NOW - age)


def row(name: str, number: int, level: str = "Info", **fields: object) -> dict[str, Any]:
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


NAMES = ("a", "b", "c", "d", "e", "f")


def region_of(*names: str, **options: bool) -> PickerRun:
    """A picker of these clusters, the first one the newest."""
    run = PickerRun(*(cluster(name, age=age) for age, name in enumerate(names)), **options)
    assert run.list_rows() == [*names]
    return run


# The rows


def test_problems_come_first_by_what_list_clusters_says_each_newest_first() -> None:
    run = PickerRun(
        cluster("old", age=9),
        cluster("new", age=1),
        cluster("deleting", "Deleting", age=8),
        cluster("updating", "Updating", age=7),
        cluster("failed", "Failed", age=99),
        cluster("odd", "NotYetDocumented", age=5),
    )
    names = ["failed", "updating", "deleting", "new", "odd", "old"]
    assert run.list_rows() == names
    run.region.targets["old"] = 9
    run.look_at(*range(6))
    run.answer_all()
    assert run.model.state(run.model.rows[-1]) == "short"
    assert run.list_rows() == names


def test_the_orders_follow_each_other() -> None:
    run = PickerRun(cluster("B", age=2), cluster("a", age=3), cluster("c", "Failed", age=1))
    seen = []
    for _ in range(4):
        seen.append((run.model.sort, run.list_rows()))
        run.model.sort_next()
    assert seen == [
        (Sort.PROBLEMS, ["c", "B", "a"]),
        (Sort.NEWEST, ["c", "B", "a"]),
        (Sort.NAME, ["a", "B", "c"]),
        (Sort.PROBLEMS, ["c", "B", "a"]),
    ]


def test_a_cluster_is_counted_once_by_its_gravest_state() -> None:
    run = PickerRun(
        cluster("failed", "Failed"), cluster("busy", "Updating"), cluster("short"),
        cluster("static"), cluster("fine"),
    )  # fmt: skip
    run.region.targets = {"failed": 2, "busy": 2, "short": 2}
    run.region.static = {"static"}
    assert run.model.counts() == {"failed": 1, "busy": 1, "ok": 3}
    assert not run.model.is_all_described
    run.look_at(*range(5))
    run.answer_all()
    assert run.model.counts() == {"failed": 1, "busy": 1, "short": 1, "off": 1, "ok": 1}
    assert run.model.is_all_described


# What is asked


def test_only_what_is_in_view_is_described() -> None:
    run = region_of(*NAMES)
    run.look_at(0)
    run.answer("cluster")
    run.model.leave()
    run.look_at(0, 1)
    assert [key for key in run.loader.waiting if key[0] == "cluster"] == [("cluster", arn("b"))]
    run.look_at(0, 2)
    assert [key for key in run.loader.waiting if key[0] == "cluster"] == [("cluster", arn("c"))]


def test_each_cluster_in_view_is_asked_about_once_and_no_other() -> None:
    run = region_of(*NAMES)
    run.region.static = {"b"}
    run.region.pages_of["c"] = Page(events_of(row("c", 1, "Error")), None)
    run.region.reasons[event_row(1)["EventId"]] = "Why"
    run.look_at(0, 1, 2)
    run.answer_all()
    run.look_at(0, 1, 2, current=1)
    run.answer_all()
    assert run.asked("DescribeCluster") == ["a", "b", "c"]
    assert run.asked("ListClusterEvents") == ["a", "c"]
    assert run.asked("DescribeClusterEvent") == ["c"]


def test_the_one_under_the_cursor_comes_first_then_those_short_of_nodes() -> None:
    run = region_of(*NAMES)
    run.region.targets = {"e": 3}
    run.look_at(*range(6), current=3)
    run.answer_all()
    assert run.asked("DescribeCluster") == ["d", "a", "b", "c", "e", "f"]
    assert run.asked("ListClusterEvents") == ["d", "e", "a", "b", "c", "f"]


def test_everything_else_goes_before_and_few_are_asked_for_at_a_time() -> None:
    run = region_of(*NAMES)
    run.look_at(*range(6))
    for _ in NAMES:
        assert run.loader.waiting[0][0] == "cluster"
        run.answer()
    assert [key[0] for key in run.loader.waiting] == ["summary"] * AHEAD
    run.account.describe_cluster("another")
    assert run.loader.waiting[0] == ("cluster", "another")


def test_what_leaves_the_view_is_asked_for_no_more() -> None:
    run = region_of(*NAMES)
    run.look_at(0, 1, 2)
    for _ in range(3):
        run.answer("cluster")
    under_way = run.loader.start("summary")
    run.look_at(3, 4, current=3)
    assert run.loader.waiting == [("cluster", arn("d")), ("cluster", arn("e"))]
    under_way()
    run.take_in()
    run.answer_all()
    assert run.asked("ListClusterEvents") == ["a", "d", "e"]
    # And nothing once another screen is shown.
    run.look_at(5, current=5)
    run.answer("cluster")
    run.model.leave()
    assert run.loader.waiting == []


def test_without_reasons_no_event_is_asked_for() -> None:
    run = region_of(*NAMES, reasons=False)
    run.look_at(*range(6))
    run.answer_all()
    assert run.asked("DescribeCluster") == [*NAMES]
    assert run.asked("ListClusterEvents") == run.asked("DescribeClusterEvent") == []
    assert run.model.summaries is None


def test_a_refresh_asks_again_and_keeps_what_is_shown_until_then() -> None:
    run = region_of("a")
    run.region.pages_of["a"] = Page(events_of(row("a", 1, "Error")), None)
    run.region.reasons[event_row(1)["EventId"]] = "Why"
    run.look_at(0)
    run.answer_all()
    assert run.last_error("a") == ("", "Why")
    run.load()
    assert run.last_error("a") == ("", "Why")
    run.look_at(0)
    run.answer_all()
    assert run.asked("ListClusterEvents") == ["a", "a"]
    # The reason of an event does not change.
    assert run.asked("DescribeClusterEvent") == ["a"]


@pytest.mark.parametrize("failure", [DENIED, THROTTLED])
def test_what_cannot_be_had_is_not_asked_for_again_until_a_refresh(failure: Failure) -> None:
    run = region_of("a")
    run.region.fail("ListClusterEvents", failure)
    run.look_at(0)
    run.answer_all()
    run.look_at(0)
    run.answer_all()
    assert run.summary("a") == failure
    assert run.asked("ListClusterEvents") == ["a"]
    assert run.model.denied == ("ListClusterEvents" if failure is DENIED else "")
    run.load()
    run.look_at(0)
    run.answer_all()
    assert isinstance(run.summary("a"), Summary)
    assert run.model.denied == ""


def test_without_permission_for_details_the_description_is_said() -> None:
    run = region_of("a")
    run.region.pages_of["a"] = Page(events_of(row("a", 1, "Error", Description="It failed")), None)
    run.region.fail("DescribeClusterEvent", DENIED)
    run.look_at(0)
    run.answer_all()
    assert run.last_error("a") == ("", "It failed")
    assert run.model.denied == "DescribeClusterEvent"


def test_two_clusters_of_one_name_are_asked_about_by_their_arns() -> None:
    one, other = cluster("a"), Cluster(arn("b"), "a", "InService", NOW - 1)
    run = PickerRun(one, other)
    run.look_at(0, 1)
    run.answer_all()
    assert run.asked("ListClusterEvents") == ["a", "b"]


def test_a_summary_that_comes_says_which_row_has_changed() -> None:
    run = region_of("a")
    run.look_at(0)
    run.answer_all()
    assert run.changes.count(Change(What.CLUSTER, arn("a"))) == 2


# What is summed up


def summed_up(*rows: dict[str, Any], more: str | None = None, age: float = 1e9) -> Summary:
    return summary_of(Page(events_of(*rows), more), cluster("a", age=age), NOW)


def test_errors_of_24_hours_are_counted_and_the_last_event_of_any_level() -> None:
    summary = summed_up(
        row("a", 1),
        row("a", 2, "Error"),
        row("a", 3, "Warn"),
        row("a", 4, "", Description="It failed"),
        row("a", 25 * HOUR, "Error"),
    )
    assert (summary.errors, summary.is_bound, summary.last) == (2, False, NOW - 60)


@pytest.mark.parametrize(
    ("oldest", "more", "age", "is_bound"),
    [
        (23 * HOUR, "more", 1e9, True),
        (23 * HOUR, None, 1e9, False),
        (25 * HOUR, "more", 1e9, False),
        # What is older is of another cluster that had the name.
        (23 * HOUR, "more", 60 * 60, False),
    ],
)
def test_it_may_be_more_where_the_page_ends_inside_24_hours(
    oldest: int, more: str | None, age: float, is_bound: bool
) -> None:
    summary = summed_up(row("a", 1, "Error"), row("a", oldest, "Error"), more=more, age=age)
    assert summary.is_bound is is_bound


def test_events_of_another_cluster_that_had_the_name_do_not_count() -> None:
    summary = summed_up(row("b", 1, "Error"), row("a", 2))
    assert (summary.errors, summary.last, summary.error) == (0, NOW - 120, None)


def test_an_empty_page_says_that_there_are_none() -> None:
    summary = summed_up()
    assert (summary.errors, summary.is_bound, summary.last, summary.error) == (0, False, None, None)


def test_of_a_pair_the_first_one_is_read() -> None:
    group = {"InstanceGroupName": "workers", "InstanceId": "i-0123456789abcdef0"}
    summary = summed_up(
        row("a", 1, "Error", Description="Instance creation failed", **group),
        row("a", 1, "Error", **group, EventId="first", EventTime=NOW - 61,
            Description="Failed to provision EC2 Instance in Cluster a and IG workers"),
    )  # fmt: skip
    assert summary.error is not None
    assert summary.error.event_id == "first"


def test_the_cause_is_the_one_of_the_reason_in_one_line() -> None:
    run = region_of("a")
    run.region.pages_of["a"] = Page(events_of(row("a", 1, "Error")), None)
    reason = "We currently do not have sufficient capacity\nto launch new instances."
    run.region.reasons[event_row(1)["EventId"]] = reason
    run.look_at(0)
    run.answer_all()
    assert run.last_error("a") == ("capacity", " ".join(reason.split()))


def test_the_verdicts_on_the_groups_are_made_of_the_page() -> None:
    run = region_of("a")
    run.region.targets["a"] = 2
    run.look_at(0)
    info = run.region.cluster(arn("a"))
    run.answer_all()
    assert run.model.summaries is not None
    [(group, verdict)] = run.model.summaries.groups(info)
    assert group.instance_group_name == "workers"
    assert verdict is not None
    assert verdict.name == "stuck"
