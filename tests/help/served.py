"""An endpoint that serves a case: a file of `tests/cases`, or an incident world.

    with served("patch-rolled-back") as service:
        async with looked_at(service) as screen:
            assert "..." in await screen.read("M")

What it answers and refuses is what the service does (see tests/cases/README.md).
"""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias, cast
from unittest.mock import patch

from help.app import Run, running
from help.events import NOW
from help.rest import at_rest
from help.timers import HandTimers
from hpev_tui.cli import settings
from hpev_tui.ui.commands import COMMANDS

CASES = Path(__file__).parents[1] / "cases"

Body: TypeAlias = dict[str, Any]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AGO = re.compile(r"-(?:\d+(?:\.\d+)?[smhd] ?)+")
_TIMES = ("EventTime", "CreationTime", "LaunchTime", "LastSoftwareUpdateTime")

_FILTERS = {
    "ResourceType": "ResourceType",
    "InstanceGroupName": "InstanceGroupName",
    "NodeId": "InstanceId",
    "OperationId": "OperationId",
}
"""Which member of an event each parameter of ListClusterEvents is compared with."""


class RefusedError(Exception):
    """The service refuses a call, with this code and message."""


def placed(value: object, now: float, key: str = "") -> object:
    """A part of a case with its times as seconds since the epoch."""
    if isinstance(value, dict):
        return {name: placed(each, now, name) for name, each in value.items()}
    if isinstance(value, list):
        return [placed(each, now) for each in value]
    if key in _TIMES and isinstance(value, str) and _AGO.fullmatch(value):
        parts = re.findall(r"([\d.]+)([smhd])", value)
        return now - sum(float(number) * _UNITS[unit] for number, unit in parts)
    return value


class Case:
    """What a case's service has, and its answers."""

    def __init__(self, raw: Body, now: float = NOW) -> None:
        case = cast("Body", placed(raw, now))
        self.cluster: Body = case["cluster"]
        common = {name: self.cluster[name] for name in ("ClusterArn", "ClusterName")}
        self.events = [common | event for event in case.get("events", ())]
        self.events.sort(key=lambda event: -float(event["EventTime"]))
        self.details: Body = case.get("details", {})
        self.nodes: list[Body] = case.get("nodes", [])
        self.operations: list[Body] | None = case.get("operations")
        self.errors: dict[str, Body] = case.get("errors", {})
        names = ("ClusterArn", "ClusterName", "ClusterStatus", "CreationTime")
        summary = {name: self.cluster[name] for name in names if name in self.cluster}
        self.clusters: list[Body] = case.get("clusters") or [summary]
        self.expect: list[str] = case.get("expect", [])
        self.args: list[str] = case.get("args") or [self.cluster["ClusterName"]]
        self.env: dict[str, str] = case.get("env") or {
            "AWS_DEFAULT_REGION": self.cluster["ClusterArn"].split(":")[3]
        }
        self.clock: Callable[[], float] = lambda: float("inf")
        """Events that are later than it says are not there yet."""

    def answer(self, operation: str, asked: Body) -> Body:
        """The answer to a call.

        Raises:
            RefusedError: the service refuses it.
        """
        answers: dict[str, Callable[[Body], Body]] = {
            "ListClusters": self._list_clusters,
            "DescribeCluster": lambda _: self.cluster,
            "ListClusterNodes": self._list_nodes,
            "ListClusterEvents": self._list_events,
            "DescribeClusterEvent": self._describe_event,
        }
        if self.operations is not None:
            answers["ListClusterOperations"] = self._list_operations
            answers["DescribeClusterOperation"] = self._describe_operation
        if operation not in answers:
            raise RefusedError("UnknownOperationException", operation)
        listed = [self.cluster, *self.clusters]
        names = [each[name] for each in listed for name in ("ClusterArn", "ClusterName")]
        if operation != "ListClusters" and asked.get("ClusterName") not in names:
            raise RefusedError("ResourceNotFound", f"Cluster {asked.get('ClusterName')} not found.")
        return answers[operation](asked)

    def _list_clusters(self, asked: Body) -> Body:
        part = asked.get("NameContains", "")
        rows = [each for each in self.clusters if part in each["ClusterName"]]
        return _page("ClusterSummaries", rows, asked)

    def _list_nodes(self, asked: Body) -> Body:
        part, all_of_them = asked.get("InstanceGroupNameContains", ""), "IncludeNodeLogicalIds"
        rows = [
            node
            for node in self.nodes
            if node.get("InstanceId") or asked.get(all_of_them)
            if part in node.get("InstanceGroupName", "")
        ]
        return _page("ClusterNodeSummaries", rows, asked)

    def _list_events(self, asked: Body) -> Body:
        if self.cluster.get("NodeProvisioningMode") != "Continuous":
            message = (
                "ListClusterEvents is only supported for cluster with NodeProvisioningMode"
                " set to Continuous"
            )
            raise RefusedError("ValidationException", message)
        after = asked.get("EventTimeAfter", float("-inf"))
        before = asked.get("EventTimeBefore", float("inf"))
        arn = asked["ClusterName"] if asked["ClusterName"].startswith("arn:") else None
        rows = [
            event
            for event in self.events
            if after <= event["EventTime"] <= min(before, self.clock())
            if arn in (None, event["ClusterArn"])
            if all(asked.get(name) in (None, event.get(own)) for name, own in _FILTERS.items())
        ]
        ascending = asked.get("SortOrder") == "Ascending"
        return _page("Events", rows[::-1] if ascending else rows, asked)

    def _describe_event(self, asked: Body) -> Body:
        event = _one(self.events, "EventId", asked)
        inner = self.details.get(event["EventId"])
        return {"EventDetails": event if inner is None else event | {"EventDetails": inner}}

    def _list_operations(self, asked: Body) -> Body:
        rows = [
            {name: value for name, value in each.items() if "Details" not in name}
            for each in self.operations or ()
        ]
        return _page("ClusterOperationSummaries", rows, asked)

    def _describe_operation(self, asked: Body) -> Body:
        return _one(self.operations or [], "OperationId", asked)


