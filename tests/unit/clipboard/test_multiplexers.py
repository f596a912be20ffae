"""Copying inside tmux, screen and mosh. They are stand-ins; the real ones are tests/system's."""

from __future__ import annotations

import re

import pytest

from hpev_tui.clipboard import Outcome, Route
from unit.clipboard.desk import IMPATIENT, SSH, Desk, osc52

BUFFER = ("tmux pastes it with prefix ]",)
IN_SCREEN = {"STY": "1.pts-0.host", "SSH_CONNECTION": SSH}


def loaded(desk: Desk) -> tuple[str, str]:
    """How tmux was called, and what it was given."""
    args = desk.pasted.with_name("pasted.args")
    return args.read_text().strip(), desk.pasted.read_text()


def test_tmux_gets_the_text_to_send_on(desk: Desk) -> None:
    desk.in_tmux()
    outcome = desk.copy("an id")
    assert (outcome, outcome.confirmed) == (Outcome(Route.TMUX), False)
    assert loaded(desk) == ("load-buffer -w -", "an id")
    assert desk.written == []


def test_a_terminal_without_ms_gets_it_through_tmux_where_that_passes(desk: Desk) -> None:
    desk.in_tmux(ms="[missing]", passthrough="on")
    assert desk.copy("an id") == Outcome(Route.PASSTHROUGH, also=BUFFER)
    assert loaded(desk) == ("load-buffer -", "an id")
    assert desk.written == [f"\x1bPtmux;\x1b{osc52('an id')}\x1b\\"]


def test_where_tmux_passes_nothing_the_copy_is_shown_and_in_its_buffer(desk: Desk) -> None:
    desk.in_tmux(ms="[missing]", client="vt100")
    why = "tmux has no Ms (set clipboard) for the terminal vt100, and allow-passthrough is off"
    assert desk.copy("an id") == Outcome(Route.VIEW, (why,), BUFFER, desk.file)
    assert loaded(desk) == ("load-buffer -", "an id")
    assert desk.written == []


def test_an_old_tmux_keeps_the_text_and_passes_the_sequence(desk: Desk) -> None:
    # It has no such option yet, and always passes.
    desk.in_tmux(version="3.1c", passthrough="")
    assert desk.copy("an id") == Outcome(Route.PASSTHROUGH, also=BUFFER)
    assert loaded(desk) == ("load-buffer -", "an id")


def test_a_tmux_that_is_left_over_is_not_waited_for(desk: Desk) -> None:
    del desk.environ["DISPLAY"]
    desk.environ["TMUX"] = "/nowhere,1,0"
    desk.tool("exec sleep 600", "tmux")
    assert desk.copy("an id", seconds=IMPATIENT) == Outcome(Route.OSC52)
    assert desk.written == [osc52("an id")]


@pytest.mark.parametrize(
    ("session", "environ", "route"),
    [
        # The session's variable is that of the client that attached last.
        (f"SSH_CONNECTION={SSH}", {}, Route.TMUX),
        ("-SSH_CONNECTION", {"SSH_CONNECTION": SSH}, Route.NATIVE),
        # A tmux that is set to leave it alone.
        ("", {"SSH_CONNECTION": SSH}, Route.TMUX),
        ("", {}, Route.NATIVE),
    ],
)
def test_tmux_says_whether_its_client_is_remote(
    desk: Desk, session: str, environ: dict[str, str], route: Route
) -> None:
    desk.in_tmux(session=session)
    desk.environ.update(environ)
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an id").route is route


def test_screen_gets_small_pieces_of_the_one_sequence(desk: Desk) -> None:
    desk.environ.update(IN_SCREEN)
    text = "an id " * 9_000
    assert desk.copy(text) == Outcome(Route.SCREEN)
    (written,) = desk.written
    pieces = re.findall(r"\x1bP(?:[^\x1b]|\x1b(?!\\))*\x1b\\", written)
    assert "".join(pieces) == written
    assert max(map(len, pieces)) == 240
    assert "".join(piece[2:-2] for piece in pieces) == osc52(text)


@pytest.mark.parametrize(
    ("above", "route"),
    [
        (["python", "sh", "screen", "tmux: server", "systemd"], Route.SCREEN),
        (["python", "sh", "SCREEN", "sh", "login"], Route.SCREEN),
        (["python", "sh", "tmux: server", "screen"], Route.TMUX),
        (["python", "sh", "tmux", "launchd"], Route.TMUX),
    ],
)
def test_inside_both_the_nearer_one_counts(desk: Desk, above: list[str], route: Route) -> None:
    desk.above = lambda _: above
    desk.in_tmux()
    desk.environ.update(IN_SCREEN)
    assert desk.copy("an id").route is route


def test_mosh_gets_no_more_than_it_carries(desk: Desk) -> None:
    desk.above = lambda _: ["python", "bash", "mosh-server"]
    desk.environ["SSH_CONNECTION"] = SSH
    assert desk.copy("x" * 12_000) == Outcome(Route.OSC52)
    assert desk.written == [osc52("x" * 12_000)]
    outcome = desk.copy("x" * 12_001)
    assert outcome.route is Route.VIEW
    assert outcome.notes == ("too long for the terminal clipboard (at most 12 kB)",)
    assert len(desk.written) == 1


@pytest.mark.parametrize(
    ("ms", "passthrough", "route"),
    [
        (r"(string) \033]52;%p1%s;%p2%s\a", "off", Route.VIEW),
        (r"(string) \033]52;%p1%s;%p2%s\a", "on", Route.PASSTHROUGH),
        (r"(string) \033]52;c%p1%.0s;%p2%s\a", "off", Route.TMUX),
    ],
)
def test_tmux_in_mosh_must_send_the_letter_that_mosh_wants(
    desk: Desk, ms: str, passthrough: str, route: Route
) -> None:
    desk.in_tmux(ms=ms, passthrough=passthrough)
    desk.client_is(42)
    above = {42: ["tmux: client", "bash", "mosh-server"]}
    desk.above = lambda pid: above.get(pid, [])
    assert desk.copy("an id").route is route


def test_tmux_in_screen_shows_by_the_processes_above_its_client(
    desk: Desk,
) -> None:
    desk.in_tmux(passthrough="on")
    desk.client_is(42)
    above = {42: ["tmux: client", "sh", "screen", "systemd"]}
    desk.above = lambda pid: above.get(pid, [])
    assert desk.copy("an id").route is Route.VIEW
    assert desk.written == []
