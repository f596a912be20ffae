"""What an event's detail adds to it, as far as the findings need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hpev_tui.detail import failure_message, node_logical_id
from hpev_tui.model import Json
from hpev_tui.shapes import DETAILS, METADATA
from hpev_tui.text import clean


@dataclass(frozen=True, slots=True)
class Facts:
    """Members of the metadata, clean; "" or empty for what the detail does not have.

    Which member of the union holds what follows the service model (botocore, `EventMetadata`).
    """

    failure_message: str = ""
    node_logical_id: str = ""
    subnet_id: str = ""
    availability_zone_id: str = ""
    security_group_ids: tuple[str, ...] = ()
    ami_override: str = ""
    capacity_reservation: str = ""
    """The ARN of the capacity reservation that was used."""

    @classmethod
    def of(cls, body: Json) -> Facts:
        """The facts of a DescribeClusterEvent answer."""
        member = _member(body)
        groups = member.get("SecurityGroupIds")
        reservation = member.get("CapacityReservation")
        return cls(
            failure_message=failure_message(body),
            node_logical_id=node_logical_id(body),
            subnet_id=_text(member.get("SubnetId")),
            availability_zone_id=_text(member.get("AvailabilityZoneId")),
            security_group_ids=tuple(filter(None, map(_text, groups)))
            if isinstance(groups, list)
            else (),
            ami_override=_text(member.get("AmiOverride")),
            capacity_reservation=_text(reservation.get("Arn"))
            if isinstance(reservation, dict)
            else "",
        )


def _member(body: Json) -> Mapping[str, Json]:
    """The member of the metadata that is set; an empty one where none is, or several are."""
    metadata: Json = body
    for name in (DETAILS, DETAILS, METADATA):
        metadata = metadata.get(name) if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict):
        return {}
    filled = [value for value in metadata.values() if isinstance(value, dict)]
    return filled[0] if len(filled) == 1 else {}


def _text(value: Json) -> str:
    return clean(value) if isinstance(value, str) else ""
