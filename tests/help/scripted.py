"""The demo's endpoint for tests, which see the calls that came, and say when and how it replies.

with ScriptedEndpoint(world) as endpoint:
    endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "not today")
    with endpoint.hold("DescribeCluster") as hold:
        ...
        hold.wait_for(1)
    assert endpoint.calls.count("DescribeCluster") == 1
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeAlias

from hpev_tui.demo.endpoint import DemoEndpoint, ServiceCall, error_reply
from hpev_tui.demo.validation import ServiceError
from hpev_tui.demo.wire import Reply
from hpev_tui.demo.world import World

Parameters: TypeAlias = dict[str, Any]
ParametersOfCalls: TypeAlias = list[Parameters]

WAIT_SECONDS = 20.0
"""How long `Hold.wait_for` waits at most, so that a test that is wrong ends."""


class Calls:
    """Every call that came, in the order of arrival. Safe to read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._log: deque[tuple[str, Parameters]] = deque()
        self._in_flight: dict[str, int] = defaultdict(int)
        self._most: dict[str, int] = defaultdict(int)

    def list(self, operation: str) -> ParametersOfCalls:
        """The parameters of each call of the operation."""
        with self._lock:
            return [parameters for name, parameters in self._log if name == operation]

    def count(self, operation: str) -> int:
        """How often the operation was called."""
        return len(self.list(operation))

    def operations(self) -> tuple[str, ...]:
        """The name of each call's operation."""
        with self._lock:
            return tuple(name for name, _ in self._log)

    def most_in_flight(self, operation: str) -> int:
        """How many calls of the operation were under way at once, at most."""
        with self._lock:
            return self._most[operation]

    def clear(self) -> None:
        """Forget the calls so far; what is under way still counts as under way."""
        with self._lock:
            self._log.clear()
            self._most = defaultdict(int, self._in_flight)

    @contextmanager
    def under_way(self, operation: str, parameters: Parameters) -> Iterator[None]:
        """Note a call, and that it is under way while this lasts."""
        with self._lock:
            self._log.append((operation, parameters))
            self._in_flight[operation] += 1
            self._most[operation] = max(self._most[operation], self._in_flight[operation])
        try:
            yield
        finally:
            with self._lock:
                self._in_flight[operation] -= 1


class Hold:
    """Replies to one operation wait until `release()`, or until the `with` block ends."""

    def __init__(self, operation: str) -> None:
        self.operation = operation
        self._changed = threading.Condition()
        self._waiting = 0
        self._released = False

    @property
    def waiting(self) -> int:
        """How many replies are being held."""
        with self._changed:
            return self._waiting

    @property
    def released(self) -> bool:
        """Whether it holds no longer."""
        with self._changed:
            return self._released

    def wait_for(self, count: int, timeout: float = WAIT_SECONDS) -> None:
        """Block until at least `count` replies are being held.

        Raises:
            TimeoutError: that many did not come within `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting >= count, timeout):
                held = f"{self._waiting} of {count}"
                raise TimeoutError(f"{held} replies to {self.operation} held after {timeout} s")

    def release(self) -> None:
        """Let every reply go, and hold none from now on."""
        with self._changed:
            self._released = True
            self._changed.notify_all()

    def pass_through(self) -> None:
        """Block while replies are held: what the endpoint does before each reply."""
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._released)
            self._waiting -= 1
            self._changed.notify_all()

    def __enter__(self) -> Hold:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class ScriptedEndpoint(DemoEndpoint):
    """Serves a world as a test has it: holds replies, and replaces them by prepared ones."""

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(world, port)
        self.calls = Calls()
        self._script = threading.Lock()
        self._holds: list[Hold] = []
        self._prepared: dict[str, deque[Reply]] = defaultdict(deque)

    def hold(self, operation: str) -> Hold:
        """Hold the replies to an operation until the returned handle is released."""
        hold = Hold(operation)
        with self._script:
            self._holds = [other for other in self._holds if not other.released]
            self._holds.append(hold)
        return hold

    def fail(self, operation: str, status: int, code: str, message: str, times: int = 1) -> None:
        """Answer the next `times` calls of an operation with an error of the service."""
        self.prepare(operation, error_reply(ServiceError(code, message, status)), times)

    def answer(
        self, operation: str, body: bytes, times: int = 1, content_length: int | None = None
    ) -> None:
        """Answer the next `times` calls of an operation with status 200 and these bytes.

        A `content_length` other than theirs is announced, and the connection cut after them.
        """
        self.prepare(operation, Reply(200, body, content_length=content_length), times)

    def prepare(self, operation: str, reply: Reply, times: int = 1) -> None:
        """Answer the next `times` calls of an operation with this reply."""
        with self._script:
            self._prepared[operation].extend([reply] * times)

    def forget(self, operation: str) -> None:
        """Drop what is prepared for an operation."""
        with self._script:
            self._prepared[operation].clear()

    def reply(self, call: ServiceCall) -> Reply:
        """Note the call, and reply when nothing holds it: as prepared, else by `unprepared`."""
        with self.calls.under_way(call.operation, call.parameters):
            reply = self._take_prepared(call.operation) or self.unprepared(call)
            for hold in self._holding(call.operation):
                hold.pass_through()
            return reply

    def unprepared(self, call: ServiceCall) -> Reply:
        """The reply to a call for which none is prepared."""
        return super().reply(call)

    def close(self) -> None:
        """Stop at once: open connections are cut, held replies are dropped."""
        super().close()
        with self._script:
            holds = tuple(self._holds)
        for hold in holds:
            hold.release()

    def _take_prepared(self, operation: str) -> Reply | None:
        with self._script:
            prepared = self._prepared[operation]
            return prepared.popleft() if prepared else None

    def _holding(self, operation: str) -> list[Hold]:
        with self._script:
            return [hold for hold in self._holds if hold.operation == operation]
