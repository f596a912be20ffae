"""A user's machine for the tests of copying: an environment whose programs are stand-ins."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from hpev_tui.clipboard import Clipboard, ClipboardRoute, Outcome, Route

# Far more than a child process needs on a busy machine; where the tool hangs, hardly any.
PATIENT = 30.0
IMPATIENT = 0.2

SSH = "10.0.0.1 50000 10.0.0.2 22"
SENT = Outcome(Route.OSC52)


class Desk:
    """An environment with a display, and a terminal's input."""

    def __init__(self, tmp_path: Path) -> None:
        self.tools = tmp_path / "bin"
        self.tools.mkdir()
        self.pasted = tmp_path / "pasted"
        self.file = tmp_path / "home/.cache/hpev-tui/last-copy"
        self.written: list[str] = []
        self.above: Callable[[int], list[str]] = lambda _: []
        """The processes above one."""
        self.environ = {
            "PATH": str(self.tools),
            "HOME": str(tmp_path / "home"),
            "TERM": "xterm-256color",
            "DISPLAY": ":0",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        for name in ("cat", "sleep"):
            program = shutil.which(name)
            assert program is not None
            (self.tools / name).symlink_to(program)

    def tool(self, script: str, name: str = "xclip") -> Path:
        """Install a shell script: the display's tool, or another program."""
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def in_tmux(
        self,
        *,
        version: str = "3.3a",
        client: str = "xterm-256color",
        ms: str = r"(string) \033]52;%p1%s;%p2%s\a",
        passthrough: str = "off",
        session: str = f"SSH_CONNECTION={SSH}",
    ) -> None:
        """Put it inside a tmux, whose `load-buffer` writes what it gets into `pasted`.

        `ms` is what tmux prints of the terminal's clipboard, `session` the session's variable;
        empty for none.
        """
        self.environ["TMUX"] = "/nowhere,1,0"
        self.tool(
            f"""case "$1" in
display-message) printf '%s\\n%s\\n%s\\n%s\\n' '{version}' /dev/pts/7 '{client}' '';;
show-options) case "$3" in
  set-clipboard) echo external;;
  *) test -n '{passthrough}' && echo '{passthrough}';;
  esac;;
show-messages) cat <<'.'
Terminal 0: vt100 for /dev/pts/3, flags=0x20:
 192: Ms: (string) another's
Terminal 1: {client} for /dev/pts/7, flags=0x20:
 191: Mr: [missing]
 192: Ms: {ms}
 193: Nobr: [missing]
.
;;
show-environment) test -n '{session}' && echo '{session}';;
load-buffer) echo "$@" > {self.pasted}.args; exec cat > {self.pasted};;
*) exit 1;;
esac""",
            "tmux",
        )

    def client_is(self, pid: int) -> None:
        """Let the tmux say that its client is this process."""
        script = (self.tools / "tmux").read_text()
        assert "'xterm-256color' ''" in script
        self.tool(script.replace("'xterm-256color' ''", f"'xterm-256color' {pid}"), "tmux")

    def clipboard(self, choice: str = "auto", seconds: float = PATIENT) -> Clipboard:
        """The service on this machine."""
        return Clipboard(
            self.environ,
            self.written.append,
            ClipboardRoute.of(choice),
            seconds=seconds,
            parents_of=self.above,
        )

    def copy(self, text: str, choice: str = "auto", seconds: float = PATIENT) -> Outcome:
        """Copy a text."""
        return self.clipboard(choice, seconds).copy(text)


def osc52(text: str) -> str:
    """What a terminal gets for a text."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
