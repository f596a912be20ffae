"""A filter over more rows than one slice: what is under way can change, and nothing is lost."""

from __future__ import annotations

from help.events import Row, event_row, fault, ids, mixed_rows
from help.model import ModelRun, Slices, listed
from hpev_tui.model.events import Page
from hpev_tui.query import SLICE_ROWS
from hpev_tui.session.coverage import Request

ROWS = 2 * SLICE_ROWS + 500


def all_loaded(rows: list[Row], slices: Slices | None = None) -> ModelRun:
    it = listed(*rows)
    it.model.load_all()
    it.answer_all()
    assert it.listed == ids(rows)
    if slices is not None:
        it.model.filtering.pause = slices.pause
    return it


def errors(rows: list[Row]) -> list[str]:
    """The IDs of the errors among the rows, newest first."""
    return ids([row for row in rows if row["EventLevel"] == "Error"])


async def test_all_rows_are_gone_over() -> None:
    rows = mixed_rows(ROWS)
    it = all_loaded(rows)
    it.filter("level:error")
    await it.looked_through()
    assert len(it.listed) == 450
    assert it.listed == errors(rows)
    it.filter("")
    assert len(it.listed) == ROWS


async def test_what_is_typed_next_gives_up_what_is_under_way() -> None:
    slices = Slices()
    it = all_loaded(mixed_rows(ROWS), slices)
    it.filter("level:error")
    await slices.hold(1)
    it.filter("level:warn,error")
    await slices.hold(2)
    slices.let_go()
    await it.looked_through()
    assert len(it.listed) == 900
    it.filter("")
    assert len(it.listed) == ROWS
    # Two that were held, and the rest of the slices of the second one.
    assert slices.held == 4


async def test_the_order_can_change_while_rows_are_gone_over() -> None:
    slices = Slices()
    rows = mixed_rows(ROWS)
    it = all_loaded(rows, slices)
    it.filter("level:error")
    await slices.hold(1)
    it.model.set_order()
    assert it.model.view.oldest_first
    slices.let_go()
    await it.looked_through()
    assert it.model.view.oldest_first
    assert len(it.listed) == 450
    assert it.listed == errors(rows)[::-1]


async def test_pairs_are_folded_slice_by_slice_and_across_slices() -> None:
    # With one event above them a pair has an event in each of two slices.
    faults = [fault(number) for number in range(1, ROWS // 2)]
    slices = Slices()
    it = all_loaded(sorted_rows(faults), slices)
    it.model.set_folded()
    it.filter("level:error")
    await slices.hold(1)
    slices.let_go()
    await it.looked_through()
    assert it.listed == ids([first for first, _ in faults])
    assert len(it.model.view.matching) == 2 * len(faults)


def sorted_rows(faults: list[tuple[Row, Row]]) -> list[Row]:
    """The events of the faults, below one that is none."""
    rows = [
        event_row(0, EventId="none", EventLevel="Info"),
        *(each for row in faults for each in row),
    ]
    return sorted(rows, key=lambda row: -row["EventTime"])


async def test_an_event_that_comes_before_the_first_slice_is_not_lost() -> None:
    it = all_loaded(mixed_rows(ROWS))
    it.model.set_order()
    it.filter("event")
    await it.looked_through()
    assert len(it.listed) == ROWS
    model, newest = it.model, it.model.log.rows[0]
    # In one go, so that nothing comes in between.
    model.filtering.apply("event number")
    event = newest._replace(event_id="new", event_time=newest.event_time + 60)
    model.filtering.add(model.log.add(Request(-1, None), Page((event,), None)))
    await it.looked_through()
    assert len(it.listed) == ROWS + 1
    assert it.listed[-1] == "new"
