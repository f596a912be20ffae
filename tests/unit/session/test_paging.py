"""Following a listing from page to page: how far, what is handed over when, and failures."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import cast

import pytest

from hpev_tui.model.events import Event, Page, ServiceFilter
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session import paging
from hpev_tui.session.coverage import Request
from hpev_tui.session.paging import (
    Answer,
    PageBatch,
    PageRun,
    follow_pages,
    run_in_batches,
)
from hpev_tui.sources import EventSource
from unit.session.service import event, page

GROUP = ServiceFilter(instance_group_name="a")


class Source:
    """Pages, the newest first; page number n has the token `n`, and two events."""

    def __init__(self, count: int, fails_at: int | None = None) -> None:
        self.calls: list[tuple[str, ServiceFilter, str | None]] = []
        self.clock = 0.0
        self.seconds = 1.0
        """How long a page takes."""
        self._count = count
        self.ended: list[tuple[str, ServiceFilter, str | None]] = []
        self._fails_at = fails_at

    def events(
        self, cluster: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        del ahead
        self.calls.append((cluster, sent, token))
        self.clock += self.seconds
        number = int(token or 0)
        if number == self._fails_at:
            raise SourceError(Failure("network", "gone"))
        following = str(number + 1) if number + 1 < self._count else None
        top = 1000 - 10 * number
        return page(event(f"{number}a", top), event(f"{number}b", top - 5), then=following)

    def end_ahead(self, cluster: str, sent: ServiceFilter, token: str | None) -> None:
        self.ended.append((cluster, sent, token))


class Receiver:
    """Follows a run, and notes the numbers of the pages that it is given, batch by batch."""

    def __init__(self, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
        self.source = source
        self.batches: list[list[int]] = []
        self.stops_after: int | None = None
        self._run: PageRun | None = None
        monkeypatch.setattr(paging, "time", SimpleNamespace(monotonic=lambda: source.clock))

    @property
    def delivered(self) -> list[int]:
        """The pages of all batches."""
        return [number for batch in self.batches for number in batch]

    def follow(self, run: PageRun) -> list[int]:
        """Returns the pages that were left for the end."""
        self._run = run
        source = cast("EventSource", self.source)
        return numbers(follow_pages(source, "ml", run, self._deliver))

    def _deliver(self, answers: list[Answer]) -> None:
        self.batches.append(numbers(answers))
        if self._run is not None and self.stops_after == len(self.batches):
            self._run.end()


def numbers(answers: list[Answer]) -> list[int]:
    for request, answered in answers:
        assert answered.items[0].event_id == f"{int(request.token or 0)}a"
    return [int(request.token or 0) for request, _ in answers]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    return Receiver(Source(5), monkeypatch)


def tokens(receiver: Receiver) -> list[str | None]:
    return [token for _, _, token in receiver.source.calls]


def test_all_pages_are_asked_for_once_and_each_with_what_the_first_one_sends(
    pages: Receiver,
) -> None:
    run = PageRun(Request(7, None, GROUP, since=900.5), None)
    assert pages.follow(run) == [4]
    assert pages.batches == [[0], [1], [2], [3]]
    sent = ServiceFilter(instance_group_name="a", after=899)
    assert pages.source.calls == [("ml", sent, token) for token in (None, "1", "2", "3", "4")]


def test_a_run_begins_where_its_first_request_says(pages: Receiver) -> None:
    assert pages.follow(PageRun(Request(0, "3"), None)) == [4]
    assert tokens(pages) == ["3", "4"]


@pytest.mark.parametrize(("limit", "asked"), [(1, 1), (3, 3), (5, 5), (9, 5)])
def test_no_more_pages_than_its_limit(pages: Receiver, limit: int, asked: int) -> None:
    left = pages.follow(PageRun(Request(0, None), limit))
    assert len(tokens(pages)) == asked
    assert [*pages.delivered, *left] == list(range(asked))


def test_a_run_that_was_ended_asks_for_one_page_and_no_more(pages: Receiver) -> None:
    assert pages.follow(PageRun(Request(0, None), None, active=False)) == [0]
    assert tokens(pages) == [None]


def test_pages_wait_until_those_before_them_are_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Receiver(Source(25), monkeypatch)
    run = PageRun(Request(0, None), None)
    waits: list[float] = []

    def is_free(seconds: float) -> bool:
        waits.append(seconds)
        # It is once, and once somebody waits for it.
        return len(waits) == 1 or seconds > 0

    source = cast("EventSource", pages.source)
    left = follow_pages(source, "ml", run, pages._deliver, is_free=is_free)
    # No more of them at a time than a key can wait for.
    assert pages.batches == [[0], *(list(range(n, n + 5)) for n in (1, 6, 11, 16))]
    assert numbers(left) == list(range(21, 25))
    # Only for the sake of a whole batch the next page is not asked for.
    assert waits == [0.0, *[*[0.0] * 4, paging.PATIENCE] * 4, *[0.0] * 3]


def test_pages_do_not_wait_for_ever_for_those_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Receiver(Source(8), monkeypatch)
    source, run = cast("EventSource", pages.source), PageRun(Request(0, None), None)
    left = follow_pages(source, "ml", run, pages._deliver, is_free=lambda _: False)
    assert pages.batches == [[0, 1, 2, 3, 4]]
    assert numbers(left) == [5, 6, 7]


def test_a_run_knows_when_pages_are_taken_in() -> None:
    run = PageRun(Request(0, None), None)
    assert run.wait(0, 0.0)
    assert not run.wait(1, 0.0)
    answer = run.first, page(event("1", 1.0))
    taking = threading.Thread(target=run.taken, args=[PageBatch(run, [answer])])
    taking.start()
    assert run.wait(1, 60.0)
    taking.join()


def test_pages_that_nobody_takes_in_hold_up_no_run_that_was_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "PATIENCE", 60.0)
    pages = Receiver(Source(25), monkeypatch)
    run = PageRun(Request(0, None), None)
    waiting, batches = threading.Event(), list[PageBatch]()

    class Waited(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            if timeout:
                waiting.set()
            return super().wait(timeout)

    run._added = Waited()
    source = cast("EventSource", pages.source)
    work, _ = run_in_batches(
        *(source, "ml", run, batches.append, lambda: None, paging.BATCH_SECONDS, NOTHING_SENT)
    )
    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(work)
        assert waiting.wait(60.0)
        run.end()
        assert numbers(left.result(30.0)) == [1, 2, 3, 4, 5]
    assert [numbers([*batch.answers]) for batch in batches] == [[0]]
    assert pages.source.ended == [("ml", NOTHING_SENT, "6")]


def test_it_ends_after_the_page_that_is_under_way_when_it_is_given_up(pages: Receiver) -> None:
    pages.stops_after = 2
    assert pages.follow(PageRun(Request(0, None), None)) == []
    assert pages.batches == [[0], [1]]
    assert tokens(pages) == [None, "1"]


def test_it_ends_while_it_waits_between_two_pages(pages: Receiver) -> None:
    run = PageRun(Request(0, None), None)

    def between_pages() -> None:
        if len(pages.source.calls) == 3:
            run.end()

    source = cast("EventSource", pages.source)
    assert follow_pages(source, "ml", run, pages._deliver, between_pages) == []
    assert tokens(pages) == [None, "1", "2"]


class Round(Source):
    """Pages of which the last one leads back to the second."""

    def events(
        self, cluster: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        page = super().events(cluster, sent, token, ahead)
        return page if page.next_token else Page(page.items, "1")


def test_pages_that_lead_back_are_followed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Receiver(Round(4), monkeypatch)
    with pytest.raises(SourceError) as caught:
        pages.follow(PageRun(Request(0, None), None))
    assert caught.value.failure.kind == "answer"
    assert "leads back" in caught.value.failure.title
    assert pages.delivered == [0, 1, 2, 3]
    assert tokens(pages) == [None, "1", "2", "3"]


def test_it_ends_where_what_is_loaded_begins(pages: Receiver) -> None:
    # Page 2 has the times 980 and 975.
    assert pages.follow(PageRun(Request(0, None), None, meets=976)) == [2]
    assert tokens(pages) == [None, "1", "2"]


def test_where_the_times_are_equal_the_next_page_may_have_more_of_that_time(
    pages: Receiver,
) -> None:
    assert pages.follow(PageRun(Request(0, None), None, meets=975)) == [3]


def test_a_time_that_could_not_be_read_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(3)
    receiver = Receiver(source, monkeypatch)
    ask = source.events

    def events(cluster: str, sent: ServiceFilter, token: str | None, _: int) -> Page[Event]:
        answered = ask(cluster, sent, token)
        odd = event("odd", 0.0, odd_time="once")
        return Page((*answered.items, odd), answered.next_token)

    monkeypatch.setattr(source, "events", events)
    assert receiver.follow(PageRun(Request(0, None), None, meets=500)) == [2]


def test_pages_that_come_fast_are_handed_over_together(pages: Receiver) -> None:
    pages.source.seconds = paging.BATCH_SECONDS / 2
    # The first one at once, as the user waits for it.
    assert pages.follow(PageRun(Request(0, None), None)) == [3, 4]
    assert pages.batches == [[0], [1, 2]]


@pytest.mark.parametrize("at", [0, 1, 3])
@pytest.mark.parametrize("seconds", [1.0, paging.BATCH_SECONDS / 100])
def test_a_failure_loses_none_of_the_pages_before(
    monkeypatch: pytest.MonkeyPatch, at: int, seconds: float
) -> None:
    receiver = Receiver(Source(5, fails_at=at), monkeypatch)
    receiver.source.seconds = seconds
    with pytest.raises(SourceError, match="gone"):
        receiver.follow(PageRun(Request(0, None), None))
    assert receiver.delivered == list(range(at))
    assert len(tokens(receiver)) == at + 1
    assert all(receiver.batches)
