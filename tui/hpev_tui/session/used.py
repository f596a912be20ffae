"""Notes in a file which profile and region were of use, for the lists to choose from."""

from __future__ import annotations

import os
from functools import partial

from hpev_tui.session.host import Host
from hpev_tui.sources import Identity
from hpev_tui.sources.loader import Priority
from hpev_tui.system.recent import note_used


class UsedNote:
    """Notes it once, with the first answer; the demo's are nobody's."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._is_noted = self._is_of_use = False

    def answered(self, identity: Identity | None) -> None:
        """An answer has come: the profile and the region are of use."""
        self._is_of_use = True
        self.identified(identity)

    def identified(self, identity: Identity | None) -> None:
        """Which profile and region these are, which may be known only after the first answer."""
        if self._is_noted or not self._is_of_use or identity is None or identity.demo:
            return
        self._is_noted = True
        self._host.nearby.want(
            ("used", identity),
            partial(note_used, os.environ, identity.profile, identity.region),
            lambda _: None,
            Priority.DEMAND,
        )
