"""Copying by the steps of the plan, and into a file where a copy is only shown.

A terminal's clipboard is set by the escape sequence OSC 52, in the form that reaches it. One that
reads the clipboard is never sent.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hpev_tui.clipboard.plan import ClipboardRoute, Plan, Route, Step, plan
from hpev_tui.clipboard.processes import SECONDS, Children
from hpev_tui.clipboard.surroundings import Parents, Surroundings, parents, read_surroundings
from hpev_tui.system.children import python_command
from hpev_tui.system.files import copy_file, write_private
from hpev_tui.text.clean import plain

_SCREEN_PIECE = 240
"""The most bytes of one device control string below GNU screen. Screen 4.9 drops one of more
than about 750 bytes, and passes on 60 KB in pieces of this size."""


def encoded(text: str) -> str:
    """The text as the sequence carries it."""
    return base64.b64encode(text.encode()).decode()


def _osc52(text: str) -> str:
    """The sequence as a terminal takes it. It ends with BEL, which more terminals know than ST."""
    return f"\x1b]52;c;{encoded(text)}\x07"


def _through_tmux(text: str) -> str:
    """The sequence in tmux's own wrapping, which passes it on where `allow-passthrough` is on."""
    # Each escape character inside is doubled: there is one, at the start.
    return f"\x1bPtmux;\x1b{_osc52(text)}\x1b\\"


def _through_screen(text: str) -> str:
    """The sequence in pieces, each in a device control string, which screen passes on."""
    sequence = _osc52(text)
    size = _SCREEN_PIECE - len("\x1bP\x1b\\")
    pieces = (sequence[start : start + size] for start in range(0, len(sequence), size))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


_SEQUENCES: dict[Route, Callable[[str], str]] = {
    Route.PASSTHROUGH: _through_tmux,
    Route.SCREEN: _through_screen,
    Route.OSC52: _osc52,
}
BY_OSC52 = frozenset({Route.TMUX, *_SEQUENCES})
"""The routes that end in a terminal, which never answers."""


class Outcome(NamedTuple):
    """How a copy ended."""

    route: Route
    """The route that took it; the copy view where none did."""
    notes: tuple[str, ...] = ()
    """Why the steps before it did not take it."""
    also: tuple[str, ...] = ()
    """What else has the copy."""
    file: Path | None = None
    """The file with the copy."""
    failure: str = ""
    """Why there was nothing to copy; empty where there was."""
    proviso: str = ""
    """The condition for it to arrive."""

    @property
    def confirmed(self) -> bool:
        """Whether a tool said that the clipboard has it. A terminal never answers."""
        return not self.failure and self.route in (Route.NATIVE, Route.COMMAND)


class Clipboard:
    """Copies texts by the first route that works.

    Args:
        environ: the environment, which says where the user sits.
        write_terminal: hands an escape sequence to the terminal. It is called from the
            thread that copies.
        choice: the route that the user chose.
        seconds: how long each step may take.
        parents_of: names the processes above one; None looks at those of this machine.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        write_terminal: Callable[[str], object],
        choice: ClipboardRoute | None = None,
        *,
        seconds: float = SECONDS,
        parents_of: Parents | None = None,
    ) -> None:
        self._environ = dict(environ)
        self._write_terminal = write_terminal
        self._choice = choice or ClipboardRoute()
        self._children = Children(self._environ, seconds)
        self._parents_of = parents_of or partial(parents, self._children)

    def survey(self) -> tuple[Surroundings, Plan]:
        """What the surroundings are now, and what a copy would do. Blocks as `copy` does."""
        surroundings = read_surroundings(self._environ, self._children, self._parents_of)
        return surroundings, plan(surroundings, self._choice)

    def copy(self, text: str) -> Outcome:
        """Copy a text, made plain, by the first step that takes it.

        It reads the surroundings again each time, since tmux may have been left and joined from
        another terminal. Blocks for a few seconds where programs hang: call it from a background
        thread.
        """
        text = plain(text)
        if not text:
            return Outcome(Route.VIEW, failure="nothing to copy")
        surroundings, planned = self.survey()
        notes: list[str] = []
        also: tuple[str, ...] = ()
        for step in planned.steps:
            if step.route in (Route.FILE, Route.VIEW):
                return self._end(text, step, notes, also)
            problem = self._take(text, step, surroundings.tool or "the clipboard tool")
            if problem:
                notes.append(problem)
            elif step.route is Route.TMUX_BUFFER:
                also = (step.why,)
            else:
                return Outcome(step.route, tuple(notes), also, proviso=step.proviso)
        raise AssertionError("a plan ends with the copy view")

    def stop(self) -> None:
        """Kill the programs of a copy that is under way, before this one ends."""
        self._children.stop()

    def save(self, text: str) -> tuple[Path | None, str]:
        """Write a text to the file: where it is, or why not. `none` as the choice wants no file."""
        if self._choice.name == "none":
            return None, ""
        try:
            path = copy_file(self._environ)
            write_private(path, f"{text}\n")
        except (OSError, RuntimeError) as error:
            return None, f"cannot write the file ({getattr(error, 'strerror', None) or error})"
        return path, ""

    def _end(self, text: str, step: Step, notes: list[str], also: tuple[str, ...]) -> Outcome:
        if step.route is Route.VIEW and step.why:
            notes.append(step.why)
        file, problem = self.save(text)
        if problem:
            notes.append(problem)
        route = step.route if file else Route.VIEW
        return Outcome(route, tuple(notes), also, file)

    def _take(self, text: str, step: Step, tool: str) -> str:
        """Take one step, where `tool` is the display's; why it failed, or ""."""
        if step.route in BY_OSC52 and len(encoded(text)) > step.limit:
            most = step.limit // 4 * 3 // 1000
            return f"too long for the terminal clipboard (at most {most} kB)"
        if step.route in _SEQUENCES:
            self._write_terminal(_SEQUENCES[step.route](text))
            return ""
        command, name, folder = self._command(step.route, tool)
        problem = self._children.feed(command, text, folder)
        return f"{name} {problem}" if problem else ""

    def _command(self, route: Route, tool: str) -> tuple[list[str], str, str | None]:
        """The program of a step, its name in messages, and the folder to start it in."""
        if route is Route.NATIVE:
            return python_command("hpev_tui.clipboard.child"), tool, "/"
        if route is Route.COMMAND:
            return list(self._choice.command), self._choice.command[0], None
        through = ["-w"] if route is Route.TMUX else []
        return ["tmux", "load-buffer", *through, "-"], "tmux load-buffer", None
