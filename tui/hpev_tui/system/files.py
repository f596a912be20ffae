"""Where the package's and the user's files are, and how a private one is written."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hpev_tui.system.children import STDIN_NAMES
from hpev_tui.system.saving import write_whole

_PACKAGE = Path(__file__).resolve().parents[1]

# A wheel carries the styles inside the package. An editable installation leaves them at
# the top of the checkout, two folders above the package.
_STYLES = (_PACKAGE / "styles", _PACKAGE.parents[1] / "styles")


class MissingFileError(FileNotFoundError):
    """A file that belongs to the program is not where it was installed."""


STDIN = "-"
"""What stands for the standard input among files."""


def is_file(argument: str) -> bool:
    """Whether an argument of the command line names saved events: `-` is the standard input.

    All else is a cluster, in whose name there is no dot and no slash (its pattern in the service
    model of SageMaker), or its ARN.
    """
    is_path = "." in argument or "/" in argument
    return argument == STDIN or (is_path and not argument.startswith("arn:"))


def files_of(arguments: Iterable[str]) -> tuple[str, ...]:
    """The files among the arguments of the command line, each once.

    The standard input is `-`: opened by another of its names it may be taken for a device.
    """
    files = filter(is_file, arguments)
    return tuple(dict.fromkeys(STDIN if each in STDIN_NAMES else each for each in files))


def why_not_piped() -> str:
    """Why no saved events can come by the standard input."""
    if sys.stdin is None:
        return "standard input is closed: pipe saved events into it, or name a file"
    return "- reads saved events from a pipe, and standard input is the terminal"


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
        RuntimeError: there is no home folder, or none with an absolute path.
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
    base = Path(named) if named.startswith("/") else _home(environ) / below_home
    return base / "hpev-tui"


def _home(environ: Mapping[str, str]) -> Path:
    """The home folder. A relative one would be below the working folder, where no file belongs."""
    home = environ.get("HOME", "")
    if not home:
        import pwd  # Hardly ever needed.

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            raise RuntimeError("HOME is not set") from None
    if not home.startswith("/"):
        raise RuntimeError("HOME is not an absolute path")
    return Path(home)


_NOT_REGULAR = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def _kind_of(status: os.stat_result) -> str:
    """What is not a regular file, in words; "" for one."""
    return next((kind for is_kind, kind in _NOT_REGULAR if is_kind(status.st_mode)), "")


def _refuse(status: os.stat_result) -> None:
    """Raise OSError for what is no regular file of this user's with one name."""
    if kind := _kind_of(status):
        raise OSError(errno.EINVAL, f"it is {kind}, not a regular file")
    if status.st_uid != os.geteuid():
        raise OSError(errno.EPERM, "it belongs to another user")
    if status.st_nlink > 1:
        raise OSError(errno.EMLINK, "it has another name (hard link)")


def _set_mode(opened: int, status: os.stat_result, mode: int) -> None:
    """Set the mode of what is open; some file systems have none."""
    if stat.S_IMODE(status.st_mode) != mode:
        with contextlib.suppress(OSError):
            os.fchmod(opened, mode)


def open_private(path: Path, flags: int, folder: int | None = None) -> int:
    """Open a regular file of this user's, for its owner's eyes only from now on; its descriptor.

    Never waits, and follows no link in the place of the file itself.

    Args:
        path: The file. With `folder`, its name.
        flags: As for `os.open`; with O_CREAT it is made where it is missing.
        folder: The descriptor of the file's folder.

    Raises:
        OSError: it cannot be opened, or is a link, FIFO, device, folder or another user's.
    """
    with contextlib.suppress(FileNotFoundError):
        # Opening a device can act on it already, and a FIFO without a reader fails without a why.
        _refuse(os.stat(path, dir_fd=folder, follow_symlinks=False))
    flags |= os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    opened = os.open(path, flags, 0o600, dir_fd=folder)
    try:
        # It may be another one by now.
        status = os.fstat(opened)
        _refuse(status)
        _set_mode(opened, status, 0o600)
    except BaseException:
        os.close(opened)
        raise
    return opened


@contextlib.contextmanager
def _own_folder(path: Path) -> Iterator[int]:
    """The descriptor of a folder of this user's alone, to which nothing is written by way of links.

    Raises:
        OSError: it cannot be opened, or is a link or another user's.
    """
    kind = _kind_of(path.lstat())
    if kind != "a folder":
        raise OSError(errno.ENOTDIR, f"its folder is {kind or 'a file'}, not a folder")
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(opened)
        if status.st_uid != os.geteuid():
            raise OSError(errno.EPERM, "its folder belongs to another user")
        _set_mode(opened, status, 0o700)
        yield opened
    finally:
        os.close(opened)


def read_private(path: Path, most: int = -1) -> str:
    """What is in a file of this user's, in UTF-8; at most so many characters.

    Raises:
        OSError: it cannot be read; see `open_private`.
        ValueError: it is no UTF-8.
    """
    with _own_folder(path.parent) as folder:
        opened = open_private(Path(path.name), os.O_RDONLY, folder)
    with open(opened, encoding="utf-8") as file:  # noqa: PTH123 - it is open already
        return file.read(most)


def write_private(path: Path, text: str) -> None:
    """Write a text to a file as `write_whole` does; its folder is made.

    Raises:
        OSError: it cannot be written, or is a link, FIFO, device, folder or another user's.
    """
    with contextlib.suppress(FileExistsError):  # It may be no folder: that is said below.
        path.parent.mkdir(mode=0o700, parents=True)
    with _own_folder(path.parent) as folder:
        with contextlib.suppress(FileNotFoundError):
            _refuse(os.stat(path.name, dir_fd=folder, follow_symlinks=False))
        write_whole(Path(path.name), text, replace=True, folder=folder)
