"""The count of an account's calls."""

from __future__ import annotations

import threading
from collections.abc import Callable


class CallStats:
    """How many calls a run has made, and how often the service throttled one.

    `on_throttle` is called at each throttling, in the thread of the call, also where the SDK
    tries again by itself and raises nothing.
    """

    def __init__(self, on_throttle: Callable[[], object] = lambda: None) -> None:
        self._lock = threading.Lock()
        self._on_throttle = on_throttle
        self.calls = 0
        """Calls made; the SDK's retries are part of their call."""
        self.throttles = 0
        """Answers that refused a call because there were too many."""

    def call(self) -> None:
        """A call begins."""
        with self._lock:
            self.calls += 1

    def throttle(self) -> None:
        """An answer refused a call because there are too many."""
        with self._lock:
            self.throttles += 1
        self._on_throttle()
