"""The command `hpev-tui`, and `python -m hpev_tui`: starts the AWS SDK before all else.

The SDK's process needs longer to start than anything here, so that nothing is imported before it.
Where there is one core for both, the screen comes first, and the SDK is started after it.
"""

import gc
import os
import sys

from hpev_tui.system.children import ChildProcess, allow_open_files, need_threads

_SDK = "hpev_tui.sources.aws.child"
_WITHOUT_SDK = {"--help", "--version", "--clipboard-check"}


def main() -> int:
    """Run the program; the result is its exit status."""
    # Nothing that a start makes is garbage: the app turns the collector on with its first page.
    gc.disable()
    child = None
    if not _WITHOUT_SDK & set(sys.argv) and os.isatty(0) and os.isatty(2):
        try:
            allow_open_files()
            if _cores() > 1:
                child = ChildProcess(_SDK)
            need_threads()
        except OSError as error:
            limits = "check the limits on processes and open files (ulimit -u -n)"
            print(f"hpev-tui: cannot start: {error.strerror}; {limits}", file=sys.stderr)
            return 1
    import_asyncio()
    from hpev_tui.cli import main as run

    return run(child=child)


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
