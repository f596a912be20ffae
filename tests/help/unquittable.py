"""`python tests/help/unquittable.py`: the program, which no key and no click can quit.

A storm would come upon a way to quit, and what is left of it would meet nothing. Nor are keys
dropped that come while many others wait.
"""

from __future__ import annotations

import sys
from unittest.mock import patch

from rich.console import RenderableType

from hpev_tui.cli import main
from hpev_tui.ui.app import HpevApp


class Unquittable(HpevApp):
    """Ends on a signal, a hang-up or a defect only."""

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End the program, unless somebody at the keyboard asks for it."""
        if return_code:
            super().exit(result, return_code, message)


if __name__ == "__main__":
    with (
        patch("hpev_tui.ui.app.HpevApp", Unquittable),
        patch("hpev_tui.ui.terminal.incoming.MOST_AHEAD", sys.maxsize),
    ):
        sys.exit(main())
