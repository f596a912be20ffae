"""The service's bodies become plain data, whatever they hold, or one clear failure."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import botocore.session
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.detail.tree import Shape
from hpev_tui.model.events import Json
from hpev_tui.model.failure import SourceError
from hpev_tui.sources.aws import wire
from hpev_tui.sources.aws.documentation import shape_of
from hpev_tui.text.clean import clean

ROW: dict[str, Json] = {
    "EventId": "83ea0bb5-be77-45e8-a458-0a87f778a205",
    "EventTime": 1780334425.35,
    "Description": "Instance creation failed",
}
DEEP = 100_000

json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def answer(body: bytes, length: str | None = None) -> dict[str, Any]:
    """What a call returns once `keep_body` has seen its answer."""
    return {wire.BODY: body, wire.HEADERS: {"content-length": length or str(len(body))}}


def decode(body: bytes, key: str = "Events") -> dict[str, Json]:
    return wire.decode("ListClusterEvents", answer(body), key, list)


def refusal(body: bytes, length: str | None = None) -> str:
    """Why an answer cannot be read, in a failure that a screen can show."""
    with pytest.raises(SourceError) as caught:
        wire.decode("ListClusterEvents", answer(body, length), "Events", list)
    failure = caught.value.failure
    assert (failure.kind, failure.retryable) == ("answer", True)
    assert failure.title.startswith("Invalid answer to ListClusterEvents: ")
    assert failure.title.isprintable()
    assert failure.advice
    return failure.title.partition(": ")[2]


def assert_plain(value: object) -> None:
    """Python's own types and no other, not even subclasses of them."""
    if type(value) is dict:
        assert all(type(key) is str for key in value)
        value = list(value.values())
    if type(value) is list:
        for item in value:
            assert_plain(item)
    else:
        assert type(value) in (str, int, float, bool, type(None))


def test_the_body_of_a_success_is_kept_whole_and_taken_from_the_parser() -> None:
    response = {"status_code": 200, "headers": {"content-length": "9"}, "body": b"<html></>"}
    returned: dict[str, Any] = {}
    wire.keep_body(response_dict=response, customized_response_dict=returned, model=None)
    assert returned == {wire.BODY: b"<html></>", wire.HEADERS: {"content-length": "9"}}
    assert response["body"] == b"{}"


@pytest.mark.parametrize("status", [301, 400, 403, 500, 503])
def test_the_body_of_an_error_is_left_to_the_parser(status: int) -> None:
    response = {"status_code": status, "headers": {}, "body": b'{"__type": "X"}'}
    returned: dict[str, Any] = {}
    wire.keep_body(response_dict=response, customized_response_dict=returned)
    assert returned == {}
    assert response["body"] == b'{"__type": "X"}'


@pytest.mark.parametrize(
    ("body", "length", "why"),
    [
        (b'{"Events": [{"EventId": "83', "90", "cut off after 27 of 90 bytes"),
        (b"", "512", "cut off after 0 of 512 bytes"),
        (b"", None, "not JSON: ''"),
        (b"{}", None, "Events is missing"),
        (b'{"Events": [', None, """not JSON: '{"Events": ['"""),
        (
            b"<html>\r\n<b>Sign\x1b[1m in</b>",
            None,
            "not JSON: '<html> <b>Sign␛[1m i'. A proxy or gateway answered, not AWS (status 200)",
        ),
        (b"\xff\xfe{", None, "not JSON: '\ufffd\ufffd{'"),
        (b"[]", None, "Events is missing"),
        (b'"Events"', None, "Events is missing"),
        (b"null", None, "Events is missing"),
        (b"7", None, "Events is missing"),
        (b'{"Event": []}', None, "Events is missing"),
        (b'{"Events": null}', None, "Events is not a list"),
        (b'{"Events": [], "NextToken": 7}', None, "NextToken is not a string"),
        (b'{"Events": [], "NextToken": ["x"]}', None, "NextToken is not a string"),
        (b'{"Events": {}}', None, "Events is not a list"),
        (b'{"Events": "none"}', None, "Events is not a list"),
        (b'{"Events": ' + b"[" * DEEP + b"]" * DEEP + b"}", None, "nested too deeply"),
    ],
)
def test_an_answer_that_is_none_is_refused(body: bytes, length: str | None, why: str) -> None:
    assert refusal(body, length) == why


