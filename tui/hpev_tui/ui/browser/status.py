"""What the browser says around its list: plain functions of what is known, and their lines."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hpev_tui.model.events import ClusterInfo, Event, GroupCount, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, Query
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.groups import Standing
from hpev_tui.session.timing import Throttle
from hpev_tui.sources import Identity
from hpev_tui.text.clean import clean
from hpev_tui.text.lists import many, plural
from hpev_tui.text.times import TimeMode, date_in, local_minute, time_cell, with_zone
from hpev_tui.ui.browser.counts import causes_read, count, loaded, reach
from hpev_tui.ui.browser.group_lines import GroupLine, GroupLines
from hpev_tui.ui.browser.others import NO_EVENTS, other_place, updated, with_which
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.footer import CopyFooter
from hpev_tui.ui.widgets.header import Header, HeaderLine
from hpev_tui.ui.widgets.inputs import FilterTitle
from hpev_tui.ui.widgets.text import NoticeBar, problem

if TYPE_CHECKING:
    from hpev_tui.findings.groups import Verdict


def header_of(
    cluster: str, info: ClusterInfo | None, identity: Identity | None, cluster_arn: str
) -> Header:
    """The cluster, its status, its region and account by its ARN, and the profile."""
    arn = cluster_arn or (info.cluster_arn if info else "")
    fields = arn.split(":")
    parts = (
        identity.region if identity else "",
        fields[4] if len(fields) > 5 else "",
        identity.profile if identity else "",
    )
    name = info.cluster_name if info else clean(cluster)
    return Header(name, info.cluster_status if info else "", parts)


def empty_note(
    cluster: str,
    info: ClusterInfo | None,
    failure: Failure | None,
    identity: Identity | None,
    loading: str,
) -> str:
    """Why the list is empty, and what to do; `loading` is "" when nothing is under way."""
    if info is not None and not info.continuous:
        return (
            "This cluster has no events: NodeProvisioningMode is not Continuous.\n"
            "M nodes, C other cluster"
        )
    if failure is not None and (said := other_place(cluster, failure, identity)):
        return said
    if failure is not None and failure.kind == "not-found":
        where = f" in {identity.region}" if identity else ""
        return f"Cluster {clean(cluster)} not found{where}.\nC clusters"
    if failure is not None:
        return problem(failure)
    return (
        loading.capitalize()
        or "No events yet in this cluster.\nr refresh, f follow, C other cluster"
    )


def nothing_kept(query: Query, complete: bool, loading: str) -> str:
    """Why a filtered list is empty, and what to do."""
    if loading:
        return loading.capitalize()
    more = "" if complete else "L load older, "
    return f"No match for {query.text.strip()} in the loaded events.\n{more}esc clear filter"


_SENT = (
    ("node", lambda sent: sent.node_id),
    ("group", lambda sent: sent.instance_group_name),
    ("type", lambda sent: sent.resource_type),
    ("operation", lambda sent: sent.operation_id),
    ("since", lambda sent: sent.after is not None),
    ("until", lambda sent: sent.before is not None),
)


@lru_cache(maxsize=16)
def sent(listing: ServiceFilter) -> str:
    """Which part of the filter the service does itself, "" for none."""
    names = [name for name, given in _SENT if given(listing)]
    return f"[service: {' '.join(names)}]" if names else ""


def made_of(log: EventLog, mode: TimeMode, *, busy: str) -> str:
    """Which events what is shown was made of, and whether there are others."""
    rows = log.rows
    if not rows:
        return busy or "no events loaded"
    # Times of day, whatever the list shows.
    zone = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    first, last = (
        (date_in(each, mode)[5:], time_cell(each, zone, 0)[:5])
        for each in (rows[-1].event_time, rows[0].event_time)
    )
    until = last[1] if first[0] == last[0] else " ".join(last)
    return loaded(
        f"{len(rows):,} events, {' '.join(first)} to {with_zone(until, rows[0].event_time, zone)}",
        complete=log.is_complete(NOTHING_SENT),
        has_gap=len(log.coverage.covered()) > 1,
        loading=busy,
    )


def progress(what: str, pages: int, events: int, oldest: float | None) -> str:
    """How far the loading of older events has come."""
    shown = "-" if oldest is None else with_zone(local_minute(oldest), oldest)
    return f"{what}: {many(pages, 'page')}, {events:,} events, to {shown}; esc stop"


# What stands in the lines of the screen


def busy(model: ClusterModel) -> str:
    """What is under way, "" for nothing."""
    return f"loading{model.account.settings.ellipsis}" if model.loading.busy else ""


def header(model: ClusterModel) -> Header:
    """The cluster and whose it is; what it waits for, or when the last answer came."""
    account, log = model.account, model.log
    right = account.note or updated(model.last_answer, model.time_mode)
    if model.loading.fills and model.loading.is_filling and not account.note:
        right = f"loading older events{account.settings.ellipsis}"
    arn = log.cluster_arn or (log.rows[0].cluster_arn if log.rows else "")
    said = header_of(model.cluster, model.info, account.identity, arn)
    if log.earlier or model.cluster in account.loaded.earlier:
        said = with_which(said, model)
    return said._replace(right=right)


def failure(model: ClusterModel) -> Failure | None:
    """What keeps events, or the cluster's state, from being known."""
    return model.loading.failure or model.info_failure


