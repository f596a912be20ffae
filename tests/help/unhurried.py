"""`python tests/help/unhurried.py`: the program, which makes as many calls a second as it can."""

from __future__ import annotations

import sys
from functools import partial
from unittest.mock import patch

from hpev_tui.cli import main
from hpev_tui.model.settings import Settings
from hpev_tui.session.host import Limits
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.sources.rate_limit import CallBudget, RateLimit
from hpev_tui.ui.app import HpevApp


class Unhurried(HpevApp):
    """Waits for no rate limit."""

    def __init__(self, settings: Settings, *, processes: SdkProcesses | None = None) -> None:
        limits = Limits(rate_limit=partial(RateLimit, CallBudget(a_second=100_000)))
        super().__init__(settings, limits=limits, processes=processes)


if __name__ == "__main__":
    with patch("hpev_tui.ui.app.HpevApp", Unhurried):
        sys.exit(main())
