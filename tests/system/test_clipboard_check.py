"""`--clipboard-check` at each site, as a user does it: a word is copied, and pasted back."""

from __future__ import annotations

import pytest

from help.clipboards.copying import of_this_python, until
from help.clipboards.displays import held_by
from help.clipboards.matrix import ROWS, SMALL, Arrives, Route, Row
from help.clipboards.programs import require
from help.clipboards.site import Site, sent_by_osc52
from help.terminal import Terminal, hpev_command

pytestmark = pytest.mark.system

_ROWS = [row for row in ROWS if row.size == SMALL]
"""A word is short."""


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.name)
def test_the_check_names_the_route_and_knows_what_arrived(row: Row) -> None:
    require(row.programs)
    script = 'stty -echo; echo ready; read key; "$@"; echo "status $?"; exec cat'
    command = ["/bin/sh", "-c", script, "sh", *hpev_command(), "--clipboard-check"]
    with (
        Site(*row.layers) as site,
        site.terminal(command, of_this_python(), term=row.term) as terminal,
    ):
        terminal.wait_for("ready")
        terminal.press("enter")
        if row.route is Route.VIEW:
            screen = terminal.wait_for("status 1")
            assert "Nothing to paste: " in screen
            assert "1. view: " in screen or "2. view: " in screen
            return
        screen = terminal.wait_for("Paste it here and press enter:")
        assert f"by the route {row.route.name.lower()}." in screen
        word = _what_arrived(row, site, terminal)
        assert not word or word not in screen
        terminal.type(word)
        terminal.press("enter")
        screen = terminal.wait_for(f"status {0 if word else 1}")
        assert ("OK: " if word else "The pasted text differs from the copy") in screen


def _what_arrived(row: Row, site: Site, terminal: Terminal) -> str:
    """The word as it reached the user; empty where it cannot."""
    if row.arrives is Arrives.NOTHING:
        assert sent_by_osc52(terminal.raw) == []
        return ""
    if row.arrives is Arrives.OSC52:
        terminal.wait_for(lambda _: bool(sent_by_osc52(terminal.raw)))
        return sent_by_osc52(terminal.raw)[0]
    tool = "xsel" if "xsel" in row.programs else "xclip"
    selection = "primary" if row.arrives is Arrives.PRIMARY else "clipboard"
    until(lambda: held_by(site.display, tool, selection) != "", f"a word in the {selection}")
    return held_by(site.display, tool, selection)
