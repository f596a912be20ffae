"""Which source a run asks: the user's account, or the built-in endpoint."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hpev_tui import export, findings, rules
from hpev_tui.model.settings import Settings
from hpev_tui.sources import AskCode, EventSource
from hpev_tui.sources.call_stats import CallStats


def opener(
    settings: Settings, now: Callable[[], float], drawn: threading.Event, ask_code: AskCode
) -> Callable[[CallStats], EventSource]:
    """What opens the source; it imports the SDK, so it is called in a background thread.

    It waits for `drawn`, the first frame: an import holds the interpreter's lock and would
    hold up the frame even from another thread. `ask_code` is for an MFA code.
    """

    def prepare() -> None:
        drawn.wait()
        # They are in files, which the screen must not wait for when it draws the first event.
        rules.load_all()
        findings.load_rules()
        export.load_plan()

    def open_account(stats: CallStats) -> EventSource:
        prepare()
        from hpev_tui.sources.aws.opening import open_source

        return open_source(
            settings.profile or None,
            settings.region or None,
            settings.endpoint_url or None,
            stats=stats,
            fallback_region=settings.fallback_region,
            ask_code=ask_code,
        )

    def open_demo(stats: CallStats) -> EventSource:
        prepare()
        from hpev_tui.demo.endpoint import DemoEndpoint
        from hpev_tui.demo.world import World
        from hpev_tui.sources.aws import opening

        world = World(now=now, extra_events=settings.demo_events or 0)
        return opening.open_demo(DemoEndpoint(world).start().url, stats)

    return open_demo if settings.demo else open_account
