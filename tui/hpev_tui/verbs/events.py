"""The events of a cluster as rows, with the reasons of failures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hpev_tui.detail.shapes import DETAILS
from hpev_tui.model.events import Event, Json
from hpev_tui.rules.causes import has_cause
from hpev_tui.rules.levels import level_of
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.details import LoadedDetail, PackedDetail
from hpev_tui.text.clean import utc_iso
from hpev_tui.verbs.coverage import why_unread
from hpev_tui.verbs.output import Rows

FIELDS = (
    *("EventTime", "level", "EventId", "ResourceType", "InstanceGroupName", "InstanceId"),
    *("node_logical_id", "cause", "failure_message", "Description", "OperationId"),
    *("ClusterName", "ClusterArn"),
)
"""The columns of csv and tsv: the service's members, and in small letters this program's."""

TITLES = ("TIME", "LEVEL", "GROUP", "NODE", "EVENT", "CAUSE", "MESSAGE")

_SHORT = 8
"""Characters of an EventId that set most events apart; `show` takes such a beginning."""

_SENT = (
    ("EventId", "event_id"),
    ("ClusterArn", "cluster_arn"),
    ("ClusterName", "cluster_name"),
    ("InstanceGroupName", "instance_group_name"),
    ("InstanceId", "instance_id"),
    ("ResourceType", "resource_type"),
    ("Description", "description"),
    ("EventLevel", "event_level"),
    ("OperationId", "operation_id"),
)
"""The service's members of an event, and where they are in ours; the time goes beside them."""


def record(model: ClusterModel, event: Event) -> dict[str, Any]:
    """An event in the service's form, with its metadata where that is loaded, and what it means.

    A line of it can be opened again as a saved event: it has `EventId`, `EventTime` and, with the
    metadata, `EventDetails`, as the event in an answer to DescribeClusterEvent has them.
    """
    made: dict[str, Any] = {name: text for name, of in _SENT if (text := getattr(event, of))}
    made["EventTime"] = event.odd_time or utc_iso(event.event_time)
    detail = model.account.details.get(event.event_id)
    if (metadata := metadata_of(detail)) is not None:
        made[DETAILS] = metadata
    level, is_inferred = level_of(event)
    reason = model.filtering.why(event)
    made |= {
        "level": level,
        "level_inferred": is_inferred,
        "cause": reason.cause or None,
        "failure_message": reason.message or None,
        "node_logical_id": reason.node or None,
    }
    if has_cause(event) and detail is None:
        made["reason_missing"] = why_unread(model, event.event_id)
    return made


def metadata_of(detail: LoadedDetail | PackedDetail | None) -> Json:
    """The inner `EventDetails` of an answer to DescribeClusterEvent; None where there are none."""
    body = None if detail is None else detail.whole
    event = body.get(DETAILS) if isinstance(body, dict) else None
    return event.get(DETAILS) if isinstance(event, dict) else None


def words(model: ClusterModel, event: Event) -> list[str]:
    """The cells of an event below the `TITLES`."""
    reason, (level, is_inferred) = model.filtering.why(event), level_of(event)
    return [
        event.odd_time or short_time(event.event_time),
        level.lower() if is_inferred else level,
        event.instance_group_name or "-",
        event.instance_id or reason.node or "-",
        event.event_id[:_SHORT],
        reason.cause or "-",
        reason.message or event.description,
    ]


def short_time(seconds: float) -> str:
    """A time in UTC to the second."""
    return f"{utc_iso(int(seconds)).partition('.')[0]}Z"


def event_rows(model: ClusterModel, events: Sequence[Event], *, with_words: bool = True) -> Rows:
    """These events as rows; `with_words` is for a table."""
    return Rows(
        [record(model, event) for event in events],
        FIELDS,
        TITLES,
        [words(model, event) for event in events] if with_words else (),
    )
