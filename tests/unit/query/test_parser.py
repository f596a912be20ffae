"""From a line to a query: what each term means, and what cannot be read and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.query import DetailFields, Problem, Query, parse
from hpev_tui.query.parser import MOST_TERMS
from unit.query.samples import ARN, NOW, event, finder, problems, query, selected

A = "83ea0bb5-be77-45e8-a458-0a87f778a205"
B = "83eb7777-be77-45e8-a458-0a87f778a205"
C = "0c000000-be77-45e8-a458-0a87f778a205"
D = "0d000000-be77-45e8-a458-0a87f778a205"
NODE = "i-0391f86fa0fe0d465"
LOGICAL = "df268d19-f035-4f28-9b80-b956b92ae21e"
ROWS = [
    event(
        A,
        f"Instance creation {NODE} in Cluster train-p5 and IG worker-1 failed",
        level="Error",
        group="worker-1",
        node=NODE,
        operation_id="77aa0000-0000-4000-8000-000000000000",
    ),
    event(
        B,
        "Instance creation i-0aaaaaaaaaaaaaaaa in Cluster train-p5 and IG Worker failed",
        level="",
        group="Worker",
        node="i-0aaaaaaaaaaaaaaaa",
        time=NOW - 3600,
    ),
    event(
        C,
        "2 node(s) lost orchestration-ready status. STRASSE, 100%",
        level="Critical",
        kind="Cluster",
        time=NOW - 7200,
    ),
    event(
        D,
        'InstanceGroup worker-1 update said "done" /now/',
        kind="InstanceGroup",
        group="worker-1",
        time=NOW - 86400,
    ),
]
DETAILS = {
    A: DetailFields("We currently do not have sufficient capacity", LOGICAL),
    C: DetailFields("", ""),
}
NAMES = {A: "A", B: "B", C: "C", D: "D"}


@every(
    ("text", "expected"),
    [
        ("", "ABCD"),
        # Levels
        ("level:error", "AB"),
        ("level:Errors,info", "ABD"),
        ("level:e", "AB"),
        ("-level:error", "CD"),
        ("level:crit*", "C"),
        ("level:*", "ABCD"),
        # Groups: as the service compares them
        ("group:worker-1", "AD"),
        ("group:worker", ""),
        ("group:Worker", "B"),
        ("group:worker*,Worker", "ABD"),
        ("group:?orker", "B"),
        ('group:""', "C"),
        ("-group:worker-*", "BC"),
        # Nodes
        (f"node:{NODE}", "A"),
        (f"node:{NODE.upper()}", "A"),
        ("node:i-0*", "AB"),
        ("node:i-0391", ""),
        (f"node:{LOGICAL}", "A"),
        ("node:DF268*", "A"),
        ('node:""', "CD"),
        (f"-node:{NODE},{LOGICAL}", "BCD"),
        # Types
        ("type:instance", "AB"),
        ("type:group", "D"),
        ("type:CLUSTER,instancegroup", "CD"),
        ("type:inst*", "ABD"),
        ("-type:c", "ABD"),
        # Times
        ("since:1h", "AB"),
        ("until:1h", "BCD"),
        ("since:2h until:1h", "BC"),
        ("-since:1h", "CD"),
        ("since:2027-01-15T08:00Z", "A"),
        ('until:"2027-01-14 09:00Z"', "D"),
        # IDs
        ("id:83e", "AB"),
        ("id:83EA", "A"),
        ("id:*a205", "ABCD"),
        ("id:0?0*", "CD"),
        ("id:3ea", ""),
        # Operations
        ("operation:77AA", "A"),
        ("operation:77aa0000-0000-4000-8000-000000000000", "A"),
        ("operation:*-0000-*", "A"),
        ("-operation:77aa", "BCD"),
        ("operation:7aa", ""),
        # Causes: the message where it is known, else the description; none where nothing failed
        ("cause:capacity", "A"),
        ("cause:CAP", "A"),
        ("cause:unknown,scaling", "BC"),
        ("cause:scal*", "C"),
        ("cause:*", "ABC"),
        ("-cause:*", "D"),
        ("-cause:capacity", "BCD"),
        ("level:error -cause:unknown", "A"),
        # Wordings
        ("like:83ea", "AB"),
        ("like:83EA,0d", "ABD"),
        ("-like:83ea", "CD"),
        # Words
        ("capacity", "A"),
        ("CREATION", "AB"),
        ("strasse", "C"),
        ("straße", "C"),
        ("creation,lost", "ABC"),
        ("-creation", "CD"),
        ("-capacity", "BCD"),
        ("instance -creation", "D"),
        ('"creation i-"', "AB"),
        ('"creation\u00a0i-"', "AB"),
        ("lost*status", "C"),
        ("lost?or", "C"),
        ('"lost*status"', ""),
        ("100%", "C"),
        ("status.", "C"),
        (r"\"done\" \/now", "D"),
        ("83ea0bb5", "A"),
        ("0AAAA", "B"),
        ("77aa0000", "A"),
        ("df268d19", "A"),
        ("train-p5", "AB"),
        # The cluster's ARN is every event's: it is looked at for what can only be an ARN.
        (ARN, "ABCD"),
        ("lw12e0dn1hhd", ""),
        ("sagemaker", ""),
        # What stands in two fields is in neither.
        ("failed*83ea", ""),
        ("failed83ea", ""),
        (f"a205{NODE}", ""),
        ("465worker", ""),
        ("worker-177aa", ""),
        ("capacitydf26", ""),
        # Regular expressions
        ("/creation .* failed$/", "AB"),
        ("/^CAPACITY|capacity$/", "A"),
        ("/^$/", ""),
        ("-/i-0/", "CD"),
        (r"/\/now/", "D"),
        ("/(?-i:instance)/", ""),
        # All must hold
        ("level:error group:worker-1 since:1m capacity /we/", "A"),
        ("group:worker-1 group:Worker", ""),
    ],
)
def test_a_line_keeps_what_it_says(text: str, expected: str) -> None:
    assert "".join(NAMES[event_id] for event_id in selected(text, ROWS, DETAILS)) == expected


@pytest.mark.parametrize(
    ("text", "start", "end", "reason"),
    [
        ("a -", 2, 3, 'Missing a term after "-".'),
        ('a "b c', 2, 6, "Missing the closing quote."),
        ("/a b", 0, 4, 'Missing the closing "/"; quote the text to search for a slash.'),
        ("a // b", 2, 4, "Empty regular expression between the slashes."),
        ('a ""', 2, 4, "Nothing to search for."),
        (",,", 0, 2, "Nothing to search for."),
        ("level: x", 0, 6, 'Missing a value after "level:".'),
        ("-since:,", 0, 8, 'Missing a value after "since:".'),
        (
            "x reason:capacity",
            2,
            17,
            'Unknown key "reason". Keys: level, group, node, type, since, until, id, '
            "operation, cause, like; quote it to search for text.",
        ),
        (
            "level:errr,info",
            0,
            15,
            'Unknown level "errr". Use Error, Warn or Info; errr* matches others.',
        ),
        (
            "type:inst",
            0,
            9,
            'Unknown type "inst". Use Cluster, InstanceGroup or Instance; inst* matches others.',
        ),
        (
            "cause:c,iam",
            0,
            11,
            'Unknown cause "iam". Use capacity, efa, lifecycle, network, access, quota, '
            "hardware, image, scaling or unknown.",
        ),
        (
            'level:""',
            0,
            8,
            'Unknown level "". Use Error, Warn or Info; * matches others.',
        ),
        ("since:1h,2h", 0, 11, "Only one time is possible here."),
        (
            "until:soon",
            0,
            10,
            '"soon": use 90m, 24h, 7d or ISO 8601 (2026-11-20T10:00Z).',
        ),
        ("like:ff", 0, 7, 'No loaded EventId begins with "ff".'),
        ("like:83e", 0, 8, 'More than one EventId begins with "83e".'),
        ("-like:8*", 0, 8, '"like:" takes an EventId or its beginning.'),
        ('like:""', 0, 7, '"like:" takes an EventId or its beginning.'),
        (f"/{'(' * 3000}/", 0, 3002, "Regular expression too long."),
    ],
)
def test_a_term_that_cannot_be_read_says_why_and_where(
    text: str, start: int, end: int, reason: str
) -> None:
    assert problems(text, ROWS) == [Problem(start, end, reason)]


@pytest.mark.parametrize("regex", ["(", "a)", "[a", "*", "a{2,1}", r"\1", "(?P<a"])
def test_a_bad_regular_expression_says_why_and_where(regex: str) -> None:
    (problem,) = problems(f"a /{regex}/")
    assert (problem.start, problem.end) == (2, 4 + len(regex))
    assert problem.reason.startswith("Invalid regular expression: ")


def test_python_s_doubts_about_an_expression_do_not_reach_the_screen() -> None:
    # Warnings are errors in these tests.
    assert selected("/[[a]/", ROWS) == selected("/[a]/", ROWS)


def test_all_problems_are_named_in_their_order() -> None:
    wrong = problems("level:x ok lvl:e since:then")
    assert [(problem.start, problem.end) for problem in wrong] == [(0, 7), (11, 16), (17, 27)]


def test_a_reason_shows_nothing_that_acts_on_a_terminal() -> None:
    (problem,) = problems("level:\x1b[2J")
    assert '"␛[2J"' in problem.reason


def test_an_id_that_is_the_beginning_of_another_can_be_meant() -> None:
    rows = [event("83ea0", "Two"), event("83ea", "One")]
    assert selected("like:83ea", rows) == ["83ea"]


def test_the_chips_are_the_terms_as_they_were_typed() -> None:
    line = query('  Level:e,w   -"a  phrase" /x y/ ')
    assert line.chips == ["Level:e,w", '-"a  phrase"', "/x y/"]
    assert not line.is_empty
    assert [line.text[term.start : term.end] for term in line.terms] == line.chips


def test_an_empty_line_is_a_query_that_keeps_everything() -> None:
    line = query("  ")
    assert line.is_empty
    assert line.chips == []


def test_queries_are_equal_when_they_keep_the_same() -> None:
    assert query("level:e since:2h") == query("level:e since:2h")
    assert hash(query("/a/ b")) == hash(query("/a/ b"))
    assert query("since:2h") != query("since:2h", now=NOW + 1)
    assert query("like:0", [event("01", "One")]) != query("like:0", [event("02", "Two")])


PIECES = ["level:", "group:", "since:", "like:", "id:", "-", '"', "/", "\\", ",", "*", "?", " "]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
def test_any_line_is_a_query_or_has_problems_at_terms(text: str) -> None:
    read = parse(text, now=NOW, find=finder(ROWS))
    if isinstance(read, Query):
        assert read.is_empty is (not text.strip())
        assert set(selected(text, ROWS, DETAILS)) <= {row.event_id for row in ROWS}
    else:
        assert read
        for problem in read:
            assert text[problem.start : problem.end].strip()
            assert problem.reason.endswith(".")


def test_a_filter_has_so_many_terms_and_no_more() -> None:
    words = [f"word{number}" for number in range(MOST_TERMS)]
    assert len(query(" ".join(words)).terms) == MOST_TERMS
    line = " ".join([*words, "more", "and", "more"])
    begin = line.index("more")
    reason = "A filter takes 100 terms; a comma means or."
    assert problems(line) == [Problem(begin, len(line), reason)]
