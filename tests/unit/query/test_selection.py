"""Applying a query: right for every event, in pieces, and with what can be asked of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.cases import every
from help.examples import examples
from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.query import (
    SLICE_ROWS,
    AllTexts,
    DetailFields,
    FieldsOf,
    Problem,
    Query,
    Term,
    TooSlowError,
    selection,
)
from unit.query.naive import DETAILS, EVENTS, MODEL_DETAILS, MODELS, TERMS, Asked
from unit.query.samples import NOW, all_texts, event, query

NODE = "i-0391f86fa0fe0d465"


def line(terms: list[Asked], of_all: Callable[[], AllTexts] | None = None) -> Query:
    """The query of some terms."""
    text = " ".join(term.text for term in terms)
    return query(text, MODELS, fields_of=MODEL_DETAILS.get, of_all=of_all)


@settings(max_examples=examples(300))
@given(st.lists(TERMS, max_size=3), EVENTS, DETAILS, st.integers(1, 9))
def test_a_query_keeps_what_the_rules_say(
    terms: list[Asked], rows: list[Event], details: dict[str, DetailFields], size: int
) -> None:
    expected = [
        row for row in rows if all(term.holds(row, details.get(row.event_id)) for term in terms)
    ]
    asked = line(terms)
    assert asked.select(rows, details.get) == expected
    assert [row for row in rows if asked.matches(row, details.get(row.event_id))] == expected
    pieces = list(asked.slices(rows, details.get, size))
    assert list(chain(*pieces)) == expected
    assert all(len(piece) <= size for piece in pieces)
    # What is known of all texts beforehand changes nothing, also when others come.
    loaded = rows[:size]
    informed = line(terms, lambda: all_texts(loaded))
    first = informed.select(loaded, details.get)
    loaded = rows
    assert first + informed.select(rows[size:], details.get) == expected


@settings(max_examples=examples(300))
@given(st.lists(TERMS, max_size=3), st.lists(TERMS, max_size=2), EVENTS, DETAILS)
def test_what_a_query_within_another_keeps_is_among_what_the_other_keeps(
    terms: list[Asked], others: list[Asked], rows: list[Event], details: dict[str, DetailFields]
) -> None:
    asked, other = line([*terms, *others[:1]]), line(others)
    if asked.is_within(other):
        among = other.select(rows, details.get)
        assert asked.select(among, details.get) == asked.select(rows, details.get)


@pytest.mark.parametrize(
    ("text", "other", "within"),
    [
        ("capac", "capa", True),
        ("capacity", "PACI", True),
        ("level:error capacity", "capa level:error", True),
        ("level:error", "", True),
        ("capa", "capacity", False),
        ("capacity,network", "capa", False),
        ("capacity", "capa,network", True),
        ("capac*", "capa", False),
        ("capacity", "cap*", False),
        ("-capacity", "-capa", False),
        ("capacity", "level:error", False),
        ("capacity", "/capa/", False),
        ("group:worker-1", "group:worker", False),
    ],
)
def test_another_letter_of_a_word_narrows_the_query(text: str, other: str, within: bool) -> None:
    assert query(text).is_within(query(other)) is within


def passes(sent: ServiceFilter, row: Event) -> bool:
    """Whether the service, at its strictest, would list the event."""
    return (
        sent.node_id in ("", row.instance_id)
        and sent.instance_group_name in ("", row.instance_group_name)
        and sent.resource_type in ("", row.resource_type)
        and (sent.after is None or row.event_time > sent.after)
        and (sent.before is None or row.event_time < sent.before)
    )


@settings(max_examples=examples(300))
@given(st.lists(TERMS, max_size=4), EVENTS, DETAILS)
def test_what_is_sent_loses_no_event_that_the_query_keeps(
    terms: list[Asked], rows: list[Event], details: dict[str, DetailFields]
) -> None:
    asked = line(terms)
    sent = asked.pushdown()
    assert all(passes(sent, row) for row in asked.select(rows, details.get))


@every(
    ("text", "sent"),
    [
        ("", ServiceFilter()),
        ("level:error word /regex/ id:83 -word", ServiceFilter()),
        (f"node:{NODE}", ServiceFilter(node_id=NODE)),
        (f'node:"{NODE.upper()}"', ServiceFilter(node_id=NODE)),
        ("node:i-0391f86f", ServiceFilter(node_id="i-0391f86f")),
        ("node:i-0391", ServiceFilter()),
        ("node:i-0391f86fa0fe0d46*", ServiceFilter()),
        (f"-node:{NODE}", ServiceFilter()),
        (f"node:{NODE},i-0391f86f", ServiceFilter()),
        (f"node:{NODE},{NODE}", ServiceFilter(node_id=NODE)),
        ("node:df268d19-f035-4f28-9b80-b956b92ae21e", ServiceFilter()),
        ("group:worker-1", ServiceFilter(instance_group_name="worker-1")),
        ("group:worker-*", ServiceFilter()),
        ('group:"worker-*"', ServiceFilter()),
        ('group:""', ServiceFilter()),
        ("group:worker-", ServiceFilter()),
        ("group:-worker", ServiceFilter()),
        ("group:a_b", ServiceFilter()),
        (f"group:{'a' * 63}", ServiceFilter(instance_group_name="a" * 63)),
        (f"group:{'a' * 64}", ServiceFilter()),
        ("group:a,b group:b", ServiceFilter(instance_group_name="b")),
        ("group:a group:b", ServiceFilter(instance_group_name="a")),
        ("-group:a group:b", ServiceFilter(instance_group_name="b")),
        ("type:INSTANCE", ServiceFilter(resource_type="Instance")),
        ("type:group", ServiceFilter(resource_type="InstanceGroup")),
        ("type:group,instancegroup", ServiceFilter(resource_type="InstanceGroup")),
        ("type:group,cluster", ServiceFilter()),
        ("type:cl*", ServiceFilter()),
        # A second more, and whole seconds, on both sides
        ("since:1h", ServiceFilter(after=NOW - 3601)),
        ("since:1970-01-01T00:10:00.250Z", ServiceFilter(after=599)),
        ("until:1970-01-01T00:10:00.250Z", ServiceFilter(before=602)),
        ("since:1h since:2h until:1m until:2m", ServiceFilter(after=NOW - 3601, before=NOW - 119)),
        ("-since:1h -until:2h", ServiceFilter()),
        ("since:1969-01-01Z until:1969-01-02Z", ServiceFilter()),
        ("since:9999-12-31T23:59:59Z until:9999-12-31T23:59:59Z", ServiceFilter()),
        (
            f"level:e type:instance group:w node:{NODE} since:1h",
            ServiceFilter(NODE, "w", "Instance", NOW - 3601),
        ),
    ],
)
def test_what_the_service_can_do_is_sent_and_nothing_else(text: str, sent: ServiceFilter) -> None:
    assert query(text).pushdown() == sent
    assert hash(query(text).pushdown()) == hash(sent)


def numbered(count: int) -> list[Event]:
    """Events 0, 1, 2 and so on."""
    return [event(str(number)) for number in range(count)]


def test_the_pieces_are_of_the_rows_at_the_time_of_the_call() -> None:
    rows = numbered(6)
    pieces = query("").slices(rows, size=2)
    first = next(pieces)
    rows.insert(0, event("new"))
    del rows[4:]
    assert [row.event_id for row in chain(first, *pieces)] == [*"012345"]


def test_terms_that_cost_little_leave_less_to_the_others() -> None:
    seen: list[str] = []

    def fields_of(event_id: str) -> None:
        seen.append(event_id)

    rows = [event("1", level="Error"), event("2", level="Info"), event("3", level="Error")]
    assert query("/nowhere/ word level:error").select(rows, fields_of) == []
    assert seen == ["1", "3"]


def hanging(limit: int, stuck: str = "") -> Query:
    """A query that takes too long on more than `limit` rows at once, and always on one row."""

    def keep(rows: Sequence[Event], _fields_of: FieldsOf) -> list[Event]:
        if len(rows) > limit or any(row.event_id == stuck for row in rows):
            raise TooSlowError(term.too_slow)
        return list(rows)

    term = Term(2, 5, "/x/", "/", False, (), keep, cost=0, can_hang=True)
    return Query("a /x/", (term,))


def test_many_rows_that_take_long_together_are_looked_at_in_smaller_pieces() -> None:
    rows = numbered(100)
    pieces = list(hanging(3).slices(rows, size=50))
    assert list(chain(*pieces)) == rows
    assert max(map(len, pieces)) <= 3


def refused(pieces: Iterator[list[Event]]) -> tuple[list[list[Event]], Problem]:
    """The pieces that come before a term is refused, and what is said of it."""
    taken: list[list[Event]] = []
    try:
        taken.extend(pieces)
    except TooSlowError as error:
        return taken, error.problem
    pytest.fail("Nothing was refused.")


def test_a_single_row_that_takes_too_long_ends_it_at_that_term() -> None:
    rows = numbered(100)
    pieces, problem = refused(hanging(100, stuck="60").slices(rows, size=50))
    assert (problem.start, problem.end) == (2, 5)
    taken = list(chain(*pieces))
    assert taken == rows[: len(taken)]
    assert 50 <= len(taken) <= 60


def test_a_row_is_tried_again_before_the_term_is_blamed() -> None:
    pieces, _ = refused(hanging(100, stuck="0").slices(numbered(1), size=1))
    assert pieces
    assert not any(pieces)


def test_many_terms_leave_few_rows_to_a_slice() -> None:
    rows = numbered(SLICE_ROWS + 1)
    few, many = query("a b"), query(" ".join(f"word{number}" for number in range(80)))
    assert few.at_once == SLICE_ROWS
    assert many.at_once == SLICE_ROWS // 10
    assert len(list(few.slices(rows))) == 2
    assert len(list(many.slices(rows))) == 11
    # A limit stops one search, and not those of many rows, each of which is within it.
    assert query("a /b/").at_once < SLICE_ROWS / 5


def test_rows_that_are_not_in_slices_have_a_limit_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selection, "_SELECT_SECONDS", -1.0)
    rows = numbered(3)
    assert query("1").select(rows) == rows[1:2]
    with pytest.raises(TooSlowError) as caught:
        query("1 /x/").select(rows)
    assert caught.value.problem.reason == "Regular expression too slow."
