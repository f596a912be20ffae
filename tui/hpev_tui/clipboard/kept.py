"""The file with the last copy, for where no clipboard is reached."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hpev_tui.paths import cache_folder
from hpev_tui.private_file import write_private

NAME = "last-copy"


def keep(text: str, environ: Mapping[str, str]) -> Path:
    """Write a text and a line break to the file, in one go, for its owner's eyes only.

    Raises:
        OSError: it cannot be written.
        RuntimeError: nobody knows where home is.
    """
    path = cache_folder(environ) / NAME
    write_private(path, f"{text}\n")
    return path
