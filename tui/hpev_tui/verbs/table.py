"""Which function answers which verb; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TypeAlias, cast

from hpev_tui.verbs.answer import Answer, Printer
from hpev_tui.verbs.loaded import Loaded

VerbFunction: TypeAlias = Callable[[Loaded, Printer], Awaitable[Answer]]
"""Loads what a verb needs, and answers; what comes bit by bit it prints itself."""

_MODULES = {
    "events": "listing",
    "show": "listing",
    "watch": "following",
    "wait": "following",
    "status": "standing",
    "clusters": "overviews",
    "failures": "overviews",
    "groups": "overviews",
    "nodes": "overviews",
    "timeline": "overviews",
}
"""The module of each verb, in which the function has its name."""


def verb_of(name: str) -> VerbFunction:
    """The function of a verb."""
    module = import_module(f"hpev_tui.verbs.{_MODULES[name]}")
    return cast("VerbFunction", getattr(module, name))
