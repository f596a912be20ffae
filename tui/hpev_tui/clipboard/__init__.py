"""Copying: which route reaches the user's clipboard, and taking it.

`surroundings` reads where the program runs, `plan` decides from that, `service` takes the steps,
`copies` has those of a run. Where no route is sure to work, a copy is shown to be selected by
hand, and written to a file.
"""

from __future__ import annotations

from hpev_tui.clipboard.copies import Copies, Copy, Ring
from hpev_tui.clipboard.plan import ClipboardRoute, Route
from hpev_tui.clipboard.service import Clipboard, Outcome

__all__ = ["Clipboard", "ClipboardRoute", "Copies", "Copy", "Outcome", "Ring", "Route"]
