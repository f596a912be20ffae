"""The event log holds each loaded event once and in order, however the pages come."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hpev_tui.model import Event, Page
from hpev_tui.session import Session
from hpev_tui.session.coverage import Request
from hpev_tui.session.event_log import EventLog


def event(event_id: str, time: float = 0.0, *, group: str = "", odd_time: str = "") -> Event:
    return Event(
        event_id=event_id,
        event_time=time,
        odd_time=odd_time,
        event_level="Info",
        resource_type="Instance",
        instance_group_name=group,
        instance_id="",
        description=event_id,
        cluster_arn="",
        cluster_name="",
        operation_id="",
    )


def page(*events: Event, then: str | None = None) -> Page[Event]:
    return Page(events, then)


def ids(log: EventLog) -> list[str]:
    return [each.event_id for each in log.rows]


class Service:
    """A cluster's events, newest first; what comes is never older than what is there.

    A token is the last event of its page, or with `by_count` the number of events before the
    next page, so that pages overlap once new events have come.
    """

    def __init__(self, by_count: bool) -> None:
        self.events: list[Event] = []
        self._by_count = by_count
        self._made = 0
        self._clock = 0

    def happen(self, steps: list[int]) -> None:
        for step in steps:
            self._clock += step
            self._made += 1
            self.events.insert(0, event(f"{self._made:04}", float(self._clock)))

    def forget(self, count: int) -> None:
        if count:
            del self.events[-count:]

    def answer(self, token: str | None, size: int) -> Page[Event]:
        start = 0
        if token is not None and self._by_count:
            start = int(token)
        elif token is not None:
            start = sum(each.event_id >= token for each in self.events)
        found = self.events[start : start + size]
        if start + size >= len(self.events):
            return Page(tuple(found), None)
        return Page(tuple(found), str(start + size) if self._by_count else found[-1].event_id)


class Loading(RuleBasedStateMachine):
    """Requests are made, answered, and their answers delivered, in any order and number."""

    by_count = False

    def __init__(self) -> None:
        super().__init__()
        self.service = Service(self.by_count)
        self.log = EventLog()
        self.requests: list[Request] = []
        self.answers: list[tuple[Request, Page[Event]]] = []
        self.known: dict[str, Event] = {}

    @rule(steps=st.lists(st.integers(0, 2), max_size=12))
    def events_happen(self, steps: list[int]) -> None:
        self.service.happen(steps)

    @rule(count=st.integers(0, 6))
    def the_service_forgets(self, count: int) -> None:
        self.service.forget(count)

    @rule()
    def ask_for_the_newest(self) -> None:
        self.requests.append(self.log.coverage.head())

    @rule()
    def ask_for_more(self) -> None:
        request = self.log.coverage.further()
        if request is not None:
            self.requests.append(request)

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), size=st.integers(1, 5))
    def the_service_answers(self, data: st.DataObject, size: int) -> None:
        request = data.draw(st.sampled_from(self.requests))
        self.answers.append((request, self.service.answer(request.token, size)))

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def an_answer_comes(self, data: st.DataObject) -> None:
        request, answer = data.draw(st.sampled_from(self.answers))
        new = {each.event_id: each for each in answer.items if each.event_id not in self.known}
        assert len(self.log.add(request, answer)) == len(new)
        self.known.update(new)

    @precondition(lambda self: self.service.events)
    @rule(size=st.integers(1, 5))
    def load_all(self, size: int) -> None:
        """Nothing is missing once there is nothing more to ask for; and that comes to pass."""
        request: Request | None = self.log.coverage.head()
        rounds = 0
        while request is not None:
            answer = self.service.answer(request.token, size)
            self.log.add(request, answer)
            self.known.update({each.event_id: each for each in answer.items})
            request = self.log.coverage.further()
            rounds += 1
            assert rounds <= 2 * len(self.known) + 2
        assert self.log.coverage.ended
        assert not self.log.coverage.has_gap
        assert {each.event_id for each in self.service.events} <= set(ids(self.log))

    @invariant()
    def each_known_event_is_there_once_and_in_order(self) -> None:
        assert sorted(ids(self.log)) == sorted(self.known)
        assert all(a.event_time >= b.event_time for a, b in pairwise(self.log.rows))
        for place, row in enumerate(self.log.rows):
            assert row == self.known[row.event_id]
            assert self.log.index(row.event_id) == place
            assert self.log.event(row.event_id) is row

    @invariant()
    def nothing_is_missing_where_it_is_said_to_be_loaded(self) -> None:
        coverage = self.log.coverage
        for stretch in coverage.stretches:
            for each in self.service.events:
                inside = stretch.oldest < each.event_time < stretch.newest
                below_the_end = stretch.ended and each.event_time < stretch.newest
                assert each.event_id in self.known or not (inside or below_the_end)

    @invariant()
    def every_stretch_but_a_beginning_is_started(self) -> None:
        assert all(each.started for each in self.log.coverage.stretches[1:])


class LoadingByCount(Loading):
    """The same with tokens that count from the newest event."""

    by_count = True


TestLoading = Loading.TestCase
TestLoadingByCount = LoadingByCount.TestCase
TestLoading.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLoadingByCount.settings = TestLoading.settings


@given(st.lists(st.integers(0, 1), max_size=40), st.integers(1, 7))
@settings(max_examples=50, deadline=None)
def test_one_listing_keeps_the_services_order_of_equal_times(steps: list[int], size: int) -> None:
    service, log = Service(by_count=False), EventLog()
    service.happen(steps)
    request: Request | None = log.coverage.head()
    while request is not None:
        log.add(request, service.answer(request.token, size))
        request = log.coverage.further()
    assert list(log.rows) == service.events


@given(st.lists(st.integers(0, 1), max_size=15), st.lists(st.integers(0, 1), max_size=15))
@settings(max_examples=50, deadline=None)
def test_a_refresh_puts_equal_times_where_its_page_has_them(
    before: list[int], after: list[int]
) -> None:
    service, log = Service(by_count=False), EventLog()
    for steps in (before, after):
        service.happen(steps)
        log.add(log.coverage.head(), service.answer(None, 100))
        assert list(log.rows) == service.events


def test_a_page_in_the_middle_goes_on_with_the_time_that_the_one_before_ended_with() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("old", 1), then="t"))
    log.add(log.coverage.head(), page(event("a", 9), event("b", 5), then="u"))
    request = log.coverage.further()
    assert request is not None
    log.add(request, page(event("c", 5), event("d", 4), then="v"))
    assert ids(log) == ["a", "b", "c", "d", "old"]


def test_an_event_that_is_loaded_already_stays_as_it_is() -> None:
    log = EventLog()
    first = event("a", 5)
    assert len(log.add(log.coverage.head(), page(first, first, event("b", 4), then="t"))) == 2
    assert len(log.add(log.coverage.head(), page(event("a", 9), event("b", 4), event("b", 1)))) == 0
    assert log.event("a") is first
    assert ids(log) == ["a", "b"]


def test_the_first_of_two_rows_with_one_id_counts_also_in_the_middle_of_the_log() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("new", 9), event("old", 1), then="t"))
    log.add(log.coverage.head(), page(event("x", 5), event("y", 4), event("x", 2), then="u"))
    assert ids(log) == ["new", "x", "y", "old"]
    assert [log.index(event_id) for event_id in ids(log)] == [0, 1, 2, 3]


def test_a_page_that_is_out_of_date_adds_its_events_and_no_more() -> None:
    log = EventLog()
    first = log.coverage.head()
    log.add(first, page(event("c", 3), then="t"))
    assert len(log.add(first, page(event("d", 4), event("a", 1), then=None))) == 2
    assert ids(log) == ["d", "c", "a"]
    assert not log.coverage.ended
    assert log.coverage.further() == Request(first.stretch, "t")


def test_a_time_that_could_not_be_read_closes_no_gap() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("old", 3), then="t"))
    odd = event("odd", 0.0, odd_time="yesterday")
    log.add(log.coverage.head(), page(odd, event("new", 9), then="u"))
    assert log.coverage.has_gap
    assert ids(log) == ["new", "old", "odd"]


def test_what_is_not_loaded_has_no_place() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 1)))
    assert log.event("b") is None
    assert log.index("b") is None


def test_the_groups_that_occur_are_known() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 2, group="workers"), event("b", 1, group="login")))
    log.add(log.coverage.head(), page(event("c", 3, group="spare"), event("a", 2, group="workers")))
    assert log.group_names == {"workers", "login", "spare"}


def test_rows_stay_the_same_object() -> None:
    log = EventLog()
    rows = log.rows
    log.add(log.coverage.head(), page(event("a", 1), then="t"))
    log.add(log.coverage.head(), page(event("b", 2), event("a", 1)))
    assert log.rows is rows
    assert len(rows) == 2


def test_a_session_keeps_one_log_for_each_cluster() -> None:
    session = Session()
    log = session.log("train-p5")
    assert session.log("train-p5") is log
    assert session.log("other") is not log
