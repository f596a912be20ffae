"""Which route a copy takes to the clipboard."""

from __future__ import annotations

import shlex
from enum import Enum
from typing import NamedTuple

from hpev_tui.clipboard.surroundings import SCREEN_TERM, Surroundings, Tmux

LIMIT = 74_994
"""The most base64 bytes that are sent: hterm's and older xterms' limit, which vim keeps too.
Terminals drop or cut longer ones without a word."""

MOSH_LIMIT = 16_000
"""The most under mosh: mosh 1.4.0 cuts the sequence after 16,379 bytes, and sends what is left."""

SCREEN_LIMIT = 100_000
"""The most through GNU screen, which passes on more; terminals behind it seldom take more."""


class Route(Enum):
    """A route of a copy; the value is its name in `--clipboard-check`."""

    NATIVE = "native"
    COMMAND = "cmd"
    TMUX = "tmux"
    TMUX_BUFFER = "tmux-buffer"
    """Into tmux's own buffer only; the next step is taken as well."""
    PASSTHROUGH = "passthrough"
    SCREEN = "screen"
    OSC52 = "osc52"
    FILE = "file"
    VIEW = "view"
    """It is only shown, to be selected by hand."""


class Step(NamedTuple):
    """One thing to try, and why; the next one is tried only where it fails."""

    route: Route
    why: str
    limit: int = LIMIT
    """The most base64 bytes, for a sequence."""
    proviso: str = ""
    """The condition for it to arrive, where that cannot be checked from here."""


class Plan(NamedTuple):
    """What a copy tries, in order; the last step is always the copy view."""

    steps: tuple[Step, ...]
    left_out: tuple[Step, ...] = ()
    """What is not tried, and why not."""


_DEAF_TERMS = ("linux", "vt100", "vt102", "vt220", "ansi")
_DEAF_PROGRAMS = {
    "Apple_Terminal": "macOS's Terminal has no OSC 52",
    "VTE": "VTE terminals (GNOME Terminal, …) ignore OSC 52",
}


def plan(surroundings: Surroundings, choice: ClipboardRoute) -> Plan:
    """What a copy tries here."""
    if choice.name == AUTO:
        return _auto(surroundings)
    last = Step(Route.VIEW, "")
    if choice.name == "none":
        return Plan((last,))
    if choice.name == "tmux":
        if surroundings.tmux:
            return _in_tmux(surroundings.tmux)
        missing = "tmux does not answer" if surroundings.tmux_silent else "not inside tmux"
        return Plan((Step(Route.VIEW, missing),))
    chosen = {
        COMMAND: Step(Route.COMMAND, f"chosen: {' '.join(choice.command)}"),
        "native": Step(Route.NATIVE, "chosen"),
        "screen": _through_screen(surroundings, "chosen"),
        "osc52": _straight(surroundings, "chosen"),
        "file": Step(Route.FILE, "chosen"),
    }
    return Plan((chosen[choice.name], last))


def _auto(surroundings: Surroundings) -> Plan:
    native = Step(Route.NATIVE, _native_reason(surroundings))
    is_native = bool(surroundings.tool) and not surroundings.remote
    if surroundings.tmux:
        rest = _in_tmux(surroundings.tmux)
    elif surroundings.screen:
        rest = Plan((_through_screen(surroundings, "inside GNU screen"), Step(Route.VIEW, "")))
    elif surroundings.term.startswith(SCREEN_TERM):
        step = _through_screen(surroundings, "inside GNU screen on your own side (by TERM)")
        rest = Plan((step, Step(Route.VIEW, "")))
    elif deaf := _deaf(surroundings):
        rest = Plan((Step(Route.VIEW, deaf),), (Step(Route.OSC52, deaf),))
    else:
        silent = surroundings.tmux_silent
        outside = "tmux does not answer" if silent else "not inside tmux or screen"
        straight = _straight(surroundings, f"{outside}: straight to the terminal")
        rest = Plan((straight, Step(Route.VIEW, "")))
    if is_native:
        return Plan((native, *rest.steps), rest.left_out)
    return Plan(rest.steps, (native, *rest.left_out))


