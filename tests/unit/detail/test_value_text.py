"""The texts of single values: in words where there are words for them, else as they came."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from hpev_tui.detail.layout import counts, value_text
from hpev_tui.detail.tree import Node, Shape, build
from hpev_tui.model.events import Json

SHAPE = Shape("structure", {"EventTime": Shape("timestamp"), "Old": Shape("timestamp")})


@pytest.fixture(autouse=True)
def kolkata(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "IST-5:30")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def node(name: str, value: Json) -> Node:
    return build({name: value}, SHAPE).children[0]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("EventLevel", "Warn", "Warn"),
        ("EventLevel", "Critical", "Critical"),
        ("EventLevel", "warn", "warn"),
        ("Level", "Warn", "Warn"),
        ("LcsExecutionState", "Started", "Started  (lifecycle script started)"),
        ("LcsExecutionState", "Succeeded", "Succeeded"),
        ("LcsExecutionState", 5, "5"),
        ("Arn", "arn:aws:iam::1:role/path/name", "arn:aws:iam::1:role/path/name"),
        ("Arn", "arn:aws:logs:x:1:log-group:name", "arn:aws:logs:x:1:log-group:name"),
        ("Arn", "arn:aws:iam::1:role/", "arn:aws:iam::1:role/"),
        ("Text", "see arn:aws:iam::1:role/x", "see arn:aws:iam::1:role/x"),
        ("EventTime", 1748794825350, "2025-06-01T16:20:25.350Z  (2025-06-01 21:50:25 IST)"),
        (
            "EventTime",
            "2025-06-01T16:20:25Z",
            "2025-06-01T16:20:25.000Z  (2025-06-01 21:50:25 IST)",
        ),
        ("Old", -62135596800, "0001-01-01T00:00:00.000Z  (0001-01-01 05:30:00 IST)"),
        ("EventTime", "yesterday", "yesterday"),
    ],
)
def test_the_text_of_a_value(name: str, value: Json, shown: str) -> None:
    assert value_text(node(name, value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"InstanceCount": 12, "TargetCount": 16, "MinCount": 8}, "12 -> 16 (min 8)"),
        ({"TargetCount": 0, "InstanceCount": 4}, "4 -> 0"),
        ({"InstanceCount": 12, "TargetCount": 16, "MinCount": None}, "12 -> 16"),
        ({"InstanceCount": "12", "TargetCount": 16}, ""),
        ({"InstanceCount": 12}, ""),
        ({"FailureMessage": "no"}, ""),
        ("text", ""),
    ],
)
def test_counts(value: Json, shown: str) -> None:
    assert counts(node("InstanceGroupScaling", value), "->") == shown
