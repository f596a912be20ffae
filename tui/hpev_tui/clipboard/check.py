"""`--clipboard-check`: how copies go from here, what to change, and one copy to try it out.

Whether a copy arrives can only be told by the person who pastes it: a terminal does not answer,
and is not asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TextIO

from hpev_tui.clipboard.advice import advice
from hpev_tui.clipboard.choice import AUTO, Choice
from hpev_tui.clipboard.plan import Route, Step
from hpev_tui.clipboard.seen import Surroundings, Tmux
from hpev_tui.clipboard.service import BY_OSC52, Clipboard
from hpev_tui.text import clean, plain

_VIEW = "shown, to be selected with the mouse"


class Check:
    """One check: first `report`, then `try_out`.

    Args:
        environ: the environment that tells where the person sits.
        choice: the way that the person wants, as it was typed.
    """

    def __init__(self, environ: Mapping[str, str], choice: str) -> None:
        self._choice = choice
        self._sequences: list[str] = []
        self._clipboard = Clipboard(environ, self._sequences.append, Choice.of(choice))

    def report(self) -> list[str]:
        """What is seen, what a copy does here, and what to change, in lines to print."""
        seen, wanted = self._clipboard.survey()
        steps = [f"{number}. {_step(step)}" for number, step in enumerate(wanted.steps, 1)]
        not_taken = [f"not {_step(step)}" for step in wanted.left_out]
        changes = advice(seen, wanted)
        lines = ["What hpev-tui sees", *_indented(_sights(seen))]
        if self._choice != AUTO:
            lines += _indented([f"chosen    {self._choice}"])
        lines += ["", "What it does with a copy", *_indented(steps + not_taken)]
        lines += ["", "What to change"]
        lines += _indented(changes or ["nothing that hpev-tui can see from here"])
        return [clean(line) for line in lines] + [""]

    def try_out(self, read_line: Callable[[], str], terminal: TextIO) -> bool:
        """Copy a made-up word and have the person paste it; whether the same came back.

        What to do is printed; sequences go to `terminal`, the answer comes by `read_line`.
        """
        token = f"hpev-{secrets.token_hex(4)}"
        outcome = self._clipboard.copy(token)
        if outcome.route in (Route.FILE, Route.VIEW):
            why = f": {'; '.join(outcome.notes)}" if outcome.notes else ""
            where = f" Copies are in {outcome.file}." if outcome.file else ""
            print(clean(f"Nothing to paste: copies reach no clipboard from here{why}.{where}"))
            return False
        terminal.write("".join(self._sequences))
        terminal.flush()
        for note in outcome.notes:
            print(clean(f"Meanwhile: {note}"))
        said = "sent to the terminal" if outcome.route in BY_OSC52 else "copied"
        print(f"A word was {said} by the route {outcome.route.value}.")
        print("Paste it here and press enter: ", end="", flush=True)
        # Some terminals mark what is pasted, if a program before this one has asked for it.
        answer = read_line().replace("\x1b[200~", "").replace("\x1b[201~", "")
        if plain(answer).strip() == token:
            print("It arrived: copies reach your clipboard.")
            return True
        print(
            "That is not what was copied: see above for what to change. In hpev-tui, Y shows the"
            " last copy to select with the mouse."
        )
        return False


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _step(step: Step) -> str:
    why = step.why
    if step.route is Route.VIEW:
        why = f"{_VIEW}: {why}" if why else _VIEW
    return f"{step.route.value}: {why}"


def _sights(seen: Surroundings) -> list[str]:
    terminal = f"TERM={seen.term}" + (f", {seen.program}" if seen.program else "")
    tmux = _tmux(seen.tmux) if seen.tmux else "does not answer" if seen.tmux_silent else "no"
    tools = ", ".join(seen.tools) or "none"
    return [
        f"terminal  {terminal}",
        f"SSH       {f'yes: {seen.remote}' if seen.remote else 'no'}",
        f"tmux      {tmux}",
        f"screen    {'yes' if seen.screen else 'no'}",
        f"mosh      {'yes' if seen.mosh else 'no'}",
        f"tools     {tools}; {seen.display or 'no display'}",
    ]


def _tmux(tmux: Tmux) -> str:
    client = f"client {tmux.client_term} {'has' if tmux.ms else 'lacks'} Ms"
    return (
        f"{tmux.version}, set-clipboard {tmux.set_clipboard or 'unknown'},"
        f" allow-passthrough {tmux.passthrough or 'unknown'},"
        f" {client if tmux.client_term else 'no client'}"
    )
