"""Reads files, folders, archives and pipes, as far as the bounds allow.

Nothing is unpacked to a disk, and no name within an archive is used as one of a file. Counted is
what is read and what comes out, never what a header or the file system says.
"""

from __future__ import annotations

import io
import os
import select
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from hpev_tui.sources.files.archives import DAMAGED, GZIP, Member, inflated, members_of
from hpev_tui.sources.files.bounds import BOUNDS, Bounds

Note: TypeAlias = Callable[[str, str, str], object]
"""Takes the name of a file, the position in it, and a sentence on what could not be read."""

STDIN = "-"
STDIN_NAME = "standard input"

_PIECE = 1 << 20
"""Bytes that are read at a time."""
_NAMES = 10
"""How many times as many names of a folder are sorted as files are read."""

_SPECIAL = (
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class Content(NamedTuple):
    """The bytes of a file, unpacked."""

    name: str
    """As it was given, or found; not clean."""
    data: bytes
    is_named: bool
    """Whether the user has named it: it is in no folder and no archive."""
    is_whole: bool = True
    """Whether no bound has cut it; that was said then."""


class Reader:
    """Reads what a command line names."""

    def __init__(
        self, note: Note, bounds: Bounds = BOUNDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Read nothing yet.

        Args:
            note: called with each problem.
            bounds: how much is read.
            clock: seconds, for how long a pipe is waited for.
        """
        self._note = note
        self._bounds = bounds
        self._clock = clock
        self._bytes_left = bounds.most_bytes_together
        self._files_left = bounds.most_files
        self._cut: set[str] = set()
        """The names of what was cut by a bound."""
        self._is_over = False
        """Whether the bounds of all files together are reached; that is said once."""

    def contents(self, paths: Sequence[str], stdin: int | None = None) -> Iterator[Content]:
        """What is in the files of these paths, in their order; folders by names.

        Args:
            paths: `-` stands for standard input.
            stdin: the descriptor of that.
        """
        for path in paths:
            if path == STDIN and stdin is not None:
                yield from self._opened(STDIN_NAME, stdin, is_named=True)
            elif path == STDIN:
                self._note(STDIN_NAME, "", "It can be read only once. Pipe the events in again.")
            else:
                yield from self._path(path)

    # Files and folders

    def _path(self, path: str) -> Iterator[Content]:
        try:
            status = Path(path).stat()
        except (OSError, ValueError) as error:
            self._note(path, "", _why(error))
            return
        if not stat.S_ISDIR(status.st_mode):
            yield from self._file(path, status, is_named=True)
            return
        count = 0
        for content in self._folder(path, self._bounds.most_folders_deep):
            count += 1
            yield content
        if not count:
            self._note(path, "", "The folder has no files that can be read.")

    def _folder(self, path: str, levels: int) -> Iterator[Content]:
        try:
            with os.scandir(path) as entries:
                some = islice((entry.name for entry in entries), _NAMES * self._bounds.most_files)
                # So that the order is that of the names everywhere.
                names = sorted(some)
        except OSError as error:
            self._note(path, "", _why(error))
            return
        for name in names:
            if self._is_over or name.startswith("."):
                continue
            inner = Path(path, name)
            try:
                status, is_link = inner.stat(), inner.is_symlink()
            except OSError as error:
                self._note(str(inner), "", _why(error))
                continue
            if stat.S_ISREG(status.st_mode):
                yield from self._file(str(inner), status, is_named=False)
            elif stat.S_ISDIR(status.st_mode) and not is_link:  # It may lead back to this one.
                if levels > 1:
                    yield from self._folder(str(inner), levels - 1)
                else:
                    most = self._bounds.most_folders_deep
                    self._note(str(inner), "", f"Folders more than {most} deep are not read.")

    def _file(self, path: str, status: os.stat_result, *, is_named: bool) -> Iterator[Content]:
        # Opening a device can act on it already.
        if kind := _special(status):
            self._note(path, "", f"It is {kind}. Name a file, a folder or a pipe.")
            return
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
        try:
            opened = os.open(path, flags)
        except OSError as error:
            self._note(path, "", _why(error))
            return
        try:
            yield from self._opened(path, opened, is_named=is_named)
        finally:
            os.close(opened)

    def _opened(self, name: str, opened: int, *, is_named: bool) -> Iterator[Content]:
        """What is in an open file or pipe."""
        if not self._may_read(name):
            return
        try:
            status = os.fstat(opened)
            if stat.S_ISREG(status.st_mode):
                data = self._regular(name, opened, status)
            elif (kind := _special(status)) and os.isatty(opened):
                self._note(name, "", "It is a terminal. Pipe events into it, or name a file.")
                return
            elif kind and name != STDIN_NAME:
                self._note(name, "", f"It is {kind}. Name a file, a folder or a pipe.")
                return
            else:
                data = self._pipe(name, opened)
        except OSError as error:
            self._note(name, "", _why(error))
            return
        if not data and name == STDIN_NAME:
            self._note(name, "", "Nothing came by it. The command before it may have failed.")
            return
        self._bytes_left -= len(data)
        yield from self._unpacked(name, data, is_named, self._bounds.most_packed_deep)

    def _regular(self, name: str, opened: int, status: os.stat_result) -> bytes:
        most = self._most
        # It is stored once: what is joined of pieces is there twice.
        data, size = io.BytesIO(), 0
        while size < most and (piece := os.read(opened, min(_PIECE, most - size))):
            size += data.write(piece)
        after = os.fstat(opened)
        if size >= most and after.st_size > size:
            all_of_it = _bytes(after.st_size)
            said = f"Only the first {_bytes(size)} of {all_of_it} were read. Split the file."
            self._note_cut(name, f"byte {size:,}", said)
        elif (after.st_size, after.st_mtime_ns) != (status.st_size, status.st_mtime_ns):
            said = "The file changed while it was read. Read it again when it is complete."
            self._note(name, f"byte {size:,}", said)
        return data.getvalue()

    def _pipe(self, name: str, opened: int) -> bytes:
        """What comes by a pipe until it ends, or nothing has ended it in time."""
        most, until = self._most, self._clock() + self._bounds.wait_seconds
        data, size = io.BytesIO(), 0
        waiting = select.poll()
        waiting.register(opened, select.POLLIN)
        while size < most:
            # Without waiting for it first, a FIFO that nobody has opened yet would seem at its end.
            left = until - self._clock()
            if left <= 0 or not waiting.poll(left * 1000):
                waited = f"{self._bounds.wait_seconds:g} s"
                said = f"It did not end within {waited}. What came so far was read."
                self._note(
                    name, f"byte {size:,}", said if size else f"Nothing came within {waited}."
                )
                return data.getvalue()
            try:
                piece = os.read(opened, min(_PIECE, most - size))
            except BlockingIOError:
                continue
            if not piece:
                break
            size += data.write(piece)
        else:
            self._note_cut(name, f"byte {size:,}", f"Only the first {_bytes(size)} were read.")
        return data.getvalue()

    # What is packed

    def _unpacked(self, name: str, data: bytes, is_named: bool, levels: int) -> Iterator[Content]:
        """A file's content, or that of what is packed in it."""
        is_gzip, members = data.startswith(GZIP), members_of(data)
        if (is_gzip or members) and not levels:
            most = self._bounds.most_packed_deep
            self._note(name, "", f"Archives more than {most} deep are not read.")
        elif is_gzip:
            most, streams = self._most, self._bounds.most_streams
            unpacked, at, problem = inflated(data, most, streams)
            if problem:
                self._note(name, f"byte {at:,}", problem)
            elif len(unpacked) >= most:
                self._note_cut(name, "", f"Only the first {_bytes(most)} were unpacked.")
            self._bytes_left -= len(unpacked)
            yield from self._unpacked(name, unpacked, is_named, levels - 1)
        elif members:
            count = 0
            for content in self._members(name, members(data, self._bounds.most_files), levels - 1):
                count += 1
                yield content
            if not count:
                self._note(name, "", "The archive has no files that can be read.")
        else:
            yield Content(name, data, is_named, name not in self._cut)

    def _members(self, name: str, members: Iterator[Member], levels: int) -> Iterator[Content]:
        """What is in the files of an archive."""
        for member in members:
            inner = f"{name}:{member.name}" if member.name else name
            # Folders count, too: they take as long to list.
            if not self._may_read(inner):
                return
            if member.problem:
                self._note(inner, "", member.problem)
            elif member.is_file:
                if member.leads_out:
                    said = (
                        "Its name leads out of the archive. It was read, and not written anywhere."
                    )
                    self._note(inner, "", said)
                yield from self._member(inner, member, levels)

    def _member(self, name: str, member: Member, levels: int) -> Iterator[Content]:
        most = self._most
        try:
            data = member.read(most + 1)
        except DAMAGED as error:
            self._note(name, "", f"It cannot be unpacked: {_reason(error)}.")
            return
        if len(data) > most:
            self._note_cut(name, "", f"Only the first {_bytes(most)} were unpacked.")
            data = data[:most]
        self._bytes_left -= len(data)
        yield from self._unpacked(name, data, False, levels)

    # Bounds

    @property
    def _most(self) -> int:
        return max(0, min(self._bounds.most_bytes, self._bytes_left))

    def _note_cut(self, name: str, position: str, sentence: str) -> None:
        """Note that a bound has cut a file."""
        self._cut.add(name)
        self._note(name, position, sentence)

    def _may_read(self, name: str) -> bool:
        """Whether the bounds let another file be read, which counts then; else it is named once."""
        if self._is_over:
            return False
        if self._files_left <= 0:
            why = f"more than {self._bounds.most_files:,} files"
        elif self._bytes_left <= 0:
            why = f"more than {_bytes(self._bounds.most_bytes_together)}"
        else:
            self._files_left -= 1
            return True
        self._is_over = True
        self._note(name, "", f"From here on nothing was read: {why} in all.")
        return False


def _special(status: os.stat_result) -> str:
    return next((kind for is_kind, kind in _SPECIAL if is_kind(status.st_mode)), "")


def _bytes(size: int) -> str:
    """A size in words."""
    return f"{size >> 20:,} MiB" if size >= 1 << 20 else f"{size:,} bytes"


def _why(error: OSError | ValueError) -> str:
    """Why a file cannot be read, as a sentence."""
    # A name with a NUL is a ValueError.
    if isinstance(error, (FileNotFoundError, ValueError)):
        return "There is no such file."
    if isinstance(error, PermissionError):
        return "No permission to read it."
    return f"It cannot be read: {_reason(error)}."


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
