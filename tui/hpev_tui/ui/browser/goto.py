"""The palette's `goto`, which takes a time."""

from __future__ import annotations

from functools import partial
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.times import exact_time
from hpev_tui.ui.messages import Notice

WORD = "goto"
_TIMES = "03:14, 2h or 2026-11-20T10:00Z"


@runtime_checkable
class HasEvents(Protocol):
    """A screen of events, on which one can go to a time."""

    @property
    def model(self) -> ClusterModel:
        """The cluster whose events they are."""

    def go_to_time(self, seconds: float) -> None:
        """Go there."""


class GotoProvider(Provider):
    """Offers `goto 03:14` as it is typed."""

    def _ask(self) -> None:
        self._say(f"{WORD} needs a time: {_TIMES}")

    def _say(self, text: str) -> None:
        self.screen.post_message(Notice(text, wrong=True))

    async def discover(self) -> Hits:
        """Say that there is such a thing."""
        yield DiscoveryHit(f"{WORD} ", self._ask, help="Go to a time: goto 03:14, goto 2h")

    async def search(self, query: str) -> Hits:
        """The time that is typed, or what is wrong with it."""
        word, _, text = query.strip().partition(" ")
        screen = self.screen
        if len(word) < 2 or not WORD.startswith(word.lower()) or not isinstance(screen, HasEvents):
            return
        model = screen.model
        if not text.strip():
            help_text = f"Time: {_TIMES}"
            yield Hit(1.0, f"{WORD} ", self._ask, help=help_text)
            return
        try:
            seconds = model.jumping.read_time(text, model.account.host.now(), model.time_mode)
        except ValueError as error:
            # It repeats what was typed, which Textual reads as markup; its `escape` leaves some.
            help_text = str(error).replace("[", r"\[")
            yield Hit(1.0, f"{WORD} ", partial(self._say, str(error)), help=help_text)
            return
        yield Hit(
            1.0,
            f"Go to {exact_time(seconds, model.time_mode)}",
            partial(screen.go_to_time, seconds),
        )
