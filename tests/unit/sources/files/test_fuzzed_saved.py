"""Files that are damaged, cut, mixed or no files of events at all: never more than a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from help.examples import examples
from help.saved_shapes import CASES, SHAPES, an_event, row
from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.model.failure import SourceError
from hpev_tui.sources.files.archives import GZIP
from hpev_tui.sources.files.bounds import BOUNDS
from hpev_tui.sources.files.source import SavedSource
from hpev_tui.text.clean import clean

# The folder of a test serves all its examples: each writes its file again.
FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

SMALL = BOUNDS._replace(most_bytes=1 << 19, most_bytes_together=1 << 20, most_files=40)

EVENTS = [an_event(number, with_metadata=number % 2 == 0) for number in range(6)]
SEEDS = [
    *(shape.write(EVENTS) for shape in SHAPES.values()),
    *(path.read_bytes() for path in sorted(CASES.iterdir())),
]

MARKS = (
    *(
        b'{"EventId":',
        b'"EventTime":',
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"\\",
        b"null",
        b"\0",
        b"\xff",
    ),
    *(b"PK\1\2", b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08", b"ustar", b"1e999", b"NaN", b"9" * 5000),
    *(b'"ClusterArn":{}', b'"EventDetails":5', b'"EventDetails":{"EventMetadata":[]}', b"\\ud800"),
    *(b'"ClusterStatus":1,"InstanceGroups":7', b'"ClusterNodeSummaries":[{"InstanceId":[]}]'),
    *(b'"ClusterSummaries":[{}]', b'{"eventName":0,"eventSource":[]}', b"\xff\xfe", b"\x1b[2J"),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of events after some edits, which may cut it."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 8, 60, 500])))
        edit = draw(st.sampled_from(["leave out", "put in", "again", "cut", "mix", "change"]))
        if edit == "leave out":
            del data[start:end]
        elif edit == "put in":
            data[start:start] = draw(st.sampled_from(MARKS))
        elif edit == "again":
            data[start:start] = data[start:end]
        elif edit == "cut":
            del data[start:]
        elif edit == "mix":
            data[start:end] = draw(st.sampled_from(SEEDS))[:500]
        else:
            data[start:end] = draw(st.binary(min_size=end - start, max_size=end - start))
    return bytes(data)


MEMBERS = st.sampled_from(
    [
        *("EventId", "EventTime", "EventDetails", "EventMetadata", "ClusterArn", "ClusterName"),
        *("Events", "ClusterStatus", "InstanceGroups", "ClusterNodeSummaries", "ClusterSummaries"),
        *("InstanceId", "NodeLogicalId", "Description", "EventLevel", "eventName", "x"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=20,
)

ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.tuples(st.sampled_from(MARKS), st.binary(max_size=300)).map(b"".join),
    st.lists(st.sampled_from(MARKS), max_size=40).map(b"".join),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.tuples(JSON, JSON).map(lambda values: "".join(map(json.dumps, values)).encode()),
    JSON.map(lambda value: json.dumps({"Message": json.dumps(value)}).encode()),
)


def events_of(source: SavedSource) -> Iterator[Event]:
    """All events of all clusters, after all that a screen would ask for."""
    for cluster in source.clusters(None).items:
        name = cluster.cluster_arn
        assert source.cluster(name).cluster_name == cluster.cluster_name
        _only_missing(source.nodes, name, None)
        token = None
        while True:
            page = source.events(name, ServiceFilter(), token)
            assert not page.unreadable
            for event in page.items:
                _only_missing(source.detail, name, event.event_id)
            yield from page.items
            token = page.next_token
            if token is None:
                break


def _only_missing(call: Any, *values: object) -> None:  # noqa: ANN401
    """Make a call that may say only that files do not have this."""
    try:
        call(*values)
    except SourceError as error:
        if error.failure.kind != "saved":
            raise


def check(path: Path, data: bytes) -> None:
    """Read a file: all that is said of it is clean, and there are events or a reason."""
    path.write_bytes(data)
    source = SavedSource([str(path)], bounds=SMALL)
    report = source.report()
    assert report.events or report.problems
    events = [*events_of(source)]
    assert len(events) == report.events
    texts = [text for event in events for text in event if isinstance(text, str)]
    texts += [text for problem in report.problems for text in problem]
    texts += [*report.clusters, *report.names, *(text for fact in source.facts() for text in fact)]
    assert [text for text in texts if text != clean(text)] == []


@settings(max_examples=examples(500), suppress_health_check=FOLDER)
@given(damaged())
def test_what_is_damaged_is_read_as_far_as_it_can_be(tmp_path: Path, data: bytes) -> None:
    check(tmp_path / "saved", data)


@settings(max_examples=examples(500), suppress_health_check=FOLDER)
@given(ANY_BYTES)
def test_any_bytes_are_read(tmp_path: Path, data: bytes) -> None:
    check(tmp_path / "saved", data)


@settings(max_examples=examples(600), suppress_health_check=FOLDER)
@given(st.sampled_from(sorted(SHAPES)), st.integers(0, 1 << 30), st.binary(max_size=30))
def test_of_a_file_that_was_cut_each_event_is_one_that_is_in_it(
    tmp_path: Path, name: str, at: int, behind: bytes
) -> None:
    data = SHAPES[name].write(EVENTS)
    path = tmp_path / "saved"
    if data.startswith(GZIP):
        # What is unpacked of other bytes is other text, and only its end says so.
        behind = b""
    path.write_bytes(data[: at % (len(data) + 1)] + behind)
    by_id = {each["EventId"]: each for each in EVENTS}
    source = SavedSource([str(path)], bounds=SMALL)
    assert source.report().events or source.report().problems
    for event in events_of(source):
        saved = by_id[event.event_id]
        assert (event.event_time, event.description) == (saved["EventTime"], saved["Description"])


@settings(max_examples=examples(300), suppress_health_check=FOLDER)
@given(st.integers(0, 1 << 30), st.sampled_from(["list", "answers on lines", "EventBridge", "SQS"]))
def test_of_a_file_that_was_cut_all_complete_events_are_read(
    tmp_path: Path, at: int, name: str
) -> None:
    data = SHAPES[name].write(EVENTS)
    path, end = tmp_path / "saved", at % (len(data) + 1)
    path.write_bytes(data[:end])
    # The last member of an event, and what closes it, in the shapes that have no other order.
    complete = data[:end].count(b'"EventLevel') if name in ("list", "SQS") else None
    report = SavedSource([str(path)]).report()
    if complete is not None:
        assert complete - 1 <= report.events <= complete
    assert (
        report.problems
        or report.events == len(EVENTS)
        or name in ("answers on lines", "EventBridge")
    )


@settings(max_examples=examples(300), suppress_health_check=FOLDER)
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4), JSON, JSON)
def test_an_event_with_odd_members_spoils_no_other(
    tmp_path: Path, members: dict[str, object], arn: object, time: object
) -> None:
    odd = {**an_event(1), **members, "ClusterArn": arn, "EventTime": time, "EventId": "odd"}
    path = tmp_path / "saved"
    check(path, json.dumps([row(an_event(2)), odd, row(an_event(3))]).encode())
    assert SavedSource([str(path)]).report().events == 3