def described(model: ClusterModel) -> list[str]:
    """Why the cluster is not what it should be, by DescribeCluster."""
    if model.info is None:
        return []
    from hpev_tui.findings.described import cluster_problems

    return cluster_problems(model.info)


def remedy(model: ClusterModel, detail_failure: Failure | None) -> str:
    """What would fix the first failure that names a remedy, "" for none."""
    failures = (model.loading.failure, model.info_failure, detail_failure)
    return next((each.remedy for each in failures if each and each.remedy), "")


def note(model: ClusterModel) -> str:
    """What to show in the list where it has no rows."""
    query, problem_of_all = model.filtering.query, failure(model)
    if model.log.rows and not query.is_empty and problem_of_all is None:
        return nothing_kept(query, model.loading.complete, busy(model))
    identity = model.account.identity
    if problem_of_all is None and not model.loading.busy and model.log.others:
        return NO_EVENTS
    return empty_note(model.cluster, model.info, problem_of_all, identity, busy(model))


def filter_shown(model: ClusterModel) -> str:
    """The filter that is in force, term by term, and what of it the service does itself."""
    return "  ".join([*filter(None, (sent(model.loading.listing),)), *model.view.query.chips])


def in_force(model: ClusterModel, date: str) -> list[Piece]:
    """What else decides what is listed; the most important first."""
    view, unreadable = model.filtering.view, len(model.log.unreadable)
    new, others = model.new_count, model.log.other_events
    said = [
        (causes_read(model) if "cause:" in view.query.text else "", ""),
        (f"{new:,} new" if new else "", ""),
        # They are in none of what is counted and concluded here.
        (f"{others:,} of another ARN hidden (B)" if others else "", ""),
        # Rows that the service sent and that are no events, such as one without an ID.
        (f"{unreadable:,} unreadable" if unreadable else "", "warn"),
        ("oldest first" if view.oldest_first else "", ""),
        (f"{len(view.matching) - len(view.rows):,} folded" if view.folded else "", ""),
        (date, "dim"),
    ]
    return [piece for piece in said if piece[0]]


def chips(model: ClusterModel) -> list[str]:
    """What is switched on, for the end of the footer."""
    marked, polling = len(model.marked), model.polling
    follows = polling.words.replace("following every", "FOLLOW").replace("following", "FOLLOW")
    return [
        *filter(None, ("PAUSED" if polling.paused else follows,)),
        *([f"{marked:,} marked"] if marked else ()),
        *(["UTC"] if model.time_mode is TimeMode.UTC else ()),
    ]


def counted(model: ClusterModel) -> str:
    """How many events are loaded and, with a filter, listed."""
    view = model.filtering.view
    return count(len(view.rows), len(model.log.rows), filtered=not view.query.is_empty)


def loaded_of(model: ClusterModel, events: str) -> str:
    """How many events are loaded, and whether there are more, or how far loading has come.

    `events` is what `counted` says.
    """
    log, loading = model.log, model.loading
    if loading.goal is not None:
        oldest = log.rows[-1].event_time if log.rows else None
        return progress(loading.goal.what, loading.pages, len(log.rows), oldest)
    if not log.rows:
        return ""
    gaps = log.gaps(loading.listing)
    if loading.fills and gaps and gaps[0][0] == float("-inf") and not loading.busy:
        rows = f"{events.removesuffix(' loaded')} {plural(len(log.rows), 'event')}"
        return reach(rows, model.answered - gaps[0][1])
    return loaded(
        events,
        complete=not gaps and loading.complete,
        # The newest gap comes first; only the one below all that is loaded has no beginning.
        has_gap=bool(gaps) and gaps[0][0] > float("-inf"),
        loading=busy(model),
    )


def date_of(model: ClusterModel, event: Event | None) -> str:
    """The date of the event under the cursor, "" without one."""
    if event is None:
        return ""
    zone = " UTC" if model.time_mode is TimeMode.UTC else ""
    return f"{date_in(event.event_time, model.time_mode)}{zone}"


