"""What happens in an incident world after its present: the incidents that are not over go on."""

from __future__ import annotations

from help.incidents import CAPACITY, EFA, failed, gets_no_instance, launched, requested
from help.incidents_of_nodes import lost_readiness
from help.world_parts import MINUTE, RETRYING, Making, TrueNode

FIRST = 1.0
"""When the first event comes, in seconds after the present."""

BETWEEN = 20.0
"""How long after the request of one node that of the next one comes, in seconds."""


def go_on(making: Making, until: float) -> None:
    """Attempts that failed are made again, and nodes lose their readiness, up to a time."""
    start = making.now + FIRST
    for group in making.groups:
        if group.state != RETRYING:
            continue
        for node in [each for each in group.nodes if each.status == "Pending"]:
            time = start
            while time < until:
                time = _tried(making, node, time)
            start += BETWEEN
    while start < until:
        lost_readiness(making, start)
        start += making.seconds(60, 120)


def _tried(making: Making, node: TrueNode, time: float) -> float:
    """One more attempt fails as the ones before; when the next begins."""
    at = requested(making, node, time)
    # A node that got an instance once, and has none, failed its checks.
    if EFA in node.message:
        end = launched(making, node, at) + making.seconds(200, 500)
        failed(making, node, end, EFA, making.failing("efa", "efa"))
        node.instance = ""
        return end + making.seconds(5, 8) * MINUTE
    end = at + making.seconds(15, 60)
    gets_no_instance(making, node, end, CAPACITY, making.failing("capacity", "capacity"))
    return time + 11 * MINUTE
