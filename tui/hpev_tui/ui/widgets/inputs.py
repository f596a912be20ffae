"""The fields in which filters and searches are typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widgets import Input

from hpev_tui.query import Problem
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import Notice
from hpev_tui.ui.theme import styles_of
from hpev_tui.ui.widgets.frame import TitleLine
from hpev_tui.ui.widgets.lines import LineView

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

    problems: Sequence[Problem] = ()
    style: Style = Style(underline=True)

    def highlight(self, text: Text) -> None:
        """Mark what cannot be read in the text."""
        for problem in self.problems:
            text.stylize(self.style, problem.start, problem.end)


MOST_TYPED = 1000
"""Characters that a field takes: more than any name or ARN has, and twenty nodes in a filter."""


class LineInput(Input):
    """One line to type in. Its cursor is still: blinking sends bytes while nothing happens."""

    cursor_blink = reactive(False, init=False)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put a text in place of another: as much of its first line as the field takes."""
        line, _, others = text.partition("\n")
        room = max(0, MOST_TYPED - len(self.value) + abs(end - start))
        if len(line) > room:
            self._say(f"Cut: a field takes {MOST_TYPED:,} characters")
        elif others.strip():
            self._say("A field takes one line: the others were left out")
        super().replace(line[:room], start, end)

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted, in place of what is selected."""
        event.prevent_default()
        event.stop()
        self.replace(event.text, *self.selection)

    def _say(self, text: str) -> None:
        self.post_message(Notice(text, wrong=True))


class QueryInput(LineInput):
    """One line of the filter language."""

    BINDINGS = bindings("query")

    @dataclass(eq=False, repr=False)
    class Applied(Message):
        """The user has finished the line and goes back to the list."""

        text: str

    @dataclass(eq=False, repr=False)
    class Left(Message):
        """The user gives the line up."""

    def __init__(self, suggest: Suggest, history: list[str], *, id: str | None = None) -> None:  # noqa: A002
        self._underline = _Underline()
        super().__init__(
            id=id,
            placeholder="level:error group:worker-* node:i-0123... a word",
            highlighter=self._underline,
            suggester=_Suggester(suggest),
            select_on_focus=False,
        )
        self._history = history
        self._index = len(history)
        self._own = ""

    def begin(self, text: str) -> None:
        """Edit this text."""
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self._index = len(self._history)

    def underline(self, problems: Sequence[Problem]) -> None:
        """Underline what cannot be read."""
        if problems or self._underline.problems:
            self._underline.problems = problems
            self._underline.style = styles_of(self.app)["bad-term"]
            self.refresh()

    def action_history(self, step: int) -> None:
        """An earlier line (-1), or a later one; past the latest the line that was being typed."""
        if self._index == len(self._history):
            self._own = self.value
        lines = [*self._history, self._own]
        index = self._index + step
        # The latest line is often the one that stands there already, as it is in force.
        while 0 < index < len(self._history) and lines[index] == self.value:
            index += step
        self._index = max(0, min(index, len(self._history)))
        self.value = lines[self._index]
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


class FieldTitle(TitleLine):
    """A title line that has a field, which lies over it while something is typed."""

    def __init__(self, name: str, field: LineInput, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(name, position=True, id=id)
        self._field = field

    def compose(self) -> ComposeResult:
        """The field, which is hidden, and the place."""
        self._field.display = False
        yield self._field
        yield from super().compose()

    @property
    def is_open(self) -> bool:
        """Whether something is typed."""
        return self._field.display


class FilterTitle(FieldTitle):
    """The title of the list of events: it says the filter, and is the field while one is typed."""

    def __init__(self, suggest: Suggest, history: list[str], *, id: str | None = None) -> None:  # noqa: A002
        self._input = QueryInput(suggest, history, id="query")
        super().__init__("Events", self._input, id=id)

    def open(self, text: str) -> None:
        """Edit this text."""
        self._input.display = True
        self._input.begin(text)
        self.screen.set_focus(self._input, scroll_visible=False)

    def close(self) -> None:
        """Show the line alone again. The focus is the caller's to give."""
        self._input.display = False

    def underline(self, problems: Sequence[Problem]) -> None:
        """Underline what cannot be read."""
        self._input.underline(problems)


class FilterInput(LineInput):
    """Text that filters the screen's list as it is typed."""

    BINDINGS = bindings("filter")

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, id=id, select_on_focus=False)

    def open(self) -> None:
        """Show the field, and type in it."""
        self.display = True
        # Not `focus()`, which comes into force later: the next key may be here already.
        self.screen.set_focus(self, scroll_visible=False)

    def keeps(self, text: str) -> bool:
        """Whether every word that is typed stands somewhere in a text."""
        text = text.lower()
        return all(word in text for word in self.value.lower().split())

    def action_steer(self, rows: int) -> None:
        """Move in the list without leaving the field."""
        self.screen.query_one(LineView).action_move(rows)

    def action_clear(self) -> None:
        """Empty the field, and leave it for the list."""
        self.value = ""
        self.display = False
        self.screen.set_focus(self.screen.query_one(LineView), scroll_visible=False)
        self.refresh_bindings()


class SearchInput(LineInput):
    """One line of plain text."""

    BINDINGS = bindings("search")

    @dataclass(eq=False, repr=False)
    class Applied(Message):
        """The user searches for the text; None gives the line up."""

        text: str | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, placeholder="search in the detail", select_on_focus=False)

    def action_apply(self) -> None:
        """Search."""
        self.post_message(self.Applied(self.value))

    def action_leave_line(self) -> None:
        """Search for nothing else than before."""
        self.post_message(self.Applied(None))
