"""Saves what an endpoint answers to files, as people do with the AWS CLI and jq."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_TARGET = "SageMaker"


class Saver:
    """One cluster of an endpoint, whose answers are saved; no SDK takes part."""

    def __init__(self, url: str, cluster: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._cluster = cluster

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def call(self, operation: str, **parameters: object) -> dict[str, Any]:
        """The body of the answer to a call."""
        body = json.dumps({"ClusterName": self._cluster, **parameters})
        headers = {"X-Amz-Target": f"{_TARGET}.{operation}"}
        self._connection.request("POST", "/", body.encode(), headers)
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        assert response.status == 200, answer
        return answer

    def pages(self, operation: str, **parameters: object) -> Iterator[dict[str, Any]]:
        """The answers to a call, from page to page."""
        token: dict[str, object] = {}
        while True:
            page = self.call(operation, MaxResults=100, **parameters, **token)
            yield page
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}

    def listed(self) -> list[dict[str, Any]]:
        """Every event as ListClusterEvents has it, the newest first."""
        return [row for page in self.pages("ListClusterEvents") for row in page["Events"]]


def save(
    url: str, cluster: str, path: Path, *, details: bool = True, described: bool = True
) -> Path:
    """Save a cluster's events to a file of JSON lines, which is returned.

    Args:
        url: the endpoint's.
        cluster: its name.
        path: the file.
        details: with the metadata of each, as DescribeClusterEvent answers.
        described: with the answers of DescribeCluster and ListClusterNodes as well.
    """
    saver = Saver(url, cluster)
    lines: list[dict[str, Any]] = []
    try:
        for row in saver.listed():
            answer = saver.call("DescribeClusterEvent", EventId=row["EventId"]) if details else row
            lines.append(answer)
        if described:
            lines.append(saver.call("DescribeCluster"))
            lines += saver.pages("ListClusterNodes", IncludeNodeLogicalIds=True)
    finally:
        saver.close()
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path
