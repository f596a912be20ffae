"""Python in a process of its own: without the terminal, and without the working folder's modules.

Imports next to nothing: the first child is started before anything else is imported.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import sys
import threading

_PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""The folder that this program was imported from. `pathlib` takes too long to import here."""


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # It is gone.
        return ""


_WORKING_FOLDER = _working_folder()

_OPEN_FILES = 64
"""How many files a process may have open at least: the screen's has some 20, the SDK's beside its
own as many as it has connections and reads files."""

_THREADS = 16
"""How many threads the screen's process has, at most: for the calls, the terminal, the channel to
the SDK's process, copies and saves."""

_LOW = 1024
"""Below so many processes and threads for a user there may be none left for this process."""

STDIN_NAMES = frozenset({"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"})
"""What the standard input is called on a command line."""

_starting = threading.Lock()
"""Held while a child's end of a channel could be inherited by another child."""


def python_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs `main()` of a module with this process's own module path.

    `python -m` would put the working folder first, and import a stray `boto3.py` from there.
    """
    path = [os.path.normpath(os.path.join(_WORKING_FOLDER, each)) for each in sys.path if each]
    # Nobody has modules of their own there: it has what was installed.
    if os.path.basename(_WORKING_FOLDER) not in ("site-packages", "dist-packages"):
        path = [each for each in path if each != _WORKING_FOLDER]
    # This program, though, is the one that runs here, also where another one is installed.
    code = (
        f"import sys; sys.path[:] = {[_PACKAGES, *path]!r}; import hpev_tui; del sys.path[0]; "
        f"from {module} import main; sys.exit(main())"
    )
    return [sys.executable, "-c", code, *arguments]


def has_piped_stdin(argv: list[str]) -> bool:
    """Whether a first look at the command line finds the standard input, and that can be read.

    It cannot where it is closed or the terminal.
    """
    # For a closed one `isatty` is False, too; and another file may have its number by now.
    return not STDIN_NAMES.isdisjoint(argv) and sys.stdin is not None and not os.isatty(0)


def allow_open_files() -> None:
    """Let this process and its children have as many open files as they need.

    Raises:
        OSError: the system does not allow that; its `strerror` says so.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _OPEN_FILES:
        return
    if hard != resource.RLIM_INFINITY and hard < _OPEN_FILES:
        raise OSError(errno.EMFILE, f"{hard} files may be open, and {_OPEN_FILES} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, hard))


def need_threads() -> None:
    """Where the limit is low, see that this process can have its threads: start as many.

    They are there for a millisecond. Later, on the screen, there would be no way to do without.

    Raises:
        OSError: there can be fewer; its `strerror` says so.
    """
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if soft == resource.RLIM_INFINITY or soft >= _LOW:
        return
    end = threading.Event()
    for started in range(_THREADS):
        try:
            threading.Thread(target=end.wait, daemon=True).start()
        except RuntimeError:
            end.set()
            why = f"{started} threads may be started, and {_THREADS} are needed"
            raise OSError(errno.EAGAIN, why) from None
    end.set()


class ChildProcess:
    """A module that runs in a session of its own, and the socket to talk to it.

    Its `main()` finds the number of its end of the socket in `sys.argv[1]`, and then the
    `arguments`. It has this process's standard input with `stdin`, and else nothing to read.

    Raises:
        OSError: no process or no socket can be had.
    """

    def __init__(self, module: str, *arguments: str, stdin: bool = False) -> None:
        self.channel, theirs = socket.socketpair()
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            with _starting, theirs:
                theirs.set_inheritable(True)
                command = python_command(module, str(theirs.fileno()), *arguments)
                self.pid = os.posix_spawn(
                    command[0],
                    command,
                    os.environ,
                    file_actions=[
                        (os.POSIX_SPAWN_DUP2, nothing, number) for number in range(stdin, 3)
                    ],
                    setsid=True,
                )
        except OSError:
            self.channel.close()
            raise
        finally:
            os.close(nothing)
        self.has_stdin = stdin
        """Whether it reads this process's standard input, as that was when it was started."""
        self._lock = threading.Lock()
        self._reaped = False

    def kill(self) -> None:
        """End it with all that it started, at once. Does not wait."""
        with self._lock, contextlib.suppress(ProcessLookupError, PermissionError):
            # For a group that has ended macOS raises PermissionError.
            if not self._reaped:
                os.killpg(self.pid, signal.SIGKILL)

    def reap(self) -> None:
        """End it, and wait until the system has forgotten it. Not for the UI thread."""
        self.kill()
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._lock, contextlib.suppress(ChildProcessError):
            self._reaped = True
            os.waitpid(self.pid, 0)
