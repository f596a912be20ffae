"""A cluster is its ARN: one that is made again under its name is another one."""

from __future__ import annotations

import pytest

from help.events import NAME, NOW, Row, event_row
from help.model import ModelRun, following, listed
from help.source import DENIED
from hpev_tui.demo.plan import REGION
from hpev_tui.session import dropping
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.results import Change, What

FIRST, SECOND, THIRD = (
    f"arn:aws:sagemaker:{REGION}:111122223333:cluster/{word:x<12}" for word in ("a", "b", "c")
)
MADE = NOW - 60 * 50
"""When the second one was made."""


def rows_of(arn: str, *numbers: int, **fields: object) -> list[Row]:
    return [event_row(each, ClusterArn=arn, **fields) for each in numbers]


def failures(arn: str, *numbers: int) -> list[Row]:
    return rows_of(
        arn,
        *numbers,
        EventLevel="Error",
        InstanceGroupName="workers",
        Description="Failed to provision EC2 Instance in Cluster made-up and IG workers",
    )


def again(*rows: Row, filter_text: str = "") -> ModelRun:
    """A cluster that was made again: the list by name has the events of both."""
    it = ModelRun(*rows, filter_text=filter_text)
    it.service.described = {"ClusterArn": SECOND, "CreationTime": MADE}
    it.answer_all()
    return it


def numbers(it: ModelRun) -> list[int]:
    """The numbers of the listed rows."""
    return [int(each[-12:], 16) for each in it.listed]


def test_what_the_earlier_cluster_left_is_in_no_list_count_or_finding() -> None:
    it = again(*rows_of(SECOND, 10, 11, 12), *failures(FIRST, 60, 61, 62))
    log = it.model.log
    assert numbers(it) == [10, 11, 12]
    assert (log.cluster_arn, log.created, log.earlier) == (SECOND, MADE, FIRST)
    assert (log.other_events, log.others) == (3, {FIRST: NOW - 3600})
    assert log.group_names == {""}
    assert not log.findings.groups.history("workers").failed
    assert it.said(What.RECREATED) == []
    # Of what is older all is the earlier one's: it is not asked for.
    assert it.model.loading.complete
    assert it.account.loaded.was_made_again(NAME, SECOND)
    assert not it.account.loaded.was_made_again(NAME, FIRST)


def test_pages_of_the_earlier_clusters_history_are_not_loaded_for_this_one() -> None:
    it = again(*rows_of(SECOND, 10), *rows_of(FIRST, *range(60, 560)))
    it.model.load_all()
    it.answer_all()
    assert numbers(it) == [10]
    assert len(it.service.pages()) == 1


def test_the_earlier_clusters_events_can_be_listed_on_their_own() -> None:
    it = again(*rows_of(SECOND, 10, 11), *failures(FIRST, *range(60, 262)))
    calls = len(it.service.calls)
    assert it.account.loaded.open_other(NAME) == FIRST
    it.model = ClusterModel(it.account, FIRST)
    it.model.open()
    it.answer_all()
    it.model.load_all()
    it.answer_all()
    assert numbers(it) == list(range(60, 262))
    assert it.model.log.earlier == ""
    assert it.model.nodes == []
    it.model.refresh()
    it.model.ask_for_nodes()
    it.answer_all()
    # By the name, up to the time when the next one was made, and nothing but events.
    asked = it.service.calls[calls:]
    assert {name for name, _ in asked} <= {"ListClusterEvents", "DescribeClusterEvent"}
    assert all(given["EventTimeBefore"] == MADE + 1 for _, given in asked)


def test_each_cluster_of_a_name_leads_to_the_one_before_it() -> None:
    it = again(*rows_of(SECOND, 10), *rows_of(FIRST, 60), *rows_of(THIRD, 90))
    loaded = it.account.loaded
    assert loaded.open_other(NAME) == FIRST
    it.model = ClusterModel(it.account, FIRST)
    it.model.open()
    it.answer_all()
    assert numbers(it) == [60]
    assert loaded.open_other(FIRST) == THIRD
    it.model = ClusterModel(it.account, THIRD)
    it.model.open()
    it.answer_all()
    assert numbers(it) == [90]
    # What is newer is left by esc; nothing is before it.
    assert it.model.log.earlier == ""


def test_details_and_failures_are_each_clusters_own_even_under_one_event_id() -> None:
    it = again(*failures(SECOND, 10), *failures(FIRST, 60))
    # Nobody promises that an EventId is never used again.
    it.service._rows = tuple({**row, "EventId": "one"} for row in it.service._rows)
    it.account.loaded.open_other(NAME)
    for cluster in (FIRST, NAME):
        it.model = ClusterModel(it.account, cluster)
        it.model.open()
        it.answer_all()
        it.model.details.need(["one"], lambda: None, lambda _: None)
        it.answer_all()
    ours, theirs = (it.account.loaded.details[each] for each in (NAME, FIRST))
    assert ours is not theirs
    assert ours["one"] is not theirs["one"]


