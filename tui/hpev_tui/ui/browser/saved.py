"""What the screens say of saved events: of when they are, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.findings.described import Fact
from hpev_tui.session.account import Account
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.saved import SavedAccount, files_said
from hpev_tui.text.clean import clean
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, date_in, time_cell, with_zone
from hpev_tui.ui.browser.counts import causes_read
from hpev_tui.ui.widgets.header import Header
from hpev_tui.ui.widgets.notes import Note, failure_note

SAVED = "saved events"
"""What stands in place of the status, which is of the moment when it was saved."""


def header_of_saved(model: ClusterModel) -> Header:
    """The cluster, that its events are saved, of which file and of when they are."""
    account = model.account
    assert isinstance(account, SavedAccount)  # noqa: S101
    fields = account.cluster_arn.split(":")
    rows, info = model.log.rows, model.info
    parts: tuple[str, ...] = (
        _named(account),
        _span(rows[-1].event_time, rows[0].event_time, model.time_mode) if rows else "",
        fields[3] if len(fields) > 5 else "",
        fields[4] if len(fields) > 5 else "",
    )
    now = account.host.now()
    as_of = f"as of {_moment(model.answered, model.time_mode, now)}" if rows else ""
    if busy := account.note or _fetched(account, model):
        parts, as_of = (as_of, *parts), busy
    return Header(info.cluster_name if info else clean(model.cluster), SAVED, parts, as_of)


def header_of_files(account: SavedAccount) -> Header:
    """What the list of clusters says: which files, and of when their events are."""
    report = account.report
    parts = [_named(account)]
    if report is not None and report.newest is not None and report.oldest is not None:
        parts.append(_span(report.oldest, report.newest, TimeMode.LOCAL))
    newest = report.newest if report else None
    as_of = f"as of {_moment(newest, TimeMode.LOCAL, account.host.now())}" if newest else ""
    return Header("HyperPod clusters", SAVED, parts, account.note or as_of)


def _named(account: SavedAccount) -> str:
    return clean(files_said(account.settings.files))


def _span(first: float, last: float, mode: TimeMode) -> str:
    """From when to when, to the minute."""
    zone = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    days = [date_in(each, zone) for each in (first, last)]
    begun, ended = (time_cell(each, zone, each)[:5] for each in (first, last))
    return f"{days[0]} {begun} to {'' if days[0] == days[1] else f'{days[1][5:]} '}{ended}"


def _moment(seconds: float, mode: TimeMode, now: float) -> str:
    """A time with its date: with the year where that is not the one of `now`.

    And with its zone, where other times have one.
    """
    zone = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    date, year = date_in(seconds, zone), date_in(now, zone)[:5]
    said = f"{date.removeprefix(year)} {time_cell(seconds, zone, now)}"
    return said if mode is TimeMode.LOCAL else with_zone(said, seconds, zone)


def _fetched(account: SavedAccount, model: ClusterModel) -> str:
    """How far fetching has come, "" where nothing is on its way."""
    if account.fetching is None or not account.fetching.waiting:
        return ""
    read = causes_read(model)
    return f"fetching details{account.settings.ellipsis} {read}".rstrip()


def problem_lines(account: Account) -> list[str]:
    """What could not be read, in at most two lines: `:info` has the others."""
    assert isinstance(account, SavedAccount)  # noqa: S101
    problems = account.report.problems if account.report else ()
    lines = [str(each) for each in problems[:1]]
    if more := len(problems) - 1:
        lines += [f"{many(more, 'other problem')} in the files: see :info"] if more > 0 else []
    return lines


def no_clusters(account: SavedAccount) -> Note:
    """What stands where no events were found: why, and what to do."""
    if account.failed is not None:
        return failure_note(account.failed, offers_demo=False)
    report = account.report
    if report is None:
        return Note(f"Reading saved events{account.settings.ellipsis}")
    first, *rest = [str(each) for each in report.problems] or [""]
    more = (first, *rest[:_MOST_LINES])
    if left := len(rest) - _MOST_LINES:
        more += (f"{many(left, 'other problem')}: see :info",) if left > 0 else ()
    text = f"No events in {clean(files_said(account.settings.files))}."
    return Note(text, tuple(filter(None, more)), (("r", "read again"), ("q", "quit")), failed=True)


_MOST_LINES = 5


def saved_facts(account: Account) -> Sequence[Fact]:
    """What `:info` says of the files: each of them, and all that could not be read."""
    assert isinstance(account, SavedAccount)  # noqa: S101
    report = account.report
    facts = [("Saved events", ", ".join(clean(each) for each in account.settings.files))]
    if report is not None:
        counted = f"{report.events:,}, {report.with_metadata:,} with metadata"
        facts.append(("Events found", counted))
        facts += [("Not read", str(each)) for each in report.problems]
    return facts
