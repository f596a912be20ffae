"""Saved events are answered for as the service would: pages, filters, clusters, details."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from help.cases import every
from help.saved_shapes import SHAPES, an_event, row
from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import ServiceFilter
from hpev_tui.model.failure import SourceError
from hpev_tui.sources import EventSource
from hpev_tui.sources.files.source import PAGE_SIZE, SavedSource

ALL = ServiceFilter()
ARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/51ca625df0e1"
OTHER_ARN = "arn:aws:sagemaker:eu-west-1:111122223333:cluster/aaaaaaaaaaaa"


def source_of(tmp_path: Path, *values: object) -> SavedSource:
    """A source of files with one JSON value each."""
    paths = []
    for number, value in enumerate(values):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(value))
        paths.append(str(path))
    return SavedSource(paths)


def listed(source: SavedSource, sent: ServiceFilter = ALL, cluster: str = ARN) -> list[str]:
    """The IDs of all events, page by page."""
    ids: list[str] = []
    token = None
    while True:
        page = source.events(cluster, sent, token)
        assert len(page.items) <= PAGE_SIZE
        ids += [event.event_id for event in page.items]
        token = page.next_token
        if token is None:
            return ids


def failure_of(call: Any, *values: object) -> tuple[str, str, str]:  # noqa: ANN401
    """The kind, title and advice of what a call raises."""
    with pytest.raises(SourceError) as raised:
        call(*values)
    failure = raised.value.failure
    return failure.kind, failure.title, failure.advice


def test_it_is_an_event_source(tmp_path: Path) -> None:
    source: EventSource = source_of(tmp_path, [an_event(1)])
    assert source.identity == ("us-west-2", "", "", False)
    assert source.page_at_hand(ARN, ALL, None) is None
    source.end_ahead(ARN, ALL, None)
    assert source.detail_shape.type == "structure"
    shape = Shape("structure", documentation="given")
    assert SavedSource([], shape=lambda: shape).detail_shape is shape


@every("count", [1, 99, 100, 101, 200, 345])
def test_pages_have_all_events_once_newest_first(count: int, tmp_path: Path) -> None:
    events = [an_event(number) for number in range(count)]
    source = source_of(tmp_path, [*reversed(events)])
    assert listed(source) == listed(source, cluster="train-east")
    assert listed(source) == [event["EventId"] for event in events]


FILTERS: list[tuple[ServiceFilter, Any]] = [
    (ServiceFilter(node_id="i-00000000000000007"), lambda e: e["InstanceId"].endswith("0007")),
    (ServiceFilter(instance_group_name="worker-group-3"),
     lambda e: e["InstanceGroupName"] == "worker-group-3"),
    (ServiceFilter(resource_type="Cluster"), lambda e: e["ResourceType"] == "Cluster"),
    (ServiceFilter(operation_id="op-1"), lambda e: e.get("OperationId") == "op-1"),
    (ServiceFilter(after=1763899000.0), lambda e: e["EventTime"] >= 1763899000.0),
    (ServiceFilter(before=1763899000.0), lambda e: e["EventTime"] < 1763899000.0),
    (ServiceFilter(after=1763899000.0, before=1763899900.0, instance_group_name="worker-group-1"),
     lambda e: 1763899000.0 <= e["EventTime"] < 1763899900.0
     and e["InstanceGroupName"] == "worker-group-1"),
    (ServiceFilter(instance_group_name="none"), lambda e: False),  # noqa: ARG005
]  # fmt: skip


@every(("sent", "passes"), FILTERS)
def test_filters_let_through_what_the_service_would(
    sent: ServiceFilter, passes: Any, tmp_path: Path  # noqa: ANN401
) -> None:  # fmt: skip
    events = [an_event(number) for number in range(400)]
    # The time after which is inclusive, the other one is not.
    events[50]["EventTime"], events[51]["EventTime"] = 1763899000.0, 1763899900.0
    for number in range(0, 400, 3):
        events[number].update(ResourceType="Cluster", OperationId="op-1")
    events.sort(key=lambda each: -each["EventTime"])
    expected = [each["EventId"] for each in events if passes(each)]
    assert listed(source_of(tmp_path, events), sent) == expected


def test_times_in_all_their_forms_are_in_one_order(tmp_path: Path) -> None:
    times: Sequence[object] = [
        "2025-11-23T04:13:20-08:00",  # 1763900000
        1763899999.5,
        1763899999000,
        "1763899998.5",
        "2025-11-23T12:13:18.250Z",
        "2025-11-23 12:13:17+00:00",
        1763899995,
        "a long time ago",
    ]
    events = [an_event(9 - number, EventTime=time) for number, time in enumerate(times)]
    page = source_of(tmp_path, [*reversed(events)]).events(ARN, ALL, None)
    assert [event.event_id for event in page.items] == [event["EventId"] for event in events]
    assert [event.odd_time for event in page.items] == [
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "a long time ago",
    ]
    assert page.items[0].event_time == 1763900000.0
    # One that cannot be read is in no stretch of time.
    source = source_of(tmp_path, events)
    assert len(listed(source, ServiceFilter(after=1.0))) == 7
    report = source.report()
    assert (report.oldest, report.newest) == (1763899995.0, 1763900000.0)


# Copies


def test_of_copies_the_one_that_says_most_wins_in_any_order(tmp_path: Path) -> None:
    full = an_event(1, with_metadata=True)
    bridged = {**row(full), "EventDetails": {"EventMetadata": {"Instance": None}}}
    short = {name: full[name] for name in ("EventId", "EventTime", "EventLevel")}
    nameless = {name: value for name, value in full.items() if not name.startswith("Cluster")}
    answer = {"EventDetails": {**row(full), "EventDetails": {}}}
    copies = [short, row(full), bridged, answer, {"EventDetails": nameless}]
    for given in (copies, [*reversed(copies)]):
        source = source_of(tmp_path, *given)
        report = source.report()
        assert (report.events, report.with_metadata, report.clusters) == (1, 1, ("train-east",))
        body = source.detail(ARN, full["EventId"]).body
        # The names of the cluster that only others have are kept.
        assert body == {"EventDetails": full}
        assert listed(source) == [full["EventId"]]
    for given in ([short, row(full)], [row(full), short]):
        (event,) = source_of(tmp_path, given).events(ARN, ALL, None).items
        assert event.description == full["Description"]


def test_the_answer_for_an_event_without_metadata_is_not_asked_for_again(tmp_path: Path) -> None:
    bare = an_event(1)
    # What `hpev` writes of it, and what EventBridge sends, which leaves out what there may be.
    written = {**an_event(3), "EventDetails": {}}
    bridged = {**an_event(2), "EventDetails": {"EventMetadata": {}}}
    source = source_of(tmp_path, {"EventDetails": bare}, [bridged, written])
    assert source.detail(ARN, written["EventId"]).body == {"EventDetails": written}
    assert source.detail(ARN, bare["EventId"]).body == {"EventDetails": bare}
    assert source.report().with_metadata == 0
    missing = failure_of(source.detail, ARN, an_event(2)["EventId"])
    assert missing == (
        "saved", "The file has no metadata of this event", ":fetch asks the service"
    )  # fmt: skip
    assert failure_of(source.detail, ARN, "none")[0] == "not-found"


def test_an_id_is_found_as_it_is_shown(tmp_path: Path) -> None:
    source = source_of(tmp_path, [an_event(1, with_metadata=True, EventId="a\x1b[2J\u202e")])
    (event,) = source.events(ARN, ALL, None).items
    assert event.event_id == "a␛[2J\\u202e"
    assert source.detail(ARN, event.event_id).event_id == event.event_id


# Clusters


def test_each_cluster_has_its_events(tmp_path: Path) -> None:
    events = [
        an_event(5),
        an_event(1, ClusterArn=OTHER_ARN, ClusterName="infer"),
        row(an_event(6, ClusterArn=None)),
        row(an_event(7, ClusterName=None)),
        {"EventId": "bare", "EventTime": 1763899900.0},
        an_event(8, ClusterArn=["odd"], ClusterName={"odd": 1}),
    ]
    source = source_of(tmp_path, events)
    assert [(each.cluster_name, each.cluster_arn) for each in source.clusters(None).items] == [
        ("infer", OTHER_ARN), ("train-east", ARN), ("(no ClusterName)", "(no ClusterName)"),
    ]  # fmt: skip
    assert source.identity.region == "eu-west-1"
    assert listed(source) == [an_event(number)["EventId"] for number in (5, 6, 7)]
    assert len(listed(source, cluster="(no ClusterName)")) == 2
    assert source.report().clusters == ("infer", "train-east", "(no ClusterName)")
    unknown = failure_of(source.events_body, "other\x1b", ALL, None)
    assert unknown == ("not-found", "The files hold no events of cluster other␛", "")
    # Where there is only one that they can be of, they are of that.
    source = source_of(tmp_path, [an_event(5), {"EventId": "bare", "EventTime": 1}])
    assert len(listed(source)) == 2


def test_of_clusters_with_one_name_the_newest_has_it(tmp_path: Path) -> None:
    source = source_of(tmp_path, [an_event(9), an_event(1, ClusterArn=OTHER_ARN)])
    assert listed(source, cluster="train-east") == [an_event(1)["EventId"]]
    assert listed(source, cluster=ARN) == [an_event(9)["EventId"]]
    old, new = an_event(9)["EventTime"], an_event(1)["EventTime"]
    assert source.report().newest_of == {"train-east": new, ARN: old, OTHER_ARN: new}


def test_a_cluster_with_two_names_is_one(tmp_path: Path) -> None:
    names = ({"ClusterArn": ARN, "ClusterName": "a"}, {"ClusterArn": ARN, "ClusterName": "b"})
    rows = [{**row(an_event(number)), **each} for number, each in enumerate(names, 1)]
    nameless = {**row(an_event(3)), "ClusterName": "a"}
    nameless.pop("ClusterArn", None)
    source = source_of(tmp_path, [*rows, nameless])
    (cluster,) = source.clusters(None).items
    assert source.cluster(ARN).cluster_name == cluster.cluster_name == "b"
    assert len(listed(source)) == 3


def test_clusters_come_in_pages(tmp_path: Path) -> None:
    events = [
        an_event(number, ClusterArn=f"{ARN[:-3]}{number:03}", ClusterName=f"c{number}")
        for number in range(250)
    ]
    source, names, token = source_of(tmp_path, events), [], None
    while True:
        page = source.clusters(token)
        names += [each.cluster_name for each in page.items]
        token = page.next_token
        if token is None:
            break
    assert names == [f"c{number}" for number in range(250)]


def test_other_answers_say_more_of_the_cluster(tmp_path: Path) -> None:
    described = {
        "ClusterArn": ARN, "ClusterName": "train-east", "ClusterStatus": "InService",
        "InstanceGroups": [
            {"InstanceGroupName": "worker-group-1", "CurrentCount": 2, "TargetCount": 3}
        ],
    }  # fmt: skip
    nodes = [
        {"InstanceId": f"i-{number:017x}", "NodeLogicalId": f"n-{number}",
         "InstanceStatus": {"Status": "Running"}}
        for number in range(150)
    ]  # fmt: skip
    events = [an_event(number) for number in range(3)]
    other = an_event(9, ClusterArn=OTHER_ARN, ClusterName="infer", InstanceId="i-0")
    source = source_of(
        tmp_path, [*events, other], described, *({"ClusterNodeSummaries": nodes},) * 2
    )
    assert not source.report().problems
    info = source.cluster("train-east")
    assert (info.cluster_status, info.continuous) == ("InService", True)
    assert [group.target_count for group in info.groups] == [3]
    page = source.nodes(ARN, None)
    rest = source.nodes(ARN, page.next_token)
    assert [len(page.items), len(rest.items), rest.next_token] == [100, 50, None]
    bare = source.cluster(OTHER_ARN)
    assert (bare.cluster_name, bare.cluster_status, bare.groups) == ("infer", "", ())
    assert bare.continuous
    assert failure_of(source.nodes, OTHER_ARN, None)[:2] == ("saved", "Saved events hold no nodes")
    summary = {**described, "ClusterStatus": "Failed", "CreationTime": 1763000000}
    del summary["InstanceGroups"]
    source = source_of(tmp_path, events, {"ClusterSummaries": [summary]})
    (cluster,) = source.clusters(None).items
    assert (cluster.cluster_status, cluster.creation_time) == ("Failed", 1763000000.0)


def test_each_answer_with_nodes_goes_to_the_cluster_that_has_its_instances(tmp_path: Path) -> None:
    def nodes_of(*numbers: int) -> dict[str, Any]:
        rows = [{"InstanceId": f"i-{n}", "NodeLogicalId": f"n-{n}"} for n in numbers]
        return {"ClusterNodeSummaries": rows}

    source = source_of(
        tmp_path,
        *(an_event(number, InstanceId=f"i-{number}") for number in (1, 2, 3)),
        an_event(11, ClusterArn=OTHER_ARN, ClusterName="infer", InstanceId="i-11"),
        *(nodes_of(1, 2, 3, 4), nodes_of(11, 12), nodes_of(3, 5), nodes_of(99)),
    )
    for arn, numbers in ((ARN, [1, 2, 3, 4, 5]), (OTHER_ARN, [11, 12])):
        rows = source.nodes(arn, None).items
        assert [row.instance_id for row in rows] == [f"i-{number}" for number in numbers]


# Reading again


def test_a_renewed_source_reads_the_files_again(tmp_path: Path) -> None:
    source = source_of(tmp_path, [an_event(number) for number in range(150)])
    token = source.events(ARN, ALL, None).next_token
    assert token is not None
    (tmp_path / "0.json").write_text(json.dumps([an_event(7)]))
    assert source.report().events == 150
    source.renew()
    assert listed(source) == [an_event(7)["EventId"]]
    assert failure_of(source.events, ARN, ALL, token)[0] == "request"
    for odd in ("", "x", "1-", "99-0", "1-99999999999"):
        assert failure_of(source.events, ARN, ALL, odd)[0] == "request"
    source.close(at_once=True)
    assert failure_of(source.report)[:2] == ("other", "Account closed")


def test_what_came_by_standard_input_is_kept(tmp_path: Path) -> None:
    del tmp_path
    reading, writing = os.pipe()
    os.write(writing, SHAPES["list"].write([an_event(1)]))
    os.close(writing)
    source = SavedSource(["-"], reading)
    assert source.report().events == 1
    source.renew()
    assert source.report() == source.report()._replace(events=1, names=("standard input",))
    os.close(reading)


def test_facts_say_of_when_the_events_are(tmp_path: Path) -> None:
    source = source_of(tmp_path, [an_event(1), an_event(3, with_metadata=True)], [])
    assert source.facts() == [
        ("Files read", "2"),
        ("Oldest event", "2025-11-23T12:12:58.250Z"),
        ("Newest event", "2025-11-23T12:13:12.750Z"),
    ]
    assert source_of(tmp_path, []).facts() == [("Files read", "1")]
    problem = source.report().problems[0]
    path = tmp_path / "1.json"
    assert str(problem) == f"{path}: It is only []: a complete answer with no events."
