"""`--clipboard-check`: try every route to the clipboard, and say what to change."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from hpev_tui.clipboard.plan import AUTO, ClipboardRoute, Plan, Route, Step
from hpev_tui.clipboard.service import BY_OSC52, Clipboard
from hpev_tui.clipboard.surroundings import SCREEN_TERM, Surroundings, Tmux
from hpev_tui.text.clean import clean, plain
from hpev_tui.text.secrets import redacted

_VIEW = "shown, to select with the mouse"


class Check:
    """One check: first `report`, then `try_out`.

    Args:
        environ: the environment, which says where the user sits.
        choice: the route that the user chose, as it was typed.
    """

    def __init__(self, environ: Mapping[str, str], choice: str) -> None:
        self._choice = choice
        self._sequences: list[str] = []
        self._clipboard = Clipboard(environ, self._sequences.append, ClipboardRoute.of(choice))

    def report(self) -> list[str]:
        """The surroundings, what a copy does here, and what to change, in lines to print."""
        surroundings, planned = self._clipboard.survey()
        steps = [f"{number}. {_step(step)}" for number, step in enumerate(planned.steps, 1)]
        not_taken = [f"not {_step(step)}" for step in planned.left_out]
        changes = advice(surroundings, planned)
        lines = ["Environment", *_indented(_sights(surroundings))]
        if self._choice != AUTO:
            lines += _indented([f"chosen    {redacted(self._choice)}"])
        lines += ["", "Copy routes", *_indented(steps + not_taken)]
        lines += ["", "To change"]
        lines += _indented(changes or ["nothing found"])
        return [clean(line) for line in lines] + [""]

    def try_out(self, read_line: Callable[[], str], terminal: TextIO) -> bool:
        """Copy a made-up word and ask the user to paste it; whether the same word came back.

        What to do is printed; sequences go to `terminal`, and `read_line` reads the answer.
        """
        token = f"hpev-{secrets.token_hex(4)}"
        outcome = self._clipboard.copy(token)
        if outcome.route in (Route.FILE, Route.VIEW):
            why = f": {'; '.join(outcome.notes)}" if outcome.notes else ""
            where = f" Copies are in {outcome.file}." if outcome.file else ""
            print(clean(f"Nothing to paste: copies reach no clipboard here{why}.{where}"))
            return False
        terminal.write("".join(self._sequences))
        terminal.flush()
        for note in outcome.notes:
            print(clean(f"Note: {note}"))
        said = "sent to the terminal" if outcome.route in BY_OSC52 else "copied"
        print(f"A test word was {said} by the route {outcome.route.value}.")
        print("Paste it here and press enter: ", end="", flush=True)
        # Some terminals mark what is pasted, if a program before this one has asked for it.
        answer = read_line().replace("\x1b[200~", "").replace("\x1b[201~", "")
        if plain(answer).strip() == token:
            print("OK: copies reach your clipboard.")
            return True
        print(
            'The pasted text differs from the copy: see "To change" above.'
            " In hpev-tui, Y shows the last copy to select with the mouse."
        )
        return False


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _step(step: Step) -> str:
    why = step.why
    if step.route is Route.VIEW:
        why = f"{_VIEW}: {why}" if why else _VIEW
    return f"{step.route.value}: {why}"


def _sights(at: Surroundings) -> list[str]:
    tmux = _tmux(at.tmux) if at.tmux else "does not answer" if at.tmux_silent else "no"
    tools = ", ".join(at.tools) or "none"
    return [
        f"terminal  TERM={at.term}{f', {at.program}' if at.program else ''}",
        f"SSH       {f'yes: {at.remote}' if at.remote else 'no'}",
        f"tmux      {tmux}",
        f"screen    {'yes' if at.screen else 'no'}",
        f"mosh      {'yes' if at.mosh else 'no'}",
        f"tools     {tools}; {at.display or 'no display'}",
    ]


def _tmux(tmux: Tmux) -> str:
    client = f"client {tmux.client_term} {'has' if tmux.ms else 'lacks'} Ms"
    return (
        f"{tmux.version}, set-clipboard {tmux.set_clipboard or 'unknown'},"
        f" allow-passthrough {tmux.passthrough or 'unknown'},"
        f" {client if tmux.client_term else 'no client'}"
    )


_ITERM2 = 'Settings, General, Selection: "Applications in terminal may access clipboard"'
_BY_TERMINAL = {
    "iTerm2": f"iTerm2: {_ITERM2}",
    "XTerm": "xterm: remove SetSelection from the resource disallowedWindowOps",
    "Apple_Terminal": "macOS's Terminal has no OSC 52: use another terminal, or the copy view",
    "VTE": "OSC 52 ignored here: install wl-clipboard or xclip, or use the copy view",
}


def advice(surroundings: Surroundings, planned: Plan) -> list[str]:
    """What to change for this plan; empty where nothing seems wrong."""
    if planned.steps[0].route in (Route.NATIVE, Route.COMMAND, Route.FILE):
        return []
    is_native_missed = any(step.route is Route.NATIVE for step in planned.left_out)
    lines = list(_of_display(surroundings)) if is_native_missed else []
    if surroundings.tmux:
        lines += _of_tmux(surroundings.tmux)
    else:
        lines += _of_terminal(surroundings)
    if surroundings.mosh:
        lines.append("mosh: use 1.4 or newer; it cuts copies over 12 kB, so use ssh for those")
    return lines


def _of_display(surroundings: Surroundings) -> Iterator[str]:
    if surroundings.remote or not surroundings.display:
        return
    tools = "wl-clipboard" if "WAYLAND_DISPLAY" in surroundings.display else "xclip or xsel"
    yield f"the display's clipboard: install {tools}"


def _of_tmux(tmux: Tmux) -> Iterator[str]:
    if not tmux.loads_through:
        yield f"tmux {tmux.version}: update to 3.2 or newer, which forwards copies"
    elif not tmux.client_term:
        yield "tmux: attach a terminal"
    elif not tmux.ms:
        yield f"tmux: set -as terminal-features ',{tmux.client_term}:clipboard'"
        if (3, 3) <= tmux.release <= (3, 5) and tmux.client_term.startswith("xterm"):
            yield "tmux 3.3a to 3.5a: update tmux, which loses Ms (tmux issues 3691, 4676)"
    elif "52;c" not in tmux.ms:
        # It names no clipboard: mosh drops that, and xterm takes it for the primary selection.
        where = "" if tmux.mosh else "if your terminal is xterm itself, "
        if tmux.mosh or tmux.client_term.startswith("xterm"):
            yield rf"{where}tmux: set -as terminal-overrides ',*:Ms=\E]52;c%p1%.0s;%p2%s\7'"
    if tmux.client_term.startswith(("tmux", "screen")):
        yield "the outer tmux, on your own side: set -s set-clipboard on"


def _of_terminal(surroundings: Surroundings) -> Iterator[str]:
    if surroundings.tmux_silent:
        yield "tmux does not answer: check whether TMUX is left over from another session"
    if surroundings.screen or surroundings.term.startswith(SCREEN_TERM):
        return
    if surroundings.term.startswith(("tmux", "screen")):
        yield "the tmux on your own side (by TERM): set -s set-clipboard on"
    if surroundings.program in _BY_TERMINAL:
        yield _BY_TERMINAL[surroundings.program]
    elif surroundings.remote:
        yield f"if your terminal is iTerm2: {_ITERM2}"
