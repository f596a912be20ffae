"""What else may be of a node, which only details tell, and in what order they are asked for."""

from __future__ import annotations

import pytest

from hpev_tui.detail.tree import Shape
from hpev_tui.findings.nodes import BEFORE_SECONDS
from hpev_tui.model.events import ClusterNode, Event, Json
from hpev_tui.session import LoadedDetail, Session
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import SameNode, may_be_of
from unit.query.samples import NOW, event
from unit.session.service import page

ONE, EARLIER, LATER, ELSEWHERE = "i-01", "i-00", "i-02", "i-09"
NODE = "df268d19-f035-4f28-9b80-b956b92ae21e"


def told(name: str, at: float, instance: str = "", group: str = "g") -> Event:
    return event(name, time=NOW + at, group=group, node=instance)


EVENTS = (
    told("later last", 9000, LATER),
    told("later first", 8000, LATER),
    told("after", 130),
    told("one last", 100, ONE),
    told("of another group", 60, group="h"),
    told("between", 50),
    told("one first", 0, ONE),
    told("just before", -10),
    told("before", -600),
    told("too early", -BEFORE_SECONDS - 1),
    told("elsewhere", -2000, ELSEWHERE, "h"),
    told("earlier", -5000, EARLIER),
)


@pytest.fixture
def session() -> Session:
    session = Session()
    log = session.log("c")
    log.add(log.coverage.head(), page(*EVENTS))
    return session


def wanted(session: Session, name: str = ONE) -> list[str]:
    log: EventLog = session.log("c")
    return may_be_of(SameNode.called(name, log, session).events(log), log, session)


def describe(session: Session, event_id: str, node: str) -> None:
    """A detail has come that names that node, "" for none."""
    metadata: Json = {"Instance": {"NodeLogicalId": node}} if node else {}
    body: Json = {"EventDetails": {"EventDetails": {"EventMetadata": metadata}}}
    session.add_detail(event_id, LoadedDetail.of(body, Shape("structure")))


def test_instances_come_first_then_what_names_none_and_of_both_the_nearest(
    session: Session,
) -> None:
    assert wanted(session) == [
        # What lies behind all that is known of it is least likely to be of it.
        *("one last", "earlier", "later last"),
        *("just before", "between", "before", "after"),
    ]


def test_what_is_told_already_is_not_wanted(session: Session) -> None:
    describe(session, "one last", NODE)
    describe(session, "between", "")
    listed = ClusterNode(LATER, NODE, "g", "ml.p5.48xlarge", "Running", "", "", None)
    session.add_nodes("c", [listed])
    assert wanted(session, NODE) == ["earlier", "just before", "before", "after"]


def test_a_detail_that_names_no_node_is_not_asked_for_twice(session: Session) -> None:
    describe(session, "earlier", "")
    assert "earlier" not in wanted(session)


def test_of_a_node_without_events_nothing_is_told(session: Session) -> None:
    assert wanted(session, "i-0ffffffffffffffff") == []
