"""Decoding the bodies of the service's answers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from hpev_tui.detail.json_lines import one_line_json
from hpev_tui.model.events import Cluster, ClusterInfo, ClusterNode, Event, GroupCount, Json, Page
from hpev_tui.model.failure import unreadable
from hpev_tui.sources.aws.strangers import page, unreadable_page
from hpev_tui.text.clean import clean, parse_time

_CLUSTER_ARN = re.compile(r"arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:([0-9]{12}):cluster/")

_SHORT = 1000
"""Characters; longer texts are hardly ever equal, and not worth sharing."""

_MOST_TEXTS = 8192
"""How many texts are known at a time; where all differ, more would only take room."""

_START_OF_PAGE = 20
"""Characters of a page in HTML that are shown: enough for its first tag, and its title follows."""

BODY = "HpevBody"
"""The key under which `keep_body` puts a successful answer's body in a call's result."""

HEADERS = "HpevHeaders"
"""The key of the same answer's headers, their names in lower case."""


def keep_body(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object
) -> None:
    """A `before-parse` handler: moves a successful answer's body past botocore's parser.

    It also fires on errors, some of which botocore retries, so those are left alone.
    """
    if response_dict["status_code"] < 300:
        customized_response_dict[BODY] = response_dict["body"]
        headers = response_dict["headers"].items()
        customized_response_dict[HEADERS] = {name.lower(): value for name, value in headers}
        response_dict["body"] = b"{}"


def decode(
    operation: str, answer: Mapping[str, Any], key: str, kind: type = object
) -> dict[str, Json]:
    """The JSON object of a successful answer, which must hold `key`, as a `kind`.

    Where `key` is a list, null is refused: an answer without its list must not be taken for the end
    of the list. Elsewhere null stays, and is shown.

    Raises:
        SourceError: the body was cut short, is not JSON, or is not an answer of this operation.
    """
    body: bytes = answer[BODY]
    headers: Mapping[str, str] = answer[HEADERS]
    length = headers.get("content-length")
    if length is not None and length.isdecimal() and int(length) != len(body):
        raise unreadable(operation, f"cut off after {len(body):,} of {int(length):,} bytes")
    try:
        # Replacing bad bytes saves the rest of a page that one script's message has spoiled.
        decoded = json.loads(body.decode("utf-8", "replace"), parse_int=_integer)
    except RecursionError:
        raise unreadable(operation, "nested too deeply") from None
    except ValueError:
        from hpev_tui.text.secrets import redacted  # Hardly ever needed.

        # Masked before it is cut: half a secret may not look like one.
        text = body[:_SHORT].decode("utf-8", "replace")
        start = clean(redacted(text))[:40]
        if foreign := page(200, headers, text):
            raise unreadable_page(operation, start[:_START_OF_PAGE], foreign) from None
        raise unreadable(operation, f"not JSON: {start!r}") from None
    if not isinstance(decoded, dict) or key not in decoded:
        raise unreadable(operation, f"{key} is missing")
    if not isinstance(decoded[key], kind):
        raise unreadable(operation, f"{key} is not a {kind.__name__}")
    token = decoded.get("NextToken")
    if token is not None and not isinstance(token, str):
        raise unreadable(operation, "NextToken is not a string")
    return decoded


def cluster_arn(body: Mapping[str, Json], key: str) -> str:
    """The ARN of the cluster, or of the first one, that a decoded answer is about; "" for none."""
    rows = body[key]
    row = rows[0] if isinstance(rows, list) and rows else body
    arn = row.get("ClusterArn") if isinstance(row, dict) else None
    return arn if isinstance(arn, str) else ""


def account_of(cluster_arn: str) -> str:
    """The account in the ARN of a cluster; "" where it is none."""
    match = _CLUSTER_ARN.match(cluster_arn)
    return match[1] if match else ""


def _integer(digits: str) -> int | str:
    """A number, or its digits where they are more than Python reads: the page is still of use."""
    try:
        return int(digits)
    except ValueError:
        return digits


def clusters(body: Mapping[str, Json]) -> Page[Cluster]:
    """A ListClusters answer. Rows without a name or an ARN are reported, and shown if possible."""
    rows = _list(body.get("ClusterSummaries"))
    odd = frozenset(hash(repr(row)) for row in rows if not _names_a_cluster(row))
    items = (_cluster(row) for row in rows if isinstance(row, dict))
    return Page(tuple(each for each in items if each), next_token(body), odd)


def _names_a_cluster(row: Json) -> bool:
    names = (row.get("ClusterArn"), row.get("ClusterName")) if isinstance(row, dict) else (None,)
    return all(isinstance(name, str) and name for name in names)


