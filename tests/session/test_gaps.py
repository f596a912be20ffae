"""Where events are not loaded between two rows."""

from __future__ import annotations

from help.events import ids, mixed_rows
from help.model import listed
from help.source import DENIED


def test_oldest_first_the_gap_is_on_the_other_side() -> None:
    rows = mixed_rows(400)
    it = listed(*rows[300:])
    assert len(it.listed) == 100
    it.service.add(*rows[:300])
    it.model.set_order()
    it.model.refresh()
    held = it.loader.start("events")
    it.service.fail("ListClusterEvents")
    held()
    it.take_in()
    it.answer_all()
    assert len(it.listed) == 200
    assert it.model.gaps == {100}
    assert it.listed[100] == rows[99]["EventId"]
    it.model.refresh()
    it.answer_all()
    assert it.listed == ids(rows)[::-1]
    assert it.model.loading.complete
    assert it.model.gaps == set()


def test_what_the_services_filter_brought_is_among_what_is_missing() -> None:
    rows = mixed_rows(900)
    for number in (700, 750):
        rows[number]["InstanceGroupName"] = "rare"
    it = listed(*rows)
    it.filter("group:rare")
    # Of this group nothing is missing.
    assert (len(it.listed), len(it.model.log.rows)) == (2, 102)
    assert it.model.loading.complete
    assert it.model.gaps == set()
    it.service.fail("ListClusterEvents")
    it.filter("")
    it.move_to(0)
    it.answer_all()
    assert (len(it.listed), it.model.loading.failure) == (102, DENIED)
    # Once, where it begins, however many rows lie within it.
    assert it.model.gaps == {100}
    it.model.refresh()
    it.model.load_all()
    it.answer_all()
    assert it.listed == ids(rows)
    assert it.model.loading.complete
    assert it.model.gaps == set()


def test_a_filter_within_what_is_loaded_has_no_gap() -> None:
    it = listed(*mixed_rows(400))
    it.filter("group:system level:error")
    assert it.model.loading.complete
    assert len(it.listed) == 40
    assert it.model.gaps == set()
