"""The kinds of incidents with nodes that were up: health, replacement, update; and of no node."""

from __future__ import annotations

from functools import partial

from help.incidents import (
    CAPACITY,
    comes_up,
    gets_no_instance,
    is_terminated,
    launched,
    requested,
    runs_script,
    scaled,
    script_failed,
)
from help.world_parts import (
    CHECKING,
    HOUR,
    MINUTE,
    PATCHING,
    RECOVERED,
    RETRYING,
    ROLLED_BACK,
    Making,
    TrueGroup,
    TrueNode,
)

SUBNET_FULL = "There are not enough free addresses in subnet '{}' to satisfy the requested number"
SERVICE_FAILED = (
    "Request to service failed. If failure persists after retry, contact customer support."
)
DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/hp-exec/SageMaker is not authorized to perform:"
    " eks:CreateAccessEntry on resource: arn:aws:eks:us-west-2:111122223333:cluster/eks"
)
UNHEALTHY = (
    "Instance {i} is unhealthy. HyperPod Health Monitoring Agent (HMA) has detected fault type"
    " NvidiaGPUUnhealthy on this node and is unhealthy. Repair action: Replace."
)


def node_replaced_twice(making: Making, group: TrueGroup) -> None:
    """A node is replaced, and later again; the second time an attempt may fail before, or all."""
    node = making.chance.choice(group.nodes)
    _replaced(making, node, making.now - making.seconds(5, 8) * HOUR)
    start = making.now - making.seconds(70, 110) * MINUTE
    outcome = making.chance.choice(("at once", "at the second attempt", "not yet"))
    if outcome == "at once":
        _replaced(making, node, start)
        return
    old = _taken_away(making, node, start)
    time = start + 2 * MINUTE
    for turn in range(1 if outcome == "at the second attempt" else 3):
        at = requested(making, node, time, replaced=old if turn == 0 else "")
        failing = making.failing("capacity", "capacity")
        gets_no_instance(making, node, at + 20, CAPACITY, failing)
        time += making.seconds(18, 21) * MINUTE
    # The old instance may end after the last failure of its successor.
    _old_ends(making, node, old, start + making.seconds(1, 55) * MINUTE)
    group.state = RETRYING
    if outcome == "at the second attempt":
        group.state = RECOVERED
        comes_up(making, node, time, replaced=old)


def _replaced(making: Making, node: TrueNode, time: float) -> None:
    """The instance of a node is found unhealthy, and another one comes in its stead."""
    old = _taken_away(making, node, time)
    comes_up(making, node, time + 2 * MINUTE, replaced=old)
    _old_ends(making, node, old, time + 20)


def _taken_away(making: Making, node: TrueNode, time: float) -> str:
    old, node.instance, node.status = node.instance, "", "Pending"
    failing = making.failing("unhealthy", "hardware")
    making.event(time, UNHEALTHY, of=node, instance=old, level="Warn", failing=failing)
    return old


def _old_ends(making: Making, node: TrueNode, old: str, time: float) -> None:
    time = is_terminated(making, node, old, time) + 30
    end = "Instance {i} deletion completed successfully as part of instance replacement {where}"
    making.event(time, end, of=node, instance=old)


