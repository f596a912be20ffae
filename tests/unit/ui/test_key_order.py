"""A key that never has its effect holds up no other key for long."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import App, ComposeResult
from textual.widget import Widget

from help.app import POLL_SECONDS, SECONDS, key_event
from hpev_tui.ui.terminal.key_order import KeyOrder


class Field(Widget, can_focus=True):
    """Takes keys, and comes back from none as long as it is stuck."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.free = asyncio.Event()

    async def on_key(self, event: events.Key) -> None:
        self.taken.append(event.key)
        await self.free.wait()


class TwoFields(App[None]):
    """Hands on a key when the one before has had its effect."""

    def __init__(self) -> None:
        super().__init__()
        self.key_order = KeyOrder(self)
        self.stuck, self.other = Field(), Field()

    def compose(self) -> ComposeResult:
        yield self.stuck
        yield self.other

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or event.is_forwarded or self.key_order.admit(event):
            await super().on_event(event)


async def test_the_next_key_is_let_through_though_the_one_before_is_stuck() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        app.other.free.set()
        app.stuck.focus()
        await pilot.pause()
        app.post_message(key_event("a"))
        await until(app.stuck, ["a"])
        app.other.focus()
        app.post_message(key_event("b"))
        await until(app.other, ["b"])
        assert not app.stuck.free.is_set()
        app.stuck.free.set()


async def until(field: Field, taken: list[str]) -> None:
    """Wait until a field has taken these keys."""

    async def wait() -> None:
        while field.taken != taken:
            await asyncio.sleep(POLL_SECONDS)

    await asyncio.wait_for(wait(), SECONDS)
