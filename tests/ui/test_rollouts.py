"""A group whose software is updated says how far that is: in the line, groups and nodes."""

from __future__ import annotations

from collections import Counter

from help.served import flat, looked_at, served
from help.world_parts import TrueGroup
from help.worlds import IncidentWorld, incident_world


def patched() -> tuple[IncidentWorld, TrueGroup]:
    """A world with few groups, one of which is being updated."""
    for seed in range(100):
        world = incident_world(seed)
        for name, kind in world.incidents.items():
            if kind == "patch_in_progress":
                return world, world.groups[name]
    raise AssertionError("no such world")


async def test_an_update_is_said_in_the_groups_and_of_each_node() -> None:
    world, group = patched()
    states = Counter(group.update.values())
    with served(world.case) as service:
        async with looked_at(service) as screen:
            await screen.read("L")
            said = (await screen.groups())[group.name]
            (skipped,) = [each for each, its in group.update.items() if its == "skipped"]
            await screen.read("escape", "M", "/", *skipped[-6:])
            node = flat(await screen.read("enter"))
    count = f"updated {states['updated']} of {len(group.nodes)}"
    for text in ("patching", count, "rolled back 1", "skipped 1 (PodDisruptionBudget)", "Rolling"):
        assert text in said
    left = len(group.nodes) - len(group.update)
    assert f"left {left}" in said
    assert f"{count}" in node
    assert "this node: skipped" in node
