"""A profile hook that counts the calls of the product in one thread."""

from __future__ import annotations

import inspect
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType

import hpev_tui

_PRODUCT = f"{Path(hpev_tui.__file__).parent}{os.sep}"
_DRAWING = ("render_line", "_display")
"""Below a method of these names a line, or a frame, is drawn; what is not is handling."""
_JUDGING = "verdict_of"
_OVERVIEW = "_row_keys"
_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")
"""What is a call only before Python 3.12."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one action cost."""

    files: int
    edges: int
    """Pairs of files of which one calls the other, itself or by way of Textual."""
    calls: int
    handling_files: int
    handling_calls: int
    verdicts: int
    """How often it was worked out how a group stands (`verdict_of`)."""
    overviews: int
    """How often an overview has worked out its rows (`_row_keys`)."""
    asked: int
    """How often the service was asked."""


class Tracer:
    """Counts the product's calls in the thread in which it is started."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._edges: set[tuple[str, str]] = set()
        self._drawing = 0
        self.handling: Counter[tuple[str, str]] = Counter()
        """The calls that are not below a drawing one, by their file and their name."""

    def start(self) -> None:
        """Count from now on."""
        sys.setprofile(self._hook)

    def stop(self) -> None:
        """Count no more."""
        sys.setprofile(None)

    def cost(self, asked: int) -> Cost:
        """What was counted; `asked` is how often the service was asked meanwhile."""
        names = Counter[str]()
        for (_, name), calls in self.handling.items():
            names[name] += calls
        handling = sum(self.handling.values())
        return Cost(
            len(self._files),
            len(self._edges),
            self._drawing + handling,
            len({file for file, _ in self.handling}),
            handling,
            names[_JUDGING],
            names[_OVERVIEW],
            asked,
        )

    def _hook(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or not _counts(code):
            return
        file = code.co_filename.removeprefix(_PRODUCT)
        self._files.add(file)
        caller, draws = "", code.co_name in _DRAWING
        above = frame.f_back
        while above is not None:
            draws = draws or above.f_code.co_name in _DRAWING
            if not caller and above.f_code.co_filename.startswith(_PRODUCT):
                caller = above.f_code.co_filename.removeprefix(_PRODUCT)
            above = above.f_back
        if caller not in ("", file):
            self._edges.add((caller, file))
        if draws:
            self._drawing += 1
        else:
            self.handling[file, code.co_name] += 1


def _counts(code: CodeType) -> bool:
    """Whether it is a function of the product: no module or class, which run once at an import."""
    return (
        code.co_filename.startswith(_PRODUCT)
        and bool(code.co_flags & inspect.CO_OPTIMIZED)
        and code.co_name not in _COMPREHENSIONS
    )
