"""What stands where there are no rows, and what is said of failures above the footer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.model.failure import NO_ACCOUNT, Failure
from hpev_tui.text.cells import cells, fit, wrap
from hpev_tui.text.glyphs import Glyphs
from hpev_tui.ui.theme import Piece, glyphs_of, strip_of, styles_of


class Note(NamedTuple):
    """What stands where there are no rows: what is so, what to do, and the keys for it.

    All texts are clean already.
    """

    text: str = ""
    more: tuple[str, ...] = ()
    """What to do and what else there is to say, each from a line of its own on."""
    keys: tuple[tuple[str, str], ...] = ()
    """Keys with what they do, for the last line."""
    failed: bool = False
    """Whether it says what went wrong: what comes before a parenthesis at its end is coloured."""

    def lines(self, width: int, shown: Glyphs) -> list[list[Piece]]:
        """Its lines, the first one with a mark where something has failed."""
        room = max(1, width - len(_INDENT) - 1)
        head = self.text.partition(" (")[0] if self.text.endswith(")") else self.text
        lines: list[list[Piece]] = []
        at = 0
        for line in wrap(self.text, room) if self.text else ():
            at = self.text.index(line, at)
            split = max(0, len(head) - at) if self.failed else 0
            mark = f" {shown.failed} " if self.failed and not lines else _INDENT
            lines.append([(f"{mark}{line[:split]}", "failed"), (line[split:], "note")])
            at += len(line)
            if not split:
                lines[-1] = [(f"{mark}{line}", "note")]
        for text in self.more:
            lines += [[(f"{_INDENT}{line}", "note")] for line in wrap(text, room)]
        return [*lines, *_key_lines(self.keys, width)]


_INDENT = "   "
_KEY_GAP = "   "


def _key_lines(keys: Sequence[tuple[str, str]], width: int) -> list[list[Piece]]:
    """The keys, on as many lines as they need."""
    lines: list[list[Piece]] = []
    taken = width
    for key, label in keys:
        size = cells(f"{_KEY_GAP}{key} {label}")
        if taken + size >= width:
            lines.append([])
            taken = 0
        taken += size
        lines[-1] += [(_KEY_GAP, "note"), (key, "key"), (f" {label}", "note")]
    return lines


_TITLE = 200
"""Characters of what happened that are shown before a remedy: words may be long, and what to do
must be seen as well."""

RETRY = ("r", "retry")
_RETRIES = ", then r to retry"


def failure_note(failure: Failure, *, offers_demo: bool = True, briefly: bool = False) -> Note:
    """A failure: what happened, what to do, and what to copy for that.

    Args:
        failure: What went wrong.
        offers_demo: Offer the demo where there is no account; not where there is something to look
            at already.
        briefly: Leave out the policy statement that would be copied.
    """
    title = failure.title
    keys: tuple[tuple[str, str], ...] = ()
    if failure.remedy and len(title) > _TITLE:
        title = f"{title[:_TITLE]}... (:info has the full text)"
    more = [failure.advice]
    if failure.advice == " ".join(RETRY) or (failure.retryable and not failure.advice):
        more, keys = [], (RETRY,)
    if failure.remedy and failure.kind == "access":
        first, then, rest = failure.advice.partition(_RETRIES)
        more = [f"{first} (! copies the policy statement){then}{rest}"]
        more += [] if briefly else [failure.remedy]
    elif failure.remedy:
        more = [f"Run {failure.remedy} in another shell (! copies it){_RETRIES}"]
    if offers_demo and failure.kind in NO_ACCOUNT:
        keys = (*keys, ("d", "demo: needs no account"))
    return Note(title, tuple(filter(None, more)), keys, failed=True)


TITLE_LINES = 2
"""Of what happened, which may be long, so much is shown: what to do must be seen as well."""


_WHOLE = " (:info has the full text)"


class NoticeBar(Widget):
    """Says what is wrong in lines above the footer, or takes no room."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._failure: Failure | None = None
        self._offers_demo = False
        self._notes: Sequence[Note] = ()
        self._lines: Sequence[Sequence[Piece]] = ()
        self._width = 0

    def say(self, *texts: str, failed: bool = False) -> None:
        """Say this, or nothing; already clean texts."""
        self._failure = None
        self._show([Note(text, failed=failed) for text in texts if text])

    def show_failure(
        self,
        failure: Failure | None,
        *,
        offers_demo: bool = False,
        otherwise: Sequence[str] = (),
        instead: Sequence[Note] = (),
    ) -> bool:
        """Say what went wrong, or these texts; whether the failure is another than before.

        `instead` says more of the failure than it does itself, or names others as well.
        """
        changed = failure != self._failure
        self._failure = failure
        if failure is None:
            self._show([Note(text, failed=True) for text in otherwise])
        else:
            note = failure_note(failure, offers_demo=offers_demo, briefly=True)
            self._show(instead or [note])
        return changed

    def _show(self, notes: Sequence[Note]) -> None:
        # Showing the same again would lay the screen out again.
        if notes == self._notes:
            return
        self._notes = notes
        self.display = bool(notes)
        if self._width:
            before = len(self._lines)
            self._fold(self._width)
            self.refresh(layout=len(self._lines) != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines that it takes in that width."""
        del container, viewport
        self._fold(width)
        return len(self._lines)

    def _fold(self, width: int) -> None:
        self._width = width
        shown, room = glyphs_of(self), max(20, width - len(_INDENT) - 1)
        # Words wrap at blanks, so that the lines are not filled to their ends.
        most = TITLE_LINES * room - 12
        self._lines = [
            line for note in self._notes for line in _cut(note, most, shown).lines(width, shown)
        ]

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        width = self.size.width
        if width != self._width:
            self._fold(width)
        pieces = self._lines[y] if y < len(self._lines) else ()
        return strip_of(pieces, styles_of(self.app), width)


def _cut(note: Note, room: int, shown: Glyphs) -> Note:
    """What went wrong, in so many cells."""
    text = note.text
    # A text that cannot fit is not measured: it may be a megabyte long.
    if not note.failed or (len(text) <= 2 * room and cells(text) <= room):
        return note
    cut = fit(text, room - len(_WHOLE), shown.ellipsis).rstrip()
    return note._replace(text=f"{cut}{_WHOLE}")
