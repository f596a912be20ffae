"""An incident world is served as a case is, and what is seen of it is what it holds."""

from __future__ import annotations

from help.served import Case, flat, looked_at, served
from help.worlds import incident_world


async def test_a_world_is_served_with_all_that_it_holds() -> None:
    world = incident_world(3)
    with served(world.case) as service:
        async with looked_at(service) as screen:
            groups = await screen.groups()
            await screen.read("escape", "L")
            text = flat(await screen.read("u"))
    assert groups.keys() == world.groups.keys()
    assert f"{len(world.case['events'])} events" in text
    assert "without a reason" not in text


def test_the_events_of_a_live_world_appear_with_time() -> None:
    world = incident_world(3, live=600)
    case, now = Case(world.case), [0.0]
    case.clock = lambda: now[0]
    asked = {"ClusterName": case.cluster["ClusterName"], "MaxResults": 100}
    times = [row["EventTime"] for row in world.case["events"]]
    for passed in (-1.0, 0.0, 100.0, 600.0):
        now[0] = world.now + passed
        newest = case.answer("ListClusterEvents", asked)["Events"][0]
        assert newest["EventTime"] == max(time for time in times if time <= now[0])
