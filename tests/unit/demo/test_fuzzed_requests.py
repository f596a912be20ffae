"""What is sent to the demo's endpoint is answered or hung up on, and the next call works."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.validation import RULES
from unit.demo.raw import RawClient

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
PARAMETERS = (
    "ClusterName", "EventId", "NodeId", "NextToken", "MaxResults", "EventTimeAfter",
    "EventTimeBefore", "ResourceType", "InstanceGroupName", "OperationId", "SortOrder", "SortBy",
    "IncludeNodeLogicalIds", "NameContains",
)  # fmt: skip
VALUES = JSON | st.sampled_from(["train-p5", "Descending", "Instance", 1, 100, 1e300, -1, "AAAA"])
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(suppress_health_check=SLOW)
@given(
    st.sampled_from(sorted(RULES)),
    st.one_of(
        st.binary(max_size=60),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=6).map(
            lambda given: json.dumps({"ClusterName": "train-p5", **given}).encode()
        ),
    ),
)
def test_a_body_is_answered_or_refused(raw: RawClient, operation: str, body: bytes) -> None:
    status, headers, answer = raw.post(f"SageMaker.{operation}", body)
    assert status in (200, 400)
    assert isinstance(answer, dict)
    if status == 400:
        assert answer["__type"]
        assert answer["message"]
    assert headers["content-type"].startswith("application/x-amz-json")


@settings(suppress_health_check=SLOW)
@given(sent=st.binary(max_size=200), has_line=st.booleans())
def test_what_is_no_request_is_hung_up_on(
    still: DemoEndpoint, raw: RawClient, sent: bytes, *, has_line: bool
) -> None:
    address = urlsplit(still.url)
    with socket.create_connection((address.hostname or "", address.port or 0), 30) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\n" * has_line + sent)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    assert raw.call("ListClusters")["ClusterSummaries"]
