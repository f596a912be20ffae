"""Which source a run asks: the user's account, or the built-in endpoint."""

from __future__ import annotations

from collections.abc import Callable

from hpev_tui.model.settings import Settings
from hpev_tui.sources import AskCode, EventSource
from hpev_tui.sources.connection import CallStats


def opener(
    settings: Settings,
    now: Callable[[], float],
    ask_code: AskCode,
    read_seconds: float | None = None,
) -> Callable[[CallStats], EventSource]:
    """What opens the source; it imports the SDK, so it is called in a background thread.

    Args:
        settings: Which account, or the demo.
        now: The clock of the demo, in seconds since the epoch.
        ask_code: Asks the user for an MFA code.
        read_seconds: How long the SDK waits for an answer; None takes the usual time.
    """

    def open_account(stats: CallStats) -> EventSource:
        from hpev_tui.sources.aws.opening import open_source

        return open_source(
            settings.profile or None,
            settings.region or None,
            settings.endpoint_url or None,
            stats=stats,
            fallback_region=settings.fallback_region,
            ask_code=ask_code,
            read_seconds=read_seconds,
        )

    def open_demo(stats: CallStats) -> EventSource:
        from hpev_tui.demo.endpoint import DemoEndpoint
        from hpev_tui.demo.world import World
        from hpev_tui.sources.aws import opening

        world = World(now=now, extra_events=settings.demo_events or 0)
        return opening.open_demo(DemoEndpoint(world).start().url, stats)

    return open_demo if settings.demo else open_account
