"""The SDK's process where no name is ever resolved, nor found to be none."""

from __future__ import annotations

import socket
import threading

from hpev_tui.sources.aws import child


def hang(*_: object, **__: object) -> None:
    """Wait as a resolver's library may: nothing in Python ends that."""
    threading.Event().wait()


def main() -> int:
    """Run the process; see `child.main`."""
    socket.getaddrinfo = hang  # type: ignore[assignment]
    return child.main()
