"""Pages, polls and narrower listings in any order: nothing is twice, nothing is called loaded."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from help.examples import examples
from hpev_tui.model.events import Event, Page, ServiceFilter
from hpev_tui.query import NOTHING_SENT, for_since
from hpev_tui.session.coverage import Request
from hpev_tui.session.event_log import EventLog
from unit.session.service import BEGIN, Service, lets_through

OVERLAP = 300
"""How many seconds before the newest event a poll begins."""

LISTINGS = [
    NOTHING_SENT,
    ServiceFilter(node_id="i-00000001"),
    ServiceFilter(instance_group_name="a"),
    ServiceFilter(node_id="i-00000002", resource_type="Cluster"),
    for_since(BEGIN + 10),
    ServiceFilter(instance_group_name="b", after=BEGIN + 4, before=BEGIN + 500),
    ServiceFilter(before=BEGIN + 6),
]
listings = st.just(NOTHING_SENT) | st.sampled_from(LISTINGS)
sizes = st.integers(1, 5)


class Loading(RuleBasedStateMachine):
    """Requests are made, answered, and their answers delivered, in any order and number."""

    by_count: ClassVar = False
    scans: ClassVar = False

    def __init__(self) -> None:
        super().__init__()
        self.service = Service(by_count=self.by_count, scans=self.scans)
        self.log = EventLog()
        self.requests: list[Request] = []
        self.answers: list[tuple[Request, Page[Event]]] = []
        self.arrived: dict[str, Event] = {}

    def deliver(self, request: Request, answer: Page[Event]) -> None:
        fresh = {each.event_id: each for each in answer.items if each.event_id not in self.arrived}
        assert self.log.add(request, answer) == list(fresh.values())
        self.arrived.update(fresh)
        for one, other in pairwise(answer.items):
            if one.event_id in fresh and one.event_time == other.event_time:
                assert self.index_of(one) < self.index_of(other)

    def index_of(self, each: Event) -> int:
        index = self.log.index(each.event_id)
        assert index is not None
        return index

    def missing(self, listing: ServiceFilter) -> list[Event]:
        """What the service has of a listing and the log has not."""
        return [
            each
            for each in self.service.events
            if lets_through(listing, each) and each.event_id not in self.arrived
        ]

    # What may happen

    @rule(steps=st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 150, 400]), max_size=12))
    def events_happen(self, steps: list[int]) -> None:
        self.service.happen(*steps)

    @rule(count=st.integers(1, 6))
    def the_service_forgets(self, count: int) -> None:
        self.service.forget(count)

    @rule(listing=listings)
    def ask_for_the_newest(self, listing: ServiceFilter) -> None:
        self.requests.append(self.log.coverage_of(listing).head())

    @rule(listing=listings)
    def poll(self, listing: ServiceFilter) -> None:
        newest = self.log.coverage_of(listing).newest
        since = None if newest is None else newest - OVERLAP
        self.requests.append(self.log.coverage_of(listing).head(since))

    @precondition(lambda self: self.requests)
    @rule(listing=listings)
    def ask_for_more(self, listing: ServiceFilter) -> None:
        request = self.log.coverage_of(listing).further()
        if request is not None:
            self.requests.append(request)

    @rule(data=st.data(), listing=listings)
    def a_token_is_of_no_use(self, data: st.DataObject, listing: ServiceFilter) -> None:
        coverage = self.log.coverage_of(listing)
        if coverage.stretches:
            coverage.distrust(data.draw(st.sampled_from(coverage.stretches)).number)

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), size=sizes)
    def the_service_answers(self, data: st.DataObject, size: int) -> None:
        request = data.draw(st.sampled_from(self.requests))
        self.answers.append((request, self.service.answer(request.sent, request.token, size)))

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def an_answer_comes(self, data: st.DataObject) -> None:
        self.deliver(*data.draw(st.sampled_from(self.answers)))

    @rule(listing=listings, size=sizes)
    def the_newest_come_at_once(self, listing: ServiceFilter, size: int) -> None:
        request = self.log.coverage_of(listing).head()
        self.deliver(request, self.service.answer(request.sent, request.token, size))

    @rule(listing=listings, size=sizes, polled=st.booleans())
    def load_all(self, listing: ServiceFilter, size: int, polled: bool) -> None:
        """Nothing is missing once there is nothing more to ask for; and that comes to pass."""
        coverage = self.log.coverage_of(listing)
        since = coverage.newest - OVERLAP if polled and coverage.newest is not None else None
        request: Request | None = coverage.head(since)
        rounds = 0
        while request is not None:
            self.deliver(request, self.service.answer(request.sent, request.token, size))
            request = coverage.further()
            rounds += 1
            assert rounds <= 2 * (len(self.arrived) + len(self.service.events)) + 4
        assert coverage.ended
        assert not coverage.has_gap
        assert self.log.gaps(listing) == []
        assert self.log.is_complete(listing)
        assert self.missing(listing) == []

    # What always holds

    @invariant()
    def each_known_event_is_there_once_and_in_order(self) -> None:
        assert sorted(row.event_id for row in self.log.rows) == sorted(self.arrived)
        assert all(a.event_time >= b.event_time for a, b in pairwise(self.log.rows))
        for index, row in enumerate(self.log.rows):
            assert row == self.arrived[row.event_id]
            assert self.log.index(row.event_id) == index
            assert self.log.event(row.event_id) is row

    @invariant()
    def what_is_missing_lies_in_a_gap(self) -> None:
        for listing in LISTINGS:
            narrowed = self.log.coverage_of(listing)
            if not self.log.coverage.covered() and not narrowed.covered():
                assert not self.log.is_complete(listing)
                continue
            gaps = self.log.gaps(listing)
            assert self.log.is_complete(listing) is (gaps == [])
            for each in self.missing(listing):
                # What is as new as the newest may have happened since.
                if not self.log.rows or each.event_time >= self.log.rows[0].event_time:
                    continue
                assert any(low <= each.event_time <= high for low, high in gaps)

    @invariant()
    def what_is_covered_or_reached_is_loaded(self) -> None:
        for listing in LISTINGS:
            coverage = self.log.coverage_of(listing)
            for each in self.missing(listing):
                time = each.event_time
                assert not any(low < time < high for low, high in coverage.covered())
                if coverage.newest is not None and time < coverage.newest:
                    assert not coverage.reaches(time)

    @invariant()
    def every_stretch_but_a_beginning_is_started(self) -> None:
        for listing in LISTINGS:
            assert all(each.started for each in self.log.coverage_of(listing).stretches[1:])


class LoadingByCount(Loading):
    """The same with tokens that count from the newest event."""

    by_count = True


class LoadingScanned(Loading):
    """The same with pages that are filtered after they were cut."""

    scans = True


TestLoading = Loading.TestCase
TestLoadingByCount = LoadingByCount.TestCase
TestLoadingScanned = LoadingScanned.TestCase
TestLoading.settings = settings(max_examples=examples(60), stateful_step_count=30)
TestLoadingByCount.settings = TestLoading.settings
TestLoadingScanned.settings = TestLoading.settings
