"""Which profiles and regions were used last, in one small file from run to run.

They come first in the lists to choose from. They decide nothing: without `--profile` and `--region`
the SDK's own chain does.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import NamedTuple

from hpev_tui.system.files import read_private, state_file, write_private

log = logging.getLogger(__name__)

MOST = 10
"""How many of each are remembered."""

_LONGEST_FILE = 65536

problems: list[str] = []
"""Why nothing could be saved in this run, for the user to read; empty where all was."""


class Used(NamedTuple):
    """Names as they were given, the last one first."""

    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def with_these(self, profile: str, region: str) -> Used:
        """These two come first now; an empty profile, the default chain, is not added."""
        return Used(_first(profile, self.profiles), _first(region, self.regions))


def _first(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    ordered = (name, *(each for each in names if each != name)) if name else names
    return ordered[:MOST]


def read_used(environ: Mapping[str, str]) -> Used:
    """What the file says; nothing where there is none or it cannot be read."""
    try:
        decoded = json.loads(read_private(state_file(environ), _LONGEST_FILE))
    except (OSError, RuntimeError, ValueError, RecursionError):
        return Used()
    lists = decoded if isinstance(decoded, dict) else {}
    return Used(_names(lists.get("profiles")), _names(lists.get("regions")))


def _names(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else []
    return tuple(each for each in names if isinstance(each, str) and each)[:MOST]


def note_used(environ: Mapping[str, str], profile: str, region: str) -> None:
    """Put these two first in the file. Where it cannot be written, they are forgotten."""
    before = read_used(environ)
    after = before.with_these(profile, region)
    if after == before:
        return
    text = json.dumps({"profiles": after.profiles, "regions": after.regions}, indent=1)
    try:
        write_private(state_file(environ), f"{text}\n")
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        problems[:] = [f"not saved: {why}"]
        log.warning("recent profiles and regions not saved: %s", why)
