"""The sequences that programs write to terminals, as the tests look at them."""

from __future__ import annotations

import re

# What pyte would print, or take for something else: control strings (OSC, DCS, APC, PM, SOS)
# and the CSI sequences with a private prefix other than `?` or with intermediate bytes.
UNREADABLE = re.compile(
    rb"\x1b[]PX^_].*?(?:\x07|\x1b\\)"
    rb"|\x1b\[[<=>][0-?]*[ -/]*[@-~]"
    rb"|\x1b\[[0-?]*[ -/]+[@-~]",
    re.DOTALL,
)
# The start of a sequence whose rest has not come yet.
UNFINISHED = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*|[]PX^_](?:(?!\x07|\x1b\\).)*)?\Z",
    re.DOTALL,
)


def left_on(raw: bytes) -> list[str]:
    """What a program's output switched on, or off, and did not put back in the end."""
    pairs = {
        "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
        "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
        "mouse clicks": (b"\x1b[?1000h", b"\x1b[?1000l"),
        "mouse moves": (b"\x1b[?1003h", b"\x1b[?1003l"),
        "bracketed paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
    }
    return [name for name, (on, off) in pairs.items() if raw.rfind(on) > raw.rfind(off)]
