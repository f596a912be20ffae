"""A store of details with a queue in which nothing starts by itself.

it = Details(levels=("Error", "Info"))
it.see(0, 10)
assert list(it.waiting) == [0, 2, 4, 6, 8]
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from help.events import event_row
from help.source import events_of
from hpev_tui.detail.shapes import Shape
from hpev_tui.findings.kinds import FailureKinds
from hpev_tui.model.events import Page
from hpev_tui.model.failure import Failure
from hpev_tui.session.details import REACH, DetailStore, LoadedDetail, LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.sources.loader import Priority

NO = Failure("request", "no such event")
DETAIL = LoadedDetail.of({}, Shape("structure"))

ERRORS = ("Error",)


class Details:
    """A store over rows of these levels, and a queue in which nothing starts by itself."""

    def __init__(
        self,
        count: int = 100,
        levels: tuple[str, ...] = ERRORS,
        *,
        reasons: bool = True,
        reach: int = REACH,
        kinds: bool = False,
    ) -> None:
        """Rows; without `kinds` none is a sample of others, as where all samples are read."""
        rows = [event_row(n, EventLevel=levels[n % len(levels)]) for n in range(count)]
        self.rows = events_of(*rows)
        self._number = {event.event_id: n for n, event in enumerate(self.rows)}
        log = EventLog()
        log.add(log.coverage.head(), Page(self.rows, None))
        if not kinds:
            log.findings.kinds = FailureKinds({})
        self.loaded = LoadedDetails()
        self.asked: list[int] = []
        """The numbers of the events that were asked for, in that order."""
        self.waiting: dict[int, Priority] = {}
        self.needs: list[str] = []
        """What became of what was needed."""
        self.store = DetailStore(log, self.loaded, self, self._ask, reasons=reasons, reach=reach)

    def _ask(self, event_id: str, priority: Priority) -> None:
        number = self._number[event_id]
        assert number not in self.waiting
        self.asked.append(number)
        self.waiting[number] = priority

    def move(self, key: Hashable, priority: Priority) -> None:
        """See `DetailQueue.move`."""
        # Behind what waits with that priority already.
        del self.waiting[self._number_of(key)]
        self.waiting[self._number_of(key)] = priority

    def drop(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """See `DetailQueue.drop`."""
        dropped = [key for key in keys if self._number_of(key) in self.waiting]
        for key in dropped:
            del self.waiting[self._number_of(key)]
        return dropped

    def _number_of(self, key: Hashable) -> int:
        assert isinstance(key, tuple)
        assert key[0] == "detail"
        return self._number[key[1]]

    def rest_on(self, number: int, *neighbours: int) -> None:
        """The cursor rests on an event."""
        self.store.rest_on(self.rows[number], [self.rows[n] for n in neighbours])

    def see(self, start: int, stop: int, current: int | None = None) -> None:
        """These rows are in view."""
        event = None if current is None else self.rows[current]
        self.store.seen(self.rows, range(start, stop), event)

    def need(self, *numbers: int, name: str = "it") -> None:
        """Something needs these."""
        self.store.need(
            self.ids(*numbers),
            lambda: self.needs.append(name),
            lambda failure: self.needs.append(f"{name}: {failure.title}"),
        )

    def ids(self, *numbers: int) -> list[str]:
        """The IDs of these events."""
        return [self.rows[n].event_id for n in numbers]

    def priority(self, number: int) -> Priority:
        """How urgently an event is asked for."""
        return self.waiting[number]

    def start(self, *numbers: int) -> None:
        """These are under way, and can be dropped no more."""
        for number in numbers:
            del self.waiting[number]

    def come(self, *numbers: int, failure: Failure | None = None) -> None:
        """These are answered."""
        for number in numbers:
            self.waiting.pop(number, None)
            event_id = self.rows[number].event_id
            if failure is None:
                self.loaded.add(event_id, DETAIL)
            self.store.arrived(event_id, failure or DETAIL)

    def come_in_turn(self) -> list[int]:
        """Answer the most urgent, one after the other, until nothing waits; in which order."""
        order = []
        while self.waiting:
            number = min(self.waiting, key=lambda n: self.waiting[n])
            order.append(number)
            self.come(number)
        return order
