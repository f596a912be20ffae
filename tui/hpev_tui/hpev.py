"""The command `hpev`: what the screens of `hpev-tui` say, for scripts. Imports no Textual.

As there, the AWS SDK's process is started before all else: it needs longer to start than anything
here. It also reads saved events, from the standard input, too.
"""

import gc
import os
import sys

from hpev_tui.__main__ import import_asyncio, reads_files
from hpev_tui.system.children import ChildProcess, allow_open_files, has_piped_stdin

_SDK = "hpev_tui.sources.aws.child"
_WITHOUT_SDK = {"--help", "--version", "--completion"}


def main() -> int:
    """Run the command; the result is its exit status."""
    # Nothing that a short run makes is garbage; the verbs that go on turn the collector on.
    gc.disable()
    child = None
    try:
        if len(sys.argv) > 1 and not _WITHOUT_SDK & set(sys.argv):
            try:
                allow_open_files()
                if has_piped_stdin(sys.argv):
                    child = ChildProcess(_SDK, "files", "stdin", stdin=True)
                else:
                    child = ChildProcess(_SDK, *["files"] * reads_files(sys.argv))
            except OSError as error:
                limits = "check the limits on processes and open files (ulimit -u -n)"
                from hpev_tui.arguments import complain  # Hardly ever needed.

                complain("hpev", f"cannot start: {error.strerror}; {limits}")
                return 1
        import_asyncio()
        from hpev_tui.verbs.program import run

        return run(sys.argv[1:], os.environ, child)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
