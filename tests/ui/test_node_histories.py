"""All of a node by its timeline, however little of its cluster is loaded."""

from __future__ import annotations

from help.served import Body, CaseEndpoint, flat, looked_at, served
from help.world_parts import TrueNode
from help.worlds import IncidentWorld, incident_world

KIND = "node_replaced_twice"


def replaced() -> tuple[IncidentWorld, TrueNode]:
    """A world in which a node was replaced twice, and that node: it has come up again."""
    for seed in range(60):
        world = incident_world(seed)
        names = [name for name, kind in world.incidents.items() if kind == KIND]
        nodes = [node for name in names for node in world.groups[name].nodes]
        matching = [node for node in nodes if len(node.instances) == 3 and node.instance]
        if matching and len(world.case["events"]) > 300:
            return world, matching[0]
    raise AssertionError("no such world")


def asked_for(service: CaseEndpoint, operation: str) -> list[Body]:
    return [asked for name, asked in service.calls if name == operation]


async def test_all_events_of_the_instance_and_of_earlier_ones_are_listed() -> None:
    world, node = replaced()
    with served(world.case) as service:
        async with looked_at(service, background=False) as screen:
            await screen.read("M", "/", *node.instance[-6:])
            text = flat(await screen.read("enter", "enter", "g"))
            text += flat(await screen.read("y", "t")) + "".join(screen.copied[-1:])
        own = [asked for asked in asked_for(service, "ListClusterEvents") if "NodeId" in asked]
        # Each of its instances is asked for: the events of each reach farther back.
        assert {asked["NodeId"] for asked in own} == {*node.instances}
    for number in (1, 2, 3):
        assert f"instance {number} of 3" in text
    for instance in node.instances:
        assert instance in text
    assert "NvidiaGPUUnhealthy" in text
    assert "all events of its 3 instances" in text


async def test_where_no_detail_can_be_read_it_says_that_earlier_instances_are_not_known() -> None:
    world, node = replaced()
    refused = {"status": 400, "body": {"__type": "AccessDeniedException", "message": "no"}}
    case = {**world.case, "errors": {"DescribeClusterEvent": refused}}
    with served(case) as service:
        async with looked_at(service) as screen:
            await screen.read("M", "/", *node.instance[-6:])
            text = flat(await screen.read("enter", "enter"))
    assert f"all events of {node.instance}" in text
    assert "earlier instances unknown" in text