def _cluster(row: Mapping[str, Json]) -> Cluster | None:
    name = _text(row.get("ClusterName"))
    if not name:
        return None
    return Cluster(
        cluster_arn=_text(row.get("ClusterArn")) or name,
        cluster_name=name,
        cluster_status=_text(row.get("ClusterStatus")),
        creation_time=parse_time(row.get("CreationTime")),
    )


def cluster_info(body: Mapping[str, Json]) -> ClusterInfo:
    """A DescribeCluster answer; restricted instance groups are counted with the others."""
    groups = [
        _group(group, is_restricted=key != "InstanceGroups")
        for key in ("InstanceGroups", "RestrictedInstanceGroups")
        for group in _rows(body, key)
    ]
    network, scaling = _member(body, "VpcConfig"), _member(body, "AutoScaling")
    orchestrator = _member(body, "Orchestrator")
    kinds = [name for name in ("Eks", "Slurm") if isinstance(orchestrator.get(name), dict)]
    return ClusterInfo(
        cluster_arn=_text(body.get("ClusterArn")),
        cluster_name=_text(body.get("ClusterName")),
        cluster_status=_text(body.get("ClusterStatus")),
        creation_time=parse_time(body.get("CreationTime")),
        continuous=body.get("NodeProvisioningMode") == "Continuous",
        current_count=sum(group.current_count for group in groups),
        target_count=sum(group.target_count for group in groups),
        failure_message=_text(body.get("FailureMessage")),
        groups=tuple(groups),
        node_recovery=_text(body.get("NodeRecovery")),
        subnets=_texts_of(network.get("Subnets")),
        security_group_ids=_texts_of(network.get("SecurityGroupIds")),
        auto_scaling_mode=_text(scaling.get("Mode")),
        auto_scaler_type=_text(scaling.get("AutoScalerType")),
        auto_scaling_status=_text(scaling.get("Status")),
        auto_scaling_failure=_text(scaling.get("FailureMessage")),
        orchestrator=" ".join(kinds),
        eks_cluster_arn=_text(_member(orchestrator, "Eks").get("ClusterArn")),
        slurm_config_strategy=_text(_member(orchestrator, "Slurm").get("SlurmConfigStrategy")),
        cluster_role=_text(body.get("ClusterRole")),
    )


def _group(row: Mapping[str, Json], *, is_restricted: bool) -> GroupCount:
    """One of a cluster's instance groups. What is of another kind than the model says is empty."""
    types, update = _member(row, "InstanceRequirements"), _member(row, "ActiveSoftwareUpdateConfig")
    network, slurm = _member(row, "OverrideVpcConfig"), _member(row, "SlurmConfig")
    scripts = _member(row, "LifeCycleConfig")
    patching = _member(_member(row, "AutoPatchConfig"), "CurrentPatchSchedule")
    alarms = _rows(update, "AutoRollbackConfiguration")
    on_start = (scripts.get("OnCreate"), scripts.get("OnInitComplete"))
    file_system = _member(_member(row, "EnvironmentConfig"), "FSxLustreConfig")
    return GroupCount(
        instance_group_name=_text(row.get("InstanceGroupName")),
        current_count=_count(row.get("CurrentCount")),
        target_count=_count(row.get("TargetCount")),
        min_count=_count_or_none(row.get("MinCount")),
        status=_text(row.get("Status")),
        instance_type=_text(row.get("InstanceType")),
        current_instance_types=_texts_of(types.get("CurrentInstanceTypes")),
        desired_instance_types=_texts_of(types.get("DesiredInstanceTypes")),
        type_counts=tuple(
            (_text(each.get("InstanceType")), _count(each.get("CurrentCount")))
            for each in _rows(row, "InstanceTypeDetails")
        ),
        training_plan_arn=_text(row.get("TrainingPlanArn")),
        training_plan_status=_text(row.get("TrainingPlanStatus")),
        software_update_status=_text(row.get("SoftwareUpdateStatus")),
        target_state_count=_count_or_none(row.get("TargetStateCount")),
        rollback_alarms=_texts_of([each.get("AlarmName") for each in alarms]),
        current_image=_image(row, "Current"),
        desired_image=_image(row, "Desired"),
        image_version_status=_text(row.get("ImageVersionStatus")),
        scheduled_update=_text(_member(row, "ScheduledUpdateConfig").get("ScheduleExpression")),
        next_patch=parse_time(patching.get("NextPatchDate")),
        subnets=_texts_of(network.get("Subnets")),
        security_group_ids=_texts_of(network.get("SecurityGroupIds")),
        interface_type=_text(_member(row, "NetworkInterface").get("InterfaceType")),
        slurm_node_type=_text(slurm.get("NodeType")),
        slurm_partitions=_texts_of(slurm.get("PartitionNames")),
        deep_health_checks=_texts_of(row.get("OnStartDeepHealthChecks")),
        active_operations=tuple(
            clean(name) for name, count in _member(row, "ActiveOperations").items() if count
        ),
        execution_role=_text(row.get("ExecutionRole")),
        lifecycle_source=_text(scripts.get("SourceS3Uri")),
        lifecycle_scripts=_texts_of([each for each in on_start if each]),
        is_restricted=is_restricted,
        file_system_gib=_count_or_none(file_system.get("SizeInGiB")),
    )


