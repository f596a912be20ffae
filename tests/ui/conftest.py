"""The fixtures of the tests of the screens."""

from __future__ import annotations

from functools import partial

import pytest

from help.endpoint import endpoint, surroundings, world
from hpev_tui.sources.rate_limit import RateLimit

__all__ = ["endpoint", "surroundings", "unhurried", "world"]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many calls a second as there can be: how many there may be is tested with the limit."""
    monkeypatch.setattr("hpev_tui.sources.loader.RateLimit", partial(RateLimit, a_second=100_000))
