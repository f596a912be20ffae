"""The palette's `goto`, which takes a time."""

from __future__ import annotations

from functools import partial
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

WORD = "goto"


@runtime_checkable
class HasTimes(Protocol):
    """A screen on which one can go to a time."""

    def read_time(self, text: str) -> float:
        """Read a time; raises ValueError with what to write."""

    def go_to_time(self, seconds: float) -> None:
        """Go there."""

    def time_words(self, seconds: float) -> str:
        """How it reads."""


class GotoProvider(Provider):
    """Offers `goto 03:14` as it is typed."""

    async def discover(self) -> Hits:
        """Say that there is such a thing."""
        yield DiscoveryHit(f"{WORD} ", lambda: None, help="Go to a time: goto 03:14, goto 2h")

    async def search(self, query: str) -> Hits:
        """The time that is typed, or what is wrong with it."""
        word, _, text = query.strip().partition(" ")
        screen = self.screen
        if len(word) < 2 or not WORD.startswith(word.lower()) or not isinstance(screen, HasTimes):
            return
        if not text.strip():
            yield Hit(1.0, f"{WORD} ", lambda: None, help="a time: 03:14, 2h or 2026-11-20T10:00Z")
            return
        try:
            seconds = screen.read_time(text)
        except ValueError as error:
            # It repeats what was typed, which Textual reads as markup; its `escape` leaves some.
            help_text = str(error).replace("[", r"\[")
            yield Hit(1.0, f"{WORD} ", lambda: None, help=help_text)
            return
        yield Hit(1.0, f"Go to {screen.time_words(seconds)}", partial(screen.go_to_time, seconds))
