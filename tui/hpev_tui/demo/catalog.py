"""Every cluster of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.stories.storm import storm_plan

if TYPE_CHECKING:
    from hpev_tui.demo.plan import ClusterPlan
    from hpev_tui.demo.seeded import Seeded


def plans(_: Seeded) -> list[ClusterPlan]:
    """The plans of all clusters."""
    return [storm_plan()]
