"""Copying on a real terminal: what is sent to it, who has the mouse, and what is left behind."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from help.terminal import Terminal, hpev, hpev_command, left_on

SSH = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
HINT = "esc back. Select with the mouse, copy as in a shell"
EVENT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_MOUSE = b"\x1b[?1000l\x1b[?1003l"
MOUSE = b"\x1b[?1000h\x1b[?1003h"


def opened(*args: str) -> Terminal:
    """The demo's events, with the cursor on one."""
    terminal = hpev("train-p5", "--demo", *args, env=SSH)
    terminal.wait_for(lambda text: "NodeLogicalId " in text and "? help" in text)
    return terminal


def in_view(text: str) -> bool:
    """Whether the copy view is there, and what it shows; a frame may come in two pieces."""
    return HINT in text and not text.startswith("\n")


def test_the_terminal_gets_the_sequence_once_and_the_last_copy_stays_after_quitting() -> None:
    with opened() as terminal:
        terminal.press("c")
        said = terminal.wait_for(lambda text: "(Y show)" in text)
        # The toast keeps the beginning of what does not fit.
        shown = re.search(r"\(OSC 52\): event ID (\S+)… \(Y show\)", said)
        assert shown is not None
        sent = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.raw)
        assert sent is not None
        event_id = base64.b64decode(sent[1]).decode()
        assert EVENT_ID.fullmatch(event_id)
        assert event_id.startswith(shown[1])
        sequence = sent[0]
        assert terminal.raw.count(b"\x1b]52;") == terminal.raw.count(sequence) == 1
        mark = terminal.mark()
        terminal.press("q")
        assert terminal.wait_exit() == 0
        after = terminal.since(mark).rpartition(b"\x1b[?1049l")[2]
        assert f"{event_id}\r\n".encode() in after
        # Nothing was ever asked of the clipboard.
        assert b"52;c;?" not in terminal.raw


def test_what_a_command_confirms_is_not_printed_on_quitting(tmp_path: Path) -> None:
    pasted = tmp_path / "pasted"
    with opened("--clipboard", f"cmd:tee '{pasted}'") as terminal:
        terminal.press("c")
        terminal.wait_for("Copied event ID")
        event_id = pasted.read_text()
        assert EVENT_ID.fullmatch(event_id)
        # What the command printed stays off the terminal, and nothing was sent either.
        mark = terminal.mark()
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"\x1b]52;" not in terminal.raw
        assert event_id.encode() not in terminal.since(mark).rpartition(b"\x1b[?1049l")[2]


def test_the_last_copy_goes_to_standard_output(tmp_path: Path) -> None:
    output = tmp_path / "output"
    script = f'exec "$@" > {output}'
    command = ["sh", "-c", script, "sh", *hpev_command(), "train-p5", "--demo"]
    with Terminal(command, env={"HPEV_CLIPBOARD": "none"}) as terminal:
        terminal.wait_for(lambda text: "NodeLogicalId " in text and "? help" in text)
        terminal.press("c")
        shown = terminal.wait_for(in_view)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []
    assert output.read_text() == f"{shown.splitlines()[0]}\n"


def test_the_copy_view_leaves_the_mouse_to_the_terminal_and_gives_it_back() -> None:
    with opened("--clipboard", "none") as terminal:
        assert "mouse clicks" in left_on(terminal.raw)
        mark = terminal.mark()
        terminal.press("c")
        shown = terminal.wait_for(in_view)
        assert EVENT_ID.fullmatch(shown.splitlines()[0])
        terminal.wait_raw(NO_MOUSE, mark)
        assert "mouse clicks" not in left_on(terminal.raw)
        mark = terminal.mark()
        # It stands still: a terminal's selection goes when something is written over it.
        terminal.quiet(0.5)
        terminal.press("escape")
        terminal.wait_for("? help")
        terminal.wait_raw(MOUSE, mark)
        assert {"mouse clicks", "mouse moves"} <= {*left_on(terminal.raw)}
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []


