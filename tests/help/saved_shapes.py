"""The shapes in which people have events on a disk: each writes events as one of the files."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

CASES = Path(__file__).parents[1] / "cases" / "saved"
"""One small file of each shape, and `EXPECT.json`, which says what is in it."""

Event: TypeAlias = "dict[str, Any]"
"""As DescribeClusterEvent has it under `EventDetails`; `EventTime` in seconds."""

_NO_METADATA = dict.fromkeys(
    ["Cluster", "InstanceGroup", "InstanceGroupScaling", "Instance", "InstanceHealth"]
)


class SavedShape(NamedTuple):
    """One way to save events."""

    write: Callable[[Sequence[Event]], bytes]
    has_metadata: bool = False
    """Whether the file has the metadata of the events, if they have any."""


def expectations() -> dict[str, dict[str, Any]]:
    """What is in each file of the cases."""
    expect: dict[str, dict[str, Any]] = json.loads((CASES / "EXPECT.json").read_bytes())
    return expect


def an_event(number: int, *, with_metadata: bool = False, **members: object) -> Event:
    """An event; a greater number is an older one."""
    event: Event = {
        "EventId": f"{number:08x}-0000-4000-8000-{number:012x}",
        "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/51ca625df0e1",
        "ClusterName": "train-east",
        "InstanceGroupName": f"worker-group-{number % 4}",
        "InstanceId": f"i-{number:017x}",
        "ResourceType": "Instance",
        "EventTime": 1763900000.0 - 7.25 * number,
        "Description": f"Successfully provisioned instance, seq={number}",
        "EventLevel": "Info",
    }
    if with_metadata:
        event["EventDetails"] = {"EventMetadata": {"Instance": {"NodeLogicalId": f"n-{number}"}}}
    return {**event, **members}


def row(event: Event) -> Event:
    """An event as ListClusterEvents has it."""
    return {name: value for name, value in event.items() if name != "EventDetails"}


def _text(value: object, indent: int | None = 4) -> str:
    return json.dumps(value, indent=indent)


def _list(events: Sequence[Event], indent: int | None = 4) -> str:
    return _text({"Events": [row(each) for each in events]}, indent)


def _iso(event: Event) -> Event:
    zone = timezone(timedelta(hours=-8))
    return {**event, "EventTime": datetime.fromtimestamp(event["EventTime"], zone).isoformat()}


def _answers(events: Sequence[Event], between: str = "\n", indent: int | None = 4) -> str:
    return between.join(_text({"EventDetails": each}, indent) for each in events)


def _bridged(event: Event) -> Event:
    """What EventBridge delivers: with an id of its own, times in milliseconds, no metadata."""
    detail = {
        **row(event),
        "EventTime": round(event["EventTime"] * 1000),
        "EventDetails": {"EventMetadata": _NO_METADATA},
    }
    return {
        "version": "0",
        "id": f"envelope of {event['EventId']}",
        "detail-type": "SageMaker HyperPod Cluster Event",
        "source": "aws.sagemaker",
        "account": "111122223333",
        "region": "us-west-2",
        "detail": detail,
    }


def _bridged_text(event: Event) -> str:
    return _text(_bridged(event), None)


def _cloudwatch(events: Sequence[Event]) -> str:
    rows = [{"message": _bridged_text(each), "eventId": "3" * 50} for each in events]
    return _text({"events": rows, "searchedLogStreams": []})


def _insights(events: Sequence[Event]) -> str:
    results = [[{"field": "@message", "value": _bridged_text(each)}] for each in events]
    return _text({"status": "Complete", "results": results})


def _converted(events: Sequence[Event]) -> str:
    """What ConvertTo-Json of Windows PowerShell 5.1 makes of the AWS Tools' objects."""
    rows = [
        {
            **each,
            "EventTime": f"/Date({round(each['EventTime'] * 1000)})/",
            "EventLevel": {"Value": each["EventLevel"]},
            "ResourceType": {"Value": each["ResourceType"]},
        }
        for each in events
    ]
    return _text(rows).replace("/", "\\/")


def _exported(events: Sequence[Event]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["@timestamp", "@message"])
    writer.writerows(["2025-11-23 12:13:20.000", _bridged_text(each)] for each in events)
    return written.getvalue()


def _sqs(bodies: Sequence[str]) -> str:
    return _text({"Messages": [{"MessageId": "m", "Body": each} for each in bodies]})