def _image(row: Mapping[str, Json], which: str) -> str:
    """The ID of an image and its release, as far as they were sent."""
    parts = (row.get(f"{which}ImageId"), row.get(f"{which}ImageReleaseVersion"))
    return " ".join(_text(each) for each in parts if each)


def nodes(body: Mapping[str, Json]) -> Page[ClusterNode]:
    """A ListClusterNodes answer, in the service's order."""
    items = []
    for row in _rows(body, "ClusterNodeSummaries"):
        status, server = _member(row, "InstanceStatus"), _member(row, "UltraServerInfo")
        items.append(
            ClusterNode(
                instance_id=_text(row.get("InstanceId")),
                node_logical_id=_text(row.get("NodeLogicalId")),
                instance_group_name=_text(row.get("InstanceGroupName")),
                instance_type=_text(row.get("InstanceType")),
                status=_text(status.get("Status")),
                message=_text(status.get("Message")),
                private_dns_hostname=_text(row.get("PrivateDnsHostname")),
                launch_time=parse_time(row.get("LaunchTime")),
                ultra_server_id=_text(server.get("Id")),
                ultra_server_type=_text(server.get("Type")),
                last_software_update_time=parse_time(row.get("LastSoftwareUpdateTime")),
                image_release_version=_text(row.get("CurrentImageReleaseVersion")),
                image_version_status=_text(row.get("ImageVersionStatus")),
            )
        )
    return Page(tuple(items), next_token(body))


def events(body: Mapping[str, Json]) -> Page[Event]:
    """A ListClusterEvents answer, in the service's order; one bad row spoils no other."""
    rows = _rows(body, "Events")
    times = [parse_time(row.get("EventTime")) for row in rows]
    # A time that cannot be read is replaced by the row before's; at the top, by a later row's.
    near = next((time for time in times if time is not None), 0.0)
    items = []
    bad = {hash(repr(row)) for row in _list(body.get("Events")) if not isinstance(row, dict)}
    for row, time in zip(rows, times, strict=True):
        near = near if time is None else time
        odd_time = "" if time is not None else _text(row.get("EventTime")) or "(none)"
        event = _event(row, near, odd_time)
        if event is not None:
            items.append(event)
        else:
            bad.add(hash(repr(row)))
    return Page(tuple(items), next_token(body), frozenset(bad))


def _event(row: Mapping[str, Json], time: float, odd_time: str) -> Event | None:
    event_id = _text(row.get("EventId"))
    if not event_id:
        return None
    sent = [row.get(name, "") for name in _TEXTS_OF_EVENT]
    try:
        texts = [_texts[value] for value in sent]  # type: ignore[index]
    except TypeError:  # A list, or an object, where there should be a text.
        texts = [_text(value) for value in sent]
    return Event(event_id, time, odd_time, *texts)


_TEXTS_OF_EVENT = (
    "EventLevel",
    "ResourceType",
    "InstanceGroupName",
    "InstanceId",
    "Description",
    "ClusterArn",
    "ClusterName",
    "OperationId",
)
"""The texts that many events have, in the order of the fields of `Event`."""


class _Texts(dict[str, str]):
    """The latest short texts as they came, and cleaned: mostly the same object.

    Stored once, as such texts are most of an event's size.
    """

    def __missing__(self, value: str) -> str:
        text = _text(value)
        # True and 1.0 would be found as 1, and None is no text.
        if isinstance(value, str) and len(value) <= _SHORT:
            if len(self) >= _MOST_TEXTS:
                self.clear()
            self[value] = text
        return text


_texts = _Texts()


def _rows(body: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    return [row for row in _list(body.get(key)) if isinstance(row, dict)]


def next_token(body: Mapping[str, Json]) -> str | None:
    """The token of the page after this one; None where it is the last."""
    token = body.get("NextToken")
    return token if isinstance(token, str) and token else None


def _text(value: Json) -> str:
    if isinstance(value, str):
        return clean(value)
    return "" if value is None else one_line_json(value)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _member(row: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    """A structure inside a structure; empty where it was not sent, or is none."""
    value = row.get(key)
    return value if isinstance(value, dict) else {}


def _texts_of(value: Json) -> tuple[str, ...]:
    return tuple(text for each in _list(value) if (text := _text(each)))


def _count_or_none(value: Json) -> int | None:
    return None if value is None else _count(value)


def _count(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return 0
    return int(value)
