"""The command `hpev-tui`, and `python -m hpev_tui`: starts the AWS SDK before all else.

The SDK's process needs longer to start than anything here, so that nothing is imported before it.
Where there is one core for both, the screen comes first, and the SDK is started after it.
Where the standard input has saved events, that process reads them, and keys come from the terminal.
"""

import gc
import itertools
import os
import sys

from hpev_tui.system.children import ChildProcess, allow_open_files, has_piped_stdin, need_threads
from hpev_tui.system.interrupts import exit_on_interrupt

_SDK = "hpev_tui.sources.aws.child"
_WITHOUT_SDK = {"--help", "--version", "--clipboard-check"}


def main() -> int:
    """Run the program; the result is its exit status."""
    exit_on_interrupt()
    # Nothing that a start makes is garbage: the app turns the collector on with its first page.
    gc.disable()
    child = None
    reads_stdin = has_piped_stdin(sys.argv)
    if not _WITHOUT_SDK & set(sys.argv) and (os.isatty(0) or reads_stdin) and os.isatty(2):
        try:
            if reads_stdin or _cores() > 1:
                child = start_sdk(sys.argv)
            else:
                allow_open_files()
            if child and reads_stdin and not _take_keys_from_terminal():
                child.reap()
                return 1
            need_threads()
        except OSError as error:
            return cannot_start("hpev-tui", error)
    import_asyncio()
    from hpev_tui.cli import main as run

    return run(child=child)


def start_sdk(argv: list[str]) -> ChildProcess:
    """Start the process with the SDK, which also reads saved events.

    Raises:
        OSError: it cannot be started.
    """
    allow_open_files()
    if has_piped_stdin(argv):
        return ChildProcess(_SDK, "files", "stdin", stdin=True)
    return ChildProcess(_SDK, *["files"] * _reads_files(argv))


def cannot_start(program: str, error: OSError) -> int:
    """Say in one line why there is no process with the SDK; the exit status that goes with it."""
    from hpev_tui.arguments import complain  # Hardly ever needed.

    limits = "check the limits on processes and open files (ulimit -u -n)"
    complain(program, f"cannot start: {error.strerror}; {limits}")
    return 1


def _take_keys_from_terminal() -> bool:
    """Have the terminal as the standard input, which somebody else reads; whether there is one."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        why = f"no terminal to read keys from (/dev/tty: {error.strerror})"
        from hpev_tui.arguments import complain  # Hardly ever needed.

        complain("hpev-tui", f"{why}: save the events to a file and open that")
        return False
    os.dup2(terminal, 0)
    os.close(terminal)
    return True


def _reads_files(argv: list[str]) -> bool:
    """Whether a first look at the command line finds saved events, which need no SDK at once.

    What follows an option is its value, or the SDK is loaded needlessly.
    """
    named = [name for before, name in itertools.pairwise(argv) if before[:2] != "--"]
    if not any("." in name or "/" in name for name in named):
        return False
    from hpev_tui.system.files import is_file

    return any(is_file(name) for name in named if name[:1] != "-")


def import_asyncio() -> None:
    """Import asyncio without TLS, which takes long to import, and which only the SDK needs.

    It does without where there is none (see `asyncio.sslproto`), as in a Python made without it.
    """
    if "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]


def _cores() -> int:
    """How many processes can run here at the same time."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())
