"""Waiting for pages, and for the moment at which nothing is to come any more."""

from __future__ import annotations

from help.app import Run
from help.scripted import ScriptedEndpoint
from help.timers import HandTimers
from hpev_tui.session.results import Change, What
from hpev_tui.ui.widgets.frame import Position


class PageGate:
    """Holds pages of events, and lets them through one by one."""

    def __init__(self, service: ScriptedEndpoint) -> None:
        self._service = service
        self._hold = service.hold("ListClusterEvents")

    @property
    def waiting(self) -> bool:
        """Whether a page is held."""
        return self._hold.waiting > 0

    async def let_one_through(self, run: Run) -> None:
        """Wait for a page, and let it come; the next one is held again."""
        await run.until(lambda: self.waiting)
        held, self._hold = self._hold, self._service.hold("ListClusterEvents")
        held.release()

    def open(self) -> None:
        """Hold nothing any more."""
        self._hold.release()


async def at_rest(run: Run, timers: HandTimers, held: int = 0) -> str:
    """The screen's text once nothing is to come any more but the `held` calls.

    The words that are waited for may have stood there before the last key has had its effect,
    and the header counts the calls.
    """

    def busy() -> bool:
        return not timers.is_resting or run.account_is_busy(held) or is_position_old(run)

    before = None
    while (text := run.text) != before or busy():
        before = text
        await run.until(lambda: not busy())
        await run.pilot.pause()
    return text


def is_position_old(run: Run) -> bool:
    """Whether a title line says soon that the cursor is elsewhere, by a timer of its own."""
    return any(each._timer is not None for each in run.app.screen.query(Position))


async def drawn_the_same(run: Run, calls: int | None = None) -> str:
    """The screen's text, drawn as if the endpoint had the same port and the calls were as many.

    Where the cursor rested on its way, and so how many calls there were, is the machine's doing.
    """
    account = run.app.account
    if account.identity is not None:
        account.identity = account.identity._replace(endpoint_url="http://127.0.0.1:8000")
    if calls is not None:
        account.stats.calls = calls
    model = account.model
    key = model.cluster if model else ""
    run.app.show_changes([Change(What.NODES, key), Change(What.STATUS)])
    await run.pilot.pause()
    return run.text
