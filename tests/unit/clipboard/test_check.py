"""`--clipboard-check`: its report, its advice, and the word that is pasted back."""

from __future__ import annotations

import base64
import io
import re

import pytest

from hpev_tui.clipboard import ClipboardRoute
from hpev_tui.clipboard.check import Check, advice
from hpev_tui.clipboard.plan import plan
from hpev_tui.clipboard.surroundings import Surroundings, Tmux
from unit.clipboard.desk import SSH, Desk

MS = r"\033]52;%p1%s;%p2%s\a"
ITERM = 'Settings, General, Selection: "Applications in terminal may access clipboard"'


def test_the_report_says_what_is_seen_what_is_done_and_what_to_change(desk: Desk) -> None:
    desk.in_tmux(ms="[missing]", client="vt100")
    assert Check(desk.environ, "auto").report() == [
        "Environment",
        "  terminal  TERM=xterm-256color",
        "  SSH       yes: SSH_CONNECTION of tmux's session",
        "  tmux      3.3a, set-clipboard external, allow-passthrough off, client vt100 lacks Ms",
        "  screen    no",
        "  mosh      no",
        "  tools     none; DISPLAY=:0",
        "",
        "Copy routes",
        "  1. tmux-buffer: tmux pastes it with prefix ]",
        "  2. view: shown, to select with the mouse: tmux has no Ms (set clipboard)"
        " for the terminal vt100, and allow-passthrough is off",
        "  not native: remote (SSH_CONNECTION of tmux's session): it would set the clipboard of"
        " the remote machine",
        "  not tmux: tmux has no Ms (set clipboard) for the terminal vt100",
        "  not passthrough: allow-passthrough is off",
        "",
        "To change",
        "  tmux: set -as terminal-features ',vt100:clipboard'",
        "",
    ]


def test_the_report_names_the_choice_and_carries_no_control_character(desk: Desk) -> None:
    desk.environ["TERM"] = "x\x1b]52;c;eA==\x07"
    report = Check(desk.environ, "osc52").report()
    assert "  chosen    osc52" in report
    assert "  nothing found" in report
    assert all(line.isprintable() for line in report)


@pytest.mark.parametrize(
    ("surroundings", "lines"),
    [
        (Surroundings(), []),
        (Surroundings(display="DISPLAY=:0"), ["the display's clipboard: install xclip or xsel"]),
        (
            Surroundings(display="WAYLAND_DISPLAY=w DISPLAY=:0"),
            ["the display's clipboard: install wl-clipboard"],
        ),
        (Surroundings(remote="SSH_TTY"), [f"if your terminal is iTerm2: {ITERM}"]),
        (Surroundings(remote="SSH_TTY", program="iTerm2"), [f"iTerm2: {ITERM}"]),
        (
            Surroundings(term="tmux-256color", program="iTerm2"),
            [
                "the tmux on your own side (by TERM): set -s set-clipboard on",
                f"iTerm2: {ITERM}",
            ],
        ),
        (
            Surroundings(program="XTerm"),
            ["xterm: remove SetSelection from the resource disallowedWindowOps"],
        ),
        (Surroundings(term="screen", screen=True), []),
        (Surroundings(term="screen.xterm-256color", remote="SSH_TTY"), []),
        (
            Surroundings(tmux_silent=True),
            ["tmux does not answer: check whether TMUX is left over from another session"],
        ),
        (Surroundings(tmux=Tmux("3.4", client_term="alacritty", ms=MS)), []),
        (Surroundings(tmux=Tmux("3.4", client_term="xterm", ms=r"\E]52;c;%p2%s\a")), []),
        (
            Surroundings(tmux=Tmux("3.4", client_term="xterm", ms=MS)),
            [
                "if your terminal is xterm itself, "
                r"tmux: set -as terminal-overrides ',*:Ms=\E]52;c%p1%.0s;%p2%s\7'"
            ],
        ),
        (
            Surroundings(tmux=Tmux("2.7", client_term="xterm", ms=MS)),
            ["tmux 2.7: update to 3.2 or newer, which forwards copies"],
        ),
        (
            Surroundings(tmux=Tmux("3.3a", client_term="xterm-256color")),
            [
                "tmux: set -as terminal-features ',xterm-256color:clipboard'",
                "tmux 3.3a to 3.5a: update tmux, which loses Ms (tmux issues 3691, 4676)",
            ],
        ),
        (
            Surroundings(tmux=Tmux("3.4", client_term="tmux-256color", ms=MS)),
            ["the outer tmux, on your own side: set -s set-clipboard on"],
        ),
        (
            Surroundings(tmux=Tmux("3.4", client_term="xterm", ms=MS, mosh=True), mosh=True),
            [
                r"tmux: set -as terminal-overrides ',*:Ms=\E]52;c%p1%.0s;%p2%s\7'",
                "mosh: use 1.4 or newer; it cuts copies over 12 kB, so use ssh for those",
            ],
        ),
    ],
)
def test_one_line_for_each_finding(surroundings: Surroundings, lines: list[str]) -> None:
    assert advice(surroundings, plan(surroundings, ClipboardRoute())) == lines


