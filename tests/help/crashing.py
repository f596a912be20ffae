"""`python tests/help/crashing.py`: the program, in which ctrl+l meets a defect that names secrets.

What it raises holds the whole command line and the environment's proxy.
"""

from __future__ import annotations

import os
import sys
import threading
from unittest.mock import patch

from hpev_tui.cli import main


def _fail() -> None:
    raise ConnectionError(f"no answer to {sys.argv!r} by {os.environ['HTTPS_PROXY']}")


def _fail_in_both(_: object) -> None:
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    _fail()


if __name__ == "__main__":
    with patch("hpev_tui.ui.app.HpevApp.action_redraw", _fail_in_both):
        sys.exit(main())
