"""Jumps: which row they lead to, what they load on their way, and what ends them."""

from __future__ import annotations

from help.events import event_row, ids, mixed_rows, quiet_rows
from help.model import ModelRun, listed
from help.source import DENIED
from hpev_tui.session.jumping import of_level


def jump(it: ModelRun, what: str, level: str, step: int = 1) -> None:
    """Jump to the next event of a level, and have it answered."""
    it.move_to(it.model.jumping.to_next(what, of_level(level), step))
    it.answer_all()


def jump_same(it: ModelRun, step: int = 1) -> None:
    """Jump to the next event of the same node, and have it answered."""
    it.move_to(it.model.to_same_node(step))
    it.answer_all()


def test_a_jump_goes_by_what_is_listed() -> None:
    it = listed(*mixed_rows(40))
    it.filter("level:error")
    assert len(it.listed) == 4
    jump(it, "error", "Error")
    assert it.cursor == 1
    jump(it, "warning", "Warn")
    assert it.notices == ["No older warning"]
    assert it.cursor == 1


def test_a_jump_loads_older_pages_until_it_is_there() -> None:
    rows = quiet_rows(900, Error=520)
    it = listed(*rows)
    it.move_to(2)
    progress = []
    it.page_came = lambda: progress.append((it.model.loading.pages, it.cursor))
    jump(it, "error", "Error")
    # After each page the cursor is where it was, until the last one has it.
    assert progress == [(1, 2), (2, 2), (3, 2), (4, 2), (5, 520)]
    assert it.cursor == 520
    assert it.current_id == rows[520]["EventId"]
    assert it.listed == ids(rows[:600])
    assert it.model.loading.goal is None
    tokens = [page.get("NextToken") for page in it.service.pages()]
    assert len(tokens) == len(set(tokens)) == 6


def test_a_failure_ends_the_jump_and_is_what_is_said() -> None:
    it = listed(*quiet_rows(900, Error=820))
    it.service.fail("ListClusterEvents")
    jump(it, "error", "Error")
    assert it.model.loading.failure == DENIED
    assert len(it.listed) == 100
    assert it.cursor == 0
    assert it.notices == []


def test_an_event_without_a_node_says_so() -> None:
    it = listed(event_row(1), event_row(2))
    jump_same(it)
    assert it.notices == ["No InstanceId in this event"]


def test_a_node_is_the_same_after_its_instance_was_replaced() -> None:
    rows = [event_row(number, InstanceId=f"i-0000000{number}") for number in range(6)]
    it = listed(*rows)
    for number in (0, 4):
        details = {"EventMetadata": {"Instance": {"NodeLogicalId": "the-node"}}}
        it.service.details[rows[number]["EventId"]] = details
    it.model.details.rest_on(it.model.rows[0], ())
    it.answer_all()
    jump_same(it)
    # Its detail is not loaded yet, so that nobody knows.
    assert it.notices == ["No older event of this node"]
    it.model.details.rest_on(it.model.rows[4], ())
    it.answer_all()
    jump_same(it)
    assert it.cursor == 4
