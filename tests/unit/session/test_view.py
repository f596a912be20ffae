"""A view always shows what its query keeps of the log, in its own order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.model.events import Event
from hpev_tui.query import DetailFields, Query, TooSlowError, no_fields, parse
from hpev_tui.rules.noise import pairs
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.view import View
from unit.session.service import event, page

GROUPS, NODES, KINDS = ["", "a", "b"], ["", "i-00000001", "i-00000002"], ["Instance", "Cluster"]
POOL = [
    event(
        f"{number:02}",
        # Few times, so that many are equal.
        float(1000 + number * 7 % 5),
        group=GROUPS[number % 3],
        node=NODES[number // 2 % 3],
        kind=KINDS[number % 2],
    )._replace(
        description=f"Event {number} {'failed' if number % 4 == 0 else 'is up'}",
        event_level=["Error", "Warn", "Info", ""][number % 4],
    )
    for number in range(24)
]
DETAILS = {row.event_id: DetailFields("No capacity") for row in POOL[::3]}

Rule = Callable[[Event], bool]

LINES: dict[str, Rule] = {
    "": lambda _: True,
    "level:error": lambda row: row.event_level == "Error",
    "level:info": lambda row: row.event_level in ("Info", ""),
    "group:a": lambda row: row.instance_group_name == "a",
    "-group:a,b": lambda row: row.instance_group_name == "",
    "node:i-00000001": lambda row: row.instance_id == "i-00000001",
    "type:cluster group:b": lambda row: (
        row.resource_type == "Cluster" and row.instance_group_name == "b"
    ),
    "since:1970-01-01T00:16:42Z": lambda row: row.event_time >= 1002,
    "until:1970-01-01T00:16:42Z failed": lambda row: (
        row.event_time <= 1002 and "failed" in row.description
    ),
    "capacity": lambda row: row.event_id in DETAILS,
    "-capacity": lambda row: row.event_id not in DETAILS,
    "/event 1?[05]/": lambda row: row.event_id in ("00", "05", "10", "15"),
    "nothing-like-it": lambda _: False,
}
"""Filter lines, and what each keeps."""

lines = st.sampled_from(list(LINES))
# In any order, which is more than a service does.
pages = st.lists(st.lists(st.sampled_from(POOL), max_size=8), max_size=8)


def query(line: str) -> Query:
    read = parse(line, now=0, find=lambda _: [])
    assert isinstance(read, Query), read
    return read


def naive(log: EventLog, rule: Rule, *, oldest_first: bool) -> list[Event]:
    matching = [row for row in log.rows if rule(row)]
    return matching[::-1] if oldest_first else matching


def add(log: EventLog, *events: Event) -> list[Event]:
    """The events come as the newest page, of which more remains; returns the new ones."""
    return log.add(log.coverage.head(), page(*events, then="more"))


def ids(view: View) -> str:
    return " ".join(row.event_id for row in view.rows)


@given(lines, st.booleans(), pages, pages, st.integers(1, 3))
@settings(max_examples=examples(400))
def test_the_rows_are_what_the_query_keeps(
    line: str,
    oldest_first: bool,
    before: list[list[Event]],
    after: list[list[Event]],
    batch: int,
) -> None:
    log, rule = EventLog(), LINES[line]
    for each in before:
        add(log, *each)
    view = View(log, query(line), DETAILS.get, oldest_first=oldest_first)
    assert list(view.rows) == naive(log, rule, oldest_first=oldest_first)
    # Several pages are taken in before they are shown, as they come from one run.
    for start in range(0, len(after), batch):
        fresh = [row for each in after[start : start + batch] for row in add(log, *each)]
        assert view.add(fresh) == [row for row in fresh if rule(row)]
        assert list(view.rows) == naive(log, rule, oldest_first=oldest_first)


@given(lines, st.booleans(), pages)
@settings(max_examples=examples(200))
def test_places_are_found_as_by_looking_at_every_row(
    line: str, oldest_first: bool, before: list[list[Event]]
) -> None:
    log = EventLog()
    for each in before:
        add(log, *each)
    view = View(log, query(line), DETAILS.get, oldest_first=oldest_first)
    shown = [row.event_id for row in view.rows]
    for row in POOL:
        index = shown.index(row.event_id) if row.event_id in shown else None
        assert view.index(row) == index
    for time in (float("-inf"), 999.0, *(1000 + half / 2 for half in range(10)), 1e9):
        passed = (
            index
            for index, row in enumerate(view.rows)
            if (row.event_time >= time if oldest_first else row.event_time <= time)
        )
        assert view.nearest(time) == next(passed, max(0, len(shown) - 1))


@given(st.sampled_from(["capacity", "group:a capacity", "/No cap/"]), st.booleans(), st.data())
@settings(max_examples=examples(100))
def test_a_row_is_shown_as_soon_as_enough_is_known_of_it(
    line: str, oldest_first: bool, data: st.DataObject
) -> None:
    log, details = EventLog(), dict[str, DetailFields]()
    read = query(line)
    view = View(log, read, details.get, oldest_first=oldest_first)
    for row in data.draw(st.permutations(POOL)):
        if data.draw(st.booleans()):
            details[row.event_id] = DetailFields("No capacity")
        view.add(add(log, row))
        late = data.draw(st.sampled_from(list(log.rows)))
        details[late.event_id] = DetailFields("No capacity")
        shown = view.index(late) is not None
        assert view.recheck(late) is (not shown and read.matches(late, details[late.event_id]))
        rows = naive(
            log,
            lambda each: read.matches(each, details.get(each.event_id)),
            oldest_first=oldest_first,
        )
        assert list(view.rows) == rows


def test_a_row_does_not_vanish_when_more_is_known_of_it() -> None:
    log, details = EventLog(), dict[str, DetailFields]()
    add(log, event("a", 2), event("b", 1))
    view = View(log, query("-capacity"), details.get)
    details["a"] = DetailFields("No capacity")
    assert not view.recheck(log.rows[0])
    assert ids(view) == "a b"
    assert ids(View(log, view.query, details.get)) == "b"


@pytest.mark.parametrize("oldest_first", [False, True])
def test_without_a_query_nothing_has_to_be_checked_again(oldest_first: bool) -> None:
    log = EventLog()
    add(log, event("a", 2), event("b", 1))
    view = View(log, query(""), no_fields, oldest_first=oldest_first)
    assert not any(view.recheck(row) for row in log.rows)
    assert ids(view) == ("b a" if oldest_first else "a b")


def test_without_a_query_the_rows_are_the_logs_own() -> None:
    log = EventLog()
    view = View(log, query(""), no_fields)
    assert view.rows is log.rows
    fresh = add(log, event("a", 2))
    # The log has it already.
    assert ids(view) == "a"
    assert view.add(fresh) == fresh
    assert view.rows is log.rows
    assert view.add([]) == []


@pytest.mark.parametrize("oldest_first", [False, True])
def test_what_was_kept_elsewhere_is_not_sought_again(oldest_first: bool) -> None:
    log = EventLog()
    add(log, event("a", 3), event("b", 2), event("c", 1))
    matching = iter([log.rows[0], log.rows[2]])
    view = View(log, query("nothing"), no_fields, oldest_first=oldest_first, matching=matching)
    assert ids(view) == ("c a" if oldest_first else "a c")


def test_equal_times_are_shown_as_the_log_has_them() -> None:
    log = EventLog()
    add(log, event("a", 5), event("d", 5), event("x", 1))
    views = [
        View(log, query(line), no_fields, oldest_first=oldest_first)
        for line, oldest_first in (("type:instance", False), ("type:instance", True), ("", True))
    ]
    fresh = add(log, event("b", 5), event("c", 5), event("d", 5))
    for view in views:
        view.add(fresh)
    assert [ids(view) for view in views] == ["a b c d x", "x d c b a", "x d c b a"]


def test_no_rows_have_a_nearest_one_at_the_top() -> None:
    view = View(EventLog(), query("x"), no_fields)
    assert view.nearest(5) == 0
    assert view.index(event("a", 5)) is None


def test_a_query_that_takes_too_long_changes_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    log = EventLog()
    add(log, event("a", 2))
    view = View(log, query("/a|b/"), no_fields)
    fresh = add(log, event("b", 3))

    def too_slow(*_: object) -> list[Event]:
        raise TooSlowError(view.query.terms[0].too_slow)

    monkeypatch.setattr(Query, "select", too_slow)
    with pytest.raises(TooSlowError):
        view.add(fresh)
    assert ids(view) == "a"


FAULTS = [
    event(
        f"{kind}{number}", float(1000 + number * 5 % 7), group="g", node=NODES[number % 3]
    )._replace(
        description=text.format(node=NODES[number % 3]),
        event_level="Error",
    )
    for number in range(8)
    for kind, text in (
        ("f", "Failed to provision EC2 Instance in Cluster c and InstanceGroup g"),
        ("s", "Instance creation {node} in Cluster c and IG g failed"),
    )
]
"""Errors that may be pairs, some of which differ in nothing but their wording."""

faults = st.lists(st.lists(st.sampled_from(FAULTS + POOL[:4]), max_size=6), max_size=6)


@given(st.sampled_from(["", "level:error", "node:i-00000001"]), st.booleans(), faults, faults)
@settings(max_examples=examples(300))
def test_a_folded_view_is_the_fold_of_what_the_query_keeps(
    line: str, oldest_first: bool, before: list[list[Event]], after: list[list[Event]]
) -> None:
    log, rule = EventLog(), LINES[line]
    for each in before:
        add(log, *each)
    view = View(log, query(line), DETAILS.get, oldest_first=oldest_first, folded=True)
    same = view.rows
    for each in ([], *after):
        shown = view.add(fresh := add(log, *each))
        matching = naive(log, rule, oldest_first=oldest_first)
        seconds = pairs(matching)
        assert list(view.matching) == matching
        assert list(view.rows) == [row for row in matching if row.event_id not in seconds]
        assert shown == [row for row in fresh if rule(row) and row.event_id not in seconds]
        for index, row in enumerate(view.rows):
            assert view.index(row) == index
        assert not any(view.index(row) is not None for row in matching if row.event_id in seconds)
    # The list on the screen holds on to it.
    assert view.rows is same


def test_what_the_filter_keeps_alone_is_not_folded_away() -> None:
    log = EventLog()
    first, second = FAULTS[0], FAULTS[1]
    add(log, first, second)
    assert ids(View(log, query(""), no_fields, folded=True)) == first.event_id
    only = View(log, query("creation"), no_fields, folded=True)
    assert ids(only) == second.event_id
    assert not only.recheck(second)