def test_where_a_tool_confirms_nothing_is_to_be_changed() -> None:
    remote = Surroundings(remote="SSH_TTY")
    assert advice(remote, plan(remote, ClipboardRoute.of("cmd:x"))) == []


class User:
    """Somebody at a terminal, who pastes what it was sent, in some form."""

    def __init__(self, form: str) -> None:
        self.terminal = io.StringIO()
        self._form = form

    def readline(self) -> str:
        sent = re.fullmatch("\x1b]52;c;(.*)\x07", self.terminal.getvalue())
        assert sent is not None
        return self._form.replace("WORD", base64.b64decode(sent[1]).decode())

    def tries(self, check: Check) -> bool:
        return check.try_out(self.readline, self.terminal)


@pytest.mark.parametrize("form", ["WORD\n", " WORD ", "\x1b[200~WORD\x1b[201~\n"])
def test_the_word_that_is_pasted_back_is_recognised(
    desk: Desk, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    desk.environ["SSH_CONNECTION"] = SSH
    user = User(form)
    assert user.tries(Check(desk.environ, "auto"))
    word = base64.b64decode(user.terminal.getvalue()[7:-1]).decode()
    assert re.fullmatch(r"hpev-[0-9a-f]{8}", word)
    printed = capsys.readouterr().out
    # It would be copied from the screen.
    assert word not in printed
    assert "A test word was sent to the terminal by the route osc52.\n" in printed
    assert printed.endswith("OK: copies reach your clipboard.\n")


@pytest.mark.parametrize("form", ["", "\n", "x\n", "WORDx\n"])
def test_anything_else_is_not_what_was_copied(
    desk: Desk, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    desk.environ["SSH_CONNECTION"] = SSH
    assert not User(form).tries(Check(desk.environ, "auto"))
    assert "The pasted text differs from the copy" in capsys.readouterr().out


def test_a_step_that_failed_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.tool("exit 1")
    assert User("WORD").tries(Check(desk.environ, "auto"))
    assert "Note: xclip fails with status 1\n" in capsys.readouterr().out


def test_a_tools_copy_is_not_sent_as_well(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    terminal = io.StringIO()
    assert not Check(desk.environ, "auto").try_out(lambda: "x\n", terminal)
    assert "A test word was copied by the route native.\n" in capsys.readouterr().out
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("choice", ["none", "file", "tmux"])
def test_where_no_clipboard_is_reached_nothing_is_asked(
    desk: Desk, capsys: pytest.CaptureFixture[str], choice: str
) -> None:
    user = User("WORD")
    assert not user.tries(Check(desk.environ, choice))
    printed = capsys.readouterr().out
    assert printed.startswith("Nothing to paste: copies reach no clipboard here")
    assert (f"Copies are in {desk.file}." in printed) is (choice != "none")
    assert user.terminal.getvalue() == ""
