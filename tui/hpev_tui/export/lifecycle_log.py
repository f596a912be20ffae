"""Where the log of a lifecycle script is: its log group and stream in CloudWatch Logs.

Their names are of the form that the AWS documentation gives (HyperPod lifecycle scripts). A message
that says where to look is believed, if what it says has that form.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.query.pushdown import is_name, is_node_id

LIFECYCLE = "lifecycle"
"""The class of the cause whose failures have such a log."""

_NAME = r"[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}"
_GROUP = re.compile(rf"/aws/sagemaker/Clusters/{_NAME}/[a-z0-9]{{12}}(?![\w/-])")
_STREAM = re.compile(rf"LifecycleConfig/{_NAME}/i-(?:[a-f0-9]{{17}}|[a-f0-9]{{8}})(?![\w/-])")
_CLUSTER_ARN = re.compile(r"arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:cluster/([a-z0-9]{12})")


class LifecycleLog(NamedTuple):
    """A log group, and the stream of one instance in it; "" for what is not known."""

    group: str
    stream: str


def lifecycle_log(event: Event, message: str) -> LifecycleLog | None:
    """Where the log of a failed lifecycle script is; None where neither name is known.

    Args:
        event: The failure.
        message: Its `FailureMessage`.
    """
    said = f"{message}\n{event.description}"
    group, stream = _GROUP.search(said), _STREAM.search(said)
    arn = _CLUSTER_ARN.fullmatch(event.cluster_arn)
    log = LifecycleLog(
        group[0] if group else _made_group(event.cluster_name, arn[1]) if arn else "",
        stream[0] if stream else _made_stream(event.instance_group_name, event.instance_id),
    )
    return log if any(log) else None


def _made_group(cluster_name: str, cluster_id: str) -> str:
    return f"/aws/sagemaker/Clusters/{cluster_name}/{cluster_id}" if is_name(cluster_name) else ""


def _made_stream(group: str, instance: str) -> str:
    has_both = is_name(group) and is_node_id(instance)
    return f"LifecycleConfig/{group}/{instance}" if has_both else ""
