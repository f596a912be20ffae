"""Keys take effect in the order in which they were typed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from textual import events
from textual.app import App
from textual.dom import DOMNode

PATIENCE = 0.5
"""Seconds after which the next key is let through, whatever the one before does."""


class KeyOrder:
    """Holds a key, or a paste, back until the one before it has had its effect.

    Textual hands each key to whatever has the focus at that moment, and runs what the key is
    bound to only when it has bubbled back up to the app, behind all keys that came meanwhile.
    Keys that a slow line delivers in one piece, such as `/` and the text of a filter, would miss
    the field that the first of them opens (seen with Textual 8.2.8).
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._held: deque[events.Event] = deque()
        self._acting: asyncio.Task[None] | None = None
        self._when_done: list[Callable[[], object]] = []

    def when_done(self, call: Callable[[], object]) -> None:
        """Call when no key acts and none is held; at once if that is so."""
        if self._acting is None:
            call()
        else:
            self._when_done.append(call)

    def admit(self, event: events.Event) -> bool:
        """Whether the key may act now; otherwise it is held and given to the app again."""
        if self._acting is not None:
            self._held.append(event)
            return False
        target = self._app.focused or self._app.screen
        self._acting = asyncio.create_task(self._watch(target))
        return True

    async def _watch(self, target: DOMNode) -> None:
        # What a key changes is drawn in one frame: each frame costs time, and bytes on the line.
        with self._app.batch_update(), suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._acted(target), PATIENCE)
        self._app.screen.check_idle()
        self._app.call_later(self._release)

    async def _acted(self, target: DOMNode) -> None:
        """Wait for the key, up to the app, and then for the messages of what it is bound to."""
        for _ in range(2):
            node: DOMNode | None = target
            while node is not None:
                drained = asyncio.Event()
                if node.call_later(drained.set):
                    await drained.wait()
                node = None if node is self._app else node.parent

    async def _release(self) -> None:
        self._acting = None
        # Some need no turn by now, and then the next one has its turn at once.
        while self._held and self._acting is None:
            await self._app.on_event(self._held.popleft())
        if self._acting is None:
            calls, self._when_done = self._when_done, []
            for call in calls:
                call()
