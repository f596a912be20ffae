"""`like:` with a failure whose detail is loaded: what counts is the reason, not the description."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.query import DetailFields
from unit.query.samples import event, finder, query

CAPACITY = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."
ENI = "Network interface 'eni-{}' is currently in use."
SERVICE = "Request to service failed."
REFUSED = "Failed to provision EC2 Instance in Cluster train-p5 and InstanceGroup {}"
NOT_MADE = "Instance creation i-0391f86fa0fe0d465 in Cluster train-p5 and IG {} failed"

ROWS = [
    # The one that is named, first without and then with its detail
    event("a", REFUSED.format("worker"), level="Error", group="worker"),
    # The same reason, in other words and in another group
    event("b", NOT_MADE.format("big"), level="Error", group="big"),
    # The same words, for another reason
    event("c", REFUSED.format("worker"), level="Error", group="worker"),
    # The same words, and nobody knows why
    event("d", REFUSED.format("worker"), level="Error", group="worker"),
    # The same reason where nothing failed
    event("e", REFUSED.format("worker"), level="Info", group="worker"),
    # The same words with a detail that gives no reason
    event("f", REFUSED.format("big"), level="Warn", group="big"),
    event("g", "2 node(s) lost orchestration-ready status.", level="Warn", kind="Cluster"),
    event("h", REFUSED.format("worker"), level="", group="worker"),
    event("i", REFUSED.format("worker"), level="Error", group="worker"),
]
DETAILS = {
    "a": DetailFields(CAPACITY),
    "b": DetailFields(CAPACITY),
    "c": DetailFields(SERVICE),
    "e": DetailFields(CAPACITY),
    "f": DetailFields(""),
    "g": DetailFields(SERVICE),
    "h": DetailFields(CAPACITY),
    "i": DetailFields(""),
}


def selected(text: str, details: dict[str, DetailFields] | None = None) -> str:
    """The IDs of the events that a line keeps."""
    details = DETAILS if details is None else details
    rows = query(text, ROWS, fields_of=details.get).select(ROWS, details.get)
    return "".join(row.event_id for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("like:a", "abh"),
        ("like:b", "abh"),
        ("like:h", "abh"),
        ("-like:a", "cdefgi"),
        ("like:c", "c"),
        # Without its detail it is compared by its words, whatever is known of the others.
        ("like:d", "acdefhi"),
        ("-like:d", "bg"),
        # Where nothing failed, the words count, too.
        ("like:e", "acdefhi"),
        # A detail without a reason leaves the words, of those of which as much is known.
        ("like:f", "fi"),
        ("like:i", "fi"),
        # The same message is no reason of the same kind where the description says what it is of.
        ("like:g", "g"),
        # Several
        ("like:a,c", "abch"),
        ("like:c,d", "acdefhi"),
        ("like:a,g", "abgh"),
        ("-like:a,c", "defgi"),
        ("like:a like:d", "ah"),
        ("like:d -like:a", "cdefi"),
        ("like:a group:worker", "ah"),
    ],
)
def test_failures_are_alike_by_their_reason(text: str, expected: str) -> None:
    assert selected(text) == expected


def test_without_any_detail_all_are_compared_by_their_words() -> None:
    assert selected("like:a", {}) == "acdefhi"
    assert selected("like:b", {}) == "b"


def test_what_is_known_of_the_named_event_counts_when_the_line_is_read() -> None:
    before = query("like:a", ROWS)
    after = query("like:a", ROWS, fields_of=DETAILS.get)
    assert "".join(row.event_id for row in before.select(ROWS, DETAILS.get)) == "acdefhi"
    assert before != after
    assert not after.is_within(before)
    for name in ("like:b", "like:h"):
        assert after.is_within(query(name, ROWS, fields_of=DETAILS.get))
    assert not after.is_within(query("like:c", ROWS, fields_of=DETAILS.get))


def test_a_row_is_kept_as_soon_as_its_detail_says_so() -> None:
    line = query("like:a", ROWS, fields_of=DETAILS.get)
    unknown = ROWS[3]
    assert not line.matches(unknown, None)
    assert line.matches(unknown, DetailFields(CAPACITY))
    assert not line.matches(unknown, DetailFields(SERVICE))
    negated = query("-like:a", ROWS, fields_of=DETAILS.get)
    assert negated.matches(unknown, None)
    assert not negated.matches(unknown, DetailFields(CAPACITY))


def test_messages_that_differ_in_an_id_only_are_the_same_reason() -> None:
    one, two = DetailFields(ENI.format("0123456789abcdef0")), DetailFields(ENI.format("0fedcba98"))
    rows = ROWS[:2]
    line = query("like:a", rows, fields_of={"a": one}.get)
    assert line.matches(rows[1], DetailFields(ENI.format("0fedcba9876543210")))
    # This is no ID, and so another word.
    assert not line.matches(rows[1], two)


LETTERS = st.sampled_from("abcdefghi")


@given(LETTERS, st.sets(LETTERS))
def test_each_event_is_like_itself_and_likeness_goes_both_ways(name: str, loaded: set[str]) -> None:
    details = {each: DETAILS[each] for each in loaded if each in DETAILS}
    assert name in selected(f"like:{name}", details)
    for other in selected(f"like:{name}", details):
        both_known = (name in details) == (other in details)
        levels = {row.event_id: row.event_level for row in ROWS}
        if both_known and "Info" not in (levels[name], levels[other]):
            assert name in selected(f"like:{other}", details)
    assert sorted(selected(f"like:{name}", details) + selected(f"-like:{name}", details)) == list(
        "abcdefghi"
    )


def test_the_named_event_is_looked_up_by_the_beginning_of_its_id() -> None:
    asked: list[str] = []

    def fields_of(event_id: str) -> DetailFields | None:
        asked.append(event_id)
        return DETAILS.get(event_id)

    rows = [event("83ea0bb5", REFUSED.format("worker"), level="Error", group="worker")]
    query("like:83EA", rows, fields_of=fields_of)
    assert asked == ["83ea0bb5"]
    assert finder(rows)("83e") == rows
