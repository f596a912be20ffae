"""What a test can ask of the endpoint: which calls came, to hold replies, and to spoil them."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

Parameters: TypeAlias = "dict[str, Any]"
ParametersOfCalls: TypeAlias = "list[Parameters]"

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


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: status, body, and an announced length where that is to differ."""

    status: int
    body: bytes
    error_type: str = ""
    content_length: int | None = None


class Hooks:
    """The holds and the prepared replies of one endpoint."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holds: list[Hold] = []
        self._replies: dict[str, deque[Reply]] = defaultdict(deque)

    def hold(self, operation: str) -> Hold:
        """Hold the replies to an operation from now on."""
        hold = Hold(operation)
        with self._lock:
            self._holds = [other for other in self._holds if not other.released]
            self._holds.append(hold)
        return hold

    def prepare(self, operation: str, reply: Reply, times: int) -> None:
        """Answer the next `times` calls of the operation with this reply."""
        with self._lock:
            self._replies[operation].extend([reply] * times)

    def take_reply(self, operation: str) -> Reply | None:
        """The reply that was prepared for this call, if one was."""
        with self._lock:
            replies = self._replies[operation]
            return replies.popleft() if replies else None

    def wait(self, operation: str) -> None:
        """Block while replies to the operation are held."""
        with self._lock:
            holds = [hold for hold in self._holds if hold.operation == operation]
        for hold in holds:
            hold.pass_through()

    def release_all(self) -> None:
        """Let everything go that is held."""
        with self._lock:
            holds = tuple(self._holds)
        for hold in holds:
            hold.release()
