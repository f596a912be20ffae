"""What the browser says around its list: plain functions of what is known, and their lines."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hpev_tui.model.events import ClusterInfo, Event, GroupCount, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.groups import Standing
from hpev_tui.session.timing import Later, Throttle
from hpev_tui.sources import Identity
from hpev_tui.text.cells import cells
from hpev_tui.text.clean import clean
from hpev_tui.text.lists import many, plural
from hpev_tui.text.times import TimeMode, date_in, local_minute, with_zone
from hpev_tui.ui.browser.counts import chips, count, in_force, loaded, reach
from hpev_tui.ui.browser.group_lines import GroupLine, GroupLines
from hpev_tui.ui.browser.notes import throttled_notes
from hpev_tui.ui.browser.others import updated, with_which
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.footer import CopyFooter
from hpev_tui.ui.widgets.header import Header, HeaderLine
from hpev_tui.ui.widgets.inputs import FilterTitle
from hpev_tui.ui.widgets.notes import NoticeBar

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
    if account.settings.files:
        from hpev_tui.ui.browser.saved import header_of_saved  # Rarely needed, as below.

        return header_of_saved(model)
    right = account.note or updated(model.last_answer, model.time_mode)
    if model.loading.fills and model.loading.is_filling and not account.note:
        right = f"loading older events{account.settings.ellipsis}"
    arn = log.cluster_arn or (log.rows[0].cluster_arn if log.rows else "")
    said = header_of(model.cluster, model.info, account.identity, arn)
    if log.earlier or model.cluster in account.loaded.earlier:
        said = with_which(said, model)
    return said._replace(right=right)


def failure(model: ClusterModel) -> Failure | None:
    """What keeps events, the cluster's state, or what saved events lack, from being known."""
    return model.loading.failure or model.info_failure or model.account.fetch_failure


def described(model: ClusterModel) -> list[str]:
    """Why the cluster is not what it should be, by DescribeCluster; what files lack."""
    said: list[str] = []
    if model.account.settings.files:
        from hpev_tui.ui.browser.saved import problem_lines

        said = problem_lines(model.account)
    if model.info is None:
        return said
    from hpev_tui.findings.described import cluster_problems

    return [*said, *cluster_problems(model.info)]


def remedy(model: ClusterModel, detail_failure: Failure | None) -> str:
    """What would fix the first failure that names a remedy, "" for none."""
    loading, fetching = model.loading.failure, model.account.fetch_failure
    failures = (loading, model.info_failure, fetching, detail_failure)
    return next((each.remedy for each in failures if each and each.remedy), "")


_BESIDE_FILTER = 34
"""Cells of the title for the name, the position, and the line between."""


def filter_shown(model: ClusterModel, room: int) -> str:
    """The filter that is in force, term by term.

    And what of it the service does itself, where all of that has as much `room`.
    """
    terms, done = "  ".join(model.view.query.chips), sent(model.loading.listing)
    both = "  ".join(filter(None, (done, terms)))
    return both if cells(both) <= room else terms


def counted(model: ClusterModel) -> str:
    """How many events are loaded and, with a filter, listed."""
    view = model.filtering.view
    return count(len(view.rows), len(model.log.rows), filtered=not view.query.is_empty)


def is_empty(model: ClusterModel) -> bool:
    """Whether the cluster is known to have no events, and might have."""
    has_mode = model.info is None or model.info.continuous
    return has_mode and not model.loading.busy and failure(model) is None


