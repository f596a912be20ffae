"""How often an event is described whose row is visited again."""

from __future__ import annotations

from collections import Counter

from help.events import NAME, mixed_rows
from help.model import ModelRun, listed
from help.source import DENIED
from hpev_tui.session.cluster import ClusterModel


def visit(it: ModelRun, row: int) -> str:
    """The cursor rests on a row, and all has come; the event's ID."""
    rows = it.model.rows
    it.model.details.rest_on(rows[row], (*rows[row + 1 : row + 2], *rows[max(0, row - 1) : row]))
    it.answer_all()
    return rows[row].event_id


def described(it: ModelRun) -> Counter[str]:
    """How often each event was described."""
    calls = [given for name, given in it.service.calls if name == "DescribeClusterEvent"]
    return Counter(call["EventId"] for call in calls)


def test_each_event_is_described_once_however_often_it_is_visited() -> None:
    it = listed(*mixed_rows(100))
    for row in (10, 20, 10, 20, 11, 10, 20, 19, 20, 10, 90):
        assert visit(it, row) in it.account.details
    assert len(described(it)) >= 5
    assert set(described(it).values()) == {1}


def test_a_failure_to_describe_is_not_remembered() -> None:
    it = listed(*mixed_rows(100))
    it.service.fail("DescribeClusterEvent")
    first = visit(it, 0)
    assert it.model.detail_of(it.model.rows[0]) == DENIED
    visit(it, 40)
    visit(it, 0)
    assert first in it.account.details
    assert described(it)[first] == 2


def test_details_survive_leaving_the_cluster() -> None:
    it = listed(*mixed_rows(100))
    visit(it, 0)
    assert len(described(it)) == 2
    it.model.close()
    it.model = ClusterModel(it.account, NAME)
    it.model.open()
    it.answer_all()
    visit(it, 0)
    visit(it, 60)
    assert len(described(it)) == 5
    assert set(described(it).values()) == {1}
