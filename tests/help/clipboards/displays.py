"""The layers with a display: Xvfb, what its clipboard holds, and xterm, which can fill it."""

from __future__ import annotations

import os
import select
import shlex
import subprocess
from typing import ClassVar

from help.clipboards.programs import find
from help.clipboards.site import HEIGHT, WIDTH, Site, end_process_in
from help.terminal import SECONDS


class Display:
    """An X display of its own, which the command inside can reach."""

    def __init__(self, reader: str = "xclip") -> None:
        self.reader = reader
        """The tool that reads the clipboard, and sets it for the command inside."""

    @property
    def programs(self) -> tuple[str, ...]:
        return ("Xvfb", self.reader)

    def enter(self, site: Site) -> None:
        site.display = _start(site)
        site.environ["DISPLAY"] = site.display

    def around(self, command: list[str], site: Site) -> list[str]:
        # A tmux around the command asks its client for it, too.
        return ["/usr/bin/env", f"DISPLAY={site.display}", *command]


class Xterm:
    """A real terminal on a display, whose user has allowed OSC 52; and hands and eyes at it.

    The command inside reaches no display: it stands for one on another machine.
    """

    programs: ClassVar[tuple[str, ...]] = ("Xvfb", "xclip", "xterm")

    def enter(self, site: Site) -> None:
        site.display = _start(site)

    def around(self, command: list[str], site: Site) -> list[str]:
        """Xterm's `script` takes what the test types from a pipe, and records what is shown."""
        typed, shown = site.folder / "typed", site.folder / "shown"
        os.mkfifo(typed)
        shown.touch()
        away = ["/usr/bin/env", "-u", "DISPLAY", "-u", "WINDOWID"]
        inside = f"stty rows {HEIGHT} cols {WIDTH}; exec {shlex.join([*away, *command])}"
        recorded = ["script", "--quiet", "--flush", "--command", inside, str(shown)]
        # It outlives its xterm as long as its standard input, which is no terminal, is open.
        pid_file = site.folder / "script"
        site.ends.callback(end_process_in, pid_file)
        in_xterm = f"echo $$ > {pid_file}; exec {shlex.join(recorded)} < {typed}"
        xterm = ["xterm", "-geometry", f"{WIDTH}x{HEIGHT}", "-xrm", "*disallowedWindowOps:", "-e"]
        started = shlex.join([*xterm, "/bin/sh", "-c", in_xterm])
        here = (
            f"stty raw -echo; DISPLAY={site.display} {started} & "
            f"tail --follow --bytes=+1 {shown} & exec cat > {typed}"
        )
        return ["/bin/sh", "-c", here]


def _start(site: Site) -> str:
    """Start Xvfb on a free display, and return its name."""
    reader, writer = os.pipe()
    site.ends.callback(os.close, reader)
    program = find("Xvfb")
    assert program is not None, "Xvfb is missing"
    command = [program, "-displayfd", str(writer), "-screen", "0", "1024x768x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    site.ends.callback(_stop, server)
    # It writes the number that it took once it is ready.
    assert select.select([reader], [], [], SECONDS)[0], "Xvfb does not start"
    return f":{os.read(reader, 20).decode().strip()}"


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait()


def held_by(display: str, reader: str, selection: str) -> str:
    """What a selection of a display holds by a tool, xclip or xsel; empty if nothing."""
    arguments = {
        "xclip": ["-selection", selection, "-o"],
        "xsel": [f"--{selection}", "--output"],
    }
    read = subprocess.run(
        [reader, *arguments[reader]],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return read.stdout.decode()
