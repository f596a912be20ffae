"""One state of the program that is pictured, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from help.scripted import ScriptedEndpoint
from hpev_tui.session.details import REACH

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)

_CLUSTER = "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl"

Prepare = Callable[[ScriptedEndpoint, pytest.MonkeyPatch], object]


def nothing(endpoint: ScriptedEndpoint, patch: pytest.MonkeyPatch) -> None:
    """Leave the account as it is."""


def deny(operation: str, times: int = 1, *, named: bool = False) -> Prepare:
    """Let the first calls of an operation be refused, as AWS does it; `named` with its name."""
    refused = f": sagemaker:{operation} on resource: {_CLUSTER}" if named else " this action"
    message = f"User: arn:aws:iam::111122223333:user/dev is not authorized to perform{refused}"
    return lambda endpoint, _: endpoint.fail(
        operation, 403, "AccessDeniedException", message, times
    )


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
    held_before: int = 0
    """How many of them there are before any key is pressed."""
