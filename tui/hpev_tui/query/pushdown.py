"""What of a filter the service does: by node, group, type, operation and time, nothing else."""

from __future__ import annotations

import math
import re

from hpev_tui.model.events import ServiceFilter

# The service refuses a request with a value outside these (public API model).
_NODE = re.compile(r"i-[a-f0-9]{8}(?:[a-f0-9]{9})?")
_NAME = re.compile(r"[a-zA-Z0-9](?:-*[a-zA-Z0-9])*")
_NAME_LENGTH = 63
_OPERATION = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

RESOURCE_TYPES = ("Cluster", "InstanceGroup", "Instance")
"""The values of `ResourceType`, in the service's own spelling."""

_MARGIN_SECONDS = 1
"""Whether the service takes its two limits of time as inclusive is not documented."""

_LATEST = 253402214400
"""The first second of 9999-12-31; in some zones the SDK cannot send a later one."""


NOTHING_SENT = ServiceFilter()


def is_node_id(value: str) -> bool:
    """Whether it is an instance ID that the service takes for `NodeId`."""
    return _NODE.fullmatch(value) is not None


def is_name(value: str) -> bool:
    """Whether it has the form of a name, which clusters and instance groups share."""
    return len(value) <= _NAME_LENGTH and _NAME.fullmatch(value) is not None


def for_node(value: str) -> ServiceFilter:
    """What to send for one node."""
    return ServiceFilter(node_id=value) if is_node_id(value) else NOTHING_SENT


def for_group(value: str) -> ServiceFilter:
    """What to send for one instance group."""
    return ServiceFilter(instance_group_name=value) if is_name(value) else NOTHING_SENT


def for_type(value: str) -> ServiceFilter:
    """What to send for one resource type, in the service's spelling."""
    return ServiceFilter(resource_type=value) if value in RESOURCE_TYPES else NOTHING_SENT


def for_operation(value: str) -> ServiceFilter:
    """What to send for the events of one operation, by its whole `OperationId`."""
    return ServiceFilter(operation_id=value) if _OPERATION.fullmatch(value) else NOTHING_SENT


def for_since(seconds: float) -> ServiceFilter:
    """What to send for events at that time or later."""
    after = math.floor(seconds) - _MARGIN_SECONDS
    # No event is older than 1970, and that the service takes such times is not documented.
    return ServiceFilter(after=after) if 0 < after < _LATEST else NOTHING_SENT


def for_until(seconds: float) -> ServiceFilter:
    """What to send for events at that time or earlier."""
    before = math.ceil(seconds) + _MARGIN_SECONDS
    return ServiceFilter(before=before) if 0 < before < _LATEST else NOTHING_SENT
