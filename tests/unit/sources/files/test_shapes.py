"""What people have on a disk: all events come out of it, or why there are none."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from help.cases import every
from help.examples import examples
from help.saved_shapes import CASES, SHAPES, SavedShape, an_event, expectations
from hpev_tui.model.events import ServiceFilter
from hpev_tui.model.saved import SavedReport
from hpev_tui.sources.files.explaining import SAVE
from hpev_tui.sources.files.source import SavedSource
from hpev_tui.text.clean import clean

ALL = ServiceFilter()

WORDS = {
    "list-cut.json": r"cut off here\. 5 complete events were read",
    "empty-list.json": r"complete answer with no events",
    "projection-without-ids.json": r"no EventId\..*--query .*\[…, …, …\].*without --query",
    "projection-renamed.json": r"no EventId\..*--query .*when: ….*id: ….*without --query",
    "list.text": r"AWS CLI text output \(--output text\).*--output json",
    "list.table": r"AWS CLI table \(--output table\).*--output json",
    "list.yaml": r"YAML.*--output json",
    "python-repr.txt": r"Python text, not JSON.*json\.dumps\(.*default=str\)",
    "cloudtrail.json": r"CloudTrail records: calls, not events",
    "describe-cluster.json": r"a DescribeCluster answer; it holds no events",
    "nothing.bin": r"not text",
    "empty.json": r"an empty file",
}
"""What is said of each file that has not all of its events."""


def saved(folder: Path, name: str, data: bytes) -> SavedSource:
    """A source of one file with that in it."""
    path = folder / name
    path.write_bytes(data)
    return SavedSource([str(path)])


def said(report: SavedReport) -> str:
    """All that is said of what could not be read."""
    return "\n".join(map(str, report.problems))


@every(("name", "expect"), [*expectations().items()])
def test_each_case_gives_its_events_or_says_why_not(name: str, expect: dict[str, object]) -> None:
    source = SavedSource([str(CASES / name)])
    report = source.report()
    count = 5 if name == "list-cut.json" else expect["events"]
    assert (report.events, report.with_metadata) == (count, expect.get("with_metadata", 0))
    assert ("words" in expect) == (name in WORDS) == bool(report.problems)
    if name in WORDS:
        assert re.search(WORDS[name], said(report), re.DOTALL), said(report)
    clusters = source.clusters(None).items
    events = [
        event for each in clusters for event in source.events(each.cluster_arn, ALL, None).items
    ]
    assert len(events) == count
    assert all(not event.odd_time for event in events)
    assert [event.event_time for event in events] == sorted(
        (event.event_time for event in events), reverse=True
    )


def test_all_cases_in_one_folder_are_the_events_of_all() -> None:
    report = SavedSource([str(CASES)]).report()
    assert (report.events, report.with_metadata) == (8, 8)
    files = {Path(problem.file).name for problem in report.problems}
    # What a folder may have beside events is no fault while there are events.
    assert files == WORDS.keys() - {"cloudtrail.json", "describe-cluster.json", "nothing.bin"}


@settings(max_examples=examples(20))
@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_as_many_events_are_read_as_were_saved_in_each_shape(count: int, random: object) -> None:
    del random
    events = [an_event(number, with_metadata=number % 2 == 0) for number in range(count)]
    failures = []
    for name, shape in SHAPES.items():
        if problem := _read_back(shape, events):
            failures.append(f"{name}: {problem}")
    assert not failures


def _read_back(shape: SavedShape, events: list[dict[str, object]]) -> str:
    """What is wrong with what is read of a shape that has these events; empty for nothing."""
    with TemporaryDirectory() as folder:
        source = saved(Path(folder), "saved", shape.write(events))
        report = source.report()
        if not events:
            return "" if report.problems and not report.events else said(report) or "no reason"
        page = source.events("train-east", ALL, None)
        with_metadata = len([each for each in events if "EventDetails" in each])
    read = [
        (event.event_id, event.event_time, event.event_level, event.description)
        for event in page.items
    ]
    names = ("EventId", "EventTime", "EventLevel", "Description")
    expected = [tuple(each[name] for name in names) for each in events]
    if read != expected or report.problems:
        return f"{len(read)} of {len(expected)}, {said(report)}"
    expected_metadata = with_metadata if shape.has_metadata else 0
    return "" if report.with_metadata == expected_metadata else f"{report.with_metadata} metadata"


SENTENCES = {
    b"": "an empty file",
    b" \n\t ": "only blanks",
    b"[]": r"only \[\]: a complete answer with no events",
    b"null\n": "--query matched nothing",
    b"None\n": "--query matched nothing",
    b"An error occurred (AccessDeniedException) when calling the ListClusterEvents operation: x":
        "ListClusterEvents has failed: AccessDeniedException",
    b"<!DOCTYPE html><html><body>Sign in</body></html>": "an HTML page",
    b'{"name": "x"}': "JSON without events of a cluster",
    b"Hello, yes, no": "text without JSON",
    b"hello": "text without JSON",
    b'{"a": {"b": [1, 2]}}': "JSON without events of a cluster",
    b'["b46f93f0-4326-4376-9633-f7e563ff0897"]': "no EventId",
    b'[{"EventId": "a", "Description": "b"}]': "The row has EventId but no EventTime",
    b'[{"EventTime": 1763900000, "Description": "b"}, {}]': "2 rows have EventTime but no EventId",
    b'{"Events": [{"EventId": "a", "EventTime": 1': "cut off here. 0 complete events",
    b'{"Events": [{"EventId": "a", "EventTime" 1}]}': "not valid JSON|JSON is not valid here",
    b'{"ClusterNodeSummaries": []}': "a ListClusterNodes answer",
    b'{"OperationId": "a", "Status": "Done", "ScalingDetails": []}': "a DescribeClusterOperation",
    b'[{"EventTime": 1763900000, "OperationId": "a"}]': "The row has EventTime but no EventId",
    b'{"ClusterSummaries": []}': "a ListClusters answer",
    b'{"Events": [{"EventId": "a", "EventTime": 1, "CloudTrailEvent": "{}"}]}': "CloudTrail",
    b"EventId : b46f\nEventTime : 11/23/2025": r"PowerShell.*ConvertTo-Json",
    b"{\n  Events: [\n    {\n      EventId: 'b46f',\n      EventTime: 2025\n    }\n  ]\n}":
        r"JavaScript.*JSON\.stringify",
    b"[{'EventId': 'a', 'EventTime': datetime.datetime(2025, 1, 1)}]": "Python text",
    b"- EventId: a\n  EventTime: '2025'": "YAML",
    b"EVENTDETAILS\tarn:aws\ttrain-east\n": "--output text",
    b"Info\tb46f93f0-4326-4376-9633-f7e563ff0897\t1763900000.0\n": "--output text",
    b"1763900000.0\tInfo\tSuccessfully provisioned\n": "--output text",
    "{“EventId”: “a”, “EventTime”: 1}".encode(): "changed the quotes",
    b"time,level,group\n1,Info,a\n": "a table as CSV",
    b"| Time | Level |\n|---|---|\n| 1 | Info |\n": "a table",
    b"BZh91AY&SY": "packed with bzip2",
    b"\xfd7zXZ\0\0": "packed with xz",
    b"\x28\xb5\x2f\xfd\0": "packed with zstd",
    b"\x89PNG\r\n\x1a\n\0\0": "a picture",
    b"%PDF-1.7": "a PDF",
    b"\xff\xfe": "only blanks",
    bytes(range(256)): "not text.*0x00",
    b"abc" + b"\xff\x80" * 40: "not text.*0xff",
    b"[" * 100_000: "no event",
}  # fmt: skip


@every(("data", "words"), [*SENTENCES.items()])
def test_a_file_without_events_says_what_it_is(data: bytes, words: str) -> None:
    with TemporaryDirectory() as folder:
        report = saved(Path(folder), "saved", data).report()
    assert report.events == 0
    assert re.search(words, said(report), re.DOTALL), said(report)


def test_sentences_are_short_and_clean(tmp_path: Path) -> None:
    contents = [*SENTENCES, *(path.read_bytes() for path in CASES.iterdir())]
    odd = '[{"\\u001b[2J\\u202e' + "x" * 90 + '": 1, "EventId": "a", "b": 2, "c": 3, "d": 4}]'
    problems = [
        problem
        for data in (*contents, odd.encode())
        for problem in saved(tmp_path, "saved", data).report().problems
    ]
    sentences = [
        sentence
        for problem in problems
        for sentence in re.split(r"(?<=[.?]) (?=[A-Z])", problem.sentence)
    ]
    assert [each for each in sentences if len(each) > 80 or each != clean(each)] == []
    assert SAVE in sentences


def test_positions_are_those_of_the_file(tmp_path: Path) -> None:
    broken = '{"Events": [\n  {"EventId": "a", "EventTime": 1},\n  {"EventId": oops}\n]}'
    report = saved(tmp_path, "saved", broken.encode("utf-16")).report()
    assert report.events == 1
    assert [problem.position for problem in report.problems] == ["line 3, column 15"]
    report = saved(tmp_path, "saved", b"a" * 30 + b"\0" * 4).report()
    assert [problem.position for problem in report.problems] == ["byte 30"]
