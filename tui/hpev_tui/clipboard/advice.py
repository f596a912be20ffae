"""What to change on the person's side so that copies arrive, one line for each finding."""

from __future__ import annotations

from collections.abc import Iterator

from hpev_tui.clipboard.plan import Plan, Route
from hpev_tui.clipboard.seen import SCREEN_TERM, Surroundings, Tmux

_ITERM2 = 'Settings, General, Selection: "Applications in terminal may access clipboard"'
_BY_TERMINAL = {
    "iTerm2": f"iTerm2: {_ITERM2}",
    "XTerm": "xterm: take SetSelection out of its resource disallowedWindowOps",
    "Apple_Terminal": "macOS's Terminal has no OSC 52: use another terminal, or the copy view",
    "VTE": "this terminal ignores OSC 52: install wl-clipboard or xclip, or use the copy view",
}


def advice(seen: Surroundings, wanted: Plan) -> list[str]:
    """What to change for this plan; empty where nothing is known to be wrong."""
    if wanted.steps[0].route in (Route.NATIVE, Route.COMMAND, Route.FILE):
        return []
    is_native_missed = any(step.route is Route.NATIVE for step in wanted.left_out)
    lines = list(_of_display(seen)) if is_native_missed else []
    if seen.tmux:
        lines += _of_tmux(seen.tmux)
    else:
        lines += _of_terminal(seen)
    if seen.mosh:
        lines.append(
            "mosh: needs 1.4 or newer, and cuts what is longer than 12 kB: use ssh for that"
        )
    return lines


def _of_display(seen: Surroundings) -> Iterator[str]:
    if seen.remote or not seen.display:
        return
    wanted = "wl-clipboard" if "WAYLAND_DISPLAY" in seen.display else "xclip or xsel"
    yield f"the display's clipboard: install {wanted}"


def _of_tmux(tmux: Tmux) -> Iterator[str]:
    if not tmux.loads_through:
        yield f"tmux {tmux.version}: 3.2 or newer sends what is copied on to the terminal"
    elif not tmux.client_term:
        yield "tmux: attach a terminal"
    elif not tmux.ms:
        yield f"tmux: set -as terminal-features ',{tmux.client_term}:clipboard'"
        if (3, 3) <= tmux.release <= (3, 5) and tmux.client_term.startswith("xterm"):
            yield "tmux 3.3a to 3.5a lose Ms with some ncurses (tmux issues 3691, 4676): update it"
    elif "52;c" not in tmux.ms:
        # It names no clipboard: mosh drops that, and xterm takes it for the primary selection.
        where = "" if tmux.mosh else "if your terminal is xterm itself, "
        if tmux.mosh or tmux.client_term.startswith("xterm"):
            yield rf"{where}tmux: set -as terminal-overrides ',*:Ms=\E]52;c%p1%.0s;%p2%s\7'"
    if tmux.client_term.startswith(("tmux", "screen")):
        yield "the tmux around this tmux, on your own side: set -s set-clipboard on"


def _of_terminal(seen: Surroundings) -> Iterator[str]:
    if seen.tmux_silent:
        yield "tmux does not answer: is the variable TMUX left over from another user or machine?"
    if seen.screen or seen.term.startswith(SCREEN_TERM):
        return
    if seen.term.startswith(("tmux", "screen")):
        yield "the tmux on your own side (TERM says so): set -s set-clipboard on"
    if seen.program in _BY_TERMINAL:
        yield _BY_TERMINAL[seen.program]
    elif seen.remote:
        yield f"if your terminal is iTerm2: {_ITERM2}"
