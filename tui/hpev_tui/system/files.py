"""Where the package's and the user's files are, and how a private one is written."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parents[1]

# A wheel carries the styles inside the package. An editable installation leaves them at
# the top of the checkout, two folders above the package.
_STYLES = (_PACKAGE / "styles", _PACKAGE.parents[1] / "styles")


class MissingFileError(FileNotFoundError):
    """A file that belongs to the program is not where it was installed."""


def styles() -> list[Path]:
    """Every style sheet, in the order of their names.

    Raises:
        MissingFileError: the installation has none.
    """
    for folder in _STYLES:
        if sheets := sorted(folder.glob("*.tcss")):
            return sheets
    raise MissingFileError(f"no style sheet in {_STYLES[0]}: reinstall hpev-tui")


def data_file(name: str) -> Path:
    """The path of one file of `hpev_tui/data`.

    Raises:
        MissingFileError: the installation lacks it.
    """
    path = _PACKAGE / "data" / name
    if not path.is_file():
        raise MissingFileError(f"{path} is missing: reinstall hpev-tui")
    return path


def data_of(name: str) -> Any:  # noqa: ANN401 - each file has a form of its own
    """What is in one file of JSON of `hpev_tui/data`; raises as `data_file` does."""
    return json.loads(data_file(name).read_text(encoding="utf-8"))


def copy_file(environ: Mapping[str, str]) -> Path:
    """Where the last copy is kept, in the user's caches; it may not exist yet.

    Raises:
        RuntimeError: the home folder cannot be determined.
    """
    return _folder(environ, "XDG_CACHE_HOME", ".cache") / "last-copy"


def model_file(environ: Mapping[str, str], name: str) -> Path:
    """Where a trimmed file of the SDK is kept, in the user's caches; raises as `copy_file` does."""
    return _folder(environ, "XDG_CACHE_HOME", ".cache") / "sdk" / name


def state_file(environ: Mapping[str, str]) -> Path:
    """Where the program keeps what was used last; raises as `copy_file` does."""
    return _folder(environ, "XDG_STATE_HOME", ".local/state") / "used.json"


def _folder(environ: Mapping[str, str], variable: str, below_home: str) -> Path:
    """The program's folder below the variable's, if that is absolute, else below the home's."""
    named = environ.get(variable, "")
    home = environ.get("HOME", "")
    base = Path(named) if named.startswith("/") else Path(home or Path.home()) / below_home
    return base / "hpev-tui"


def write_private(path: Path, text: str) -> None:
    """Write a text to a file in one go, for its owner's eyes only; its folder is made.

    A reader finds the old text or the new one at any time, never a part.

    Raises:
        OSError: it cannot be written.
    """
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    # mkstemp makes it with mode 0600, whatever the umask, under a name that cannot be guessed.
    handle, made = tempfile.mkstemp(prefix=f"{path.name}.", dir=folder)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
            file.write(text)
        os.replace(made, path)  # noqa: PTH105 - `made` is a plain string
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)  # noqa: PTH108
        raise
