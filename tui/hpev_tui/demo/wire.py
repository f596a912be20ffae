"""Reading an HTTP/1.1 request from a socket, and writing a reply in one piece."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from email.utils import formatdate
from typing import BinaryIO

_LONGEST_LINE = 16 * 1024
_MOST_HEADERS = 100
_LONGEST_BODY = 1024 * 1024

_PHRASES = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}


class BadRequestError(Exception):
    """What came is not an HTTP request that this server can read."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the names of its headers are in lower case."""

    method: str
    headers: dict[str, str]
    body: bytes
    keep_alive: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: status, body, and an announced length where that is to differ."""

    status: int
    body: bytes
    error_type: str = ""
    content_length: int | None = None


def read_request(stream: BinaryIO, connection: socket.socket) -> Request | None:
    """The next request of a connection, or None when the client is done with it.

    Raises:
        BadRequestError: it cannot be read; the connection is of no further use.
    """
    start = _line(stream)
    if not start:
        return None
    try:
        method, _, version = start.split(" ")
    except ValueError:
        raise BadRequestError("The request line is malformed.") from None
    headers = _headers(stream)
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = _body(stream, headers)
    if body is None:
        return None
    wish = headers.get("connection", "").lower()
    keep_alive = wish != "close" if version == "HTTP/1.1" else wish == "keep-alive"
    return Request(method, headers, body, keep_alive)


def _line(stream: BinaryIO) -> str:
    line = stream.readline(_LONGEST_LINE + 1)
    if len(line) > _LONGEST_LINE:
        raise BadRequestError("A line of the request's head is too long.")
    return line.decode("latin-1").rstrip("\r\n")


def _headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = _line(stream)
        if not line:
            return headers
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequestError("A header has no colon.")
        headers[name.strip().lower()] = value.strip()
    raise BadRequestError("The request has too many headers.")


def _body(stream: BinaryIO, headers: dict[str, str]) -> bytes | None:
    """The body, or None when the client left before its end."""
    if "transfer-encoding" in headers:
        raise BadRequestError("The body needs a Content-Length; it cannot be chunked.")
    announced = headers.get("content-length", "0")
    if not re.fullmatch("[0-9]{1,8}", announced) or int(announced) > _LONGEST_BODY:
        raise BadRequestError("Content-Length is not a size that this server takes.")
    body = stream.read(int(announced))
    return body if len(body) == int(announced) else None


def write_reply(connection: socket.socket, reply: Reply, number: int, *, keep: bool) -> None:
    """Send head and body in one piece; no other reply has this `number`."""
    length = len(reply.body) if reply.content_length is None else reply.content_length
    head = [
        f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, 'Status')}",
        f"x-amzn-RequestId: 00000000-0000-4000-8000-{number:012x}",
        "Content-Type: application/x-amz-json-1.1",
        f"Content-Length: {length}",
        f"Date: {formatdate(usegmt=True)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
    ]
    if reply.error_type:
        head.append(f"x-amzn-ErrorType: {reply.error_type}")
    connection.sendall("\r\n".join((*head, "", "")).encode("latin-1") + reply.body)