@pytest.mark.parametrize("length", [None, "many", "-1", "14, 14", ""])
def test_a_length_that_says_nothing_is_not_looked_at(length: str | None) -> None:
    answer = {wire.BODY: b'{"Events": []}', wire.HEADERS: {"content-length": length}}
    assert wire.decode("ListClusterEvents", answer, "Events") == {"Events": []}


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=examples(100))
def test_any_bytes_give_plain_data_or_a_refusal(body: bytes) -> None:
    title = ""
    try:
        assert_plain(decode(body))
    except SourceError as error:
        title = error.failure.title
    assert title == clean(title)


def test_rows_that_are_no_events_are_counted_each_once() -> None:
    rows: list[Json] = [ROW, {"x": 1}, {"x": 1}, None, 7]
    rows += [{**ROW, "EventId": None}, {**ROW, "EventId": ""}]
    page = wire.events({"Events": rows})
    assert [event.event_id for event in page.items] == [ROW["EventId"]]
    assert len(page.unreadable) == 5
    assert wire.events({"Events": rows}).unreadable == page.unreadable


def test_plain_data_comes_out_whole() -> None:
    body = {
        "Events": [ROW, {**ROW, "New": {"List": [1, 2.5, True, None, "x"]}}],
        "NextToken": "token",
        "Unknown": {},
    }
    decoded = decode(json.dumps(body).encode())
    assert_plain(decoded)
    assert decoded == body


def test_bad_bytes_cost_their_characters_and_nothing_else() -> None:
    decoded = decode(b'{"Events": [{"EventId": "a", "Description": "caf\xe9 \xff!"}]}')
    (event,) = wire.events(decoded).items
    assert event.description == "caf\ufffd \ufffd!"


def test_numbers_that_python_does_not_read_are_kept_as_digits() -> None:
    digits = "9" * 5000
    decoded = decode(f'{{"Events": [], "Big": {digits}, "NaN": NaN, "Far": 1e999}}'.encode())
    assert_plain(decoded)
    # Older Pythons read it.
    assert decoded["Big"] == digits or isinstance(decoded["Big"], int)
    assert isinstance(decoded["NaN"], float)
    assert decoded["Far"] == math.inf


def test_a_value_nested_deeply_is_a_text_like_any_other() -> None:
    depth = 400
    decoded = decode(
        b'{"Events": [{"EventId": "a", "Description": ' + b"[" * depth + b"]" * depth + b"}]}"
    )
    (event,) = wire.events(decoded).items
    assert event.description == "[" * depth + "]" * depth


@cache
def output_shape() -> Shape:
    service = botocore.session.Session().get_service_model("sagemaker")
    return shape_of(service.operation_model("DescribeClusterEvent").output_shape)


def test_the_real_shapes_are_known() -> None:
    event = output_shape().members["EventDetails"]
    assert (event.type, event.union) == ("structure", False)
    assert event.members.keys() >= ROW.keys()
    assert event.members["EventTime"].type == "timestamp"
    assert event.members["EventLevel"].enum == ("Info", "Warn", "Error")
    metadata = event.members["EventDetails"].members["EventMetadata"]
    assert (metadata.type, metadata.union) == ("structure", True)
    assert metadata.members.keys() >= {"Cluster", "InstanceGroup", "Instance"}
    instance = metadata.members["Instance"]
    assert instance.members["FailureMessage"].type == "string"
    enis = instance.members["AdditionalEnis"].members["EfaEnis"]
    assert (enis.type, enis.element) == ("list", Shape("string"))


def test_documentation_and_limits_come_with_the_shapes() -> None:
    event = output_shape().members["EventDetails"]
    assert event.required >= {"EventId", "ClusterArn", "EventTime"}
    assert "Description" not in event.required
    name = event.members["ClusterName"]
    assert (name.minimum, name.maximum, name.pattern[:8]) == (1, 63, "[a-zA-Z0")
    assert name.documentation.startswith("The name of the HyperPod cluster")
    assert "<" not in event.documentation


def test_shapes_are_plain_data() -> None:
    def assert_plain_shape(shape: Shape) -> None:
        assert type(shape.type) is str
        assert type(shape.union) is bool
        assert type(shape.members) is dict
        assert all(type(value) is str for value in (*shape.enum, *shape.members))
        for inner in (*shape.members.values(), *([shape.element] if shape.element else [])):
            assert_plain_shape(inner)

    assert_plain_shape(output_shape())
