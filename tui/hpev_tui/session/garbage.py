"""What is loaded stays: the collector of garbage need not go through it again and again."""

from __future__ import annotations

import gc

KEPT_EVENTS = 2_000
"""After so many events they are set aside. To go through a hundred thousand of them takes 50 to
80 ms, in which no key acts; of so few it is a millisecond."""


class LoadedObjects:
    """Sets aside for the collector what one cluster has loaded."""

    def __init__(self) -> None:
        self._events = 0
        self._is_set_aside = False

    def add(self, events: int) -> None:
        """So many events have come."""
        self._events += events
        if self._events >= KEPT_EVENTS:
            self._events = 0
            self._is_set_aside = True
            # First what is garbage already, as far as that is quick: what is set aside stays.
            gc.collect(1)
            gc.freeze()

    def close(self) -> None:
        """The cluster is left: some of what was set aside may be garbage by now."""
        if self._is_set_aside:
            self._is_set_aside = False
            gc.unfreeze()