def _sns(event: Event) -> str:
    return _text({"Type": "Notification", "Message": _bridged_text(event)}, None)


def _paste(events: Sequence[Event]) -> str:
    return "".join(
        f"$ aws sagemaker describe-cluster-event --event-id {each['EventId']}\n{_answers([each])}\n"
        for each in events
    )


def _ticket(events: Sequence[Event]) -> str:
    return f"It failed `{{again}}`, see [this]:\n\n```json\n{_list(events)}\n```\nThanks {{\n"


def _zip(events: Sequence[Event]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/list.json", _list(events))
        archive.writestr("a/details.json.gz", gzip.compress(_answers(events).encode()))
        archive.writestr("a/notes.txt", "nothing here")
    return written.getvalue()


def _tar(events: Sequence[Event]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        data = codecs.BOM_UTF16_LE + _list(events).encode("utf-16-le")
        entry = tarfile.TarInfo("ticket/list.json")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return written.getvalue()


def _in_utf_8(write: Callable[[Sequence[Event]], str]) -> Callable[[Sequence[Event]], bytes]:
    return lambda events: write(events).encode()


SHAPES: dict[str, SavedShape] = {
    "list": SavedShape(_in_utf_8(_list)),
    "list on one line": SavedShape(lambda events: _list(events, None).encode()),
    "list of AWS CLI v2": SavedShape(lambda events: _list([_iso(e) for e in events]).encode()),
    "array": SavedShape(lambda events: _text([row(each) for each in events]).encode()),
    "pages": SavedShape(
        lambda events: _text(
            [{"Events": [row(each)], "NextToken": "t"} for each in events]
        ).encode()
    ),
    "answers": SavedShape(_in_utf_8(_answers), has_metadata=True),
    "answers on lines": SavedShape(lambda events: _answers(events, "\n", None).encode(), True),
    "answers without a break": SavedShape(lambda events: _answers(events, "").encode(), True),
    "list and answers": SavedShape(
        lambda events: (_list(events) + _answers(events)).encode(), True
    ),
    "EventBridge": SavedShape(lambda events: "\n".join(map(_bridged_text, events)).encode()),
    "EventBridge in S3": SavedShape(lambda events: "".join(map(_bridged_text, events)).encode()),
    "log lines": SavedShape(
        lambda events: "".join(f"[12:00] INFO {_text(row(e), None)} end\n" for e in events).encode()
    ),
    "CloudWatch Logs": SavedShape(_in_utf_8(_cloudwatch)),
    "CloudWatch Logs Insights": SavedShape(_in_utf_8(_insights)),
    "a string without its quotes": SavedShape(
        lambda events: _text(_list(events, None), None)[1:-1].encode()
    ),
    "CSV of a console": SavedShape(_in_utf_8(_exported)),
    "HTML": SavedShape(lambda events: f"<pre>{escape(_list(events))}</pre>".encode()),
    "mail": SavedShape(lambda events: _list(events).replace("\n", "\n> ").encode()),
    "coloured": SavedShape(
        lambda events: _list(events).replace('"', '\x1b[0m"\x1b[34;1m').encode()
    ),
    "messages": SavedShape(lambda events: _text([*map(_bridged_text, events)]).encode()),
    "SQS": SavedShape(lambda events: _sqs([*map(_bridged_text, events)]).encode()),
    "SNS in SQS": SavedShape(lambda events: _sqs([*map(_sns, events)]).encode()),
    "paste of a terminal": SavedShape(_in_utf_8(_paste), has_metadata=True),
    "ticket": SavedShape(_in_utf_8(_ticket)),
    "gzip": SavedShape(lambda events: gzip.compress(_list(events).encode())),
    "gzip streams": SavedShape(
        lambda events: b"".join(gzip.compress(_bridged_text(each).encode()) for each in events)
    ),
    "zip": SavedShape(_zip, has_metadata=True),
    "tar.gz": SavedShape(_tar),
    "UTF-8 with a mark": SavedShape(lambda events: codecs.BOM_UTF8 + _list(events).encode()),
    "PowerShell": SavedShape(
        lambda events: codecs.BOM_UTF16_LE + _list(events).replace("\n", "\r\n").encode("utf-16-le")
    ),
    "ConvertTo-Json": SavedShape(_in_utf_8(_converted), has_metadata=True),
    "UTF-16 without a mark": SavedShape(lambda events: _list(events).encode("utf-16-be")),
}
"""All that can be read, by what they are."""
