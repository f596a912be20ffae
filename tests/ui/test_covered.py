"""What happens to a list while another screen covers it, as it is seen when that screen goes."""

from __future__ import annotations

from help.app import account, running
from help.endpoint import MadeUp
from help.events import event_row
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.overviews.failures import FailuresScreen


async def test_the_cursor_is_on_what_a_jump_has_found() -> None:
    rows = [event_row(n, EventLevel="Error" if n == 250 else "Info") for n in range(600)]
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            model = run.browser.model
            with service.hold("ListClusterEvents") as hold:
                await run.keys("j", "e", "u")
                await run.until(lambda: isinstance(run.app.screen, FailuresScreen))
                hold.release()
                await run.until(lambda: model.loading.goal is None and not model.loading.busy)
            await run.keys("escape")
            await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
            await run.until(lambda: run.events.cursor == 250)
            await run.keys("[")
            assert run.events.cursor == 1


async def test_the_cursor_goes_back_to_its_event_once_no_filter_hides_it_any_more() -> None:
    levels = ["Error" if n % 10 == 3 else "Info" for n in range(60)]
    rows = [event_row(n, EventLevel=level) for n, level in enumerate(levels)]
    failed = {"EventMetadata": {"Instance": {"FailureMessage": "no capacity"}}}
    with MadeUp(*rows) as service:
        service.rows.details = {r["EventId"]: failed for r in rows if r["EventLevel"] == "Error"}
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            # Not by `j`: on a slow machine the cursor may rest on a failure in between.
            run.events.go_to(25)
            event_id = run.current
            await run.keys("/", *"capacity", "enter")
            await run.shows("0 of 60 loaded")
            # What it looks for comes in while an overview asks for it.
            await run.keys("u")
            await run.shows("1 kind, 6 faults")
            await run.keys("escape")
            await run.shows("6 of 60 loaded")
            await run.until(lambda: run.events.cursor == 3)
            await run.keys("escape")
            await run.until(lambda: run.events.row_count == 60)
            assert run.current == event_id
