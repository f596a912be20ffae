"""Toasts: one at a time, in one line; one that says what did not work stays until a key."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast, ToastHolder

from help.app import Run, account, running
from help.scripted import ScriptedEndpoint


def last_line(run: Run) -> str:
    """The line above the footer."""
    return run.text.splitlines()[-2]


async def test_a_toast_that_is_replaced_leaves_nothing_behind(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.app.notify_user("the first")
        await run.says("the first")
        widgets = len(run.app.screen.query("*"))
        for number in range(50):
            run.app.notify_user(f"number {number}", wrong=bool(number % 2))
            if number % 7 == 0:
                await run.says(f"number {number}")
        await run.says("number 49")
        await run.until(lambda: len(run.app.screen.query(Toast)) == 1)
        assert len(run.app.screen.query(ToastHolder)) == 1
        assert len(run.app.screen.query("*")) == widgets
        run.app.clear_notifications()
        await run.until(lambda: not run.app.screen.query(ToastHolder))


async def test_one_that_was_said_on_another_screen_is_gone_as_well(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        below = run.app.screen
        run.app.notify_user("below")
        await run.says("below")
        await run.keys("?")
        run.app.notify_user("above")
        await run.says("above")
        await run.until(lambda: not below.query(ToastHolder))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_is_one_line_at_the_right_above_the_footer(
    endpoint: ScriptedEndpoint, size: tuple[int, int]
) -> None:
    async with running(account(endpoint, "efa-lab"), size=size) as run:
        await run.shows("loaded")
        # As long as one may be.
        text = "x" * 70 + " the end"
        run.app.notify_user(text)
        await run.says(text)
        await run.until(lambda: last_line(run).endswith("the end"))
        assert text in last_line(run)
        assert len(last_line(run)) == size[0] - 1


async def test_one_that_says_what_did_not_work_stays_until_a_key(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.app.notify_user("it works")
        await run.says("it works")
        assert not run.app.toast_stays
        run.app.notify_user("it does not", wrong=True)
        await run.says("× it does not")
        (toast,) = run.app.screen.query(Toast)
        assert toast._timeout > 3600
        await run.keys("j")
        await run.until(lambda: not run.app.screen.query(Toast))
        # The key did its work as well.
        assert run.events.cursor == 1


async def test_a_toast_has_its_mark_in_ascii(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "efa-lab", ascii_only=True)) as run:
        await run.shows("loaded")
        run.app.notify_user("it does not", wrong=True)
        await run.says("x it does not")
