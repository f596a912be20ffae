"""How serious an event is, also where the service did not say."""

from __future__ import annotations

import re
from functools import lru_cache

from hpev_tui.model.events import Event

_WARN_PHRASES = (
    "skipped due to",
    "drift detected",
    "unhealthy",
    "orchestration-ready",
    "queued for node replacement",
    "Initiating rollback",
    "Rollback initiated",
    "unused Customer ENIs",
)
_FAILED = re.compile(r"\b[Ff]ailed\b")


def infer_level(description: str) -> str:
    """Guess the level of an event from its description: Error, Warn or Info.

    The AWS documentation (SageMaker HyperPod cluster events reference) says what the levels
    mean, but not which event has which: Info is success or progress, Warn may need attention,
    Error failed or needs attention at once. These rules follow that, in this order:
    `Successfully …` is Info, `Failed to queue …` is Error, phrases about a setback that the
    service deals with itself are Warn, whatever else `failed` is Error, and the rest is Info.
    """
    if description.startswith("Successfully"):
        return "Info"
    if description.startswith("Failed to queue"):
        return "Error"
    for phrase in _WARN_PHRASES:
        if phrase in description:
            return "Warn"
    # The first test is part of the second, which costs ten times as much.
    if "ailed" in description and _FAILED.search(description):
        return "Error"
    return "Info"


def level_of(event: Event) -> tuple[str, bool]:
    """The event's level, and whether it had to be inferred because the service sent none."""
    if event.event_level:
        return event.event_level, False
    return infer_level(event.description), True


RESOURCE_WORDS = {"InstanceGroup": "Group"}
"""Shorter words for `ResourceType`, where the list has little room."""

# The service writes the same thing in several ways ("IG", "InstanceGroup", "Instance Group"),
# in its reference and in live events alike.
_OWNER = r"(?:Cluster|IG|InstanceGroup|Instance Group) [A-Za-z0-9-]+"

_OWNERS = re.compile(rf" (?:in|for|on|of) {_OWNER}(?: and {_OWNER})*(?=[.,;:]?(?:\s|$))")

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
    `instance_id` stands for a node that has no column.
    """

    def drop(match: re.Match[str]) -> str:
        names = set(_NAME.findall(match.group()))
        return "" if names <= {cluster_name, group_name} else match.group()

    def drop_node(match: re.Match[str]) -> str:
        return (match["noun"] or "") if match["id"] == instance_id else match.group()

    short = _OWNERS.sub(drop, description)
    return _NODES.sub(drop_node, short) if instance_id else short


def level_letter(event_level: str) -> str:
    """The first letter of `EventLevel`: E, W or I; "?" where the service sent none."""
    letter = event_level[:1]
    return letter.upper() if letter.isascii() and letter.isalnum() else "?"
