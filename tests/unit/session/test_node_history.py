"""What is asked for to know all of a node's life, and how much of it at most."""

from __future__ import annotations

from hpev_tui.model.events import Event
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.node_history import MOST_CALLS, MOST_GROUP_PAGES, MOST_OWN_PAGES, NodeHistory
from hpev_tui.session.paging import PageBatch, PageRun
from unit.query.samples import NOW, event
from unit.session.service import page

NODE = "i-0391f86fa0fe0d465"
REPLACED = "Instance {} is starting as part of instance replacement in Cluster c and IG g"


def named(number: int) -> str:
    return f"i-{number:017x}"


class Looked:
    """A node that is looked at, and what was asked for it."""

    def __init__(self, *events: Event) -> None:
        self.log, self.runs = EventLog(), list[PageRun]()
        self.log.add(self.log.coverage.head(), page(*events, then="more"))
        self.history = NodeHistory(self.log, LoadedDetails(), self.runs.append)
        self.own = [each for each in events if each.instance_id == NODE]

    def ask(self) -> None:
        self.history.ask(NODE, self.own, ())

    def answer(self, *events: Event, more: str | None = None) -> None:
        """The last run has its first page."""
        run = self.runs[-1]
        self.log.add(run.first, page(*events, then=more))
        run.taken(PageBatch(run, [(run.first, page())], is_last=True))

    def basis(self) -> str:
        return self.history.basis(1, 0, is_reading=False)


def test_its_instance_is_asked_for_by_node_id_then_the_instances_of_its_group() -> None:
    it = Looked(event("last", "x", time=NOW, group="g", node=NODE))
    assert it.basis() == ""
    it.ask()
    it.ask()
    assert [(run.first.sent.node_id, run.limit) for run in it.runs] == [(NODE, MOST_OWN_PAGES)]
    assert it.basis().startswith("loading its own events; looking for earlier instances")
    it.answer(event("first", "x", time=NOW - 9, group="g", node=NODE))
    it.ask()
    sent = it.runs[-1].first.sent
    assert (sent.instance_group_name, sent.resource_type, sent.node_id) == ("g", "Instance", "")
    assert it.runs[-1].limit == MOST_GROUP_PAGES
    it.answer(more="2")
    assert it.basis() == (f"all events of {NODE}; earlier instances unknown")


def test_it_is_looking_while_something_is_listed_or_read() -> None:
    it = Looked(event("last", "x", time=NOW, group="g", node=NODE))
    assert not it.history.is_looking(0, is_reading=False)
    for _ in range(2):
        it.ask()
        assert it.history.is_looking(0, is_reading=False)
        it.answer()
    assert not it.history.is_looking(0, is_reading=False)
    assert it.history.is_looking(3, is_reading=True)
    # What cannot be read is not waited for.
    assert not it.history.is_looking(3, is_reading=False)


def test_where_all_of_the_group_is_loaded_there_is_no_earlier_instance() -> None:
    it = Looked(event("last", "x", time=NOW, group="g", node=NODE))
    for _ in range(2):
        it.ask()
        it.answer()
    assert it.basis().endswith("no other instances in its group's events")


def test_an_instance_of_another_form_is_not_sent() -> None:
    it = Looked(event("last", "x", time=NOW, group="g", node=NODE))
    it.history.ask("mi-01", (), ())
    assert it.runs == []


def test_the_search_reads_replacements_first_and_stops_at_its_limit() -> None:
    others = [
        event(f"other {number}", "x", time=NOW - 100 - number, group="g", node=named(number))
        for number in range(300)
    ]
    replaced = [
        event(f"replaced {n}", REPLACED.format(named(n)), time=NOW - 50, group="g", node=named(n))
        for n in (7, 8)
    ]
    it = Looked(event("last", "x", time=NOW, group="g", node=NODE), *replaced, *others)
    read = it.history.details(it.own)
    assert len(read) == MOST_CALLS
    assert {*read[:2]} == {"replaced 7", "replaced 8"}
    assert it.history.details(it.own) == read