def loaded_of(model: ClusterModel, events: str) -> str:
    """How many events are loaded, and whether there are more, or how far loading has come.

    `events` is what `counted` says.
    """
    log, loading = model.log, model.loading
    if loading.goal is not None:
        oldest = log.rows[-1].event_time if log.rows else None
        return progress(loading.goal.what, loading.pages, len(log.rows), oldest)
    if not log.rows:
        return busy(model)
    gaps = log.gaps(loading.listing)
    if loading.fills and gaps and gaps[0][0] == float("-inf") and not loading.busy:
        rows = f"{events.removesuffix(' loaded')} {plural(len(log.rows), 'event')}"
        return reach(rows, model.answered - gaps[0][1])
    return loaded(
        events,
        complete=not gaps and loading.complete,
        is_saved=log.is_saved,
        # The newest gap comes first; only the one below all that is loaded has no beginning.
        has_gap=bool(gaps) and gaps[0][0] > float("-inf"),
        loading=busy(model),
        is_full=log.is_full,
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

SOON_SECONDS = 0.01
"""A key that waits acts before the groups are judged, which takes 20 ms with 100,000 events."""

PROGRESS_SECONDS = 2.0
"""So long it stands how far loading has come; the first and the last count are said at once."""


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
        self._soon = Later(timers, SOON_SECONDS, self.show_groups)
        self._throttle = Throttle(timers, GROUPS_SECONDS, self._soon.request)
        self._slow_throttle = Throttle(timers, LOADING_SECONDS, self._soon.request)
        self._slowest_throttle = Throttle(timers, ALL_SECONDS, self._soon.request)
        self._progress = Throttle(
            timers, PROGRESS_SECONDS, lambda: self.show_summary(self._current)
        )
        self._new_drawn = 0
        """How many events are said to be new."""
        self._refusal_drawn: Failure | None = None
        """Why no detail can be loaded, as the title says."""
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
        self._soon.cancel()
        for throttle in (self._throttle, self._slow_throttle, self._slowest_throttle):
            throttle.cancel()
        self._progress.cancel()

    def show(self, current: Event | None) -> bool:
        """Show all but what follows soon, such as the groups; whether another thing is wrong."""
        problems, is_other_failure = self._model.filtering.problems, False
        if self._model.log.is_saved:
            self.footer.show_labels({"follow": ""})
        self.show_header()
        typed = problems[0].reason if problems else ""
        self.footer.show_problem(typed if self.title.is_open else "")
        if problems:
            self.notice.say("" if self.title.is_open else typed, failed=True)
        else:
            problem = failure(self._model) if self._model.rows else None
            is_other_failure = self.notice.show_failure(
                problem,
                otherwise=described(self._model),
                instead=throttled_notes(self._model, problem) if problem else (),
            )
        self.title.underline(problems)
        if self._progress.is_pausing and not self._model.loading.is_under_way:
            self._progress.cancel()
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

    def show_refusal(self, current: Event | None) -> bool:
        """Say in the title that no detail can be loaded, or that they can again; whether so."""
        is_other = self._model.details.refusal is not self._refusal_drawn
        if is_other:
            self.show_summary(current)
        return is_other

    def show_summary(self, current: Event | None) -> None:
        """The filter, what else is in force, and how much is loaded."""
        model, self._current = self._model, current
        events = counted(model)
        if self.title.is_open:
            self.title.title("Filter", (), events)
            return
        said = in_force(model, date_of(model, current))
        self._new_drawn, self._refusal_drawn = model.new_count, model.details.refusal
        if not model.log.rows and is_empty(model):
            said.insert(0, ("0", ""))
        loaded = loaded_of(model, events)
        # Narrow screens, too, say how the loading is stopped.
        stop = f"{events}; esc stop" if model.loading.goal is not None else ""
        ways = (loaded, stop, events if loaded else "")
        least = events.removesuffix(" loaded") if loaded and not model.view.query.is_empty else ""
        subject = filter_shown(model, self.title.size.width - cells(least) - _BESIDE_FILTER)
        self.title.title("Events", said, ways, subject=subject, least=least)
        self.footer.show_chips(chips(model))

    def show_position(self, view: EventList, undated: Event | None) -> None:
        """Where the cursor is; and the summary, where it says something else now."""
        self.title.position(view.cursor, view.row_count)
        if undated is not None or self._new_drawn != self._model.new_count:
            self.show_summary(undated)

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
        from hpev_tui.session.tables.words import cause_in

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
        is_lacking = model.log.is_saved and not standings
        self.strip.hint = "Node counts of groups need the service" if is_lacking else ""
        self.strip.show(list(self._group_lines.values()), standings.troubled)


def group_line(
    model: ClusterModel, group: GroupCount, verdict: Verdict, troubled: bool
) -> GroupLine:
    """What the lines above the events say of a group."""
    from hpev_tui.session.tables.words import cause_in, in_short, mark_of

    # Without events there is nothing to find out, and the list says so.
    is_judged = model.info is None or model.info.continuous
    return GroupLine(
        group,
        verdict.name if is_judged else "",
        mark_of(verdict, troubled=troubled),
        cause_in(model, verdict),
        in_short(model, group, verdict),
        in_short(model, group, verdict, narrow=True),
    )
