"""What is between this program and the user's clipboard."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

from hpev_tui.clipboard.processes import Children

_REMOTE = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
_TOOLS = ("pbcopy", "wl-copy", "xclip", "xsel", "clip.exe")
SCREEN_TERM = "screen."
"""In the windows of GNU screen TERM may begin so; in tmux's it never does."""

_MS = re.compile(r"\bMs: \(string\) (.*)")


class Tmux(NamedTuple):
    """The tmux that the program runs in, as tmux describes it."""

    version: str = ""
    """Such as `3.3a`."""
    set_clipboard: str = ""
    passthrough: str = ""
    """The option `allow-passthrough`; empty before 3.3, which passes everything on."""
    client_term: str = ""
    """The TERM of the terminal that tmux runs in; empty where nobody is attached."""
    ms: str = ""
    """What sets that terminal's clipboard, as tmux prints it; empty where tmux knows nothing."""
    mosh: bool = False
    """Whether that terminal is mosh's."""
    in_screen: bool = False
    """Whether that terminal is GNU screen's."""

    @property
    def release(self) -> tuple[int, int]:
        """The version, to compare; a development version is newer than all."""
        match = re.search(r"(\d+)\.(\d+)", self.version)
        return (int(match[1]), int(match[2])) if match else (99, 0)

    @property
    def loads_through(self) -> bool:
        """Whether `load-buffer -w` sends on what it loads: since 3.2."""
        return self.release >= (3, 2)

    @property
    def passes(self) -> bool:
        """Whether a sequence in tmux's own wrapping is passed on: before 3.3 always."""
        return self.release < (3, 3) or self.passthrough in ("on", "all")


class Surroundings(NamedTuple):
    """Where the program runs, as far as it matters to copies."""

    term: str = ""
    program: str = ""
    """The terminal's own name, where it gives one: Apple_Terminal, iTerm2, VTE or XTerm."""
    remote: str = ""
    """What shows that the user sits at another machine; empty where nothing does."""
    tool: str = ""
    """The tool that pyperclip will use for this display's clipboard; empty where none can work."""
    tools: tuple[str, ...] = ()
    """The clipboard's tools that are installed."""
    display: str = ""
    """The display that the environment names, such as `DISPLAY=:0`."""
    tmux: Tmux | None = None
    tmux_silent: bool = False
    """Whether the environment names a tmux that does not answer."""
    screen: bool = False
    mosh: bool = False
    """Whether mosh is in between, here or below tmux."""


Parents = Callable[[int], list[str]]
"""The names of the processes above one, its own first."""


def read_surroundings(
    environ: Mapping[str, str], children: Children, parents_of: Parents
) -> Surroundings:
    """Read them. Starts programs, mostly for less than a second: not for the UI's thread."""
    above = parents_of(os.getpid())
    multiplexer = _innermost(environ, above)
    tmux = _tmux(children, parents_of) if multiplexer == "tmux" else None
    remote = next((name for name in _REMOTE if environ.get(name)), "")
    if tmux is not None:
        remote = _remote_in_tmux(children, remote)
    tools = tuple(name for name in _TOOLS if _has(environ, name))
    displays = (name for name in ("WAYLAND_DISPLAY", "DISPLAY") if environ.get(name))
    return Surroundings(
        term=environ.get("TERM", ""),
        program=_program(environ),
        remote=remote,
        tool=_tool(environ, tools),
        tools=tools,
        display=" ".join(f"{name}={environ[name]}" for name in displays),
        tmux=tmux,
        tmux_silent=multiplexer == "tmux" and tmux is None,
        screen=multiplexer == "screen",
        mosh=tmux.mosh if tmux else "mosh-server" in above,
    )


def _innermost(environ: Mapping[str, str], above: list[str]) -> str:
    """`tmux` or `screen`; inside both, the one that the processes above name first."""
    named = {"tmux": environ.get("TMUX"), "screen": environ.get("STY")}
    inside = [name for name, value in named.items() if value]
    if len(inside) < 2:
        return "".join(inside)
    for process in above:
        name = process.lower().partition(":")[0]
        if name in inside:
            return name
    return inside[0]


