"""Events that say nothing new: known pairs of Errors, and warnings while nodes come and go."""

from __future__ import annotations

import json
import time
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.model.events import Event
from hpev_tui.rules.noise import FILE_NAME, Counts, noise_in, pairs, thinned
from hpev_tui.system.files import data_file
from unit.query.samples import NOW, event

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
ONE, TWO = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
LOST = "3 node(s) lost orchestration-ready status. Current: 6/8 orchestration-ready across 2 …"
REASON = "repeat: the same failure as the launch or script event next to it"


def first(
    number: int, at: float, *, node: str = "", group: str = "g", level: str = "Error"
) -> Event:
    text = f"Failed to provision EC2 Instance in Cluster c and InstanceGroup {group}"
    return event(f"f{number}", text, time=NOW + at, level=level, group=group, node=node)


def second(
    number: int, at: float, *, node: str = "", group: str = "g", level: str = "Error"
) -> Event:
    text = f"Instance creation{' ' * bool(node)}{node} in Cluster c and IG {group} failed"
    return event(f"s{number}", text, time=NOW + at, level=level, group=group, node=node)


def other(number: int, at: float) -> Event:
    return event(f"o{number}", "EC2 Instance is up", time=NOW + at, group="g")


def newest_first(rows: list[Event]) -> list[Event]:
    return sorted(rows, key=lambda row: -row.event_time)


def everywhere(rows: list[Event], counts: list[Counts] | None = None) -> dict[str, str]:
    """The noise in a list that is in view as a whole."""
    return noise_in(rows, 0, len(rows), counts or [])


# Pairs


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([first(1, 0), second(1, 1)], {"s1": "f1"}),
        ([first(1, 0), second(1, 0)], {"s1": "f1"}),
        ([first(1, 1), second(1, 0)], {"s1": "f1"}),
        ([first(1, 0), second(1, 2)], {"s1": "f1"}),
        ([first(1, 0), second(1, 2.001)], {}),
        ([first(1, 0), other(1, 0.5), second(1, 1)], {"s1": "f1"}),
        ([first(1, 0)], {}),
        ([second(1, 0), second(2, 0)], {}),
        # Of one group and one node
        ([first(1, 0, group="g"), second(1, 1, group="h")], {}),
        ([first(1, 0, node=ONE), second(1, 1, node=ONE)], {"s1": "f1"}),
        ([first(1, 0, node=ONE), second(1, 1, node=TWO)], {}),
        ([first(1, 0), second(1, 1, node=ONE)], {"s1": "f1"}),
        ([first(1, 0, node=ONE), second(1, 1)], {"s1": "f1"}),
        # Each in one pair only
        ([first(1, 0), second(1, 1), second(2, 1.5)], {"s1": "f1"}),
        ([first(1, 0), first(2, 0.5), second(1, 1)], {"s1": "f1"}),
        (
            [first(1, 0), first(2, 0.1), second(1, 1), second(2, 1.1)],
            {"s1": "f1", "s2": "f2"},
        ),
        # The same node before one that is not named
        (
            [first(1, 0), first(2, 0.5, node=ONE), second(1, 1, node=ONE)],
            {"s1": "f2"},
        ),
        (
            [first(1, 0, node=ONE), second(1, 0.5), second(2, 1, node=ONE)],
            {"s2": "f1"},
        ),
        # Errors
        ([first(1, 0, level="Warn"), second(1, 1)], {}),
        ([first(1, 0), second(1, 1, level="Info")], {}),
        ([first(1, 0, level=""), second(1, 1, level="")], {"s1": "f1"}),
    ],
)
def test_the_second_error_of_a_pair_is_known(rows: list[Event], expected: dict[str, str]) -> None:
    for order in permutations(rows):
        assert pairs(order) == expected
    for view in (newest_first(rows), newest_first(rows)[::-1]):
        assert everywhere(view) == dict.fromkeys(expected, REASON)


def test_events_of_other_clusters_make_no_pair() -> None:
    rows = [first(1, 0), second(1, 1)]
    elsewhere = event("x", rows[1].description, time=NOW, level="Error", group="g")
    other = elsewhere._replace(cluster_arn="arn:aws:sagemaker:eu-west-1:1:cluster/other")
    assert pairs([rows[0], elsewhere]) != {}
    assert pairs([rows[0], other]) == {}


def test_a_replacement_s_failure_is_no_second_error() -> None:
    text = "Instance i-1 creation failed as part of instance replacement in Cluster c and IG g"
    rows = [first(1, 0), event("x", text, time=NOW, level="Error", group="g")]
    assert pairs(rows) == {}


NODES = ["", "", ONE, TWO]
ROWS = st.lists(
    st.builds(
        lambda kind, tenths, node, group: (kind, tenths / 10, node, group),
        st.sampled_from([first, second]),
        st.integers(0, 120),
        st.sampled_from(NODES),
        st.sampled_from("gh"),
    ),
    max_size=30,
).map(
    lambda made: [
        kind(number, at, node=node, group=group)
        for number, (kind, at, node, group) in enumerate(made)
    ]
)


@given(ROWS, st.data())
def test_the_order_of_the_list_makes_no_difference(rows: list[Event], data: st.DataObject) -> None:
    first_of = pairs(rows)
    assert pairs(data.draw(st.permutations(rows))) == first_of
    views = newest_first(rows), newest_first(rows)[::-1]
    for view in views:
        assert everywhere(view) == dict.fromkeys(first_of, REASON)


