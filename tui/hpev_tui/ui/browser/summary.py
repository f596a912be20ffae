"""The line above the list: what is in force on its left, how much is loaded on its right."""

from __future__ import annotations

from hpev_tui.query import ServiceFilter
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.view import View
from hpev_tui.ui.browser import texts
from hpev_tui.ui.browser.loading import EventLoading


def in_force(
    view: View,
    listing: ServiceFilter,
    *,
    new: int,
    marked: int,
    following: str,
    unreadable: int,
    date: str,
) -> list[str]:
    """The filter, and what else decides what is shown; the most important first."""
    return [
        # As one part, which is cut visibly where room is short: no term goes without a sign,
        # and what the service does of them stays.
        "  ".join(filter(None, (texts.sent(listing), *view.query.chips))),
        f"{new:,} new" if new else "",
        f"{marked:,} marked" if marked else "",
        # Rows that the service sent and that are no events, such as one without an ID.
        f"{unreadable:,} unreadable" if unreadable else "",
        following,
        "oldest first" if view.oldest_first else "",
        f"{len(view.kept) - len(view.rows):,} folded" if view.folded else "",
        date,
    ]


def counted(view: View, log: EventLog) -> str:
    """How many events are loaded and, with a filter, shown."""
    return texts.count(len(view.rows), len(log.rows), filtered=not view.query.is_empty)


def loaded(view: View, log: EventLog, loading: EventLoading, busy: str) -> str:
    """How many events are loaded, and whether there are more; `busy` while a page is awaited."""
    if loading.goal is not None:
        oldest = log.rows[-1].event_time if log.rows else None
        return texts.progress(loading.goal.what, loading.pages, len(log.rows), oldest)
    if not log.rows:
        return ""
    return texts.loaded(
        counted(view, log),
        complete=loading.complete,
        has_gap=any(low > float("-inf") for low, _ in log.gaps(loading.listing)),
        filtered=not view.query.is_empty,
        loading=busy,
    )
