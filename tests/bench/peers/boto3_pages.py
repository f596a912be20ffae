"""Raw boto3: every event of a cluster, a page at a time, kept in a list.

Prints a line of JSON with the seconds that it took, without the start of Python and of the
client, and the bytes that the process has grown by; 0 where there is no /proc. With a second
argument each event becomes a line of that file.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import boto3

PAGE = 100


def _memory() -> int:
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except FileNotFoundError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _line(event: dict[str, Any]) -> str:
    keys = ("EventLevel", "InstanceGroupName", "InstanceId", "Description")
    return f"{event['EventTime']:%m-%d %H:%M:%S} " + " ".join(event.get(key, "") for key in keys)


def main(cluster: str, *lines: str) -> None:
    """Load them."""
    client = boto3.client("sagemaker")
    client.list_cluster_events(ClusterName=cluster, MaxResults=1)
    before = _memory()
    start = time.monotonic()
    events: list[dict[str, Any]] = []
    parameters = {"ClusterName": cluster, "MaxResults": PAGE}
    while True:
        page = client.list_cluster_events(**parameters)
        events += page["Events"]
        if not page.get("NextToken"):
            break
        parameters["NextToken"] = page["NextToken"]
    seconds = time.monotonic() - start
    grown = max(0, _memory() - before) if before else 0
    print(json.dumps({"events": len(events), "seconds": seconds, "bytes": grown}))
    for path in lines:
        Path(path).write_text("".join(f"{_line(event)}\n" for event in events), encoding="utf-8")


main(*sys.argv[1:])
