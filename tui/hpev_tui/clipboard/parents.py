"""The processes above one, which tell what the environment does not: mosh, and tmux or screen."""

from __future__ import annotations

from pathlib import Path, PurePath

from hpev_tui.clipboard.children import Children

_PROC = Path("/proc")


def parents(pid: int, children: Children) -> list[str]:
    """The names of the processes above `pid`, and its own first; what cannot be read ends them.

    From /proc where there is one, else from `ps`.
    """
    table = None if (_PROC / "self/stat").exists() else _listed(children)
    names: list[str] = []
    seen = set[int]()
    while pid > 0 and pid not in seen:
        seen.add(pid)
        found = _from_proc(pid) if table is None else table.get(pid)
        if found is None:
            break
        pid = found[0]
        names.append(found[1])
    return names


def _from_proc(pid: int) -> tuple[int, str] | None:
    """A process's parent and its name; the name may hold blanks and parentheses."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
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
