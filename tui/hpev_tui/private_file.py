"""Writing small files that are nobody else's to read."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a text to a file in one go, for its owner's eyes only; its folder is made.

    Whoever reads the file meanwhile finds the old text or the new one, never a part.

    Raises:
        OSError: it cannot be written.
    """
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    # It is made with mode 0600, whatever the umask, and under a name that nobody can guess.
    handle, made = tempfile.mkstemp(prefix=f"{path.name}.", dir=folder)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
            file.write(text)
        os.replace(made, path)  # noqa: PTH105 - `made` is a plain string
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)  # noqa: PTH108
        raise
