"""The endpoint as an HTTP server, used through a socket."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from unit.demo.raw import Clock, RawClient

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST = (
    b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: SageMaker.ListClusters\r\n"
    b"Content-Length: 17\r\n\r\n" + b'{"MaxResults": 1}'
)


@pytest.fixture
def connection(endpoint: DemoEndpoint) -> Iterator[socket.socket]:
    address = urlsplit(endpoint.url)
    assert address.hostname
    assert address.port
    with socket.create_connection((address.hostname, address.port), 30) as made:
        yield made


def read_answer(stream: BinaryIO) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """One answer: its status line, headers and body."""
    status = stream.readline().rstrip()
    headers = {}
    while line := stream.readline().rstrip():
        name, _, value = line.partition(b": ")
        headers[name.lower()] = value
    return status, headers, stream.read(int(headers[b"content-length"]))


def test_a_connection_serves_many_requests(connection: socket.socket) -> None:
    with connection.makefile("rb") as stream:
        numbers = set()
        for _ in range(3):
            connection.sendall(REQUEST)
            status, headers, body = read_answer(stream)
            assert status == b"HTTP/1.1 200 OK"
            assert headers[b"content-type"] == b"application/x-amz-json-1.1"
            assert headers[b"connection"] == b"keep-alive"
            assert body.startswith(b'{"ClusterSummaries":[{')
            numbers.add(headers[b"x-amzn-requestid"])
        assert len(numbers) == 3


def test_requests_may_come_in_pieces_and_together(connection: socket.socket) -> None:
    with connection.makefile("rb") as stream:
        for byte in range(len(REQUEST)):
            connection.sendall(REQUEST[byte : byte + 1])
        connection.sendall(REQUEST + REQUEST)
        bodies = [read_answer(stream)[2] for _ in range(3)]
        assert len(set(bodies)) == 1


def test_a_reply_is_sent_in_one_piece_without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    options: list[int] = []

    class Spy(socket.socket):
        def sendall(self, data: bytes) -> None:  # type: ignore[override]
            options.append(self.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            sent.append(data)
            super().sendall(data)

    original = socket.socket.accept

    def accept(self: socket.socket) -> tuple[socket.socket, object]:
        made, address = original(self)
        return Spy(fileno=made.detach()), address

    monkeypatch.setattr(socket.socket, "accept", accept)
    with DemoEndpoint(World(now=Clock())) as endpoint, RawClient(endpoint.url) as raw:
        for size in (1, 100):
            raw.call("ListClusters", MaxResults=size)
    assert len(sent) == 2
    assert all(piece.startswith(b"HTTP/1.1 200") and piece.endswith(b"}") for piece in sent)
    assert all(options)


def test_a_client_that_wants_to_close_is_let_go(connection: socket.socket) -> None:
    connection.sendall(REQUEST.replace(b"Host: x", b"Connection: close"))
    with connection.makefile("rb") as stream:
        assert read_answer(stream)[1][b"connection"] == b"close"
        assert stream.read() == b""


def test_http_1_0_closes_by_default(connection: socket.socket) -> None:
    connection.sendall(REQUEST.replace(b"HTTP/1.1", b"HTTP/1.0"))
    with connection.makefile("rb") as stream:
        assert read_answer(stream)[1][b"connection"] == b"close"
        assert stream.read() == b""


def test_a_client_may_ask_before_it_sends_its_body(connection: socket.socket) -> None:
    head, body = REQUEST.split(b"\r\n\r\n")
    connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
    with connection.makefile("rb") as stream:
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert stream.readline() == b"\r\n"
        connection.sendall(body)
        assert read_answer(stream)[0] == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 9000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + b"X: y\r\n" * 100 + b"\r\n",
    ],
)
def test_what_is_no_request_is_refused(connection: socket.socket, request_bytes: bytes) -> None:
    connection.sendall(request_bytes)
    with connection.makefile("rb") as stream:
        status, headers, body = read_answer(stream)
        assert status == b"HTTP/1.1 400 Bad Request"
        assert headers[b"connection"] == b"close"
        assert b"SerializationException" in body


def test_the_answer_to_other_methods_says_what_this_is(connection: socket.socket) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    with connection.makefile("rb") as stream:
        status, _, body = read_answer(stream)
        assert status == b"HTTP/1.1 400 Bad Request"
        assert b"ListClusterEvents" in body


def test_a_client_that_leaves_harms_no_other_one(
    endpoint: DemoEndpoint, connection: socket.socket
) -> None:
    connection.sendall(REQUEST[:-5])
    connection.close()
    with RawClient(endpoint.url) as raw:
        assert raw.call("ListClusters", MaxResults=1)["ClusterSummaries"]


def test_a_fault_of_the_endpoint_is_an_error_of_the_service(
    endpoint: DemoEndpoint, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> float:
        raise RuntimeError("no time")

    monkeypatch.setattr(world, "now", broken)
    with RawClient(endpoint.url) as raw:
        status, _, answer = raw.post("SageMaker.DescribeCluster", b'{"ClusterName": "train-p5"}')
    assert (status, answer["__type"]) == (500, "InternalFailure")
    assert "no time" in answer["message"]


def test_it_listens_on_the_loopback_alone(endpoint: DemoEndpoint) -> None:
    assert urlsplit(endpoint.url).hostname == "127.0.0.1"


def test_a_port_can_be_chosen_and_is_free_again_after_closing(endpoint: DemoEndpoint) -> None:
    port = urlsplit(endpoint.url).port
    assert port
    taken = DemoEndpoint(World(now=Clock()), port)
    with pytest.raises(OSError, match="in use"):
        taken.start()
    endpoint.close()
    with DemoEndpoint(World(now=Clock()), port) as again:
        assert urlsplit(again.url).port == port


def test_closing_ends_open_connections(connection: socket.socket, endpoint: DemoEndpoint) -> None:
    connection.sendall(REQUEST)
    with connection.makefile("rb") as stream:
        read_answer(stream)
        endpoint.close()
        assert stream.read() == b""
    endpoint.close()


def test_an_endpoint_that_never_started_can_be_closed() -> None:
    DemoEndpoint(World(now=Clock())).close()
