"""What else may be of a node, which only details say, and in what order they are asked for."""

from __future__ import annotations

import pytest

from hpev_tui.detail.tree import Shape
from hpev_tui.findings.nodes import BEFORE_SECONDS
from hpev_tui.model.events import ClusterNode, Event, Json
from hpev_tui.session.details import LoadedDetail, LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import SameNode, may_be_of
from unit.query.samples import NOW, event
from unit.session.service import page

ONE, EARLIER, LATER, ELSEWHERE = "i-01", "i-00", "i-02", "i-09"
NODE = "df268d19-f035-4f28-9b80-b956b92ae21e"


def node_event(name: str, at: float, instance: str = "", group: str = "g") -> Event:
    return event(name, time=NOW + at, group=group, node=instance)


EVENTS = (
    node_event("later last", 9000, LATER),
    node_event("later first", 8000, LATER),
    node_event("after", 130),
    node_event("one last", 100, ONE),
    node_event("of another group", 60, group="h"),
    node_event("between", 50),
    node_event("one first", 0, ONE),
    node_event("just before", -10),
    node_event("before", -600),
    node_event("too early", -BEFORE_SECONDS - 1),
    node_event("elsewhere", -2000, ELSEWHERE, "h"),
    node_event("earlier", -5000, EARLIER),
)


class Loaded:
    """What is loaded of one cluster."""

    def __init__(self) -> None:
        self.log = EventLog()
        self.details = LoadedDetails()
        self.log.add(self.log.coverage.head(), page(*EVENTS))

    def missing(self, name: str = ONE) -> list[str]:
        """What may be of a node, and is not loaded."""
        events = SameNode.called(name, self.log, self.details).events(self.log)
        return may_be_of(events, self.log, self.details)

    def describe(self, event_id: str, node: str) -> None:
        """A detail has come that names that node, "" for none."""
        metadata: Json = {"Instance": {"NodeLogicalId": node}} if node else {}
        body: Json = {"EventDetails": {"EventDetails": {"EventMetadata": metadata}}}
        detail = LoadedDetail.of(body, Shape("structure"))
        self.details.add(event_id, detail)
        event = self.log.event(event_id)
        assert event is not None
        self.log.findings.add_detail(event, detail.facts)


@pytest.fixture
def loaded() -> Loaded:
    return Loaded()


def test_instances_come_first_then_what_names_none_and_of_both_the_nearest(
    loaded: Loaded,
) -> None:
    assert loaded.missing() == [
        # What lies behind all that is known of it is least likely to be of it.
        *("one last", "earlier", "later last"),
        *("just before", "between", "before", "after"),
    ]


def test_what_is_loaded_already_is_not_asked_for(loaded: Loaded) -> None:
    loaded.describe("one last", NODE)
    loaded.describe("between", "")
    listed = ClusterNode(LATER, NODE, "g", "ml.p5.48xlarge", "Running", "", "", None)
    loaded.log.findings.add_nodes([listed])
    assert loaded.missing(NODE) == ["earlier", "just before", "before", "after"]


def test_a_detail_that_names_no_node_is_not_asked_for_twice(loaded: Loaded) -> None:
    loaded.describe("earlier", "")
    assert "earlier" not in loaded.missing()


def test_of_a_node_without_events_nothing_is_said(loaded: Loaded) -> None:
    assert loaded.missing("i-0ffffffffffffffff") == []


def test_a_detail_changes_a_node_only_where_no_instance_of_it_is_named(loaded: Loaded) -> None:
    loaded.describe("one last", NODE)
    before = SameNode.called(NODE, loaded.log, loaded.details)
    loaded.describe("one first", NODE)
    assert SameNode.called(NODE, loaded.log, loaded.details) == before
    loaded.describe("between", NODE)
    node = SameNode.called(NODE, loaded.log, loaded.details)
    assert node != before
    ids = [event.event_id for event in node.events(loaded.log)]
    assert ids == ["one first", "between", "one last"]