@given(ROWS)
def test_pairs_are_what_they_are_said_to_be(rows: list[Event]) -> None:
    by_id = {row.event_id: row for row in rows}
    first_of = pairs(rows)
    assert len(set(first_of.values())) == len(first_of)
    for later, earlier in first_of.items():
        one, two = by_id[earlier], by_id[later]
        assert one.instance_group_name == two.instance_group_name
        assert "" in (one.instance_id, two.instance_id) or one.instance_id == two.instance_id
        assert abs(one.event_time - two.event_time) <= 2
    # None is left that could have been one of a pair with another that is left.
    left = [row for row in rows if row.event_id not in {*first_of, *first_of.values()}]
    assert pairs(left) == {}


@given(ROWS, st.integers(-2, 32), st.integers(-2, 32))
def test_rows_in_view_are_what_they_are_among_all(rows: list[Event], start: int, stop: int) -> None:
    for view in (newest_first(rows), newest_first(rows)[::-1]):
        shown = {row.event_id for row in view[max(start, 0) : max(stop, 0)]}
        assert noise_in(view, start, stop) == {
            event_id: REASON for event_id in pairs(rows) if event_id in shown
        }


def test_looking_at_a_view_costs_nothing_of_the_rest() -> None:
    rows: list[Event] = []
    for number in range(50_000):
        rows += [first(number, number * 60), second(number, number * 60 + 1)]
    begun = time.perf_counter()
    for start in range(0, 100_000, 1000):
        assert noise_in(rows, start, start + 40)
    assert time.perf_counter() - begun < 1


# Scaling


def lost(at: float = 0, level: str = "Warn", group: str = "") -> Event:
    return event("w", LOST, time=NOW + at, level=level, kind="Cluster", group=group)


def counts(at: float, current: int, target: int, group: str = "") -> Counts:
    return Counts(NOW + at, current, target, group)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([], ""),
        ([counts(0, 6, 8)], "6 of 8"),
        ([counts(0, 10, 5)], "10 of 5"),
        ([counts(0, 8, 8)], ""),
        ([counts(60, 6, 8)], "6 of 8"),
        ([counts(-60, 6, 8)], "6 of 8"),
        # One of several groups is enough
        ([counts(0, 8, 8), counts(0, 2, 4, "g")], "2 of 4"),
        ([counts(0, 8, 8, "h"), counts(0, 4, 4, "g")], ""),
        # The last ones before and the first ones after
        ([counts(-120, 6, 8), counts(-60, 8, 8)], ""),
        ([counts(-60, 6, 8), counts(60, 8, 8)], "6 of 8"),
        ([counts(-60, 8, 8), counts(60, 6, 8)], "6 of 8"),
        ([counts(-60, 8, 8), counts(60, 8, 8), counts(120, 6, 8)], ""),
        # Too long before or after
        ([counts(-1501, 6, 8), counts(1501, 6, 8)], ""),
        ([counts(-1500, 6, 8)], "6 of 8"),
    ],
)
def test_a_warning_while_counts_differ_is_noise(seen: list[Counts], expected: str) -> None:
    reason = {"w": f"expected while scaling: {expected} nodes"} if expected else {}
    for order in (seen, seen[::-1]):
        assert everywhere([other(1, 1), lost(), other(2, -1)], order) == reason


def test_a_warning_of_a_group_is_about_that_group() -> None:
    assert everywhere([lost(group="g")], [counts(0, 1, 2, "h")]) == {}
    assert everywhere([lost(group="g")], [counts(0, 1, 2, "g")])
    assert everywhere([lost(group="g")], [counts(0, 1, 2)])


def test_only_that_warning_is_noise_of_scaling() -> None:
    seen = [counts(0, 6, 8)]
    assert everywhere([lost(level="Error")], seen) == {}
    assert everywhere([lost(level="")], seen)
    rows = [event("x", "Instance i-1 is unhealthy.", level="Warn")]
    assert everywhere(rows, seen) == {}
    assert pairs([lost()]) == {}


# The rules


def test_the_rules_say_where_they_come_from() -> None:
    for rule in (*DATA["pairs"], DATA["scaling"]):
        assert rule["source"]
        assert rule["reason"]
        assert rule["seconds"] > 0
        assert isinstance(rule["inferred"], bool)


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 2), st.sampled_from("gh")), max_size=40),
    st.lists(st.integers(-2000, 20_000), min_size=1, max_size=20),
)
def test_thinned_counts_say_the_same(steps: list[tuple[int, int, str]], times: list[int]) -> None:
    at, counts = 0, list[Counts]()
    for seconds, current, group in steps:
        at += seconds
        counts.append(Counts(NOW + at, current, 2, group))
    rows = newest_first(
        [
            event(f"{number}", LOST, time=NOW + time, level="Warn", group="gh"[number % 2])
            for number, time in enumerate(times)
        ]
    )
    thin = list[Counts]()
    for each in counts:
        thin = thinned([*thin, each])
    assert everywhere(rows, thin) == everywhere(rows, counts)


def test_a_day_of_the_same_counts_is_thinned() -> None:
    thin = list[Counts]()
    for number in range(2880):
        thin = thinned([*thin, Counts(NOW + 30 * number, 2, 2, "g"), Counts(NOW, 1, 2, "h")])
    assert len(thin) < 150
