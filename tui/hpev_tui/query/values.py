"""The values of a term: texts, with or without wildcards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from hpev_tui.query.lexer import Char


class Wild(Enum):
    """A wildcard."""

    ANY = "*"
    """Any number of characters, or none."""
    ONE = "?"
    """One character."""


@dataclass(frozen=True, slots=True)
class Value:
    """One of the alternatives of a term; no two texts stand side by side in `parts`."""

    parts: tuple[str | Wild, ...]

    @property
    def literal(self) -> str | None:
        """The text that it is, None where it has wildcards."""
        if not self.parts:
            return ""
        only = self.parts[0]
        return only if len(self.parts) == 1 and isinstance(only, str) else None

    @property
    def shown(self) -> str:
        """The text as a person wrote it, without quotes and backslashes."""
        return "".join(part if isinstance(part, str) else part.value for part in self.parts)

    @property
    def longest(self) -> str:
        """The longest text without a wildcard in it."""
        return max((part for part in self.parts if isinstance(part, str)), key=len, default="")

    def folded(self) -> Value:
        """The same for texts that were case-folded."""
        return Value(tuple(p.casefold() if isinstance(p, str) else p for p in self.parts))

    def whole(self) -> re.Pattern[str]:
        """A pattern whose `match` finds exactly the texts of one line that this value fits."""
        head, *rest = self._runs()
        if not rest:
            return re.compile(rf"{head}\Z")
        *middle, tail = rest
        return re.compile(rf"{head}{_atoms(middle)}.*{tail}\Z")

    def anywhere(self) -> re.Pattern[str]:
        """A pattern whose `search` finds the texts with a line that has this value in it."""
        *runs, last = self._runs()
        return re.compile(rf"^{_atoms(runs)}.*?{last}", re.MULTILINE)

    def _runs(self) -> list[str]:
        """The patterns of what stands between the `*`."""
        runs = [""]
        for part in self.parts:
            if part is Wild.ANY:
                runs.append("")
            elif part is Wild.ONE:
                runs[-1] += "."
            else:
                runs[-1] += re.escape(part)
        return runs


def values_of(body: Iterable[Char]) -> list[Value]:
    """The alternatives of a term: what stands between its bare commas.

    Nothing between two commas is no value; an empty pair of quotes is the empty text.
    """
    found: list[Value] = []
    chars: list[Char] = []
    for char in (*body, (",", True)):
        if char != (",", True):
            chars.append(char)
        elif chars:
            found.append(_value(chars))
            chars = []
    return list(dict.fromkeys(found))


def _value(chars: list[Char]) -> Value:
    parts: list[str | Wild] = []
    text = ""
    for char, bare in chars:
        if bare and char in "*?":
            parts += [text, Wild(char)] if text else [Wild(char)]
            text = ""
        else:
            text += char
    return Value((*parts, text) if text else tuple(parts))


def _atoms(runs: list[str]) -> str:
    """A pattern for runs with anything before each of them, which never goes back.

    The first place where a run is found is as good as any later one, so each is held fast: a
    look-ahead is not entered again, and the reference after it takes what it saw. That is an
    atomic group for Python 3.10. Without it the time grows with a power of the text's length.
    """
    return "".join(
        rf"(?=(?P<r{number}>.*?{run}))(?P=r{number})" for number, run in enumerate(runs) if run
    )