def test_the_terminal_folds_a_long_value_itself_and_has_no_blanks_behind_it() -> None:
    with opened("--clipboard", "none") as terminal:
        mark = terminal.mark()
        terminal.press("y", "x")
        shown = terminal.wait_for(lambda text: in_view(text) and "http://127.0.0.1" in text)
        command = "".join(shown.splitlines()[:3]).strip()
        assert command.startswith("aws sagemaker describe-cluster-event --cluster-name train-p5")
        assert len(command) > 2 * 80
        # In one piece, with the terminal's own folding on, and the row's rest empty.
        terminal.wait_raw(f"\x1b[1;1H{command}\x1b[?7l".encode(), mark)
        assert b"\x1b[0m\x1b[?7h\x1b[1;1H\x1b[2K" in terminal.since(mark)
        assert terminal.screen_text() == shown


def test_f2_leaves_the_mouse_to_the_terminal_until_it_is_pressed_again() -> None:
    with opened("--clipboard", "none") as terminal:
        mark = terminal.mark()
        terminal.press("f2")
        terminal.wait_for("selects as well")
        assert "mouse clicks" not in left_on(terminal.raw)
        assert NO_MOUSE in terminal.since(mark)
        # The copy view gives back what it found.
        mark = terminal.mark()
        terminal.press("c")
        terminal.wait_for(in_view)
        terminal.press("q")
        terminal.wait_for("? help")
        terminal.press("f2")
        terminal.wait_for("Mouse on")
        taken = terminal.since(mark)
        assert taken.count(MOUSE) == 1
        assert "mouse clicks" in left_on(terminal.raw)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []


def test_quitting_while_the_terminal_has_the_mouse_leaves_nothing_on() -> None:
    with opened() as terminal:
        terminal.press("f2")
        terminal.wait_for("selects as well")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []


class TestCheck:
    """`--clipboard-check` on a terminal."""

    PROMPT = "Paste it here and press enter:"

    def pasted_back(self, terminal: Terminal) -> str:
        """The word that the terminal's clipboard has now."""
        terminal.wait_for(self.PROMPT)
        match = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.raw)
        assert match is not None
        return base64.b64decode(match[1]).decode()

    def test_what_comes_back_decides(self) -> None:
        for form, status, said in (
            ("{}\n", 0, "OK: copies reach your clipboard."),
            ("{}x\n", 1, "The pasted text differs"),
        ):
            with hpev("--clipboard-check", env=SSH) as terminal:
                word = self.pasted_back(terminal)
                terminal.type(form.format(word))
                assert terminal.wait_exit() == status
                assert said in terminal.screen_text()
                # It asks the terminal nothing, and draws nothing.
                assert terminal.raw.count(b"\x1b") == 1

    def test_what_was_chosen_is_tried(self, tmp_path: Path) -> None:
        pasted = tmp_path / "pasted"
        with hpev("--clipboard-check", env={"HPEV_CLIPBOARD": f"cmd:tee {pasted}"}) as terminal:
            terminal.wait_for(self.PROMPT)
            terminal.type(f"{pasted.read_text()}\n")
            assert terminal.wait_exit() == 0
            assert b"\x1b" not in terminal.raw

    @pytest.mark.parametrize(("key", "status"), [("ctrl+c", 130), ("ctrl+d", 1)])
    def test_giving_up(self, key: str, status: int) -> None:
        with hpev("--clipboard-check", env=SSH) as terminal:
            terminal.wait_for(self.PROMPT)
            terminal.press(key)
            assert terminal.wait_exit() == status
            assert "Traceback" not in terminal.screen_text()

    def test_with_no_way_there_is_nothing_to_paste(self) -> None:
        with hpev("--clipboard-check", "--clipboard", "none", env=SSH) as terminal:
            assert terminal.wait_exit() == 1
            assert "Nothing to paste" in terminal.screen_text()

    def test_a_report_whose_reader_is_gone_ends_quietly(self) -> None:
        script = 'exec "$@" | head -1; echo done'
        command = ["sh", "-c", script, "sh", *hpev_command(), "--clipboard-check"]
        with Terminal(command, env=SSH) as terminal:
            terminal.wait_for("Environment")
            terminal.type("\n")
            terminal.wait_exit()
            assert "Traceback" not in terminal.screen_text()
            assert "Error" not in terminal.screen_text()