def test_a_cluster_that_is_made_again_while_it_is_followed_is_another_one() -> None:
    it = following(*rows_of(FIRST, 60, 61, 62))
    it.service.described = {"ClusterArn": SECOND, "CreationTime": MADE}
    it.service.add(*rows_of(SECOND, 20, 21))
    it.poll()
    assert it.said(What.RECREATED) == [Change(What.RECREATED, NAME)]
    # What was loaded is still on the screen, and the old one's.
    assert numbers(it) == [60, 61, 62]
    assert it.model.log is it.account.log(FIRST)
    it.model = ClusterModel(it.account, NAME)
    it.model.open()
    it.answer_all()
    assert numbers(it) == [20, 21]
    assert it.model.log.earlier == FIRST
    # Below what is loaded of the old one it goes on by time: its tokens were of another query.
    it.model = ClusterModel(it.account, FIRST)
    it.model.open()
    it.answer_all()
    assert numbers(it) == [60, 61, 62]


def test_without_leave_to_describe_the_newest_event_says_which_cluster_it_is() -> None:
    it = ModelRun(*rows_of(SECOND, 10, 11), *failures(FIRST, 60))
    it.service.fail("DescribeCluster", times=99)
    it.answer_all()
    assert numbers(it) == [10, 11]
    it.model.follow()
    it.answer_all()
    it.service.add(*rows_of(THIRD, 5))
    it.poll()
    assert it.said(What.RECREATED) == [Change(What.RECREATED, NAME)]
    it.model = ClusterModel(it.account, NAME)
    it.model.open()
    it.answer_all()
    assert it.model.info_failure == DENIED
    assert numbers(it) == [5]
    assert it.model.log.earlier == SECOND


def test_the_service_says_another_cluster_than_the_newest_event() -> None:
    it = again(*rows_of(FIRST, 60, 61))
    assert it.said(What.RECREATED) == [Change(What.RECREATED, NAME)]
    it.model = ClusterModel(it.account, NAME)
    it.model.open()
    it.answer_all()
    assert (numbers(it), it.model.log.earlier) == ([], FIRST)
    assert it.model.loading.complete


def test_an_answer_that_was_under_way_does_not_bring_the_old_cluster_back() -> None:
    it = again(*rows_of(SECOND, 10))
    it.service.described = {"ClusterArn": FIRST, "CreationTime": MADE - 999}
    it.model.refresh()
    it.answer_all()
    assert it.said(What.RECREATED) == []
    assert it.model.log.cluster_arn == SECOND


# An event that comes again changed


@pytest.mark.parametrize("at_once", [dropping.AT_ONCE, 0])
def test_an_event_that_comes_again_changed_is_another_one_everywhere(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "AT_ONCE", at_once)
    it = listed(*failures(FIRST, 3, 4), *rows_of(FIRST, 5), filter_text="level:error")
    it.service.details[it.listed[0]] = {"EventMetadata": {"Instance": {"FailureMessage": "one"}}}
    it.model.details.need(it.listed, lambda: None, lambda _: None)
    it.model.toggle_mark(it.model.rows[0])
    it.answer_all()
    first, last = it.listed
    assert it.model.filtering.why(it.model.rows[0])[:2] == ("unknown", "one")
    assert len(it.model.log.findings.groups.history("workers").failed) == 2
    revision = it.model.log.findings.groups.revision
    said = {"Description": "All is well", "InstanceGroupName": "workers", "OperationId": "another"}
    rows = [*rows_of(FIRST, 3, **said)]
    it.service._rows = (*it.service._rows[:-1], *rows)
    it.model.refresh()
    it.answer_all()
    # Of many events in slices.
    assert it.model.log.findings.is_stale is (at_once == 0)
    while dropping.SLICE_SECONDS in it.timers.waiting:
        it.timers.go_off(dropping.SLICE_SECONDS)
    it.answer_all()
    assert not it.model.log.findings.is_stale
    assert it.listed == [last]
    assert it.model.log.rows[0].description == "All is well"
    assert it.model.marked[first].description == "All is well"
    assert len(it.model.log.findings.groups.history("workers").failed) == 1
    assert it.model.log.findings.groups.revision > revision
    assert first not in it.account.details
    assert last in it.account.details
    it.filter("another")
    assert it.listed == [first]