def patch_in_progress(making: Making, group: TrueGroup) -> None:
    """A rolling update: some nodes are done, one is rolled back, one skipped, others wait."""
    group.state = PATCHING
    group.extra["SoftwareUpdateStatus"] = "InProgress"
    time = _patch_begins(making, group, making.now - making.seconds(50, 75) * MINUTE)
    back, skipped, *others = making.chance.sample(group.nodes, len(group.nodes))
    done = others[: (len(others) + 1) // 2]
    group.extra["TargetStateCount"] = len(done)
    for node in done:
        _patched(making, node, time + making.seconds(0, 100))
    _rolled_back(making, back, time + making.seconds(0, 100))
    text = (
        "UpdateClusterSoftware for Instance {i} in IG {g} skipped due to PodDisruptionBudget"
        " constraint."
    )
    failing = making.failing("skipped", "")
    at = time + making.seconds(15, 20) * MINUTE
    group.update[skipped.instance] = "skipped"
    making.event(at, text, of=skipped, instance=skipped.instance, level="Warn", failing=failing)


def patch_rolled_back(making: Making, group: TrueGroup) -> None:
    """An update fails on its first node, and the group is rolled back."""
    group.state = ROLLED_BACK
    group.extra["SoftwareUpdateStatus"] = "RollbackComplete"
    time = _patch_begins(making, group, making.now - making.seconds(2, 4) * HOUR)
    node = making.chance.choice(group.nodes)
    end = _rolled_back(making, node, time)
    text = "UpdateClusterSoftware failed for IG {g} in Cluster {c}. Initiating rollback."
    failing = making.failing("update", "")
    making.event(end - 8 * MINUTE, text, of=group, level="Warn", failing=failing)


def _patch_begins(making: Making, group: TrueGroup, time: float) -> float:
    say = partial(making.event, of=group)
    say(
        time,
        "InstanceGroup {g} in Cluster {c} has been scheduled for UpdateClusterSoftware to latest.",
    )
    say(
        time + 20,
        "UpdateClusterSoftware initiated for IG {g} in Cluster {c} using Rolling strategy.",
    )
    say(time + 40, "Next update batch selected for IG {g} in Cluster {c}.")
    return time + 60


def _volume_replaced(making: Making, node: TrueNode, time: float) -> float:
    say = partial(making.event, of=node, instance=node.instance)
    say(time, "Instance {i} in IG {g} cordoned and pods evicted.")
    say(time + 60, "Root volume replacement started for Instance {i} in IG {g}.")
    return time + 240


def _patched(making: Making, node: TrueNode, time: float) -> None:
    time = runs_script(making, node, _volume_replaced(making, node, time)) + 20
    say = partial(making.event, of=node, instance=node.instance)
    say(time, "Instance {i} in IG {g} updated successfully.")
    node.group.update[node.instance] = "updated"
    making.ended(node, time, failed=False, update=True)
    say(time + 15, "Instance {i} in IG {g} restored to schedulable state.")


def _rolled_back(making: Making, node: TrueNode, time: float) -> float:
    """The lifecycle script fails on the new image. Returns when the node runs on the old one."""
    time = _volume_replaced(making, node, time) + making.seconds(100, 300)
    script_failed(making, node, time)
    say = partial(making.event, of=node, instance=node.instance)
    back = "Instance {i} in IG {g} failed to update. Rollback initiated."
    say(time + 90, back, level="Warn", failing=making.failing("back", ""))
    time += making.seconds(10, 20) * MINUTE
    say(time, "Instance {i} in IG {g} rolled back successfully to previous AMI.")
    node.group.update[node.instance] = "rolled back"
    return time


def recovered_group(making: Making, group: TrueGroup) -> None:
    """A subnet has no more addresses for a while; then all nodes come up."""
    group.state = RECOVERED
    start = making.now - making.seconds(2, 20) * HOUR
    scaled(making, group, start)
    message = SUBNET_FULL.format(group.network.subnet)
    for _ in range(making.number(2, 5)):
        node, time = making.node(group), start + making.seconds(10, 300)
        for _ in range(making.number(1, 3)):
            at = requested(making, node, time) + 15
            failing = making.failing("addresses", "network")
            gets_no_instance(making, node, at, message, failing)
            time += making.seconds(9, 12) * MINUTE
        comes_up(making, node, time)


def deep_health_check(making: Making, group: TrueGroup) -> None:
    """New nodes are still in their deep health checks, which take one to two hours."""
    group.state = CHECKING
    group.extra["OnStartDeepHealthChecks"] = ["InstanceStress", "InstanceConnectivity"]
    start = making.now - making.seconds(115, 150) * MINUTE
    scaled(making, group, start)
    for _ in range(making.number(2, 5)):
        node = making.node(group)
        time = launched(making, node, requested(making, node, start + making.seconds(5, 60)))
        runs_script(making, node, time)
        making.ended(node, None, failed=False)
        node.status = "DeepHealthCheckInProgress"


def access_denied(making: Making) -> None:
    """HyperPod may not make access entries in the EKS cluster: no group, no node."""
    for _ in range(making.number(1, 3)):
        making.event(
            making.now - making.seconds(1, 10) * HOUR,
            "EKS Access Entries update failed for Cluster {c}",
            level="Error",
            failing=making.failing("access", "access"),
            metadata={"FailureMessage": DENIED},
        )


def lost_readiness(making: Making, time: float, lost: int = 1) -> None:
    """Nodes are no longer ready for the orchestrator, which is usual while a group scales."""
    making.event(
        time,
        f"{lost} node(s) lost orchestration-ready status. Current: {lost + 9}/{lost + 20}"
        " orchestration-ready across 4 instance group(s).",
        level="Warn",
        failing=making.failing("readiness", "scaling"),
        metadata={"FailureMessage": SERVICE_FAILED},
    )


def noise(making: Making) -> None:
    """What says little: lost readiness, reboots, updates of the cluster, passed checks."""
    for _ in range(making.number(3, 12)):
        lost = making.number(1, 9)
        lost_readiness(making, making.now - making.seconds(0.1, 30) * HOUR, lost)
    for text in (
        "Cluster {c} update started successfully",
        "Cluster {c} update completed successfully",
    ):
        # Long ago: a change of the cluster may be a sign of life of its groups.
        making.event(making.now - making.seconds(12, 30) * HOUR, text)
    running = [node for group in making.groups for node in group.nodes if node.launched]
    text = "Reboot of EC2 Instance {i} is currently in progress on Cluster {c} and IG {g}"
    for node in making.chance.sample(running, 3):
        if node.status == "Running":
            time = node.launched + making.seconds(1, 2) * HOUR
            making.event(min(time, making.now), text, of=node, instance=node.instance)
