"""Of more events than are kept the oldest go: what is left is as if only the others were loaded."""

from __future__ import annotations

import random
from typing import Any

import pytest

from help.events import NAME, NOW, Row, event_row, fault, mixed_rows
from help.model import ModelRun, following, listed
from help.worlds import incident_world
from hpev_tui.model.events import Page
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.bounds import Bounds
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.dropping import SLICE_EVENTS, SLICE_SECONDS
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.paging import PageBatch, PageRun
from hpev_tui.sources.aws import wire

BOUNDS = Bounds(most_events=100, kept_events=60)


def dropped(it: ModelRun) -> None:
    """Let the slices be made until the oldest events are dropped."""
    while SLICE_SECONDS in it.timers.waiting:
        it.timers.go_off(SLICE_SECONDS)
    it.answer_all()


def news(it: ModelRun, *numbers: int, **fields: object) -> list[Row]:
    """These happen after all others, and a poll brings them."""
    rows = [event_row(-number, **fields) for number in numbers]
    it.service.add(*rows)
    it.timers.go_off(10)
    it.answer_all()
    return rows


def said(log: EventLog) -> dict[str, Any]:
    """All that is made of a log's events, in plain values."""
    findings = log.findings
    findings.kinds.catch_up(log.event)
    table = findings.signatures
    instances = sorted(log.instance_ids)
    return {
        "rows": list(log.rows),
        "of instances": {each: {e.event_id for e in log.of_instance(each)} for each in instances},
        "groups": log.group_names - {""},
        "operations": set(log.operation_ids),
        "weight": log.weight,
        "covered": (log.covered_from, log.is_complete(NOTHING_SENT)),
        "signatures": [
            (row.signature, row.faults, row.nodes, row.groups, [e.event_id for e in row.in_time])
            for row in table.rows
        ],
        "folded": {e.event_id for e in log.rows if table.pairing.first_of(e.event_id)},
        "identities": (
            {each: findings.identities.of_instance(each) for each in instances},
            findings.identities.groups,
        ),
        "histories": {
            name: (
                history.failed,
                history.begun,
                history.came_up,
                set(history.ready),
                history.changed,
                history.patches,
                history.last_sign,
                history.last_unknown,
                set(history.reservations),
            )
            for name, history in findings.groups.histories.items()
        },
        "unknown": findings.groups.unknown.keys(),
        "kinds": {each.event_id: findings.kinds.tag(each) for each in log.rows},
        "read": (findings.kinds.read, findings.facts),
        "network": {each.event_id for each in findings.of_network},
    }


