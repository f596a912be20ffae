"""`python -m hpev_tui`: the same as the command `hpev-tui`."""

import sys

from hpev_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
