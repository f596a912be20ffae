"""The kinds of incidents of a world: each lets events happen, and states what is true by them."""

from __future__ import annotations

from help.events import Row
from help.world_parts import (
    DAY,
    GIVEN_UP,
    GROWING,
    HOUR,
    MINUTE,
    RECOVERED,
    RETRYING,
    Failing,
    Making,
    TrueGroup,
    TrueNode,
)

CAPACITY = "We currently do not have sufficient capacity in the Availability Zone you requested."
EFA = (
    "EFA health checks did not run successfully. Ensure that your VPC and security groups are"
    " properly configured before attempting to create a new cluster."
)
LIFECYCLE = (
    "Lifecycle scripts did not run successfully. Ensure the scripts exist in provided S3 path, are"
    " accessible, and run without errors. Please see CloudWatch logs for lifecycle script"
    " execution details."
)
SCRIPT_FAILED = (
    "Instance lifecycle script execution for EC2 Instance {i} has Failed. To view lifecycle script"
    " logs, visit log group '/aws/sagemaker/Clusters/{c}/id' and log stream"
    " 'LifecycleConfig/{g}/{i}'."
)


# Steps that several kinds have in common


def says_network(making: Making, group: TrueGroup, time: float) -> None:
    """The network of a group is read, for the requests that follow."""
    network = group.network
    groups = ", ".join(network.security_groups)
    making.event(
        time,
        f"Found Subnet {network.subnet} in AZ {network.zone} with SecurityGroupIds [{groups}]"
        " for IG {g} in Cluster {c}",
        of=group,
        metadata={
            "AvailabilityZoneId": network.zone,
            "SubnetId": network.subnet,
            "SecurityGroupIds": [*network.security_groups],
        },
    )


def requested(making: Making, node: TrueNode, time: float, *, replaced: str = "") -> float:
    """An attempt begins; returns when it has come to its launch.

    `replaced` is the instance that the event of a replacement names: the reference leaves open
    whether that is the old one or the new one.
    """
    node.network = node.group.network
    if replaced:
        start = "Instance {i} is starting as part of instance replacement {where}"
        making.event(time, start, of=node, instance=replaced)
    else:
        making.event(time, "Instance creation started successfully {where}", of=node)
    time += making.seconds(1, 8)
    pool = "No CapacityReservation found for Cluster {c} and IG {g}, using on-demand pool"
    metadata: Row = {}
    if reservation := node.group.reservation:
        pool = f"Found CapacityReservation ID {reservation} for Cluster {{c}} and IG {{g}},"
        pool += " using reserved capacity"
        metadata = {"CapacityReservation": {"Arn": node.group.reservation_arn, "Type": "ODCR"}}
    making.event(time, pool, of=node, metadata=metadata)
    return time + making.seconds(1, 8)


def launched(making: Making, node: TrueNode, time: float) -> float:
    """It gets an instance; returns when that is up."""
    eni = {"CustomerEni": making.id("eni")}
    created = "Successfully created Customer ENI for instance {where}"
    making.event(time, created, of=node, metadata=eni)
    node.instance, node.launched = node.coming or making.id("i"), time
    node.instances.append(node.instance)
    node.coming = ""
    time += making.seconds(60, 200)
    provisioned = "EC2 Instance {i} successfully provisioned {where}"
    making.event(time, provisioned, of=node, instance=node.instance, metadata=eni)
    return time


def script(making: Making, node: TrueNode, time: float, status: str) -> None:
    """The lifecycle script has started or succeeded."""
    text = f"Instance lifecycle script execution for EC2 Instance {{i}} has {status}"
    state = {"LcsExecutionState": status}
    making.event(time, text, of=node, instance=node.instance, metadata=state)


def runs_script(making: Making, node: TrueNode, time: float) -> float:
    """The lifecycle script runs without errors."""
    time += making.seconds(30, 90)
    script(making, node, time, "Started")
    time += making.seconds(100, 400)
    script(making, node, time, "Succeeded")
    return time


def comes_up(making: Making, node: TrueNode, time: float, *, replaced: str = "") -> float:
    """An attempt succeeds; `replaced` is the instance that went before. Returns when it is up."""
    if replaced and making.chance.random() < 0.5:
        replaced = node.coming = making.id("i")
    time = launched(making, node, requested(making, node, time, replaced=replaced))
    return is_up(making, node, runs_script(making, node, time), replaced=bool(replaced))


def is_up(making: Making, node: TrueNode, time: float, *, replaced: bool = False) -> float:
    """An instance is ready."""
    config = "Successfully updated Kubernetes config for instance {i} {where}"
    making.event(time + 4, config, of=node, instance=node.instance)
    time += making.seconds(10, 60)
    end = "Instance creation {i} {where} completed successfully"
    if replaced:
        end = "Instance {i} creation completed successfully as part of instance replacement {where}"
    making.event(time, end, of=node, instance=node.instance)
    making.ended(node, time, failed=False)
    node.status = "Running"
    return time


def gets_no_instance(
    making: Making, node: TrueNode, time: float, message: str, failing: Failing
) -> None:
    """An attempt fails before it has an instance: two events within a second say so."""
    said: Row = {"FailureMessage": message}
    making.event(
        time,
        "Failed to provision EC2 Instance {where}",
        of=node,
        level="Error",
        failing=failing,
        metadata=said,
    )
    making.event(
        time + making.seconds(0.2, 0.9),
        "Instance creation in Cluster {c} and InstanceGroup {g} failed",
        of=node,
        level="Error",
        failing=failing,
        metadata=said,
    )
    making.ended(node, time, failed=True)


