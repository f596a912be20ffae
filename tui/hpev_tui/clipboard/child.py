"""The process in which pyperclip runs: `main()` copies its standard input.

Pyperclip starts the display's tool without a time limit, and ignores its exit status. Here a tool
that fails makes the process fail, and the parent has the time limit.
"""

from __future__ import annotations

import subprocess
import sys


class _CheckedPopen(subprocess.Popen[bytes]):
    """A child process whose failure ends this one."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait as the base class does; leave with a failure when the child failed."""
        if super().wait(timeout):
            sys.exit(1)
        return 0


def main() -> int:
    """Copy standard input, which is UTF-8 whatever the locale says."""
    text = sys.stdin.buffer.read().decode()
    import pyperclip

    subprocess.Popen = _CheckedPopen  # type: ignore[assignment,misc]
    try:
        pyperclip.copy(text)
    except Exception:  # Whatever the reason, the parent takes another route.
        return 1
    return 0
