"""A child that says what it has, and starts another process when it is asked to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Say the own process, its session, its standard files and the number of sockets."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    own = Path("/proc/self/fd")
    files = [str((own / str(number)).readlink()) for number in range(3)]
    count = sum(file.is_socket() for file in own.iterdir())
    channel.sendall(f"{os.getpid()} {os.getsid(0)} {files} {count}\n".encode())
    if channel.recv(6) == b"start\n":
        started = subprocess.Popen(["sleep", "600"])
        channel.sendall(f"{started.pid}\n".encode())
        signal.pause()
    return 0
