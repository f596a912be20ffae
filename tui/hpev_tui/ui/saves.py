"""The saves of a run: in the background, and what is asked where a file cannot be written so."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.app import App

from hpev_tui.system.saving import Saves, save
from hpev_tui.text.clean import clean
from hpev_tui.ui.messages import SaveRequested
from hpev_tui.ui.screens.saving import SaveScreen

log = logging.getLogger(__name__)

FINISH_SECONDS = 1.0
"""How long the end of the program waits for saves under way; one takes some milliseconds."""


class SaveController:
    """Saves texts; where that fails, asks for another name and keeps the text meanwhile."""

    def __init__(self, app: App[None], notify: Callable[[str, bool], None]) -> None:
        """Save for an app; `notify` says a line to the user, and whether it is a warning."""
        self._app = app
        self._notify = notify
        self._saves = Saves()

    def save(self, request: SaveRequested) -> None:
        """Make the text and save it, as a new file."""

        def work() -> None:
            try:
                text = request.text()
            except Exception as error:
                log.exception("nothing to save")
                self._later(self._failed, f"internal error: {type(error).__name__}")
                return
            if text:
                self._write(request.label, request.name, f"{text.rstrip()}\n")
            else:
                self._later(self._failed, request.nothing)

        self._start(request.name, work)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        try:
            self._saves.start(name, work)
        except RuntimeError as error:
            self._failed(str(error))

    def _write(
        self,
        label: str,
        name: str,
        text: str,
        asked: SaveScreen | None = None,
        *,
        replace: bool = False,
    ) -> None:
        """Write the file, in a background thread; `asked` is the screen that asked for its name."""
        try:
            path = save(name, text, replace=replace)
        except OSError as error:
            self._later(self._refused, label, name, text, error, asked)
        else:
            self._later(self._saved, path, asked)

    def _later(self, call: Callable[..., None], *values: object) -> None:
        """Call a method in the UI thread."""
        self._app.call_later(call, *values)

    def _failed(self, why: str) -> None:
        self._notify(f"Not saved: {why}", True)

    def _saved(self, path: Path, asked: SaveScreen | None) -> None:
        if asked is not None and asked.is_current:
            self._app.pop_screen()
        self._notify(clean(f"Saved {path}"), False)

    def _refused(
        self, label: str, name: str, text: str, error: OSError, asked: SaveScreen | None
    ) -> None:
        """Ask for another name, unless the user has left the question."""
        problem = clean(f"{error.filename}: {error.strerror}")
        if asked is None:
            asked = SaveScreen(label, name, partial(self._again, text))
            self._app.clear_notifications()
            self._app.push_screen(asked)
        elif asked not in self._app.screen_stack:
            self._failed(problem)
            return
        asked.refused(name, f"Not saved: {problem}", is_there=error.errno == errno.EEXIST)

    def _again(self, text: str, asked: SaveScreen, name: str, replace: bool) -> None:
        write = partial(self._write, asked.label, name, text, asked, replace=replace)
        self._start(name, write)

    def finish(self) -> list[str]:
        """Wait for the saves under way, and return what is to be said of those that still are."""
        late = self._saves.finish(FINISH_SECONDS)
        return [clean(f"not saved: {name}: the file system does not answer") for name in late]
