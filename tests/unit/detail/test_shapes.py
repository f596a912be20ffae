"""What the model has of a value, in one line."""

from __future__ import annotations

import pytest

from hpev_tui.detail.json_lines import Path
from hpev_tui.detail.shapes import Shape, documentation
from hpev_tui.model.events import Json

REASONS = "Why.\nValid values:\n- Down: It is not running.\n- Off: Nobody started it.\nAnd so on."
METADATA = Shape(
    "structure",
    {"Cluster": Shape("structure", {"Entries": Shape("list", element=Shape("string", maximum=9))})},
    union=True,
)
SHAPE = Shape(
    "structure",
    {
        "EventDetails": Shape(
            "structure",
            {
                "EventId": Shape("string", pattern="[a-f]+", documentation="The event's ID."),
                "Reason": Shape("string", enum=("Down", "Off"), documentation=REASONS),
                "Name": Shape("string", minimum=1, maximum=63),
                "Arn": Shape("string", minimum=0, maximum=2048),
                "Some": Shape("string", minimum=3),
                "Any": Shape("string", minimum=0),
                "Count": Shape("integer", minimum=0, maximum=10_000_000),
                "Target": Shape("integer", minimum=0),
                "Groups": Shape(
                    "list", element=Shape("string"), maximum=5, documentation="The groups."
                ),
                "Odd": Shape("list"),
                "EventDetails": Shape("structure", {"EventMetadata": METADATA}),
            },
            required=frozenset({"EventId"}),
        )
    },
)
EVENT = "EventDetails"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ((), ""),
        ((EVENT,), "EventDetails: structure."),
        (
            (EVENT, "EventId"),
            "EventId: string, required. The event's ID. Not the id of the event's "
            "EventBridge copy. Matches [a-f]+",
        ),
        ((EVENT, "Name"), "Name: string, 1 to 63 characters."),
        ((EVENT, "Arn"), "Arn: string, at most 2,048 characters."),
        ((EVENT, "Some"), "Some: string, at least 3 characters."),
        ((EVENT, "Any"), "Any: string."),
        ((EVENT, "Count"), "Count: integer, 0 to 10,000,000."),
        ((EVENT, "Target"), "Target: integer, at least 0."),
        ((EVENT, "Groups"), "Groups: list of string, at most 5 items. The groups."),
        ((EVENT, "Groups", 3), "Groups[3]: string. The groups."),
        ((EVENT, "Odd"), "Odd: list."),
        ((EVENT, "Odd", 0), "Odd[0]: not in this SDK's model"),
        ((EVENT, EVENT, "EventMetadata"), "EventMetadata: union."),
        ((EVENT, "EventMetadata", "Cluster"), "Cluster: structure."),
        (
            (EVENT, "EventMetadata", "Cluster", "Entries", 1),
            "Entries[1]: string, at most 9 characters.",
        ),
        ((EVENT, "New", "In\x1bside"), "In␛side: not in this SDK's model"),
        ((EVENT, "Name", "Inside"), "Inside: not in this SDK's model"),
        ((0,), "[0]: not in this SDK's model"),
    ],
)
def test_name_type_limits_and_text(path: Path, said: str) -> None:
    assert documentation(SHAPE, path) == said


@pytest.mark.parametrize(
    ("value", "begin"),
    [
        ("Off", "Off: Nobody started it. Why. Valid values: - Down: It is not running. - Off"),
        ("Gone", "Why. Valid values: - Down: It is not running. - Off: Nobody started it. And"),
        (None, "Why."),
        ({}, "Why."),
    ],
)
def test_the_item_about_the_value_itself_comes_first(value: Json, begin: str) -> None:
    said = documentation(SHAPE, (EVENT, "Reason"), value)
    assert said.startswith(f"Reason: string, one of Down | Off. {begin}")
