"""Attacks in every field of events, details, groups and nodes, on the screens made of them."""

from __future__ import annotations

import pytest

from help.app import Run, account, running
from help.attacks.service import Attacker
from help.attacks.strings import GROUPS
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.widgets.table_list import TableList
from ui.test_hostile_text import assert_harmless

pytestmark = pytest.mark.long


async def walk(run: Run) -> None:
    """Stand on every row, and look."""
    table = run.the(TableList)
    for _ in range(table.row_count):
        assert_harmless(run)
        assert all(len(line) <= 160 for line in run.text.splitlines() if line.isascii())
        await run.keys("j")


@pytest.mark.parametrize("name", GROUPS)
async def test_attacks_are_words_in_every_overview(name: str) -> None:
    with Attacker(GROUPS[name]) as service:
        async with running(account(service, "cluster00"), size=(160, 50)) as run:
            await run.shows(f"{len(GROUPS[name])} loaded")
            for key in ("u", "M"):
                await run.keys(key)
                await run.until(lambda: isinstance(run.app.screen, OverviewScreen))
                await run.until(lambda: run.the(TableList).row_count > 0)
                await walk(run)
                await run.keys("y", "t")
                await run.until(lambda: bool(run.toasts))
                assert_harmless(run)
                if key == "M":
                    await run.keys("g", "enter")
                    await run.until(lambda: isinstance(run.app.screen, TimelineScreen))
                    await walk(run)
                    await run.keys("escape")
                await run.keys("escape")
            await run.command("Instance groups: counts, attempts, verdict, next attempt")
            await walk(run)
            assert run.app.is_running
