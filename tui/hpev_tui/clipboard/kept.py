"""The file with the last copy, for where no clipboard is reached."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hpev_tui.paths import cache_folder

NAME = "last-copy"


def keep(text: str, environ: Mapping[str, str]) -> Path:
    """Write a text and a line break to the file, in one go, for its owner's eyes only.

    Raises:
        OSError: it cannot be written.
        RuntimeError: nobody knows where home is.
    """
    folder = cache_folder(environ)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    # It is made with mode 0600, whatever the umask, and under a name that nobody can guess.
    handle, made = tempfile.mkstemp(prefix=f"{NAME}.", dir=folder)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
            file.write(f"{text}\n")
        path = folder / NAME
        os.replace(made, path)  # noqa: PTH105 - `made` is a plain string
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)  # noqa: PTH108
        raise
    return path
