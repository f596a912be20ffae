"""The day in the background, on the screen: what says that it loads, and what is known then."""

from __future__ import annotations

from help.app import account, running
from help.endpoint import MadeUp
from help.events import mixed_rows

FILLING = "loading older events…"


async def test_the_header_says_so_while_it_loads_and_the_counts_say_what_is_known() -> None:
    with MadeUp(*mixed_rows(3_000)) as service:
        async with running(account(service, "made-up", background=True)) as run:
            with service.hold("ListClusterEvents") as hold:
                await run.until(lambda: hold.waiting == 1)
                assert FILLING not in run.text
            with service.hold("ListClusterEvents") as hold:
                await run.until(lambda: hold.waiting == 1)
                await run.shows(FILLING, "h loaded, ", "; older available (L)")
                # Nobody waits for it: the list says nothing of it, and acts on keys.
                await run.keys("j")
                assert run.events.cursor == 1
            await run.shows("24 h loaded, 1,500 events; older available (L)", "updated ")
            await run.gone(FILLING)
            await run.keys("1")
            await run.shows(" of 1,500 events; older available (L)")
            await run.keys("L")
            await run.shows("3,000 loaded, no older events")


async def test_the_list_stays_where_the_user_is_while_older_events_come() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up", background=True)) as run:
            with service.hold("ListClusterEvents") as hold:
                await run.until(lambda: hold.waiting == 1)
            with service.hold("ListClusterEvents") as hold:
                await run.until(lambda: hold.waiting == 1)
                await run.until(lambda: run.events.row_count > 0)
                await run.keys(*"jjj")
                current = run.current
            await run.shows("900 loaded, no older events")
            assert (run.current, run.events.cursor, run.events.in_view.start) == (current, 3, 0)
