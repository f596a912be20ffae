"""The values of which next steps are made: of an event, of its cluster and of its node.

What the service sends may be anybody's text: a value is one only if it has the form that the
service's API model, or EC2's documentation, gives it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hpev_tui.export.snippets import CONSOLES
from hpev_tui.model.events import ClusterInfo, ClusterNode, Event, GroupCount
from hpev_tui.query.pushdown import is_name, is_node_id
from hpev_tui.rules.denials import denial_in
from hpev_tui.text.clean import utc_iso

# The forms of the API model, except that a region must begin like one.
_CLUSTER_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):sagemaker:(?P<region>[a-z]{2}[a-z0-9-]+):[0-9]{12}"
    r":cluster/(?P<cluster_id>[a-z0-9]{12})"
)
_EVENT_ID = re.compile(r"[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}")

_ML_TYPE = re.compile(r"\bml\.([a-z][a-z0-9-]{0,30}\.[a-z0-9][a-z0-9-]{0,30})")
_EC2_TYPE = re.compile(
    r"(?<![\w.$-])([a-z][a-z0-9-]{0,30}\.(?:metal(?:-[0-9]{1,3}xl)?|[0-9]{0,3}xlarge|large|medium))\b"
)
_IMAGE = re.compile(r"\bami-[0-9a-f]{8}(?:[0-9a-f]{9})?\b")
_SUBNET = re.compile(r"\bsubnet-[0-9a-f]{8}(?:[0-9a-f]{9})?\b")
_SECURITY_GROUP = re.compile(r"\bsg-[0-9a-f]{8}(?:[0-9a-f]{9})?\b")
_STATUS = re.compile(r"[A-Za-z]{1,30}")

_BEFORE_SECONDS = 3 * 3600
"""How long before an event its logs are of interest."""

_MANY = 3
"""So many failed attempts of a group are no accident, where fewer came up."""

LISTS = frozenset(("subnets",))
"""The values that are several words of a command."""

_ENDPOINT = "VPC endpoint policy"

_CONTROLLER = "Controller"
"""What `SlurmConfig.NodeType` says of the group of the controller node."""


class Surroundings(NamedTuple):
    """What is known around an event, as it is now."""

    info: ClusterInfo | None = None
    """What DescribeCluster says, None where it is not known."""
    node: ClusterNode | None = None
    """The node with the event's instance, None where none is known."""
    failed: int = 0
    """How many attempts of the event's group failed, by the loaded events."""
    came_up: int = 0
    """How often a node of it came up."""


NOTHING_AROUND = Surroundings()


def values_of(event: Event, message: str, around: Surroundings) -> dict[str, str]:
    """The values that are known and in their proper form, by their names in the data file.

    `message` is the event's failure message.
    """
    values = _of_event(event)
    if message:
        _add_message(values, message)
    if around.node is not None and is_name(around.node.instance_group_name):
        # Its sessions are named after the group that it is in now, its logs after that of then.
        values["node_group"] = around.node.instance_group_name
    if around.failed >= _MANY and around.failed > around.came_up:
        values |= {"failed": f"{around.failed:,}", "came_up": f"{around.came_up:,}"}
    if around.info is None:
        values["may_be_controller"] = "yes"
    else:
        _add_cluster(values, event.instance_group_name, around.info)
    return values


def _of_event(event: Event) -> dict[str, str]:
    values: dict[str, str] = {}
    if arn := _CLUSTER_ARN.fullmatch(event.cluster_arn):
        values |= arn.groupdict() | {"cluster": event.cluster_arn}
        if host := CONSOLES.get(arn["partition"]):
            values["console"] = host.format(region=arn["region"])
    if is_name(event.cluster_name):
        values |= {"cluster": event.cluster_name, "cluster_name": event.cluster_name}
    if is_name(event.instance_group_name):
        values["group"] = values["node_group"] = event.instance_group_name
    if is_node_id(event.instance_id):
        values["instance"] = event.instance_id
    if _EVENT_ID.fullmatch(event.event_id):
        values["event_id"] = event.event_id
    values["since"] = "3h" if event.odd_time else utc_iso(event.event_time - _BEFORE_SECONDS)
    return values


def _add_message(values: dict[str, str], message: str) -> None:
    # EC2 writes the types without "ml.".
    if match := _ML_TYPE.search(message) or _EC2_TYPE.search(message):
        values["instance_type"] = match[1]
    if match := _IMAGE.search(message):
        values["image"] = match[0]
    if subnets := _SUBNET.findall(message):
        values["subnets"] = " ".join(dict.fromkeys(subnets))
    denial = denial_in(message)
    if denial is None or not (denial.policy or denial.explicit):
        return
    # Who denies what, where it is said by which kind of policy.
    what = denial.action or "the action"
    on = f" on {denial.resource}" if denial.resource else ""
    values["denial"] = f"{denial.decision[0].upper()}{denial.decision[1:]}: {what}{on}."
    values["denial_advice"] = f"{denial.advice(what)}."
    if denial.policy and denial.policy.name == _ENDPOINT:
        values["by_endpoint"] = "yes"


def _add_cluster(values: dict[str, str], name: str, info: ClusterInfo) -> None:
    """Add what DescribeCluster says of the group of that name, and of the group of the node."""
    if info.node_recovery in ("Automatic", "None"):
        values["recovers" if info.node_recovery == "Automatic" else "recovers_not"] = "yes"
    subnets, security_groups = info.subnets, info.security_group_ids
    # A plain loop: this is on the way of a keystroke.
    for group in info.groups:
        if group.instance_group_name == values.get("node_group"):
            if group.slurm_node_type == _CONTROLLER:
                values["controller"] = "yes"
            elif not group.slurm_node_type and info.orchestrator != "Eks":
                values["may_be_controller"] = "yes"
        if group.instance_group_name == name:
            _add_group(values, group)
            subnets = group.subnets or subnets
            security_groups = group.security_group_ids or security_groups
    in_form = [text for text in security_groups if _SECURITY_GROUP.fullmatch(text)]
    if in_form:
        values["security_groups"] = ",".join(in_form)
    in_form = [text for text in subnets if _SUBNET.fullmatch(text)]
    if in_form:
        values.setdefault("subnets", " ".join(in_form))


def _add_group(values: dict[str, str], group: GroupCount) -> None:
    """Add what DescribeCluster says of the event's group."""
    if group.security_group_ids:
        values["own_network"] = "yes"
    types = [match[1] for each in group.instance_types if (match := _ML_TYPE.fullmatch(each))]
    if types:
        values.setdefault("instance_type", ",".join(dict.fromkeys(types)))
    if group.file_system_gib is not None:
        values["file_system_gib"] = f"{group.file_system_gib:,}"
    if _STATUS.fullmatch(group.training_plan_status):
        values["training_plan_status"] = group.training_plan_status