def _program(environ: Mapping[str, str]) -> str:
    """The terminal's name, where it says so; iTerm2's crosses SSH, in a variable of the locale."""
    vte, xterm = environ.get("VTE_VERSION"), environ.get("XTERM_VERSION")
    if vte or xterm:
        # A terminal that was started from within another one has both.
        return "" if vte and xterm else "VTE" if vte else "XTerm"
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return "Apple_Terminal"
    names = (environ.get("LC_TERMINAL"), environ.get("TERM_PROGRAM"))
    return "iTerm2" if any((name or "").startswith("iTerm") for name in names) else ""


def _has(environ: Mapping[str, str], name: str) -> bool:
    return shutil.which(name, path=environ.get("PATH", os.defpath)) is not None


def _tool(environ: Mapping[str, str], tools: tuple[str, ...]) -> str:
    """The tool that pyperclip 1.11 will take, of those that can work."""
    if sys.platform == "darwin":
        candidates = ["pbcopy"]
    elif "microsoft" in os.uname().release.lower():
        candidates = ["clip.exe"]
    elif environ.get("WAYLAND_DISPLAY") and "wl-copy" in tools and _has(environ, "wl-paste"):
        candidates = ["wl-copy"]
    else:
        candidates = ["xclip", "xsel"] if environ.get("DISPLAY") else []
    return next((name for name in candidates if name in tools), "")


def _tmux(children: Children, parents_of: Parents) -> Tmux | None:
    """Ask the tmux of the environment; None where it does not answer."""
    form = "#{version}\n#{client_tty}\n#{client_termname}\n#{client_pid}"
    said = children.ask(["tmux", "display-message", "-p", form])
    if said is None:
        return None
    version, tty, term, pid = [*said.split("\n"), "", "", "", ""][:4]
    if not version:  # Before 2.4 it does not know the variable.
        version = (children.ask(["tmux", "-V"]) or "").removeprefix("tmux ") or "1.8"
    above = parents_of(int(pid)) if pid.isdigit() else []
    return Tmux(
        version=version,
        set_clipboard=children.ask(["tmux", "show-options", "-sv", "set-clipboard"]) or "",
        passthrough=children.ask(["tmux", "show-options", "-Apv", "allow-passthrough"]) or "",
        client_term=term,
        ms=_ms(children.ask(["tmux", "show-messages", "-T"]) or "", tty),
        mosh="mosh-server" in above,
        in_screen=term.startswith(SCREEN_TERM) or "screen" in [name.lower() for name in above],
    )


def _ms(terminals: str, tty: str) -> str:
    """The capability Ms of the client on a tty, out of `tmux show-messages -T`."""
    here = False
    for line in terminals.splitlines():
        if line.startswith("Terminal "):
            here = f" for {tty}," in line
        elif here and (match := _MS.search(line)):
            return match[1]
    return ""


def _remote_in_tmux(children: Children, outside: str) -> str:
    """What shows that tmux's client is remote.

    tmux has the variable of the client that attached last; our own environment is that of the
    time when the pane was made.
    """
    said = children.ask(["tmux", "show-environment", "SSH_CONNECTION"])
    if said is None:
        return outside
    return "SSH_CONNECTION of tmux's session" if said.startswith("SSH_CONNECTION=") else ""


def parents(children: Children, pid: int, proc: Path = Path("/proc")) -> list[str]:
    """The names of the processes above `pid`, its own first, up to one that cannot be read.

    From `proc` where there is one, else from `ps`.
    """
    table = None if (proc / "self/stat").exists() else _listed(children)
    names: list[str] = []
    passed = set[int]()
    while pid > 0 and pid not in passed:
        passed.add(pid)
        process = _from_proc(proc, pid) if table is None else table.get(pid)
        if process is None:
            break
        pid = process[0]
        names.append(process[1])
    return names


def _from_proc(proc: Path, pid: int) -> tuple[int, str] | None:
    """A process's parent and its name; the name may hold blanks and parentheses."""
    try:
        stat = (proc / str(pid) / "stat").read_text(errors="replace")
        before, _, after = stat.rpartition(")")
        return int(after.split()[1]), before.partition("(")[2]
    except (OSError, ValueError, IndexError):
        return None


def _listed(children: Children) -> dict[int, tuple[int, str]]:
    table: dict[int, tuple[int, str]] = {}
    for line in (children.ask(["ps", "-A", "-o", "pid=,ppid=,comm="]) or "").splitlines():
        pid, parent, name = [*line.split(None, 2), "", "", ""][:3]
        if pid.isdigit() and parent.isdigit():
            table[int(pid)] = int(parent), PurePath(name.strip()).name
    return table
