"""The way that the person chose for copies: `--clipboard`, or `HPEV_CLIPBOARD`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

AUTO = "auto"
COMMAND = "cmd"
NAMES = (AUTO, "native", "tmux", "screen", "osc52", "file", "none")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `NAMES`, or `cmd` with the program and its arguments."""

    name: str = AUTO
    command: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Choice:
        """Read a choice as it is typed.

        `cmd:` is followed by a program and its arguments, quoted as for a shell. No shell
        runs them, so that nothing in them is expanded.

        Raises:
            ValueError: it is none.
        """
        if text in NAMES:
            return cls(text)
        name, colon, line = text.partition(":")
        command = tuple(shlex.split(line)) if colon and name == COMMAND else ()
        if not command:
            raise ValueError(text)
        return cls(COMMAND, command)
