"""What tests of the picker wait for."""

from __future__ import annotations

from help.app import Run
from hpev_tui.demo.world import World


async def all_listed(run: Run, world: World) -> None:
    """Wait until all clusters of the region stand in the list."""
    await run.shows(f"Clusters  {len(world.clusters())}")
    await run.gone("loading")
