"""What is seen of events that were dropped: in the title, in the overviews, and in what leaves."""

from __future__ import annotations

from help.app import UNHURRIED, account, running
from help.endpoint import MadeUp
from help.events import LATER, NAME, event_row, mixed_rows
from help.timers import polls_by_hand
from hpev_tui.export.report import markdown
from hpev_tui.session.bounds import Bounds
from hpev_tui.session.report import incident_report
from hpev_tui.session.report_scope import Scope

LIMITS = UNHURRIED._replace(bounds=Bounds(most_events=100, kept_events=60))


async def test_it_is_said_wherever_events_are_counted() -> None:
    with MadeUp(*mixed_rows(90)) as service:
        timers = polls_by_hand()
        settings = account(service, NAME)
        async with running(settings, now=lambda: LATER, timers=timers, limits=LIMITS) as run:
            await run.shows("90 loaded, no older events")
            # The cursor is on the oldest one: it comes to the one next to it.
            await run.keys("f", "G")
            service.add(*(event_row(-number, EventLevel="Error") for number in range(1, 21)))

            def is_polled() -> bool:
                """Whether they have come; whatever waits goes off, until the poll was among it."""
                timers.go_off()
                return "oldest 50 dropped" in run.text

            await run.until(is_polled)
            await run.shows("60 loaded, no more are kept", "Event number 39")
            await run.shows("Dropped the oldest 50 events: at most 100 are kept")
            model = run.browser.model
            await run.keys("u")
            await run.shows("60 events, 05-12", "no more are kept; oldest 50 dropped")
            report = markdown(incident_report(model, Scope.of(model)))
            assert "60 events from 2026-05-12" in report
            assert "older available, the oldest 50 dropped" in report
            assert "Events before 2026-05-12" in report
