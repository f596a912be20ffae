"""The last copies, which stay at hand whatever became of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from hpev_tui.clipboard.service import Outcome

MOST = 20


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: what it is called, what it is, and how it ended."""

    label: str
    text: str
    """As it was copied: plain."""
    outcome: Outcome


class Ring:
    """The last `MOST` copies, the newest first; the same text again takes the place of the old."""

    def __init__(self) -> None:
        self._copies: deque[Copy] = deque(maxlen=MOST)

    def __iter__(self) -> Iterator[Copy]:
        return iter(self._copies)

    def __len__(self) -> int:
        return len(self._copies)

    @property
    def newest(self) -> Copy | None:
        """The last copy."""
        return self._copies[0] if self._copies else None

    def add(self, copy: Copy) -> None:
        """Take a copy in, at the front."""
        for known in self._copies:
            if (known.label, known.text) == (copy.label, copy.text):
                self._copies.remove(known)
                break
        self._copies.appendleft(copy)
