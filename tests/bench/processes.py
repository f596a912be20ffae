"""What the system knows of processes, in /proc: whose children they are, and what they take."""

from __future__ import annotations

import os
import time
from pathlib import Path

_PROCESSES = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_POLL_SECONDS = 0.005
_ENDED = ("Z", "X")


class UnmeasurableError(Exception):
    """Why a figure cannot be had on this machine, or from this version of the program."""


def memory(pid: int) -> int:
    """Resident memory, in bytes."""
    return int(_read(pid, "statm").split()[1]) * _PAGE_BYTES


def cpu(pid: int) -> float:
    """Seconds of processor time that it has taken, its own and the kernel's for it."""
    # utime and stime are fields 14 and 15 of proc(5).
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def children(pid: int) -> list[int]:
    """The processes that it has started and that run."""
    matched = []
    for folder in _PROCESSES.glob("[0-9]*"):
        try:
            state, parent, *_ = _fields(int(folder.name))
        except UnmeasurableError:  # It has ended meanwhile.
            continue
        if int(parent) == pid and state not in _ENDED:
            matched.append(int(folder.name))
    return matched


def sdk_process(pid: int) -> int:
    """The one child of the program, which has the SDK.

    Raises:
        UnmeasurableError: there is none, or there are several.
    """
    matched = children(pid)
    if len(matched) != 1:
        raise UnmeasurableError(f"the program has {len(matched)} children, not 1")
    return matched[0]


def wait_ended(pid: int, seconds: float) -> float:
    """Wait until a process has ended; when that was seen, on the monotonic clock.

    Raises:
        UnmeasurableError: it runs on.
    """
    deadline = time.monotonic() + seconds
    while (now := time.monotonic()) < deadline:
        try:
            state = _fields(pid)[0]
        except UnmeasurableError:
            return now
        if state in _ENDED:
            return now
        time.sleep(_POLL_SECONDS)
    raise UnmeasurableError(f"process {pid} runs on after {seconds} s")


def _fields(pid: int) -> list[str]:
    """The fields of its state from the third one on: the second may hold blanks."""
    return _read(pid, "stat").rpartition(")")[2].split()


def _read(pid: int, name: str) -> str:
    try:
        return (_PROCESSES / str(pid) / name).read_text()
    except (FileNotFoundError, ProcessLookupError):
        raise UnmeasurableError(f"this system has no /proc/{pid}/{name}") from None
