"""Where a jump goes, and the places that jumps came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import infer_level

Wanted = Callable[[Event], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor's event, "" where there was none, and the filter."""

    event_id: str
    filter_text: str


class Places:
    """The places that jumps came from, and those that were gone back from."""

    def __init__(self) -> None:
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    def leave(self, place: Place) -> None:
        """A jump begins at this place."""
        if self._behind[-1:] != [place]:
            self._behind.append(place)
        self._ahead.clear()

    def back(self, here: Place) -> Place | None:
        """Where to go back to, None where there is nothing."""
        return self._step(self._behind, self._ahead, here)

    def forward(self, here: Place) -> Place | None:
        """Where the last step back came from."""
        return self._step(self._ahead, self._behind, here)

    @staticmethod
    def _step(source: list[Place], target: list[Place], here: Place) -> Place | None:
        while source:
            place = source.pop()
            if place != here:
                target.append(here)
                return place
        return None


def next_row(rows: Sequence[Event], start: int, step: int, wanted: Wanted) -> int | None:
    """The next row from `start` on, downwards (`step` 1) or upwards (-1), that is wanted."""
    places = range(start, len(rows)) if step > 0 else range(min(start, len(rows) - 1), -1, -1)
    return next((place for place in places if wanted(rows[place])), None)


def of_level(level: str) -> Wanted:
    """Whether an event has that level, inferred where the service sent none."""
    return lambda event: (event.event_level or infer_level(event.description)) == level
