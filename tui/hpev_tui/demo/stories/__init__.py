"""The stories: what happens in each cluster, in the order of time. The clusters are data."""

from __future__ import annotations

from hpev_tui.demo.plan import ClusterPlan, Story
from hpev_tui.demo.stories.faults import efa_story, health_story, lifecycle_story
from hpev_tui.demo.stories.ordinary import ordinary_plans, quiet_story
from hpev_tui.demo.stories.patching import patch_story
from hpev_tui.demo.stories.scaling import scale_up_story
from hpev_tui.demo.stories.slurm import slurm_story
from hpev_tui.demo.stories.storm import storm_story
from hpev_tui.demo.world import Seeded
from hpev_tui.system.files import data_of

_STORIES: dict[str, Story] = {
    "train-p5": storm_story,
    "lifecycle-lab": lifecycle_story,
    "efa-lab": efa_story,
    "health-g5": health_story,
    "scale-up": scale_up_story,
    "patch-rollback": patch_story,
    "slurm-hpc": slurm_story,
    "quiet-prod": quiet_story,
}


def plans(seeded: Seeded) -> list[ClusterPlan]:
    """The plans of all clusters; in those without a story nothing happens."""
    rows = data_of("demo-clusters.json")["clusters"]
    with_story = [ClusterPlan.of(row, _STORIES.get(row["name"], lambda _: ())) for row in rows]
    return [*with_story, *ordinary_plans(seeded)]