def is_terminated(making: Making, node: TrueNode, instance: str, time: float) -> float:
    """An instance goes away."""
    going = "Termination of EC2 Instance {i} is currently in progress {where}"
    making.event(time, going, of=node, instance=instance)
    time += making.seconds(60, 240)
    enis = "Successfully deleted unused Customer ENIs for EC2 Instance {i} {where}"
    making.event(time, enis, of=node, instance=instance)
    return time


def born(making: Making, group: TrueGroup, count: int) -> None:
    """A group's first nodes come up, days ago."""
    time = making.now - making.seconds(1.5 * DAY, 3 * DAY)
    says_network(making, group, time)
    for _ in range(count):
        comes_up(making, making.node(group), time + making.seconds(5, 300))


def scaled(making: Making, group: TrueGroup, time: float) -> None:
    """More nodes are asked for."""
    making.event(time, "InstanceGroup {g} update started successfully in Cluster {c}", of=group)
    says_network(making, group, time + 2)


# The kinds. Each has a group of its own, whose first nodes are up.


def capacity_in_zone(making: Making, group: TrueGroup) -> None:
    """One zone has no capacity, again and again; or HyperPod has given up."""
    gone_on = making.chance.random() < 0.7
    group.state = RETRYING if gone_on else GIVEN_UP
    end = making.now - (making.seconds(1, 10) if gone_on else making.seconds(110, 200)) * MINUTE
    turns = making.number(3, 7)
    start = end - turns * 11 * MINUTE
    scaled(making, group, start - 60)
    for _ in range(making.number(3, 7)):
        node, shift = making.node(group), making.seconds(0, 300)
        for turn in range(turns):
            time = requested(making, node, start + turn * 11 * MINUTE + shift - 200)
            time += making.seconds(5, 60)
            failing = making.failing("capacity", "capacity")
            gets_no_instance(making, node, time, CAPACITY, failing)


def sibling_succeeds(making: Making, group: TrueGroup) -> None:
    """The group in the other zone grows meanwhile; the last nodes may be on their way."""
    start = making.now - making.seconds(25, 90) * MINUTE
    scaled(making, group, start)
    for _ in range(making.number(2, 6)):
        comes_up(making, making.node(group), start + making.seconds(5, 300))
    if making.chance.random() < 0.5:
        group.state = GROWING
        node = making.node(group)
        time = requested(making, node, making.now - making.seconds(8, 15) * MINUTE)
        launched(making, node, time)
        making.ended(node, None, failed=False)


def subnet_change_breaks_efa(making: Making, group: TrueGroup) -> None:
    """A group is given another subnet: no node that is requested from then on passes the checks."""
    group.state = RETRYING
    start = making.now - making.seconds(60, 100) * MINUTE
    group.network = making.network(making.number(0, 2))
    scaled(making, group, start)
    for _ in range(making.number(3, 7)):
        node = making.node(group)
        time = start + making.seconds(10, 120)
        while time + 18 * MINUTE < making.now:
            end = launched(making, node, requested(making, node, time)) + making.seconds(200, 500)
            failed(making, node, end, EFA, making.failing("efa", "efa"))
            is_terminated(making, node, node.instance, end + 20)
            node.instance = ""
            node.message = f"Instance failed to provision with the following error: {EFA}"
            time = end + making.seconds(300, 500)


def failed(making: Making, node: TrueNode, time: float, message: str, failing: Failing) -> None:
    """An attempt that has an instance fails."""
    making.event(
        time,
        "Instance creation {i} {where} failed",
        of=node,
        instance=node.instance,
        level="Error",
        failing=failing,
        metadata={"FailureMessage": message},
    )
    making.ended(node, time, failed=True)


def script_fails_five_times(making: Making, group: TrueGroup) -> None:
    """The lifecycle script fails five times on one instance, and then runs."""
    group.state = RECOVERED
    start = making.now - making.seconds(2, 5) * HOUR
    scaled(making, group, start)
    is_said_twice = making.chance.random() < 0.5
    for _ in range(making.number(1, 3)):
        node = making.node(group)
        time = launched(making, node, requested(making, node, start + making.seconds(3, 60)))
        for _ in range(5):
            script(making, node, time + 40, "Started")
            time += making.seconds(150, 300)
            script_failed(making, node, time, twice=is_said_twice)
            time += making.seconds(8, 10) * MINUTE
        is_up(making, node, runs_script(making, node, time))


def script_failed(making: Making, node: TrueNode, time: float, *, twice: bool = False) -> None:
    """A run of the lifecycle script fails; a second event may say so, too."""
    failing = making.failing("lifecycle", "lifecycle")
    making.event(
        time,
        SCRIPT_FAILED,
        of=node,
        instance=node.instance,
        level="Error",
        failing=failing,
        metadata={"FailureMessage": LIFECYCLE, "LcsExecutionState": "Failed"},
    )
    making.ended(node, time, failed=True, update=node.status == "Running")
    if twice:
        making.event(
            time + 0.7,
            "Instance creation {i} {where} failed",
            of=node,
            instance=node.instance,
            level="Error",
            failing=failing,
            metadata={"FailureMessage": LIFECYCLE},
        )
