"""The class of a failure: what the wordings say, and what stays unknown."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.rules.causes import FILE_NAME, TAGS, UNKNOWN, Cause, cause_of, cause_of_event
from hpev_tui.system.files import data_file
from unit.query.samples import event
from unit.rules.rows import Row, rows

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
FAILED = [row for row in rows("corpus") if row["level"] != "Info"]
VARIANTS = rows("variants") + rows("wordings")
UNRELATED = rows("unrelated")


def cause_in(row: Row) -> Cause:
    return cause_of(row["description"], row["failure_message"])


@every("row", FAILED + VARIANTS)
def test_a_failure_is_of_its_class(row: Row) -> None:
    cause = cause_in(row)
    assert cause.tag == row["cause"]
    assert bool(cause.source) is (cause.tag != UNKNOWN)


@every("row", UNRELATED)
def test_what_names_no_class_stays_unknown(row: Row) -> None:
    assert cause_in(row) == Cause(UNKNOWN, "Unknown cause", "", inferred=False)


def test_the_variants_are_many_and_of_every_class() -> None:
    assert len(VARIANTS) >= 60
    assert len(UNRELATED) >= 20
    assert {row["cause"] for row in VARIANTS} == {*TAGS} - {UNKNOWN}


def test_what_stays_unknown_is_listed_with_the_reason() -> None:
    """`unknown.json` has each of them, in groups by the reason."""
    listed = [(row["description"], row["failure_message"]) for row in _listed_as_unknown()]
    unknown = [
        (row["description"], row["failure_message"])
        for row in FAILED
        if cause_in(row).tag == UNKNOWN
    ]
    assert sorted(listed) == sorted(unknown)


def _listed_as_unknown() -> Iterator[Row]:
    path = Path(__file__).with_name("unknown.json")
    for group in json.loads(path.read_text(encoding="utf-8"))["groups"]:
        assert group["reason"]
        yield from group["rows"]


# The rules


def test_the_classes_are_the_words_of_the_filter() -> None:
    assert tuple(DATA["classes"]) == TAGS
    assert all(DATA["classes"].values())


@every("rule", DATA["rules"])
def test_each_rule_says_where_it_comes_from(rule: dict[str, Any]) -> None:
    assert set(rule) == {"class", "wordings", "source", "inferred"}
    assert rule["class"] in set(TAGS) - {UNKNOWN}
    assert rule["source"]
    assert isinstance(rule["inferred"], bool)


@every("rule", DATA["rules"])
def test_no_rule_stands_behind_one_that_takes_its_texts(rule: dict[str, Any]) -> None:
    for wording in rule["wordings"]:
        cause = cause_of("", wording.replace("*", "xyz").replace("+", "xyz"))
        assert (cause.tag, cause.source) == (rule["class"], rule["source"]), wording


# Message and description


def test_the_message_comes_before_the_description() -> None:
    description = "Failed to process Custom AMI Override details for IG g in Cluster c"
    assert cause_of(description, "You are not authorized to perform this operation").tag == "access"
    assert cause_of(description, "Something else").tag == "image"
    assert cause_of(description, "").tag == "image"


def test_only_what_failed_has_a_cause() -> None:
    text = "3 node(s) lost orchestration-ready status."
    for level in ("Warn", "Error", "Critical", ""):
        cause = cause_of_event(event("1", text, level=level))
        assert cause is not None
        assert cause.tag == "scaling"
    assert cause_of_event(event("1", text, level="Info")) is None
    assert cause_of_event(event("1", "EC2 Instance i-1 successfully provisioned", level="")) is None


def test_the_message_of_an_event_is_looked_at() -> None:
    cause = cause_of_event(event("1", "Failed", level="Error"), "EFA health checks have failed")
    assert cause is not None
    assert cause.tag == "efa"


@given(st.text(), st.text())
def test_any_text_has_a_cause(description: str, message: str) -> None:
    assert cause_of(description, message).tag in TAGS


def test_a_text_of_any_length_has_a_cause_at_once() -> None:
    begun = time.perf_counter()
    assert cause_of("", "security group " * 100_000).tag == UNKNOWN
    assert cause_of("", "Insufficient capacity " + "x" * 1_000_000).tag == "capacity"
    assert time.perf_counter() - begun < 0.5
