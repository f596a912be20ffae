"""Ways to spoil a reply: on the connection, in the whole of the body, or in its content."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from help.faults.endpoint import Call, Spoil, wire_bytes
from hpev_tui.demo.wire import Reply

Change = Callable[[dict[str, Any], int], object]
"""Changes a row, or a detail, which has this number on its page."""

_LISTS = {"ListClusters": "ClusterSummaries", "ListClusterEvents": "Events"}

# By the connection


def reset_before_headers(call: Call) -> Reply:
    """Cut the connection before anything was said."""
    call.reset()
    return call.good


def reset_in_headers(call: Call) -> Reply:
    """Cut the connection in the middle of a header."""
    call.reset(wire_bytes(call.good)[:60])
    return call.good


def reset_after_headers(call: Call) -> Reply:
    """Cut the connection where the body is to begin."""
    head, blank, _ = wire_bytes(call.good).partition(b"\r\n\r\n")
    call.reset(head + blank)
    return call.good


def hanging_body(call: Call) -> Reply:
    """Send half of the body, and then nothing."""
    call.hang(wire_bytes(call.good)[: -len(call.good.body) // 2])
    return call.good


# In the whole of the body


def refusing(status: int, code: str, message: str) -> Spoil:
    """Answer with an error of the service."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return lambda _: Reply(status, body, error_type=code)


def missing(what: str) -> Spoil:
    """Answer that there is no such thing."""
    return refusing(400, "ResourceNotFound", f"{what} not found")


def denied(policy: str) -> Spoil:
    """Answer that no policy of that kind allows this operation to be called."""
    who = "User: arn:aws:iam::111122223333:user/ada"

    def spoil(call: Call) -> Reply:
        action = f"sagemaker:{call.operation}"
        message = f"{who} is not authorized to perform: {action} because no {policy} allows it"
        return refusing(400, "AccessDeniedException", message)(call)

    return spoil


def saying(body: bytes) -> Spoil:
    """Answer with status 200 and these bytes."""
    return lambda _: Reply(200, body)


def foreign(status: int, body: bytes = b"", **headers: str) -> Spoil:
    """Answer in the place of the service, with these headers and no other, and hang up."""
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def spoil(call: Call) -> Reply:
        call.connection.sendall("\r\n".join((*lines, "", "")).encode("latin-1") + body)
        raise ConnectionAbortedError

    return spoil


def cut_short(call: Call) -> Reply:
    """Announce the whole body, and end the connection in its middle."""
    body = call.good.body
    return Reply(200, body[: len(body) // 2], content_length=len(body))


def bad_utf8(call: Call) -> Reply:
    """Put bytes that are no UTF-8 into the texts."""
    body = call.good.body
    for word in (b"Event number", b"InService", b"Reason of"):
        body = body.replace(word, b"\xff\xfe\xc3" + word)
    return Reply(200, body)


def with_whole(key: str, value: Any) -> Spoil:  # noqa: ANN401 - any JSON
    """Put a value in the place of the list, the detail or the token."""

    def spoil(call: Call) -> Reply:
        name = _LISTS.get(call.operation, "EventDetails") if key == "list" else key
        return _answer({**call.body, name: value})

    return spoil


# In the pages


def only(*names: str) -> Spoil:
    """Send those of the clusters and no others."""

    def spoil(call: Call) -> Reply:
        rows = [row for row in call.body["ClusterSummaries"] if row["ClusterName"] in names]
        return _answer({"ClusterSummaries": rows})

    return spoil


def same_token(call: Call) -> Reply:
    """Lead from each page to the one that was asked for."""
    sent = call.given.get("NextToken")
    return _answer({**call.body, "NextToken": sent or call.endpoint.alias(None)})


def ring(call: Call) -> Reply:
    """Lead, by pages without rows, to two pages that lead to each other."""
    token = call.endpoint.twin(call.given.get("NextToken"))
    return _answer({_LISTS[call.operation]: [], "NextToken": token})


def empty_page(call: Call) -> Reply:
    """A page without rows, which leads to the rows that were asked for."""
    token = call.endpoint.alias(call.given.get("NextToken"))
    return _answer({_LISTS[call.operation]: [], "NextToken": token})


def overlapping(call: Call) -> Reply:
    """Begin the page with rows that have come, and send each of its own twice."""
    body, name = call.body, _LISTS[call.operation]
    before = []
    if name == "Events":
        newest = call.endpoint.rows
        last = newest.count(0.0) - 1
        before = [newest.summary(last - number) for number in range(80, 100) if number <= last]
    own = [row for row in body[name] for _ in range(2)]
    return _answer({**body, name: [*before, *own]})


def disordered(call: Call) -> Reply:
    """Send the rows in an order without meaning."""
    body, name = call.body, _LISTS[call.operation]
    rows = body[name]
    random.Random(1).shuffle(rows)  # noqa: S311 - no secret
    return _answer({**body, name: rows})


# In the content of rows and details


def changing(change: Change) -> Spoil:
    """Change every other row of a list, or the detail."""

    def spoil(call: Call) -> Reply:
        body = call.body
        if call.operation in _LISTS:
            for number, row in enumerate(body[_LISTS[call.operation]]):
                if number % 2 == 0:
                    change(row, number)
        else:
            change(body["EventDetails"], 0)
        return _answer(body)

    return spoil


def setting(**values: Any) -> Spoil:  # noqa: ANN401 - any JSON
    """Set those of the members that are there, every other row; None removes them."""

    def change(row: dict[str, Any], _: int) -> None:
        for name in values.keys() & row.keys():
            if values[name] is None:
                del row[name]
            else:
                row[name] = values[name]

    return changing(change)


def times(make: Callable[[float], object]) -> Spoil:
    """Write the times another way."""

    def change(row: dict[str, Any], _: int) -> None:
        for name in {"EventTime", "CreationTime"} & row.keys():
            row[name] = make(float(row[name]))

    return changing(change)


def stripped(*members: str) -> Spoil:
    """Leave nothing but these members."""

    def change(row: dict[str, Any], _: int) -> None:
        for name in row.keys() - set(members):
            del row[name]

    return changing(change)


def valued(make: Callable[[object, int], object]) -> Spoil:
    """Make something else of the value of each member."""

    def change(row: dict[str, Any], number: int) -> None:
        row.update({name: make(value, number) for name, value in row.items()})

    return changing(change)


def metadata(value: Any) -> Spoil:  # noqa: ANN401 - any JSON
    """Put something else in the place of a detail's union."""

    def change(row: dict[str, Any], _: int) -> None:
        row["EventDetails"] = {"EventMetadata": value}

    return changing(change)


def described(text: Any) -> Spoil:  # noqa: ANN401 - any JSON
    """Put something else in the place of the longest text of a row, or of a detail."""

    def change(row: dict[str, Any], _: int) -> None:
        if "EventDetails" in row:
            row["EventDetails"] = {"EventMetadata": {"Instance": {"FailureMessage": text}}}
        else:
            row["Description" if "Description" in row else "ClusterStatus"] = text

    return changing(change)


def nested(levels: int) -> object:
    """Lists and objects inside each other, with a word in the innermost."""
    value: object = "the innermost"
    for level in range(levels):
        value = {f"Level{level}": value} if level % 2 else [value]
    return value


def _answer(body: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(body, separators=(",", ":")).encode())