def _one(rows: list[Body], name: str, asked: Body) -> Body:
    for row in rows:
        if row[name] == asked.get(name):
            return row
    raise RefusedError("ResourceNotFound", f"{name} {asked.get(name)} not found.")


def _page(key: str, rows: list[Body], asked: Body) -> Body:
    size, start = int(asked.get("MaxResults") or 10), int(asked.get("NextToken") or 0)
    if not 1 <= size <= 100:
        message = f"1 validation error detected: Value '{size}' at 'maxResults' failed"
        raise RefusedError("ValidationException", message)
    end = start + size
    more = {"NextToken": str(end)} if end < len(rows) else {}
    return {key: rows[start:end], **more}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A program that ends may leave a call half way: that is no error of the test."""


class CaseEndpoint:
    """Serves a case on the loopback, in JSON 1.1."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calls: list[tuple[str, Body]] = []
        """The operation and the parameters of each call so far."""
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body in one piece: apart, each costs a delayed acknowledgement.
            wbufsize = -1

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
                operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
                status, headers, body = endpoint.reply(operation, asked)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Serve, in threads that end with the program."""
        serve = self._server.serve_forever
        threading.Thread(target=serve, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.socket.close()

    def reply(self, operation: str, asked: Body) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers and the body that answer a call."""
        self.calls.append((operation, asked))
        errors = self.case.errors
        headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "0" * 32}
        if fault := errors.get(operation) or errors.get("*"):
            body = fault.get("body", "")
            text = body if isinstance(body, str) else json.dumps(body)
            html = {"Content-Type": "text/html"} if isinstance(body, str) else {}
            return fault["status"], headers | html | fault.get("headers", {}), text.encode()
        try:
            return 200, headers, json.dumps(self.case.answer(operation, asked)).encode()
        except RefusedError as error:
            code, message = error.args
            return 400, headers, json.dumps({"__type": code, "message": message}).encode()


@contextmanager
def served(case: str | Body) -> Iterator[CaseEndpoint]:
    """Serve the case of a name, or one that is given."""
    raw = json.loads((CASES / f"{case}.json").read_text()) if isinstance(case, str) else case
    endpoint = CaseEndpoint(Case(raw))
    endpoint.start()
    try:
        yield endpoint
    finally:
        endpoint.close()


@dataclass
class Screen:
    """A running app, whose screen is read when nothing is to come any more."""

    run: Run
    timers: HandTimers

    async def read(self, *keys: str) -> str:
        """Type keys, let each have its effect, and read what stands on the screen then."""
        for key in keys:
            await self.run.keys(key)
            await at_rest(self.run, self.timers)
        return await at_rest(self.run, self.timers)

    async def typed(self, *keys: str) -> str:
        """Type keys in one burst, and read the screen."""
        await self.run.keys(*keys)
        return await self.read()

    async def command(self, begin: str) -> str:
        """Choose the command whose name begins so in the palette, and read the screen."""
        (name,) = {each.help for each in COMMANDS if each.help.startswith(begin)}
        await self.run.command(name)
        return await self.read()

    async def groups(self) -> dict[str, str]:
        """What the overview of groups says of each: its row, and all that stands below the rows."""
        await self.command("Instance groups:")
        text = await self.read("g")
        said: dict[str, str] = {}
        for name in re.findall(r"^\W+ (\S+) +(?:\S+ )?\d+/\d+", text, re.MULTILINE):
            row, below = re.search(rf"^\W+ {name} .*$", text, re.MULTILINE), text.partition(RULE)[2]
            assert row is not None
            said[name] = flat(f"{row[0]} | {re.split(r' From [0-9]|╰', below)[0]}")
            text = await self.read("j")
        return said

    async def detail_of(self, event_id: str) -> str:
        """All of an event's detail, in the whole of the room, from its top to its end."""
        await self.read("g", *"j" * self.run.listed.index(event_id))
        assert self.run.current == event_id
        seen = [await self.read("enter", "+", "g")]
        while seen[-1] not in seen[:-1]:
            seen.append(await self.read("ctrl+d"))
        lines = dict.fromkeys(line for text in seen for line in text.splitlines()[2:-2])
        return "\n".join(lines)

    @property
    def copied(self) -> list[str]:
        """The texts that copies have sent to the terminal."""
        sent = [each.partition("52;c;")[2].rstrip("\x07") for each in self.run.sent]
        return [base64.b64decode(each).decode() for each in sent]


RULE = "\n├─"
"""How the line below an overview's rows begins, above what is said of the one under the cursor."""


def flat(text: str) -> str:
    """The text in one line, as if it had not been wrapped."""
    return " ".join(text.split())


@asynccontextmanager
async def looked_at(service: CaseEndpoint, *, background: bool = True) -> AsyncIterator[Screen]:
    """Start the program as its case has it, at 120x36, and wait until it has come to rest."""
    environ = {**os.environ, "AWS_ENDPOINT_URL": service.url, **service.case.env}
    timers = HandTimers(by_hand=lambda _: False, factor=0.2)
    with patch.dict(os.environ, environ):
        chosen = settings(service.case.args, environ)._replace(background=background)
        async with running(chosen, size=(120, 36), timers=timers) as run:
            await run.until(lambda: bool(service.calls))
            screen = Screen(run, timers)
            await screen.read()
            yield screen
