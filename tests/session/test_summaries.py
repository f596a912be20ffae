"""What the picker sums up of a cluster's first page of events."""

from __future__ import annotations

from typing import Any

import pytest

from help.events import NOW, event_row
from help.regions import arn, cluster, region_of, row
from help.source import events_of
from hpev_tui.model.events import Page
from hpev_tui.session.summaries import Summary, summary_of

HOUR = 60
"""In numbers of `event_row`, which are minutes."""


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
