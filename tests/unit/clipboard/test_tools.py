"""Copying with the display's tool or a chosen command, and what happens when it fails."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import pytest

from help.terminal import SECONDS
from hpev_tui.clipboard import Copies, Copy, Outcome, Route
from hpev_tui.clipboard.plan import LIMIT
from hpev_tui.model.settings import Settings
from unit.clipboard.desk import IMPATIENT, SENT, SSH, Desk, osc52


def test_the_displays_tool_gets_the_text(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("i-0391f86fa0fe0d465 é▁") == Outcome(Route.NATIVE)
    assert desk.pasted.read_text(encoding="utf-8") == "i-0391f86fa0fe0d465 é▁"
    assert desk.written == []


def test_the_text_is_utf8_whatever_the_locale(desk: Desk) -> None:
    desk.environ.update(LC_ALL="en_US.ISO-8859-1", PYTHONIOENCODING="latin-1")
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("é▁").route is Route.NATIVE
    assert desk.pasted.read_bytes() == "é▁".encode()


def test_over_ssh_the_remote_tool_is_not_touched(desk: Desk) -> None:
    desk.environ["SSH_CONNECTION"] = SSH
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an id") == SENT
    assert desk.written == [osc52("an id")]
    assert not desk.pasted.exists()


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"])
def test_each_variable_of_ssh_shows_that_it_is_remote(desk: Desk, name: str) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    desk.environ[name] = ""
    assert desk.copy("an id").confirmed
    desk.environ[name] = SSH
    assert desk.copy("an id") == SENT


def test_without_a_tool_the_terminal_gets_the_text_once(desk: Desk) -> None:
    assert desk.copy("an id") == SENT
    assert desk.written == [osc52("an id")]


def test_without_a_display_the_terminal_gets_the_text(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    del desk.environ["DISPLAY"]
    assert desk.copy("an id") == SENT
    assert not desk.pasted.exists()


@pytest.mark.parametrize("script", ["cat > /dev/null; exit 1", "exit 1", "kill -9 $$"])
def test_a_tool_that_fails_hands_over(desk: Desk, script: str) -> None:
    desk.tool(script)
    # More than a pipe holds, so that a tool that never reads shows too.
    text = "x" * 50_000 if script == "exit 1" else "an id"
    assert desk.copy(text) == Outcome(Route.OSC52, ("xclip fails with status 1",))
    assert desk.written == [osc52(text)]


def test_a_tool_that_hangs_is_killed_with_its_children(desk: Desk, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    # The tool and its child hold the other end of the pipe for as long as they live. The
    # tool ignores a polite request.
    desk.tool(f"trap '' TERM HUP\nexec 9> {alive}\nsleep 600 &\nsleep 600\nexec cat")
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    try:
        # Long enough for the tool to start even here; what matters is that it is not 600 s.
        assert desk.copy("an id", seconds=2.0) == Outcome(Route.OSC52, ("xclip does not answer",))
        os.set_blocking(reader, True)
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)
    assert desk.written == [osc52("an id")]


def test_a_tool_that_hangs_ends_with_the_program(desk: Desk, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    desk.tool(f"exec 9> {alive}\necho started >&9\nexec sleep 600")
    clipboard = desk.clipboard()
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    outcomes: list[Outcome] = []
    copying = Thread(target=lambda: outcomes.append(clipboard.copy("an id")))
    copying.start()
    try:
        assert select.select([reader], [], [], SECONDS)[0]
        os.set_blocking(reader, True)
        assert os.read(reader, 8) == b"started\n"
        clipboard.stop()
        assert os.read(reader, 1) == b""
        copying.join(SECONDS)
        assert [outcome.notes for outcome in outcomes] == [("xclip fails with status -9",)]
    finally:
        os.close(reader)


def test_a_tool_that_does_not_read_does_not_block_the_copy(desk: Desk) -> None:
    desk.tool("exec sleep 600")
    text = "x" * 10_000_000
    outcome = desk.copy(text, seconds=IMPATIENT)
    assert outcome.route is Route.VIEW
    hangs, too_long = outcome.notes
    assert hangs == "xclip does not answer"
    assert too_long == "too long for the terminal clipboard (at most 56 kB)"
    assert desk.written == []
    assert outcome.file == desk.file
    assert desk.file.read_text() == f"{text}\n"


def test_a_tool_that_stays_to_serve_the_clipboard_is_not_waited_for(
    desk: Desk, tmp_path: Path
) -> None:
    served, ended = tmp_path / "served", tmp_path / "ended"
    os.mkfifo(served)
    wait = f"while ! [ -e {ended} ]; do sleep 0.02; done"
    desk.tool(f"cat > {desk.pasted}\n({wait}; echo served > {served}) &")
    reader = os.open(served, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert desk.copy("an id").confirmed
        assert desk.pasted.read_text() == "an id"
        ended.touch()
        assert select.select([reader], [], [], SECONDS)[0], "it was killed"
        assert os.read(reader, 7) == b"served\n"
    finally:
        os.close(reader)


def test_what_a_tool_prints_stays_off_the_screen(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.tool(f"cat > {desk.pasted}; echo garbage; echo garbage >&2")
    assert desk.copy("an id").confirmed
    assert capfd.readouterr() == ("", "")


def test_modules_of_the_current_folder_are_not_run(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    (trap / "hpev_tui").mkdir(parents=True)
    for name in ("pyperclip.py", "hpev_tui/__init__.py", "hpev_tui/clipboard.py"):
        (trap / name).write_text("raise SystemExit(1)")
    monkeypatch.chdir(trap)
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an id").confirmed


def test_a_machine_that_starts_no_process_hands_over(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.tool("exit 0")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-such-python"))
    why = "xclip cannot start (No such file or directory)"
    assert desk.copy("an id") == Outcome(Route.OSC52, (why,))


def test_what_is_copied_is_plain_on_every_route(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an\x1b id\x07\u202e\n").confirmed
    assert desk.pasted.read_text() == "an id"
    desk.environ["SSH_TTY"] = "/dev/pts/3"
    assert desk.copy("an\x1b id\x07\u202e\ud800\n") == SENT
    assert desk.written == [osc52("an id\ufffd")]


@pytest.mark.parametrize("text", ["", "\n", "\x1b"])
def test_nothing_is_not_copied(desk: Desk, text: str) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    outcome = desk.copy(text)
    assert (outcome.confirmed, outcome.failure) == (False, "nothing to copy")
    assert not desk.pasted.exists()
    assert desk.written == []


def test_too_much_for_a_terminal_is_not_cut_but_kept_whole(desk: Desk) -> None:
    desk.environ["SSH_TTY"] = "/dev/pts/3"
    most = LIMIT // 4 * 3
    assert desk.copy("x" * most) == SENT
    assert [len(sequence) for sequence in desk.written] == [len(osc52("x" * most))]
    longer = "x" * (most + 1)
    why = "too long for the terminal clipboard (at most 56 kB)"
    assert desk.copy(longer) == Outcome(Route.VIEW, (why,), file=desk.file)
    assert len(desk.written) == 1
    assert desk.file.read_text() == f"{longer}\n"


def test_a_chosen_command_gets_the_text_and_confirms_it(desk: Desk, tmp_path: Path) -> None:
    desk.environ["SSH_TTY"] = "/dev/pts/3"
    desk.tool(f'echo "$#:$1" > {tmp_path}/args; exec cat > {desk.pasted}', "my-copy")
    outcome = desk.copy("an id", "cmd:my-copy 'two words; $HOME'")
    assert (outcome, outcome.confirmed) == (Outcome(Route.COMMAND), True)
    assert desk.pasted.read_text() == "an id"
    # No shell has looked at it.
    assert (tmp_path / "args").read_text() == "1:two words; $HOME\n"
    assert desk.written == []


def test_a_chosen_command_that_fails_is_not_replaced_by_another_way(desk: Desk) -> None:
    desk.tool("exit 3", "my-copy")
    desk.tool(f"exec cat > {desk.pasted}")
    why = "my-copy fails with status 3"
    assert desk.copy("an id", "cmd:my-copy") == Outcome(Route.VIEW, (why,), file=desk.file)
    assert desk.file.read_text() == "an id\n"
    assert not desk.pasted.exists()
    assert desk.written == []


def test_where_there_is_no_thread_the_copy_says_so_and_the_next_one_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: SimpleQueue[Copy] = SimpleQueue()
    saves: SimpleQueue[object] = SimpleQueue()
    copies = Copies(
        Settings(clipboard="file"),
        lambda _: None,
        copied=copied.put,
        saved=lambda *save: saves.put(save),
        route_found=lambda _: None,
    )
    copies.clipboard = desk.clipboard("file")

    def no_thread(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", no_thread)
        copies.copy("id", "an id")
        refused = copied.get(timeout=SECONDS)
        copies.save(refused)
    why = "can't start new thread (check ulimit -u)"
    assert copies.line(refused) == (f"Not copied: {why}", True)
    assert saves.get(timeout=SECONDS) == (refused, None, why)
    copies.copy("id", "an id")
    assert copied.get(timeout=SECONDS).outcome.route is Route.FILE
