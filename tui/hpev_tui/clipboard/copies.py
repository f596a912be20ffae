"""The copies of one run: made in the background, put in words, remembered."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from hpev_tui.clipboard.plan import LIMIT, ClipboardRoute, Route
from hpev_tui.clipboard.service import BY_OSC52, Clipboard, Outcome, encoded
from hpev_tui.model.settings import Settings
from hpev_tui.text.cells import ASCII_ELLIPSIS, ELLIPSIS, cells, fit
from hpev_tui.text.clean import clean, plain
from hpev_tui.text.lists import many

log = logging.getLogger(__name__)

MOST = 20
MOST_CHARACTERS = 20_000_000
"""How many copies are remembered, and how many characters they have; the last one always is."""

LINE_WIDTH = 78
"""Cells of a line in which is said what was copied: 80 columns with a blank at both ends."""

LEAST_WIDTH = 12
"""Cells that it always has for what was copied."""

_LONG = 500
"""Characters that are looked at, at each end of a line: more than any screen shows."""

VIEW_HINT = "Y show"
_THROUGH = {
    Route.TMUX: "tmux",
    Route.PASSTHROUGH: "tmux",
    Route.SCREEN: "screen",
}


class Copy(NamedTuple):
    """One copy: its name, its text, and how it ended."""

    label: str
    text: str
    """Plain, as it was copied."""
    outcome: Outcome


class Ring:
    """The last `MOST` copies, the newest first; the same text again replaces the earlier one.

    Of long ones fewer are remembered; see `MOST_CHARACTERS`.
    """

    def __init__(self) -> None:
        self._copies: deque[Copy] = deque(maxlen=MOST)

    def __iter__(self) -> Iterator[Copy]:
        return iter(self._copies)

    def __len__(self) -> int:
        return len(self._copies)

    @property
    def newest(self) -> Copy | None:
        """The last copy."""
        return self._copies[0] if self._copies else None

    def add(self, copy: Copy) -> None:
        """Add a copy at the front."""
        for earlier in self._copies:
            if (earlier.label, earlier.text) == (copy.label, copy.text):
                self._copies.remove(earlier)
                break
        self._copies.appendleft(copy)
        while len(self._copies) > 1 and sum(len(each.text) for each in self) > MOST_CHARACTERS:
            self._copies.pop()


class Copies:
    """One run's copies. Each callable is called from the thread that copies.

    Args:
        settings: those of the run.
        write_terminal: hands an escape sequence to the terminal.
        copied: takes each copy that is done.
        saved: takes a copy that was to be saved, its file, or why there is none.
        route_found: takes the route that a copy would take now, in words.
    """

    def __init__(
        self,
        settings: Settings,
        write_terminal: Callable[[str], object],
        *,
        copied: Callable[[Copy], object],
        saved: Callable[[Copy, Path | None, str], object],
        route_found: Callable[[str], object],
    ) -> None:
        route = ClipboardRoute.of(settings.clipboard)
        self.clipboard = Clipboard(os.environ, write_terminal, route)
        self.ring = Ring()
        self._copied = copied
        self._saved = saved
        self._route_found = route_found
        self._ascii_only = settings.ascii
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._worker: threading.Thread | None = None

    def copy(self, label: str, text: str | Callable[[], str]) -> None:
        """Copy a text, which may have to be made first; `copied` takes how it ended."""

        def work() -> None:
            made = ""
            try:
                made = plain(text if isinstance(text, str) else text())
                outcome = self.clipboard.copy(made)
            except Exception as error:
                from hpev_tui.text.secrets import redacted  # Hardly ever needed.

                log.exception("copy failed")
                outcome = Outcome(Route.VIEW, failure=f"internal error: {redacted(repr(error))}")
            self._copied(Copy(label, made, outcome))

        if why := self._do(work):
            self._copied(Copy(label, "", Outcome(Route.VIEW, failure=why)))

    def look_for_route(self) -> None:
        """Find the route that a copy would take now; `route_found` takes it."""

        def work() -> None:
            _, plan = self.clipboard.survey()
            step = plan.steps[0]
            why = f": {step.why}" if step.why else ""
            self._route_found(clean(f"{step.route.value}{why}"))

        self._do(work)

    def save(self, copy: Copy) -> None:
        """Write a copy that is shown to the file; `saved` takes where it is."""

        def work() -> None:
            self._saved(copy, *self.clipboard.save(copy.text))

        if why := self._do(work):
            self._saved(copy, None, why)

    def _do(self, work: Callable[[], None]) -> str:
        """Do it in the background, after all that came before: the last copy must win.

        Why it cannot be done, or "".
        """
        if self._worker is None:
            # A thread of its own: the loader's may all be waiting for the network.
            worker = threading.Thread(target=self._run, name="copy", daemon=True)
            try:
                worker.start()
            except RuntimeError as error:
                return f"{error} (check ulimit -u)"
            self._worker = worker
        self._work.put(work)
        return ""

    def _run(self) -> None:
        while True:
            self._work.get()()

    def stop(self) -> None:
        """Kill a tool that hangs with a copy, so that it does not outlive the program."""
        self.clipboard.stop()

    def add(self, copy: Copy) -> None:
        """Remember a copy, if there was anything to copy."""
        if not copy.outcome.failure:
            self.ring.add(copy)

    def line(self, copy: Copy) -> tuple[str, bool]:
        """What to say of a copy, and whether it went wrong."""
        outcome = copy.outcome
        if outcome.failure:
            return f"Not copied: {outcome.failure}", True
        ellipsis = ASCII_ELLIPSIS if self._ascii_only else ELLIPSIS
        head = f"{_how(outcome)} {copy.label} "
        tail = "" if outcome.confirmed else f" ({'; '.join(_more(outcome))})"
        if len(copy.text) <= LINE_WIDTH and len(copy.text.split()) == 1:
            # An ID is known by its beginning.
            room, said = LINE_WIDTH - cells(head + tail), copy.text.strip()
            return head + fit(
                said, min(max(LEAST_WIDTH, room), cells(said)), ellipsis
            ) + tail, False
        room = 2 * LINE_WIDTH - cells(head + tail)
        line = head + _beginning(copy, room, ellipsis) + tail
        # The first of its two lines ends at a blank.
        over = cells(line[line.rfind(" ", 0, LINE_WIDTH + 1) + 1 :]) - LINE_WIDTH
        if cells(line) > LINE_WIDTH and over > 0:
            line = head + _beginning(copy, room - over, ellipsis) + tail
        return line, False

    def farewell(self) -> None:
        """Print the last copy on standard output, where nothing has confirmed that it arrived.

        For one that is too long for a terminal's clipboard, print where its file is.
        """
        last = self.ring.newest
        if last is None or last.outcome.confirmed or sys.stdout is None:
            return
        file = last.outcome.file
        long = file is not None and len(encoded(last.text)) > LIMIT
        line = clean(f"The last copy is in {file}") if long else last.text
        # Its reader may be gone, and its charset may lack a character.
        with suppress(OSError):
            charset = sys.stdout.encoding or "utf-8"
            sys.stdout.write(line.encode(charset, "backslashreplace").decode(charset) + "\n")


def short(copy: Copy, ellipsis: str) -> str:
    """A copy on one line: its first line, without its middle if long, and how many there are."""
    lines = copy.text.splitlines() or [""]
    first = lines[0]
    if len(first) > 2 * _LONG:
        first = f"{first[:_LONG]}{ellipsis}{first[-_LONG:]}"
    return first if len(lines) == 1 else f"{first} {ellipsis} ({many(len(lines), 'line')})"


def _beginning(copy: Copy, room: int, ellipsis: str) -> str:
    """As much of a copy as there is room for, from its start, and how long it is."""
    said = short(copy, ellipsis)
    if cells(said) <= room:
        return said
    lines = copy.text.splitlines()
    length = many(len(lines), "line") if len(lines) > 1 else many(len(copy.text), "character")
    left = max(LEAST_WIDTH, room - cells(length) - 1)
    return f"{fit(lines[0], left, ellipsis)} {length}"


def path_words(path: Path) -> str:
    """A path with ~ for the home folder."""
    with suppress(RuntimeError, ValueError):
        return f"~/{path.relative_to(Path.home())}"
    return str(path)


def _how(outcome: Outcome) -> str:
    if outcome.confirmed:
        return "Copied"
    if outcome.route in BY_OSC52:
        return "Sent to the terminal (OSC 52):"
    return f"Saved to {path_words(outcome.file)}:" if outcome.file else "Shown:"


def _more(outcome: Outcome) -> list[str]:
    through = _THROUGH.get(outcome.route)
    return [part for part in (*outcome.notes, *outcome.also, through, outcome.proviso) if part] + [
        VIEW_HINT
    ]
