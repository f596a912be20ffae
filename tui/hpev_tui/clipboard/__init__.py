"""Copying: which way reaches the user's clipboard, and taking it.

`surroundings` are looked at, `plan` decides from them, `service` takes the steps, `copies` are
those of a run. A copy that nothing can be trusted with is shown to be selected by hand, and
written to a file.
"""

from __future__ import annotations

from hpev_tui.clipboard.copies import Copies, Copy, Ring
from hpev_tui.clipboard.plan import ClipboardRoute, Route
from hpev_tui.clipboard.service import Clipboard, Outcome

__all__ = ["Clipboard", "ClipboardRoute", "Copies", "Copy", "Outcome", "Ring", "Route"]