GROUPS_SECONDS = 0.3
LOADING_SECONDS = 1.0
ALL_SECONDS = 5.0
"""So long the line of groups stands at least, however fast details come in; while pages do; and
while all pages do, of which the older ones hardly change how a group stands."""

PROGRESS_SECONDS = 0.3
"""So long it stands how far loading has come."""


class StatusLines:
    """The widgets around the list, and what they say."""

    def __init__(self, model: ClusterModel) -> None:
        timers = model.account.host.timers
        self._model = model
        self.header = HeaderLine(id="header")
        self.title = FilterTitle(
            model.filtering.suggestion, model.account.filter_history, id="title"
        )
        self.footer = CopyFooter(id="footer")
        self.strip = GroupLines(id="groups-strip")
        self.notice = NoticeBar(id="notice")
        self._throttle = Throttle(timers, GROUPS_SECONDS, self.show_groups)
        self._slow_throttle = Throttle(timers, LOADING_SECONDS, self.show_groups)
        self._slowest_throttle = Throttle(timers, ALL_SECONDS, self.show_groups)
        self._progress = Throttle(
            timers, PROGRESS_SECONDS, lambda: self.show_summary(self._current)
        )
        self._note_drawn = ""
        """What the header says that is waited for."""
        self._current: Event | None = None
        """The event whose date stands in the title."""
        self._groups_drawn: object = None
        """The revision of the groups that are shown."""
        self._group_lines: dict[tuple[Standing, TimeMode, float, str], GroupLine] = {}
        """What is said of the groups that are shown, by all that it depends on."""

    def close(self) -> None:
        """Draw nothing any more."""
        self._throttle.cancel()
        self._slow_throttle.cancel()
        self._slowest_throttle.cancel()
        self._progress.cancel()

    def show(self, current: Event | None) -> bool:
        """Show all but what follows soon, such as the groups; whether another thing is wrong."""
        problems, is_other_failure = self._model.filtering.problems, False
        self.show_header()
        if problems:
            self.notice.say(problems[0].reason)
        else:
            is_other_failure = self.notice.show_failure(
                failure(self._model) if self._model.rows else None,
                otherwise=described(self._model),
            )
        self.title.underline(problems)
        self.show_summary(current)
        self.request_groups()
        return is_other_failure

    def pages_come(self, current: Event | None) -> None:
        """One page after the other comes in: show soon how far that has come."""
        self._current = current
        # When the last one came is said at the end: nobody waits for that.
        if self._note_drawn != self._model.account.note:
            self.show_header()
        self._progress.request()
        self.request_groups()

    def show_header(self) -> None:
        """The cluster and whose it is, and when the last answer came."""
        self._note_drawn = self._model.account.note
        self.header.show(header(self._model))

    def show_summary(self, current: Event | None) -> None:
        """The filter, what else is in force, and how much is loaded."""
        self._current = current
        model = self._model
        events = counted(model)
        if self.title.is_open:
            self.title.title("Filter", (), events)
            return
        said = in_force(model, date_of(model, current))
        loaded = loaded_of(model, events)
        ways = (loaded, events if loaded else "")
        self.title.title("Events", said, ways, subject=filter_shown(model))
        self.footer.show_chips(chips(model))

    def request_groups(self) -> None:
        """Show the groups as they stand now, soon. Before there are any, nothing is to wait for."""
        revision = self._model.groups_revision
        if revision is not None and revision != self._groups_drawn:
            loading, throttle = self._model.loading, self._throttle
            if loading.is_under_way:
                wants_all = loading.goal is not None and loading.goal.wants_all
                throttle = self._slowest_throttle if wants_all else self._slow_throttle
            throttle.request()

    def show_groups(self) -> None:
        """The groups, those in trouble first."""
        # Not before the first frame, which has no verdicts.
        from hpev_tui.ui.overviews.words import cause_in

        model, before = self._model, self._group_lines
        standings = model.groups()
        self._groups_drawn = standings.revision
        mode, answered_at = model.time_mode, model.answered
        self._group_lines = {}
        for index, standing in enumerate(standings):
            # Its cause comes with a detail, which may change nothing else.
            key = (standing, mode, answered_at, cause_in(model, standing[1]))
            said = before.get(key) or group_line(model, *standing, index < standings.troubled)
            self._group_lines[key] = said
        self.strip.show(list(self._group_lines.values()), standings.troubled)


def group_line(
    model: ClusterModel, group: GroupCount, verdict: Verdict, troubled: bool
) -> GroupLine:
    """What the lines above the events say of a group."""
    from hpev_tui.ui.overviews.words import cause_in, in_short, mark_of

    return GroupLine(
        group,
        verdict.name,
        mark_of(verdict, troubled=troubled),
        cause_in(model, verdict),
        in_short(model, group, verdict),
        in_short(model, group, verdict, narrow=True),
    )
