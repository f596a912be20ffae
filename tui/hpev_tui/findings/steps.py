"""Which step in the life of a node an event tells of. The rules are data (`data/steps.json`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from hpev_tui.model.events import Event
from hpev_tui.rules.phrasebook import Phrasebook
from hpev_tui.system.files import data_file

FILE_NAME = "steps.json"

READY = "ready"
"""The step with which a node is up."""

_NOT_OF_NODES = ("Cluster", "InstanceGroup")


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step."""

    name: str
    label: str
    """How it is called on the screen and in copies."""
    begins: bool = False
    """Whether an attempt to bring a node up begins with it."""
    fails: bool = False
    """Whether it tells that an attempt has failed."""


def step_of(event: Event) -> Step | None:
    """The step that an event tells of; None where it is of no node, or of no known wording."""
    if event.resource_type in _NOT_OF_NODES:
        return None
    return _book().meaning(event.description)


def is_of_network(event: Event) -> bool:
    """Whether the detail of an event tells of the network or the image of a group."""
    return bool(_network().meaning(event.description))


def load_rules() -> None:
    """Read the rules now rather than with the first event that is looked at."""
    _book()
    _network()


@lru_cache(maxsize=1)
def _network() -> Phrasebook[bool]:
    data = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
    return Phrasebook((wording, True) for wording in data["network"])


@lru_cache(maxsize=1)
def _book() -> Phrasebook[Step]:
    data = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
    return Phrasebook(
        (
            wording,
            Step(rule["step"], rule["label"], rule.get("begins", False), rule.get("fails", False)),
        )
        for rule in data["steps"]
        for wording in rule["wordings"]
    )
