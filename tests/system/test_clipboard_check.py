"""`--clipboard-check` as a person does it: a token is copied, and pasted back."""

from __future__ import annotations

import pytest

from clipboards.copying import of_this_python, until
from clipboards.displays import Xterm, held_by
from clipboards.layers import Ssh
from clipboards.place import Place
from clipboards.programs import require
from terminal import hpev_command

pytestmark = pytest.mark.system


@pytest.mark.parametrize(("typed", "says", "status"), [("", "It arrived", 0), ("x", "not what", 1)])
def test_a_token_goes_through_ssh_and_xterm_and_back(typed: str, says: str, status: int) -> None:
    require((*Xterm.programs, *Ssh.programs))
    command = [*hpev_command(), "--clipboard-check"]
    script = ["sh", "-c", '"$@"; echo "status $?"; exec cat', "sh", *command]
    with Place(Xterm(), Ssh()) as place, place.terminal(script, of_this_python()) as terminal:
        terminal.wait_for("Paste it here and press enter:")
        held = ""

        def arrived() -> bool:
            nonlocal held
            held = held_by(place.display, "xclip", "clipboard")
            return held != ""

        until(arrived, "a token in the display's clipboard")
        assert held not in terminal.screen_text()
        terminal.type(held + typed)
        terminal.press("enter")
        screen = terminal.wait_for(f"status {status}")
        assert says in screen
