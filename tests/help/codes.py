"""What goes over the wire of a terminal: keys that come in, sequences that go out."""

from __future__ import annotations

import re

KEYS = {
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "down": "\x1b[B",
    "end": "\x1b[F",
    "enter": "\r",
    "escape": "\x1b",
    "f2": "\x1bOQ",
    "home": "\x1b[H",
    "left": "\x1b[D",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "right": "\x1b[C",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "tab": "\t",
    "up": "\x1b[A",
}
"""The keys that have a name, and what is sent for them."""


def key_bytes(key: str) -> bytes:
    """What is sent for a key, which is given by its name or by its character."""
    if key in KEYS:
        return KEYS[key].encode()
    if re.fullmatch(r"ctrl\+[a-z]", key):
        return bytes([ord(key[-1]) & 0x1F])
    if len(key) != 1:
        raise ValueError(f"no such key: {key}")
    return key.encode()


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