def test_what_is_left_is_as_if_nothing_else_had_been_loaded() -> None:
    for seed in range(12):
        world = incident_world(seed)
        common = {name: world.case["cluster"][name] for name in ("ClusterArn", "ClusterName")}
        rows = [row | common for row in world.case["events"]]
        most = random.Random(seed).randrange(len(rows) // 4, len(rows) - 1)  # noqa: S311
        it = listed(*rows, now=world.now, bounds=Bounds(most_events=most, kept_events=most - 9))
        it.service.details = world.case["details"]
        it.model.load_all()
        while it.model.loading.goal is not None:
            it.answer("events")
        log = it.model.log
        for event in list(log.rows)[:: seed % 3 + 1]:
            it.account.describe_event(NAME, event.event_id, 0)  # type: ignore[arg-type]
        it.answer_all()
        nodes = wire.nodes({"ClusterNodeSummaries": world.case["nodes"]}).items
        log.findings.add_nodes(nodes)
        dropped(it)
        assert len(log.rows) <= most, seed
        fresh = EventLog(log.cluster_arn)
        fresh.add(fresh.coverage.head(), Page(tuple(log.rows), "older"))
        for event in log.rows:
            if event.event_id in it.account.details:
                fresh.findings.add_detail(event, it.account.details[event.event_id].facts)
        fresh.findings.add_nodes(nodes)
        left, expected = said(log), said(fresh)
        for name, value in expected.items():
            assert left[name] == value, (seed, name)
        assert it.account.details.keys() == log.findings.facts.keys()


def test_it_is_said_and_what_is_known_begins_with_the_oldest_that_is_left() -> None:
    it = following(*mixed_rows(90), bounds=BOUNDS)
    assert it.model.log.covered_from == float("-inf")
    news(it, *range(1, 11))
    assert (len(it.listed), it.model.log.dropped, it.notices) == (100, 0, [])
    rows = news(it, 11)
    # Until all is ready nothing is missing.
    assert len(it.listed) == 101
    dropped(it)
    assert len(it.listed) == 60
    assert it.listed[0] == rows[0]["EventId"]
    assert it.notices == ["Dropped the oldest 41 events: at most 100 are kept"]
    assert (it.model.log.dropped, it.model.log.covered_from) == (41, NOW - 60 * 48)
    assert not it.model.loading.complete
    assert it.timers.waiting == [10]


def test_older_events_are_loaded_as_long_as_they_are_kept() -> None:
    it = listed(*mixed_rows(900), bounds=Bounds(most_events=400, kept_events=250))
    it.model.load_all()
    it.answer_all()
    assert it.notices == ["Stopped: 300 events loaded, no more are kept"]
    assert (len(it.listed), it.timers.waiting) == (300, [])
    it.notices.clear()
    it.move_to(299)
    it.answer_all()
    it.model.load_all()
    it.answer_all()
    assert len(it.service.pages()) == 3
    row = it.model.jumping.to_next("such event", lambda _: False, 1)
    assert (row, it.notices) == (None, ["No older such event loaded, and no more events are kept"])


def test_what_was_dropped_is_not_loaded_to_be_dropped_again() -> None:
    it = following(*mixed_rows(90), bounds=BOUNDS)
    news(it, *range(1, 21))
    dropped(it)
    before = len(it.service.pages())
    it.move_to(59)
    it.model.load_all()
    it.answer_all()
    assert (len(it.listed), len(it.service.pages())) == (60, before)


def test_a_gap_between_new_events_and_those_that_stay_is_closed() -> None:
    it = listed(*mixed_rows(90), bounds=Bounds(most_events=1000, kept_events=90))
    it.service.add(*(event_row(-number) for number in range(1, 331)))
    it.model.refresh()
    it.answer_all()
    assert len(it.listed) == 420
    assert it.model.gaps == frozenset()


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("text", ["", "level:error", "group:system"])
def test_the_list_shows_the_same_as_if_the_others_had_never_come(
    text: str, folded: bool, oldest_first: bool
) -> None:
    # Of the oldest ones that stay, too, one is the second of a pair.
    pairs = [row for number in range(30) for row in fault(1000 + number)][:-1]
    it = following(*mixed_rows(30), *pairs, bounds=BOUNDS)
    it.filter(text)
    if folded:
        it.model.set_folded()
    if oldest_first:
        it.model.set_order()
    news(it, *range(1, 13), EventLevel="Error")
    dropped(it)
    assert len(it.model.log.rows) == 60
    left = it.listed
    it.model.filtering.look_again(())
    it.answer_all()
    assert left == it.listed
    assert left


def test_what_comes_while_it_is_made_ready_is_counted_too() -> None:
    it = following(*mixed_rows(90), bounds=Bounds(most_events=90, kept_events=85))
    news(it, 1)
    late = event_row(9000, EventTime=NOW - 30, EventLevel="Error", InstanceGroupName="workers")
    old = event_row(9001, EventTime=NOW - 60 * 89 + 1)
    it.service.add(late, old)
    news(it, 2, EventLevel="Error", InstanceGroupName="workers")
    dropped(it)
    log = it.model.log
    assert late["EventId"] in it.listed
    assert old["EventId"] not in it.listed
    assert len(log.rows) == 87
    assert said(log)["signatures"] == said(fresh_log(log))["signatures"]


def fresh_log(log: EventLog) -> EventLog:
    """Another one, to which a log's events come all at once."""
    fresh = EventLog(log.cluster_arn)
    fresh.add(fresh.coverage.head(), Page(tuple(log.rows), "older"))
    return fresh


def test_where_an_event_changes_meanwhile_it_begins_again() -> None:
    it = following(*mixed_rows(90), bounds=Bounds(most_events=90, kept_events=85))
    news(it, 1)
    other = event_row(1, Description="Something else", EventLevel="Error")
    page = wire.events({"Events": [other]})
    run = PageRun(it.model.log.coverage.head(), 1)
    it.model.pages_arrived(PageBatch(run, [(run.first, page)], is_last=True))
    dropped(it)
    rows = said(it.model.log)["signatures"]
    assert [each[4] for each in rows].count([other["EventId"]]) == 1
    assert rows == said(fresh_log(it.model.log))["signatures"]


def test_many_are_made_ready_in_slices() -> None:
    count = 3 * SLICE_EVENTS
    it = following(*mixed_rows(50), bounds=Bounds(most_events=count, kept_events=count - 1))
    it.service.add(*(event_row(-number) for number in range(1, count)))
    it.poll()
    slices = 0
    while SLICE_SECONDS in it.timers.waiting:
        slices += 1
        it.timers.go_off(SLICE_SECONDS)
    assert slices == 3
    assert len(it.model.log.rows) == count - 1


def test_marks_and_details_go_with_their_events() -> None:
    it = following(*mixed_rows(100), bounds=BOUNDS)
    first, last = it.model.rows[0], it.model.rows[-1]
    for event in (first, last):
        it.model.toggle_mark(event)
        it.model.details.rest_on(event, ())
        it.answer_all()
    assert it.account.details.keys() == {first.event_id, last.event_id}
    news(it, 1)
    dropped(it)
    assert it.account.details.keys() == it.model.marked.keys() == {first.event_id}
    assert it.model.log.findings.facts.keys() == {first.event_id}


def test_a_long_text_counts_for_several_events() -> None:
    long = {"Description": "x" * 9_500}
    it = following(*(event_row(number, **long) for number in range(9)), bounds=BOUNDS)
    assert it.model.log.weight == 90
    news(it, 1, 2, **long)
    dropped(it)
    assert (len(it.listed), it.model.log.weight) == (6, 60)
    # However long it is, the newest one stays.
    news(it, 3, Description="x" * 1_000_000)
    dropped(it)
    assert len(it.listed) == 1


def test_nothing_is_dropped_once_the_cluster_is_left() -> None:
    it = following(*mixed_rows(100), bounds=BOUNDS)
    news(it, 1)
    it.model.close()
    assert it.timers.waiting == []
    assert len(it.model.log.rows) == 101


def opened(it: ModelRun, cluster: str, filter_text: str = "") -> ClusterModel:
    """Another cluster is looked at; its newest page has come."""
    model = ClusterModel(it.account, cluster, filter_text)
    model.open()
    it.model = model
    it.answer_all()
    return model


def test_of_other_clusters_those_go_first_that_were_not_looked_at_for_longest() -> None:
    it = listed(*mixed_rows(40), bounds=Bounds(other_events=120))
    for cluster in ("b", "c", NAME, "d"):
        opened(it, cluster)
    assert it.notices == []
    opened(it, "e")
    assert it.notices == ["Dropped to make room: events of b"]
    loaded = it.account.loaded
    assert {name: len(log.rows) for name, log in loaded.logs.items()} == {
        **{"b": 0, "c": 40, NAME: 40, "d": 40, "e": 40}
    }
    assert loaded.weight == 160
    # Its events are loaded again, and it is the same cluster.
    assert len(opened(it, "b").rows) == 40
    # Of an account that is left no more stay than its part.
    assert loaded.make_room("", most=50) == [NAME, "d", "e"]
    assert loaded.weight == 40


def test_the_bodies_of_other_clusters_details_go_before_their_events() -> None:
    it = listed(*mixed_rows(40), bounds=Bounds(detail_bytes=400))
    row = it.model.rows[0]
    it.model.details.rest_on(row, ())
    it.answer_all()
    details = it.account.details
    assert details[row.event_id].body is not None
    opened(it, "b")
    assert details.without_body == set()
    it.account.loaded.make_room("")
    assert details.without_body == {row.event_id}
    assert it.account.loaded.weight == 80
