"""Saved events without a screen: of when they are, and what fails."""

from __future__ import annotations

import pytest

from help.events import LATER, NAME, Row, event_row, mixed_rows
from help.model import AccountRun
from help.source import MemorySource
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.model.saved import SavedReport
from hpev_tui.model.settings import Settings
from hpev_tui.session.saved import SavedAccount, SavedModel
from hpev_tui.text.clean import utc_iso

LOST = Failure("other", "The process ended")


class _SavedSource(MemorySource):
    """Has a report of files."""

    def __init__(self, *rows: Row, failure: Failure | None) -> None:
        super().__init__(*rows)
        newest = max(row["EventTime"] for row in rows)
        self._report = SavedReport(events=len(rows), newest=LATER, newest_of={NAME: newest})
        self._failure = failure

    def report(self) -> SavedReport:
        """See `SavedSource.report`."""
        if self._failure is not None:
            raise SourceError(self._failure)
        return self._report


class _SavedRun(AccountRun):
    """Files that were opened, with a cluster that is looked at."""

    def __init__(self, *rows: Row, filter_text: str = "", failure: Failure | None = None) -> None:
        super().__init__(*rows)
        self.service = _SavedSource(*rows, failure=failure)
        self.account = self.saved = SavedAccount(Settings(files=("a.json",)), self.host)
        self.begun()
        self.saved.connect()
        self.model = SavedModel(self.saved, NAME, filter_text)
        self.model.open()


class _Renewed:
    """A source of the service, which notes how often it was to read the credentials again."""

    def __init__(self) -> None:
        self.times = 0

    def renew(self) -> None:
        self.times += 1


@pytest.mark.parametrize(
    ("kind", "times"), [("credentials", 1), ("other", 1), ("network", 0), ("not-found", 0)]
)
def test_fetch_reads_the_credentials_again_where_that_may_help(kind: str, times: int) -> None:
    it = _SavedRun(event_row(0))
    it.saved.fetch()
    assert it.saved.fetching is not None
    source = it.saved.fetching._sources["us-west-2"] = _Renewed()  # type: ignore[assignment]
    event_id = event_row(0)["EventId"]
    it.saved._detail_arrived(("detail", event_id, NAME), Failure(kind, "It failed"))
    for _ in range(2):
        it.saved.fetch()
        assert source.times == times


ORDERS = [("report", "cluster", "events"), ("cluster", "events", "report")]


@pytest.mark.parametrize("order", ORDERS)
def test_as_of_is_the_newest_event_of_the_cluster_whatever_is_loaded_and_comes_first(
    order: tuple[str, ...],
) -> None:
    rows = mixed_rows(50)
    it = _SavedRun(*rows, filter_text=f"until:{utc_iso(rows[30]['EventTime'])}")
    it.answer("connect")
    for kind in order:
        it.answer(kind)
    assert it.model.log.rows[0].event_time < rows[0]["EventTime"]
    assert it.model.answered == it.model.info_seen == rows[0]["EventTime"]


def test_a_report_that_fails_is_kept_and_the_cluster_is_shown() -> None:
    it = _SavedRun(event_row(1), failure=LOST)
    it.answer_all()
    assert it.saved.failed == LOST
    assert it.model.info is not None


@pytest.mark.parametrize("can_stop", [True, False])
def test_whether_reading_can_be_stopped_does_not_depend_on_how_a_file_is_called(
    can_stop: bool,
) -> None:
    it = AccountRun()
    it.account = saved = SavedAccount(Settings(files=("a; esc stop",)), it.host)
    saved.source.waiting("a; esc stop", can_stop=can_stop)
    it.take_in()
    assert (saved.note, saved.is_reading) == ("Reading a; esc stop", can_stop)
    saved.source.waiting("")
    assert not saved.stop_reading()
