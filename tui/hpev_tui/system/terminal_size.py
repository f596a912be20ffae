"""Whose word counts for the size of the screen."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from contextlib import suppress


def forget_sizes(environ: MutableMapping[str, str]) -> None:
    """Drop COLUMNS and LINES where the terminal itself says how large it is.

    A shell that exports them leaves the size of another terminal, or of this one before; what
    draws would take them for the size, and never follow the terminal's.
    """
    for descriptor in (2, 0):
        with suppress(OSError):
            if min(os.get_terminal_size(descriptor)) > 0:
                environ.pop("COLUMNS", None)
                environ.pop("LINES", None)
                return
