"""What was not loaded between two rows is marked there, until it is loaded."""

from __future__ import annotations

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import mixed_rows
from hpev_tui.ui.widgets.event_list import GAP_ABOVE


def marked(run: Run) -> list[int]:
    """The rows that say that something is missing above them."""
    width = run.events.size.width
    return [
        row
        for row in range(run.events.row_count)
        if GAP_ABOVE in "".join(text for text, _ in run.events.row_pieces(row, width))
    ]


async def test_what_lies_between_the_news_and_the_rest_is_marked_until_it_is_loaded() -> None:
    rows = mixed_rows(400)
    with MadeUp(*rows[300:]) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, no older events")
            assert marked(run) == []
            service.add(*rows[:300])
            # The newest page comes, and the next one does not.
            with service.hold("ListClusterEvents") as hold:
                await run.keys("r")
                await run.until(lambda: hold.waiting == 1)
                service.fail("ListClusterEvents", 400, "AccessDeniedException", "not now")
            await run.shows("200 loaded, gap: L loads", "Access denied: ")
            assert marked(run) == [100]
            # The cursor is on its event, the mark in view above it.
            assert run.current == rows[300]["EventId"]
            await run.shows(f"{GAP_ABOVE}Event number 300")
            await run.keys("r")
            await run.shows("400 loaded, no older events")
            assert marked(run) == []
            await run.gone(GAP_ABOVE.strip())
            assert run.listed == [row["EventId"] for row in rows]
            assert run.current == rows[300]["EventId"]
