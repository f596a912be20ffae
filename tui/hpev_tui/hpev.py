"""The command `hpev`: what the screens of `hpev-tui` say, for scripts. Imports no Textual.

As there, the AWS SDK's process is started before all else: it needs longer to start than anything
here. It also reads saved events, from the standard input, too.
"""

import gc
import os
import sys

from hpev_tui.__main__ import cannot_start, import_asyncio, start_sdk
from hpev_tui.system.interrupts import INTERRUPTED, exit_on_interrupt

_WITHOUT_SDK = {"--help", "--version", "--completion"}


def main() -> int:
    """Run the command; the result is its exit status."""
    exit_on_interrupt()
    # Nothing that a short run makes is garbage; the verbs that go on turn the collector on.
    gc.disable()
    child = None
    try:
        if len(sys.argv) > 1 and not _WITHOUT_SDK & set(sys.argv):
            try:
                child = start_sdk(sys.argv)
            except OSError as error:
                return cannot_start("hpev", error)
        import_asyncio()
        from hpev_tui.verbs.program import run

        return run(sys.argv[1:], os.environ, child)
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
