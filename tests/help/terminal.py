"""A terminal for tests: a program in a real pty, and its screen as text.

    with hpev("--demo", rows=24, columns=80) as terminal:
        terminal.wait_for("train-p5")
        terminal.press("q")
        assert terminal.wait_exit() == 0

Nothing here sleeps and hopes: a wait ends with the output, the exit or the time limit.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

from help.codes import UNFINISHED, UNREADABLE, key_bytes
from help.codes import left_on as left_on

SECONDS = 20.0
"""How long a wait may take before it fails: far more than a busy machine needs."""

# A session leader takes the pty as its controlling terminal before it becomes the program.
# (subprocess's preexec_fn could do it too, but is not safe in a process with threads.)
# What the tests' own parent ignores (nohup: SIGHUP, a shell's `&`: SIGINT) the program must not.
_TAKE_TERMINAL = """\
import fcntl, os, signal, sys, termios
[signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGINT)]
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""

_KEPT = ("PATH", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "LD_LIBRARY_PATH", "TMPDIR")
_COVERAGE = "COVERAGE_PROCESS_CONFIG"
"""With it, coverage measures the program as well (make coverage)."""


class Terminal:
    """One program in a pty of its own.

    Args:
        command: the program and its arguments.
        rows: the terminal's height.
        columns: the terminal's width.
        env: added to a clean environment, which has no AWS, proxy, SSH or Textual setting.
        cwd: the folder to start in.
        controlling: whether the pty is the program's controlling terminal. Where it is not,
            a hang-up sends no signal, as below some wrappers.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        rows: int = 24,
        columns: int = 80,
        env: Mapping[str, str] | None = None,
        cwd: str | Path | None = None,
        controlling: bool = True,
    ) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="hpev-home-")
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unread = b""
        self._raw = bytearray()
        self._last_output = time.monotonic()
        self._ended = False
        self._changed = threading.Condition()
        self._master, slave = pty.openpty()
        self._name = os.ttyname(slave)
        # Else a write of more than it takes would wait for ever.
        os.set_blocking(self._master, False)
        self._set_size(rows, columns)
        self._settings = termios.tcgetattr(self._master)
        self._wake_read, self._wake_write = os.pipe()
        self.command = [str(part) for part in command]
        prefix = [sys.executable, "-ISc", _TAKE_TERMINAL] if controlling else []
        try:
            self._process = subprocess.Popen(
                prefix + self.command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
                env=self._environment(env or {}),
                cwd=cwd,
            )
        finally:
            os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        passed_on = {name: os.environ[name] for name in (*_KEPT, _COVERAGE) if name in os.environ}
        return {
            **passed_on,
            "HOME": self._home.name,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            # Else a run without credentials asks the network's metadata service for some.
            "AWS_EC2_METADATA_DISABLED": "true",
            **extra,
        }

    def _set_size(self, rows: int, columns: int) -> None:
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def _read(self) -> None:
        """The reader thread: the program's output, onto the screen."""
        while True:
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            try:
                data = b"" if self._wake_read in ready else os.read(self._master, 65536)
            except OSError:  # Linux's way to say that nobody has the other side open.
                data = b""
            with self._changed:
                if data:
                    self._raw += data
                    self._last_output = time.monotonic()
                    self._draw(data)
                else:
                    self._ended = True
                self._changed.notify_all()
            if not data:
                return

    def _draw(self, data: bytes) -> None:
        data = UNREADABLE.sub(b"", self._unread + data)
        # pyte has one screen only; a terminal's other one is empty whenever it is shown.
        data = data.replace(b"\x1b[?1049h", b"\x1b[2J")
        unfinished = UNFINISHED.search(data)
        end = unfinished.start() if unfinished else len(data)
        self._unread = data[end:]
        self._stream.feed(data[:end])

    # What the program shows

    @property
    def pid(self) -> int:
        """The program's process, which leads its own session and group."""
        return self._process.pid

    @property
    def raw(self) -> bytes:
        """Every byte that the program has written so far."""
        with self._changed:
            return bytes(self._raw)

    @property
    def ended(self) -> bool:
        """Whether the program has ended, or let go of the terminal."""
        with self._changed:
            return self._ended

    def mark(self) -> int:
        """A place in the output, for `since`."""
        with self._changed:
            return len(self._raw)

    def since(self, mark: int) -> bytes:
        """What the program has written since a mark was made."""
        with self._changed:
            return bytes(self._raw[mark:])

    def screen_text(self) -> str:
        """The screen, one line for each row, without the blanks at the right."""
        with self._changed:
            return self._text()

    def _text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, what: str | Callable[[str], bool], timeout: float = SECONDS) -> str:
        """Wait until the screen shows a text, or satisfies a predicate; that screen's text.

        Raises:
            AssertionError: the time is up, or the program ended; with the screen.
        """
        is_there = (lambda text: what in text) if isinstance(what, str) else what
        deadline = time.monotonic() + timeout
        with self._changed:
            while not is_there(text := self._text()):
                if self._ended:
                    raise AssertionError(f"the program ended without {what!r}:\n{text}")
                if not self._changed.wait(deadline - time.monotonic()):
                    raise AssertionError(f"no {what!r} within {timeout} s:\n{text}")
            return text

    def wait_raw(self, what: bytes, start: int = 0, timeout: float = SECONDS) -> None:
        """Wait until the output since a mark has these bytes; AssertionError as `wait_for`."""
        self.wait_for(lambda _: what in self._raw[start:], timeout)

    def quiet(self, seconds: float, timeout: float = SECONDS) -> None:
        """Wait until the program writes nothing for so long, from now on; else AssertionError."""
        start = time.monotonic()
        deadline = start + timeout
        with self._changed:
            while not self._ended:
                rest = max(start, self._last_output) + seconds - time.monotonic()
                if rest <= 0:
                    return
                if time.monotonic() > deadline:
                    raise AssertionError(f"never quiet for {seconds} s:\n{self._text()}")
                self._changed.wait(rest)

    # What a user does

    def press(self, *keys: str) -> None:
        """Press keys by name, such as `j`, `enter`, `ctrl+c` or `pagedown`.

        A key that comes at once after `escape` makes an Alt key of the two, as in every
        terminal: wait for what `escape` shows first.
        """
        for key in keys:
            self.write(key_bytes(key))

    def type(self, text: str) -> None:
        """Type a text."""
        self.write(text.encode())

    def write(self, data: bytes, timeout: float = SECONDS) -> None:
        """Send these bytes, as a terminal sends keys, clicks and what is pasted.

        Raises:
            AssertionError: the program takes no more of them; with the screen.
        """
        while data:
            if not select.select([], [self._master], [], timeout)[1]:
                raise AssertionError(f"no key taken within {timeout} s:\n{self.screen_text()}")
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(self._master, data) :]

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size; the program gets SIGWINCH."""
        with self._changed:
            self._screen.resize(rows, columns)
        self._set_size(rows, columns)

    @property
    def settings_changed(self) -> bool:
        """Whether the terminal's settings (stty's) differ from those before the start."""
        # Asked on the master side, a pty returns those of the program's side.
        return termios.tcgetattr(self._master) != self._settings

    def stall(self) -> None:
        """Take nothing more of what the program writes, as after ctrl+s."""
        slave = os.open(self._name, os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(slave, termios.TCOOFF)
        os.close(slave)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    # The end

    def wait_exit(self, timeout: float = SECONDS) -> int:
        """Wait for the program's end: its exit status, negative for a signal that killed it.

        Raises:
            AssertionError: the program runs on; with the screen.
        """
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"still running after {timeout} s:\n{self.screen_text()}"
            ) from None
        # What it wrote last may not have been read yet.
        self._reader.join(timeout)
        return status

    def wait_ended(self, timeout: float = SECONDS) -> None:
        """Wait until nobody has the terminal open; AssertionError as `wait_exit`."""
        self._reader.join(timeout)
        if self._reader.is_alive():
            raise AssertionError(f"still there after {timeout} s:\n{self.screen_text()}")

    def wait_stopped(self, timeout: float = SECONDS) -> None:
        """Wait until the program is stopped, as by ctrl+z; AssertionError as `wait_exit`."""
        deadline = time.monotonic() + timeout
        while os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOWAIT | os.WNOHANG) is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"not stopped after {timeout} s:\n{self.screen_text()}")
            time.sleep(0.01)

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        if self._master < 0:
            return
        os.write(self._wake_write, b"x")
        self._reader.join()
        for descriptor in (self._master, self._wake_read, self._wake_write):
            os.close(descriptor)
        self._master = -1

    def close(self) -> None:
        """End the program and whatever it started in its group, and take the terminal away."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self.hang_up()
        self._home.cleanup()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def hpev_command() -> list[str]:
    """How to run this program: `$HPEV_TUI`, else the script beside this Python."""
    if named := os.environ.get("HPEV_TUI"):
        return [named]
    script = Path(sys.executable).with_name("hpev-tui")
    return [str(script)] if script.exists() else [sys.executable, "-m", "hpev_tui"]


def hpev(
    *args: str,
    rows: int = 24,
    columns: int = 80,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
) -> Terminal:
    """This program in a terminal; the arguments are `Terminal`'s."""
    return Terminal([*hpev_command(), *args], rows=rows, columns=columns, env=env, cwd=cwd)


def full_disk(*args: str, env: Mapping[str, str] | None = None) -> Terminal:
    """This program in a terminal, where no file can be longer than nothing."""
    limited = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]
    return Terminal([*limited, *hpev_command(), *args], env=env)
