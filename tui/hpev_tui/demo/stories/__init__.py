"""The stories: what happens in each cluster, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.stories.health import health_plan
from hpev_tui.demo.stories.labs import efa_plan, lifecycle_plan
from hpev_tui.demo.stories.ordinary import calm_plans, ordinary_plans
from hpev_tui.demo.stories.patching import patch_plan
from hpev_tui.demo.stories.scaling import scale_up_plan
from hpev_tui.demo.stories.slurm import slurm_plan
from hpev_tui.demo.stories.storm import storm_plan

if TYPE_CHECKING:
    from hpev_tui.demo.plan import ClusterPlan
    from hpev_tui.demo.world import Seeded


def plans(seeded: Seeded) -> list[ClusterPlan]:
    """The plans of all clusters."""
    return [
        storm_plan(),
        lifecycle_plan(),
        efa_plan(),
        health_plan(),
        scale_up_plan(),
        patch_plan(),
        slurm_plan(),
        *calm_plans(),
        *ordinary_plans(seeded),
    ]
