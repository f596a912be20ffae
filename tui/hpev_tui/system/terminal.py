"""The terminal that the program was started in: whether it can be drawn on, and how."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import TextIO


def forget_sizes(environ: MutableMapping[str, str]) -> None:
    """Drop COLUMNS and LINES where the terminal itself says how large it is.

    A shell that exports them leaves the size of another terminal, or of this one before; what
    draws would take them for the size, and never follow the terminal's.
    """
    for descriptor in (2, 0):
        with suppress(OSError):
            if min(os.get_terminal_size(descriptor)) > 0:
                environ.pop("COLUMNS", None)
                environ.pop("LINES", None)
                return


# What Python itself sets LC_CTYPE to where the system does not know the locale, or has none.
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def wants_ascii(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is the Linux console, or the locale's charset is other than UTF-8.

    The console's usual fonts have 256 or 512 glyphs, without `━`, `╸`, `●`, `╭` (code page 437).
    Python's own encoding does not show it: without a locale it is UTF-8 (PEP 538, PEP 540), and
    Python puts that into LC_CTYPE, which goes before LANG. Users who mean it can set LC_ALL.
    A locale without a charset, such as `C`, names none.
    """
    if environ.get("TERM") == "linux":
        return True
    ctype = environ.get("LC_CTYPE", "")
    names = (environ.get("LC_ALL"), "" if ctype in _COERCED else ctype, environ.get("LANG"))
    locale = next((name for name in names if name), "")
    charset = locale.partition(".")[2].partition("@")[0]
    return charset.lower().replace("-", "").replace("_", "") not in ("", "utf8")


def terminal_problem(
    stdin: TextIO | None, stderr: TextIO | None, term: str, *, reads_stdin: bool = False
) -> str:
    """Why nothing can be drawn on this terminal, or "".

    Textual reads the standard input and writes to standard error; standard output may be
    redirected. With `reads_stdin` the input is saved events, and keys come from the terminal.
    """
    if not reads_stdin and (stdin is None or not stdin.isatty()):
        return "standard input is not a terminal: run it without a pipe into it"
    if stderr is None or not stderr.isatty():
        return "standard error is not a terminal: run it without redirecting 2>"
    if not term or term == "dumb":
        return "unusable terminal: set TERM, for example TERM=xterm-256color"
    return ""
