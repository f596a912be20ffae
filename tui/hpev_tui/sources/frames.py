"""What the screen's process and the SDK's send each other: frames of plain data over a socket.

A frame is its length in four bytes, then the data as `marshal` writes it. That knows numbers,
texts, tuples, lists, dictionaries and None, and no classes: what comes from the network chooses
none. Both ends run the same Python, whose format is the same.
"""

from __future__ import annotations

import contextlib
import marshal
import socket
import threading
from collections.abc import Iterator
from typing import Any

_LENGTH = 4

_PIECE = 1 << 17
"""As many bytes are taken from the socket at a time as are there, up to this: some seven pages of
events. Each time the thread gives away the interpreter's lock, and may wait for it again."""


MOST_BYTES = 1 << 26
"""A frame is no longer: an answer of 16 MiB (`aws/transport.py`) takes up to 40 as plain data."""


class Channel:
    """One end of a socket; any thread may send, one reads."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._file = connected.makefile("rb", _PIECE)
        self._sending = threading.Lock()

    def send(self, frame: tuple[Any, ...]) -> None:
        """Send a frame; blocks while the other end does not read.

        Raises:
            OSError: the other end is gone.
            ValueError: the frame holds something that is no plain data, is nested too deeply, or
                is too long.
        """
        data = marshal.dumps(frame)
        if len(data) > MOST_BYTES:
            raise ValueError(f"frame of {len(data):,} bytes")
        with self._sending:
            self._socket.sendall(len(data).to_bytes(_LENGTH, "big") + data)

    def frames(self) -> Iterator[tuple[Any, ...]]:
        """The frames that come, until the other end is gone.

        Raises:
            ValueError: what comes is no frame, so that nothing after it can be read either.
        """
        try:
            while len(head := self._file.read(_LENGTH)) == _LENGTH:
                length = int.from_bytes(head, "big")
                if length > MOST_BYTES:
                    raise ValueError(f"frame of {length:,} bytes")
                data = self._file.read(length)
                if len(data) < length:
                    return
                yield _decoded(data)
        except OSError:
            return

    def close(self) -> None:
        """Let the other end know that there is no more; a thread that reads here ends."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._file.close()
        self._socket.close()


def _decoded(data: bytes) -> tuple[Any, ...]:
    try:
        frame = marshal.loads(data)  # noqa: S302 - written by the same program's other process
    except (EOFError, TypeError, MemoryError) as error:
        raise ValueError(f"unreadable frame: {error!r}") from error
    if not isinstance(frame, tuple) or not frame:
        raise ValueError(f"frame of a {type(frame).__name__}")
    return frame
