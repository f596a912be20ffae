"""The two events of a fault stand in one row on request, whatever else is listed how."""

from __future__ import annotations

from help.events import NOW, event_row, fault, ids
from help.model import ModelRun, listed

FAULTS = [fault(number) for number in range(1, 5)]
FIRSTS = [first for first, _ in FAULTS]
OTHERS = [event_row(100 + number, EventTime=NOW - 60 * number - 30) for number in range(1, 5)]
ROWS = [row for pair in FAULTS for row in pair] + OTHERS


def folded(it: ModelRun) -> int:
    """How many rows are folded away."""
    return len(it.model.view.matching) - len(it.model.view.rows)


def noise(it: ModelRun) -> dict[str, str]:
    """Why rows say nothing new."""
    return it.model.noise(it.model.rows, 0, len(it.model.rows))


def test_folding_with_a_filter_and_the_oldest_first() -> None:
    it = listed(*ROWS)
    it.model.set_folded()
    it.model.set_order()
    assert folded(it) == 4
    assert it.listed == ids([*FIRSTS, *OTHERS])[::-1]
    it.filter("level:error")
    assert it.listed == ids(FIRSTS)[::-1]
    it.model.set_order()
    assert not it.model.view.oldest_first
    assert it.listed == ids(FIRSTS)
    it.model.set_folded()
    assert not it.model.view.folded
    assert it.listed == ids([row for pair in FAULTS for row in pair])
    it.model.set_folded()
    it.filter("")
    assert it.listed == ids([*FIRSTS, *OTHERS])
    assert len(it.model.log.rows) == 12


def test_a_filter_that_keeps_only_the_second_shows_it() -> None:
    it = listed(*ROWS)
    assert len(noise(it)) == 4
    it.model.set_folded()
    it.filter("creation")
    assert it.listed == ids([second for _, second in FAULTS])
    assert folded(it) == 0
    assert noise(it) == {}


def test_events_that_arrive_are_folded() -> None:
    it = listed(*ROWS)
    it.model.set_folded()
    here = it.current_id
    first, second = fault(0)
    # The second event of the pair is here before the first one.
    it.service.add(second)
    it.model.refresh()
    it.answer_all()
    assert second["EventId"] in it.listed
    it.service.add(first)
    it.model.refresh()
    it.answer_all()
    assert folded(it) == 5
    assert it.listed == ids([first, *FIRSTS, *OTHERS])
    assert it.current_id in (here, first["EventId"])
    it.model.set_folded()
    assert it.listed == ids([*fault(0), *ROWS])
