"""One state of the program that is pictured, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from help.scripted import ScriptedEndpoint
from hpev_tui.session.details import REACH

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)

Prepare = Callable[[ScriptedEndpoint, pytest.MonkeyPatch], object]


def nothing(endpoint: ScriptedEndpoint, patch: pytest.MonkeyPatch) -> None:
    """Leave the account as it is."""


@dataclass(frozen=True)
class State:
    """One state of the program, and the way to it.

    `steps` are keys to press and words to wait for, one after the other; `words` must stand in
    the picture, and `without` must not.
    """

    name: str
    words: tuple[str, ...]
    cluster: str = ""
    steps: tuple[tuple[tuple[str, ...], str], ...] = ()
    without: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = (SMALL,)
    prepare: Prepare = nothing
    options: dict[str, Any] = field(default_factory=dict)
    reach: int = REACH
    """How many rows above and below the view are asked about."""
    held: int = 0
    """How many calls the endpoint does not answer."""
