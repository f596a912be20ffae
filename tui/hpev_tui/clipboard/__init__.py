"""Copying: which way reaches the person's clipboard, and taking it.

`seen` looks at the surroundings, `plan` decides from them, `service` takes the steps. A copy
that nothing can be trusted with is shown to be selected by hand, and written to a file.
"""

from __future__ import annotations

from hpev_tui.clipboard.plan import ClipboardRoute, Route
from hpev_tui.clipboard.ring import Copy, Ring
from hpev_tui.clipboard.service import Clipboard, Outcome

__all__ = ["Clipboard", "ClipboardRoute", "Copy", "Outcome", "Ring", "Route"]
