"""How times, levels and descriptions read in a list. Pure text, no terminal."""

from __future__ import annotations

import re
from functools import lru_cache

from hpev_tui.text import utc_iso
from hpev_tui.times import NO_TIME, TimeMode, date_in, moment_in

RESOURCE_WORDS = {"InstanceGroup": "Group"}
"""Shorter words for `ResourceType`, where the list has little room."""

# The service writes the same place in several ways ("IG", "InstanceGroup", "Instance Group"),
# in its reference and in live events alike.
_PLACE = r"(?:Cluster|IG|InstanceGroup|Instance Group) [A-Za-z0-9-]+"
_PLACES = re.compile(rf" (?:in|for|on|of) {_PLACE}(?: and {_PLACE})*(?=[.,;:]?(?:\s|$))")
_NAME = re.compile(r"(?:Cluster|IG|InstanceGroup|Instance Group) ([A-Za-z0-9-]+)")


# "for EC2 Instance i-…" and "of EC2 Instance i-…" say nothing but the ID; elsewhere the noun stays.
_NODES = re.compile(
    r"(?: (?:for|of) (?:(?:EC2 )?[Ii]nstance|EC2InstanceId)"
    r"|(?P<noun>\b[Ii]nstance(?: creation| deletion)?))"
    r" (?P<id>[\w-]+)(?=[.,;:]?(?:\s|$))"
)


@lru_cache(maxsize=4096)
def short_description(
    description: str, cluster_name: str, group_name: str, instance_id: str = ""
) -> str:
    """The description without the names of cluster, group and node, which other columns show.

    Only whole phrases with exactly those names go; any other text is left as it is. An empty
    `instance_id` stands for a node whose column does not show it whole.
    """

    def drop(match: re.Match[str]) -> str:
        names = set(_NAME.findall(match.group()))
        return "" if names <= {cluster_name, group_name} else match.group()

    def drop_node(match: re.Match[str]) -> str:
        return (match["noun"] or "") if match["id"] == instance_id else match.group()

    short = _PLACES.sub(drop, description)
    return _NODES.sub(drop_node, short) if instance_id else short


def level_letter(event_level: str) -> str:
    """The first letter of `EventLevel`: E, W or I; "?" where the service sent none."""
    letter = event_level[:1]
    return letter.upper() if letter.isascii() and letter.isalnum() else "?"


def clock_time(seconds: float) -> str:
    """The local time of day, HH:MM:SS; a time that no calendar knows is shown as dashes."""
    when = moment_in(seconds, TimeMode.LOCAL)
    return when.strftime("%H:%M:%S") if when else NO_TIME


def local_date(seconds: float) -> str:
    """The local date, YYYY-MM-DD."""
    return date_in(seconds, TimeMode.LOCAL)


def local_minute(seconds: float | None) -> str:
    """The local date and minute, YYYY-MM-DD HH:MM; a dash where there is none."""
    when = None if seconds is None else moment_in(seconds, TimeMode.LOCAL)
    return f"{when.date().isoformat()} {when:%H:%M}" if when else "-"


def both_times(seconds: float) -> str:
    """A time for the detail: UTC in full, and the local one beside it."""
    when = moment_in(seconds, TimeMode.LOCAL)
    local = f"  ({when.date().isoformat()} {when:%H:%M:%S %Z})" if when and when.utcoffset() else ""
    return f"{utc_iso(seconds)}{local}"
