"""Textual without its command palette, which this program does not show.

`textual.app` imports it together with six widgets that only it needs (Textual 8.2.8): a tenth of
the time that importing Textual takes, for which the first frame would wait.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_PALETTE = "textual.command"


class _Absent(ModuleType):
    """Has every name that is imported from it, each as a class without anything."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@contextmanager
def without_command_palette() -> Iterator[None]:
    """Import `textual.app` in here. Afterwards the palette's module can be imported as usual."""
    if _PALETTE in sys.modules:
        yield
        return
    absent = sys.modules[_PALETTE] = _Absent(_PALETTE)
    try:
        yield
    finally:
        if sys.modules.get(_PALETTE) is absent:
            del sys.modules[_PALETTE]
