"""The service's protocol without an SDK, so that tests see each answer as it came."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

Client: TypeAlias = Any
"""A client of boto3, which makes its methods as it runs and has no types."""

Answer: TypeAlias = Any
"""A decoded body."""


class Clock:
    """Stands still until it is moved. It starts at a moment with milliseconds."""

    def __init__(self, at: float = 1_795_000_000.25) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.at += seconds


class RawClient:
    """One connection, kept alive."""

    def __init__(self, url: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)

    def __enter__(self) -> RawClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def post(self, target: str, body: bytes) -> tuple[int, dict[str, str], Answer]:
        """Send a body to a target; status, headers (lower case) and decoded body."""
        self._connection.request("POST", "/", body, {"X-Amz-Target": target})
        response = self._connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, json.loads(response.read())

    def call(self, operation: str, **parameters: object) -> Answer:
        """The body of a call that succeeds."""
        status, _, answer = self.post(f"SageMaker.{operation}", json.dumps(parameters).encode())
        assert status == 200, answer
        return answer

    def pages(self, operation: str, **parameters: object) -> Iterator[Answer]:
        """The bodies of all pages of a listing."""
        while True:
            page = self.call(operation, **parameters)
            yield page
            if "NextToken" not in page:
                return
            parameters["NextToken"] = page["NextToken"]

    def events(self, cluster: str, **parameters: object) -> list[dict[str, Any]]:
        """Every event of a cluster."""
        pages = self.pages("ListClusterEvents", ClusterName=cluster, **parameters)
        return [event for page in pages for event in page["Events"]]

    def detail(self, event: dict[str, Any]) -> dict[str, Any]:
        """An event with its details."""
        answer: dict[str, Any] = self.call(
            "DescribeClusterEvent", ClusterName=event["ClusterName"], EventId=event["EventId"]
        )
        return answer["EventDetails"]  # type: ignore[no-any-return]
