"""The text field of the event list's filter: history, completion, and problems underlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.highlighter import Highlighter
from rich.text import Text
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from hpev_tui.query import Problem
from hpev_tui.ui.commands import bindings

Suggest = Callable[[str], str | None]
"""What to append to a text, None for nothing."""


class _Suggester(Suggester):
    """Asks a plain function; nothing is kept, as what is loaded changes."""

    def __init__(self, suggest: Suggest) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suggest = suggest

    async def get_suggestion(self, value: str) -> str | None:
        """The whole text as it would be."""
        suffix = self._suggest(value)
        return value + suffix if suffix else None


class _Underline(Highlighter):
    """Underlines what cannot be read."""

    def __init__(self) -> None:
        self.problems: Sequence[Problem] = ()

    def highlight(self, text: Text) -> None:
        """Mark the places in the text."""
        for problem in self.problems:
            text.stylize("underline", problem.start, problem.end)


class QueryInput(Input):
    """One line of the filter language."""

    BINDINGS = bindings("query")

    @dataclass
    class Applied(Message):
        """The person has finished the line and goes back to the list."""

        text: str

    @dataclass
    class Left(Message):
        """The person gives the line up."""

    def __init__(self, suggest: Suggest, history: list[str], *, id: str | None = None) -> None:  # noqa: A002
        self._underline = _Underline()
        super().__init__(
            id=id,
            placeholder="level:error group:worker-* node:i-0123... a word",
            highlighter=self._underline,
            suggester=_Suggester(suggest),
            select_on_focus=False,
        )
        # A blinking cursor would send bytes for as long as nothing happens.
        self.cursor_blink = False
        self._history = history
        self._place = len(history)
        self._own = ""

    def begin(self, text: str) -> None:
        """Edit this text."""
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self._place = len(self._history)

    def underline(self, problems: Sequence[Problem]) -> None:
        """Underline what cannot be read."""
        if problems or self._underline.problems:
            self._underline.problems = problems
            self.refresh()

    def action_history(self, step: int) -> None:
        """An earlier line (-1), or a later one; past the latest the line that was being typed."""
        if self._place == len(self._history):
            self._own = self.value
        lines = [*self._history, self._own]
        place = self._place + step
        # The latest line is often the one that stands there already, as it is in force.
        while 0 < place < len(self._history) and lines[place] == self.value:
            place += step
        self._place = max(0, min(place, len(self._history)))
        self.value = lines[self._place]
        self.cursor_position = len(self.value)

    def action_take(self) -> None:
        """Take what is offered at the end of the line, or move right within it."""
        self.action_cursor_right()

    def action_apply(self) -> None:
        """Keep the line, and go back to the list."""
        if self.value.strip():
            if self.value in self._history:
                self._history.remove(self.value)
            self._history.append(self.value)
        self.post_message(self.Applied(self.value))

    def action_leave_line(self) -> None:
        """Give the line up."""
        self.post_message(self.Left())
