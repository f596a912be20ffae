"""The rows of a listing become clean events and clusters, whatever they hold."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.model.events import Json
from hpev_tui.sources.aws import wire
from hpev_tui.text.clean import clean

TIME = 1780334425.35
ROW: dict[str, Json] = {
    "EventId": "83ea0bb5-be77-45e8-a458-0a87f778a205",
    "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
    "ClusterName": "ml-cluster",
    "InstanceGroupName": "p5Inst",
    "InstanceId": "i-0391f86fa0fe0d465",
    "ResourceType": "Instance",
    "EventTime": TIME,
    "Description": "Instance creation failed",
    "EventLevel": "Error",
    "OperationId": "0b7c1d9e-52ab-4d0f-9c3e-6f1a2b3c4d5e",
}

json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def rows(*given: Json) -> dict[str, Json]:
    return {"Events": list(given)}


def test_an_event_as_the_service_sends_it() -> None:
    (event,) = wire.events(rows(ROW)).items
    assert tuple(event) == (
        "83ea0bb5-be77-45e8-a458-0a87f778a205",
        TIME,
        "",
        "Error",
        "Instance",
        "p5Inst",
        "i-0391f86fa0fe0d465",
        "Instance creation failed",
        "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
        "ml-cluster",
        "0b7c1d9e-52ab-4d0f-9c3e-6f1a2b3c4d5e",
    )


def test_fields_that_are_missing_or_null_are_empty() -> None:
    bare: Json = {"EventId": "a", "EventTime": 5}
    for event in wire.events(rows(bare, {**dict.fromkeys(ROW), "EventId": "b"})).items:
        assert event.event_id in ("a", "b")
        assert tuple(event)[3:] == ("",) * 8


def test_a_text_that_many_events_have_is_stored_once() -> None:
    bodies = [json.loads(json.dumps(rows(ROW))) for _ in range(2)]
    one, other = (wire.events(body).items[0] for body in bodies)
    assert one.description is other.description
    assert one.cluster_arn is other.cluster_arn


def test_texts_that_all_differ_stay_as_they_are() -> None:
    descriptions = [f"\x1b text {number}" for number in range(10_000)]
    events = wire.events(rows(*(ROW | {"Description": text} for text in descriptions))).items
    assert [event.description for event in events] == [clean(text) for text in descriptions]


def test_unknown_fields_change_nothing() -> None:
    assert wire.events(rows({**ROW, "Added": [1]})) == wire.events(rows(ROW))


def test_rows_that_are_no_events_are_left_out() -> None:
    page = wire.events(rows("x", None, 7, [ROW], {}, {**ROW, "EventId": ""}, ROW))
    assert [event.event_id for event in page.items] == [ROW["EventId"]]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (42, "42"),
        (True, "true"),
        (float("nan"), "NaN"),
        (["a", {"b": None}], '["a", {"b": null}]'),
        (["日", "\x7f\u202e"], '["日", "\\u007f\\u202e"]'),
        ("a\x1b]0;x\x07\r\nb\u202e\ud800", "a␛]0;x␇ b\\u202e\ufffd"),
    ],
)
def test_texts_of_any_type_are_shown_clean(sent: Json, shown: str) -> None:
    row = {**dict.fromkeys(ROW, sent), "EventTime": TIME}
    (event,) = wire.events(rows(row)).items
    texts = [value for value in tuple(event) if isinstance(value, str)]
    assert texts == [shown, "", *[shown] * 8]


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        (TIME, TIME),
        (1780334425, 1780334425.0),
        (1780334425350, TIME),
        ("1780334425.35", TIME),
        ("2026-06-01T17:20:25.350Z", TIME),
        ("2026-06-01T10:20:25.350000-07:00", TIME),
        (0, 0.0),
    ],
)
def test_a_time_is_read_however_it_is_written(sent: Json, seconds: float) -> None:
    (event,) = wire.events(rows({**ROW, "EventTime": sent})).items
    assert (event.event_time, event.odd_time) == (seconds, "")
    assert type(event.event_time) is float


@pytest.mark.parametrize(
    ("sent", "odd"),
    [
        ("yesterday", "yesterday"),
        ("a\x1b[1m", "a␛[1m"),
        (True, "true"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (1e300, "1e+300"),
        (10**400, "1" + "0" * 400),
        ({"at": 5}, '{"at": 5}'),
        (None, "(none)"),
        ("", "(none)"),
    ],
)
def test_a_bad_time_spoils_no_row_and_takes_its_neighbours_time(sent: Json, odd: str) -> None:
    first, middle, last = {**ROW, "EventTime": 9}, {**ROW, "EventTime": sent}, ROW
    events = wire.events(rows(first, middle, last)).items
    assert [event.odd_time for event in events] == ["", odd, ""]
    assert [event.event_time for event in events] == [9.0, 9.0, TIME]


def test_a_bad_time_at_the_top_takes_the_time_below() -> None:
    top = {**ROW, "EventTime": "soon"}
    events = wire.events(rows(top, top, {**ROW, "EventTime": 9}, top)).items
    assert [event.event_time for event in events] == [9.0] * 4
    assert [event.event_time for event in wire.events(rows(top)).items] == [0.0]


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, json_values)) | json_values, max_size=4))
@settings(max_examples=examples(100))
def test_rows_of_any_json_make_clean_events(given_rows: list[Json]) -> None:
    for event in wire.events(rows(*given_rows)).items:
        assert event.event_id
        assert math.isfinite(event.event_time)
        for value in tuple(event):
            if isinstance(value, str):
                assert value == clean(value)


@pytest.mark.parametrize(
    ("sent", "token"),
    [("abc", "abc"), ("", None), (None, None), (5, None), (["abc"], None)],
)
def test_only_a_text_is_a_token(sent: Json, token: str | None) -> None:
    assert wire.events({"Events": [], "NextToken": sent}).next_token == token
    assert wire.clusters({"ClusterSummaries": [], "NextToken": sent}).next_token == token


@pytest.mark.parametrize("sent", [None, {}, "x"])
def test_rows_that_are_no_list_are_none(sent: Json) -> None:
    assert wire.events({"Events": sent}).items == ()


def test_the_clusters_of_a_page() -> None:
    page = wire.clusters(
        {
            "ClusterSummaries": [
                {
                    "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/a",
                    "ClusterName": "train",
                    "ClusterStatus": "InService",
                    "CreationTime": TIME,
                },
                {"ClusterName": "bare\x07", "CreationTime": "?", "TrainingPlanArns": []},
                {"ClusterArn": "arn:without-a-name"},
                "no cluster",
            ],
            "NextToken": "next",
        }
    )
    assert [tuple(cluster) for cluster in page.items] == [
        ("arn:aws:sagemaker:us-west-2:111122223333:cluster/a", "train", "InService", TIME),
        ("bare␇", "bare␇", "", None),
    ]
    assert page.next_token == "next"  # noqa: S105 - a page's token


def test_a_cluster_with_all_its_groups() -> None:
    info = wire.cluster_info(
        {
            "ClusterArn": "arn",
            "ClusterName": "train",
            "ClusterStatus": "Failed",
            "CreationTime": TIME,
            "NodeProvisioningMode": "Continuous",
            "FailureMessage": "no\ncapacity",
            "InstanceGroups": [
                {
                    "InstanceGroupName": "a",
                    "CurrentCount": 3,
                    "TargetCount": 4,
                    "MinCount": 0,
                    "Status": "Updating",
                    "InstanceType": "ml.p5.48xlarge",
                },
                {"CurrentCount": 2.0, "TargetCount": None},
                {"CurrentCount": "7", "TargetCount": True},
                {"CurrentCount": float("nan"), "TargetCount": float("inf")},
                "no group",
            ],
            "RestrictedInstanceGroups": [{"CurrentCount": 10, "TargetCount": 20}],
        }
    )
    unsaid = (None, "", "")
    groups = (
        ("a", 3, 4, 0, "Updating", "ml.p5.48xlarge"),
        *(("", *counts, *unsaid) for counts in ((2, 0), (0, 0), (0, 0), (10, 20))),
    )
    assert info[:8] == ("arn", "train", "Failed", TIME, True, 15, 24, "no capacity")
    assert tuple(group[:6] for group in info.groups) == groups
    assert [group.is_restricted for group in info.groups] == [False] * 4 + [True]


@pytest.mark.parametrize("mode", [None, "", "Other", True])
def test_only_a_continuous_cluster_has_events(mode: Json) -> None:
    info = wire.cluster_info({"ClusterArn": "arn", "NodeProvisioningMode": mode})
    assert info[:9] == ("arn", "", "", None, False, 0, 0, "", ())
