"""Reads files of saved events in tests, and makes archives of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hpev_tui.sources.files.bounds import BOUNDS
from hpev_tui.sources.files.loading import Loaded, load


def words(loaded: Loaded) -> str:
    """All that is said of what could not be read."""
    return "\n".join(map(str, loaded.problems))


def read(path: Path, **bounds: int | float) -> Loaded:
    """What is read of a path; the bounds that are named are others than usual."""
    return load([str(path)], bounds=BOUNDS._replace(**bounds))  # type: ignore[arg-type]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()
