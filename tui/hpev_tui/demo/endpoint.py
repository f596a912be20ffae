"""The endpoint's server: HTTP/1.1 on the loopback, carrying the service's JSON 1.1 protocol.

Written on sockets, because the standard library's own server sends head and body apart: on a
connection that is kept alive that costs some 40 ms a reply, between Nagle's algorithm here and
delayed acknowledgements there.
"""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from hpev_tui.demo.validation import RULES, ServiceError, validate
from hpev_tui.demo.wire import BadRequestError, Reply, Request, read_request, write_reply

if TYPE_CHECKING:
    from typing_extensions import Self

    from hpev_tui.demo.operations import Operations
    from hpev_tui.demo.world import World

_TARGET_PREFIX = "SageMaker."
_JOIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call of an operation of the service; the names of its headers are in lower case."""

    operation: str
    parameters: dict[str, Any]
    headers: dict[str, str]


class DemoEndpoint:
    """Serves one world on 127.0.0.1, and nowhere else. Also a context manager.

    Each call gets what `reply` returns: a subclass that overrides it can note a call, keep it
    waiting, or answer otherwise.
    """

    def __init__(self, world: World, port: int = 0) -> None:
        self._port = port
        self._world = world
        self._operations: Operations | None = None
        self._accepting: threading.Thread | None = None
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed = False
        self._replies = 0

    def start(self) -> Self:
        """Take the port and serve, in daemon threads.

        Raises:
            OSError: the port is taken.
        """
        if self._accepting is None:
            listener = socket.create_server(("127.0.0.1", self._port), backlog=128)
            self._port = listener.getsockname()[1]
            self._accepting = threading.Thread(target=self._accept, args=(listener,), daemon=True)
            self._accepting.start()
        return self

    @property
    def url(self) -> str:
        """Where clients reach it, once it has started."""
        return f"http://127.0.0.1:{self._port}"

    def close(self) -> None:
        """Stop at once: open connections are cut, replies that come later are dropped."""
        with self._lock:
            if self._closed or self._accepting is None:
                return
            self._closed = True
            connections = tuple(self._open)
        for connection in connections:
            # Whoever reads from it sees its end, and lets go of it.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        # Closing a listener does not wake its accept() on every system; a caller does.
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), _JOIN_SECONDS):
            pass
        # The port is free again when the listener is gone, which this thread has in its hands.
        self._accepting.join(_JOIN_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def reply(self, call: ServiceCall) -> Reply:
        """The answer of the world's service to a call. Calls come from several threads."""
        try:
            validate(call.operation, call.parameters)
            answer = self._operations_of_world().perform(call.operation, call.parameters)
        except ServiceError as error:
            return error_reply(error)
        except Exception as error:
            # A traceback of this thread would be written across the terminal program.
            return error_reply(ServiceError("InternalFailure", repr(error), 500))
        # The text is ASCII: what it costs in escapes it saves in doubt about encodings.
        return Reply(200, json.dumps(answer, separators=(",", ":")).encode())

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    connection, _ = listener.accept()
                except ConnectionAbortedError:
                    continue
                with self._lock:
                    if self._closed:
                        connection.close()
                        return
                    self._open.add(connection)
                threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        """Serve one connection for as long as the client keeps it."""
        try:
            with suppress(OSError), connection.makefile("rb") as stream:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while self._exchange(connection, stream):
                    pass
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _exchange(self, connection: socket.socket, stream: BinaryIO) -> bool:
        """Answer one request, and say whether the connection is good for another one."""
        try:
            request = read_request(stream, connection)
        except BadRequestError as error:
            refusal = error_reply(ServiceError("SerializationException", str(error)))
            write_reply(connection, refusal, self._next_number(), keep=False)
            return False
        if request is None:
            return False
        try:
            reply = self.reply(_read_call(request))
        except ServiceError as error:
            reply = error_reply(error)
        if self._closed:
            return False
        keep = request.keep_alive and reply.content_length is None
        write_reply(connection, reply, self._next_number(), keep=keep)
        return keep

    def _next_number(self) -> int:
        with self._lock:
            self._replies += 1
            return self._replies

    def _operations_of_world(self) -> Operations:
        # Imported with the first call, so that the start does not wait for it.
        from hpev_tui.demo.operations import Operations

        with self._lock:
            if self._operations is None:
                self._operations = Operations(self._world)
            return self._operations


def _read_call(request: Request) -> ServiceCall:
    target = request.headers.get("x-amz-target", "")
    operation = target.removeprefix(_TARGET_PREFIX)
    if request.method != "POST" or target == operation or operation not in RULES:
        message = f"This endpoint serves {', '.join(RULES)}, by POST and X-Amz-Target."
        raise ServiceError("UnknownOperationException", message)
    try:
        parameters = json.loads(request.body or b"{}", parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ServiceError("SerializationException", "The body is not JSON.") from None
    if not isinstance(parameters, dict):
        raise ServiceError("SerializationException", "The body is not a JSON object.")
    return ServiceCall(operation, parameters, request.headers)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def error_reply(error: ServiceError) -> Reply:
    """How the service sends an error: its code is in a header and in the body."""
    body = {"__type": error.code, "message": error.message}
    return Reply(error.status, json.dumps(body).encode(), error_type=error.code)
