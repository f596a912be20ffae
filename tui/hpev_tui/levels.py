"""How serious an event is, also where the service did not say."""

from __future__ import annotations

import re

from hpev_tui.model import Event

LEVELS = ("Error", "Warn", "Info")
"""The levels that the service documents, the gravest first. It may send others."""

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
    mean, Info being success or progress, Warn what may need attention and Error what failed or
    needs it at once, but not which event has which. These rules read its descriptions that
    way, in this order: `Successfully …` is Info, `Failed to queue …` is Error, phrases that
    tell of a setback which the service deals with itself are Warn, whatever else `failed` is
    Error, and the rest is Info.
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
