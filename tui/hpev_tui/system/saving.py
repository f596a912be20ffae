"""Files that are written whole or not at all, and the saves of a run."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
"""What a file system says that has no hard links, as FAT and some network ones."""


def write_whole(path: Path, text: str, *, replace: bool, folder: int | None = None) -> None:
    """Write a text as UTF-8 to a file that only its owner can read: all of it, or nothing.

    It is written beside, synced and renamed. Whoever reads finds what was there before or all of
    it at any time, also after a power cut; what was there is lost in no case.

    Args:
        path: The file; its folder must be there.
        text: What is to be in it.
        replace: Whether a file of that name is replaced.
        folder: The descriptor of the file's folder; then `path` is its name alone.

    Raises:
        OSError: It cannot be written; a FileExistsError where there is a file of that name.
        ValueError: The path or the text cannot be given to the system.
    """
    with contextlib.suppress(FileNotFoundError):
        status = os.stat(path, dir_fd=folder, follow_symlinks=False)
        # Not through a link to somewhere else, and no device: `/dev/null` would be a file.
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it exists and is not a regular file")
        if not replace:
            raise _exists()
    # Short whatever the path is, and not to be guessed.
    made = path.parent / f".hpev-tui-{os.urandom(8).hex()}"
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    try:
        with contextlib.suppress(OSError):  # Some file systems have no modes.
            os.fchmod(handle, 0o600)  # Whatever the umask is.
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
            file.write(text)
            file.flush()
            os.fsync(handle)
        if replace or not _is_linked(made, path, folder):
            os.rename(made, path, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made, dir_fd=folder)
        raise
    # Some file systems cannot sync a folder, and in one without read permission nobody can.
    with contextlib.suppress(OSError):
        _sync(path.parent, folder)


def _exists() -> FileExistsError:
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _is_linked(made: Path, path: Path, folder: int | None) -> bool:
    """Give the file its name, unless another one has it by now; whether links can be had here."""
    try:
        os.link(made, path, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with contextlib.suppress(FileNotFoundError):
            os.stat(path, dir_fd=folder, follow_symlinks=False)
            raise _exists() from None
        return False
    os.unlink(made, dir_fd=folder)
    return True


def _sync(path: Path, opened: int | None) -> None:
    """Have a folder's names on the disk, too."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY) if opened is None else opened
    try:
        os.fsync(folder)
    finally:
        if opened is None:
            os.close(folder)


def save(named: str, text: str, *, replace: bool) -> Path:
    """Save a text under a name as a user types it: where it is.

    The name is in the working folder unless it has another; `~` is a home folder. The rest is as
    in `write_whole`.

    Raises:
        OSError: It cannot be saved; its `filename` is the path, its `strerror` says why.
    """
    path = Path(named)
    try:
        path = _absolute(path)
        write_whole(path, text, replace=replace)
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None) or errno.EINVAL
        why = getattr(error, "strerror", None) or str(error)
        raise OSError(number, why, str(path)) from error
    return path


def _absolute(path: Path) -> Path:
    """The path from the root.

    Raises:
        OSError: There is none.
    """
    if path.parts[:1] and path.parts[0].startswith("~"):
        try:
            path = path.expanduser()
        except RuntimeError:
            raise OSError(errno.ENOENT, f"no home folder for {path.parts[0]}") from None
    if path.is_absolute():
        return path
    try:
        return Path.cwd() / path
    except FileNotFoundError:
        raise OSError(errno.ENOENT, "the working folder is gone") from None


class Saves:
    """The saves of a run, each in a thread of its own.

    A file system that does not answer holds up neither the screen nor a call nor another save.
    """

    def __init__(self) -> None:
        self._under_way: dict[threading.Thread, str] = {}

    def start(self, name: str, work: Callable[[], object]) -> None:
        """Do the work of a save; the name stands for it until it is done.

        Raises:
            RuntimeError: There can be no more threads.
        """

        def run() -> None:
            try:
                work()
            finally:
                self._under_way.pop(threading.current_thread(), None)

        thread = threading.Thread(target=run, name="save", daemon=True)
        self._under_way[thread] = name
        try:
            thread.start()
        except RuntimeError:
            del self._under_way[thread]
            raise

    def finish(self, seconds: float) -> list[str]:
        """Wait for those under way, at most for so long in all: the names of those that are not."""
        end = time.monotonic() + seconds
        for thread in tuple(self._under_way):
            thread.join(max(0.0, end - time.monotonic()))
        return [name for thread, name in tuple(self._under_way.items()) if thread.is_alive()]