def _straight(surroundings: Surroundings, why: str) -> Step:
    limit = MOSH_LIMIT if surroundings.mosh else LIMIT
    return Step(Route.OSC52, why, limit, _proviso(surroundings.term))


def _through_screen(surroundings: Surroundings, why: str) -> Step:
    return Step(Route.SCREEN, why, MOSH_LIMIT if surroundings.mosh else SCREEN_LIMIT)


def _proviso(term: str) -> str:
    """The condition on the user's own side, as far as the kind of terminal shows it."""
    if term.startswith(("tmux", "screen")):
        return "if the tmux on your side has set-clipboard on"
    return ""


def _native_reason(surroundings: Surroundings) -> str:
    if surroundings.remote:
        return f"remote ({surroundings.remote}): it would set the clipboard of the remote machine"
    if surroundings.tool:
        return f"local session, {surroundings.tool} available"
    return "no clipboard tool works here"


def _in_tmux(tmux: Tmux) -> Plan:
    """By `load-buffer -w` where that reaches the terminal, else by tmux's passthrough.

    Never by both: a terminal may append what it receives twice.
    """
    limit = MOSH_LIMIT if tmux.mosh else LIMIT
    problem, blocked = _load_problem(tmux), _pass_problem(tmux)
    sends = problem or f"tmux {tmux.version} forwards its buffer to the terminal"
    load = Step(Route.TMUX, sends, limit, _proviso(tmux.client_term))
    keep = Step(Route.TMUX_BUFFER, "tmux pastes it with prefix ]")
    passes = blocked or "tmux passes sequences through"
    through = Step(Route.PASSTHROUGH, passes, limit, load.proviso)
    if not problem:
        return Plan((load, keep, Step(Route.VIEW, "")), (through,))
    if not blocked:
        return Plan((keep, through, Step(Route.VIEW, "")), (load,))
    return Plan((keep, Step(Route.VIEW, f"{problem}, and {blocked}")), (load, through))


def _pass_problem(tmux: Tmux) -> str:
    """Why a sequence in tmux's own wrapping would not reach the terminal; "" where it would."""
    if not tmux.passes:
        return "allow-passthrough is off"
    return "screen does not pass it on" if tmux.in_screen else ""


def _load_problem(tmux: Tmux) -> str:
    """Why `load-buffer -w` would not reach the terminal; "" where it would."""
    if not tmux.loads_through:
        return f"tmux {tmux.version} is older than 3.2 and does not forward its buffer"
    if not tmux.client_term:
        return "no terminal attached to tmux"
    if tmux.in_screen:
        return "tmux runs inside GNU screen"
    if not tmux.ms:
        return f"tmux has no Ms (set clipboard) for the terminal {tmux.client_term}"
    if tmux.mosh and "52;c" not in tmux.ms:
        return "mosh drops what tmux sends: it lacks the letter c"
    return ""


def _deaf(surroundings: Surroundings) -> str:
    """Why the terminal itself does not take OSC 52, or "" where it may."""
    if surroundings.term in _DEAF_TERMS:
        return f"terminal {surroundings.term} has no clipboard"
    return "" if surroundings.remote else _DEAF_PROGRAMS.get(surroundings.program, "")


AUTO = "auto"
COMMAND = "cmd"
NAMES = (AUTO, "native", "tmux", "screen", "osc52", "file", "none")


class ClipboardRoute(NamedTuple):
    """One of `NAMES`, or `cmd` with the program and its arguments."""

    name: str = AUTO
    command: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> ClipboardRoute:
        """Read a route as it is typed.

        `cmd:` is followed by a program and its arguments, quoted as for a shell. No shell
        runs them, so that nothing in them is expanded.

        Raises:
            ValueError: there is no such route.
        """
        if text in NAMES:
            return cls(text)
        name, colon, line = text.partition(":")
        command = tuple(shlex.split(line)) if colon and name == COMMAND else ()
        if not command:
            raise ValueError(text)
        return cls(COMMAND, command)
