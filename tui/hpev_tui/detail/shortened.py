"""What of a very long body is shown: laying out a megabyte would hold the screen up."""

from __future__ import annotations

from hpev_tui.detail.json_lines import MAX_DEPTH, one_line_json
from hpev_tui.model.events import Json

MOST_TEXT = 16_384
"""Characters of a text that are shown. The service's own messages have some hundreds."""

MOST_TEXTS = 2 * MOST_TEXT
"""Characters of all long texts that are shown of a body."""

SHORT = 64
"""A text of so many characters, such as an ID, costs no more than any other value."""

MOST_VALUES = 11_000
"""Values that are shown of a body. The service's own have some dozens; long lists are closed."""


def shortened(body: Json) -> Json:
    """The body with no more than is shown; itself where that is all of it.

    A text that is cut says how many characters follow, and a list or a structure how many values.
    Values nested deeper than `MAX_DEPTH`, which are shown as a text, are cut as such.
    """
    return _Room().of(body, 0)


class _Room:
    """How much more can be shown."""

    def __init__(self) -> None:
        self._texts = MOST_TEXTS
        self._values = MOST_VALUES

    def of(self, value: Json, depth: int) -> Json:
        """What is shown of a value; the same object where that is all of it."""
        self._values -= 1
        if isinstance(value, str):
            return self._text(value, value)
        if not value or not isinstance(value, (dict, list)):
            return value
        if depth >= MAX_DEPTH:
            return self._text(value, one_line_json(value))
        return self._dict(value, depth) if isinstance(value, dict) else self._list(value, depth)

    def _text(self, value: Json, text: str) -> Json:
        if len(text) <= SHORT:
            return value
        room = min(MOST_TEXT, self._texts)
        self._texts -= min(len(text), room)
        more = len(text) - room
        return value if more <= 0 else f"{text[:room]}... ({more:,} more characters: c copies all)"

    def _dict(self, value: dict[str, Json], depth: int) -> Json:
        shown: dict[str, Json] = {}
        for name, inner in value.items():
            if self._values <= 0:
                return {**shown, f"({len(value) - len(shown):,} more)": "y j copies all"}
            # A name is a text of the body, too, and comes before what it names.
            shown_name = str(self._text(name, name))
            shown[shown_name] = self.of(inner, depth + 1)
        same = all(map(_is, shown, value)) and all(map(_is, shown.values(), value.values()))
        return value if same else shown

    def _list(self, value: list[Json], depth: int) -> Json:
        shown: list[Json] = []
        for inner in value:
            if self._values <= 0:
                return [*shown, f"({len(value) - len(shown):,} more: y j copies all)"]
            shown.append(self.of(inner, depth + 1))
        return value if all(map(_is, shown, value)) else shown


def _is(one: object, other: object) -> bool:
    return one is other
