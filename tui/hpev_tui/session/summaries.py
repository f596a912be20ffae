"""What one page of a cluster's newest events says of it, and why its newest Error happened.

For each cluster in view one ListClusterEvents and, where its page has an Error, one
DescribeClusterEvent are called, after everything else that is asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from hpev_tui.detail.shortened import shortened
from hpev_tui.findings import Facts, Findings, load_rules
from hpev_tui.findings.groups import Verdict, by_gravity, verdict_of
from hpev_tui.model.events import Cluster, ClusterInfo, Event, GroupCount, Page
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT
from hpev_tui.rules.causes import UNKNOWN, cause_of
from hpev_tui.rules.levels import level_of, short_description
from hpev_tui.rules.noise import pairs
from hpev_tui.session.account import Account
from hpev_tui.session.results import Change, Changes, Key, What
from hpev_tui.sources import EventSource

DAY_SECONDS = 86_400.0

AHEAD = 2
"""How many calls are asked for at a time: what is in view may be something else soon, and one of
the places that the loader has for what nobody waits for stays free for DescribeCluster."""

MOST_CHARACTERS = 1_000
"""Of a reason: no screen has room for more of it in one line."""

EVENTS, REASON = "events", "reason"


class Summary(NamedTuple):
    """What a page of a cluster's newest events says. Times are seconds since the epoch."""

    at: float
    """When the page came, by this machine's clock."""
    errors: int
    """How many of its events of the last 24 hours are Errors."""
    is_bound: bool
    """Whether it may be more, as the page ends inside those 24 hours."""
    last: float | None
    """The time of its newest event; None where the page has none."""
    error: Event | None
    """The newest Error; of a pair that says the same, the first one."""
    covered_from: float
    """From when on all events are in the page; minus infinity where it is all there is."""
    findings: Findings
    """What the events of the page say together."""


class LastError(NamedTuple):
    """The newest Error of a cluster, in words."""

    at: float
    """When it happened, in seconds since the epoch."""
    cause: str
    """The class of its cause; "" where that is not known."""
    text: str
    """Its `FailureMessage`, else its description, in one line."""


def summary_of(page: Page[Event], cluster: Cluster, now: float) -> Summary:
    """Sum up a page, in which there may be events of clusters that had the name before."""
    arn, created = cluster.cluster_arn, cluster.creation_time
    rows = [each for each in page.items if each.cluster_arn in ("", arn)]
    oldest = min((each.event_time for each in page.items), default=float("inf"))
    is_whole = page.next_token is None or (created is not None and oldest < created)
    covered_from = float("-inf") if is_whole else oldest
    begin = now - DAY_SECONDS
    errors = [each for each in rows if level_of(each)[0] == "Error"]
    findings = Findings()
    findings.add(rows)
    return Summary(
        at=now,
        errors=sum(each.event_time >= begin for each in errors),
        is_bound=covered_from > begin,
        last=max((each.event_time for each in rows), default=None),
        error=_newest(errors),
        covered_from=covered_from,
        findings=findings,
    )


def _newest(errors: Sequence[Event]) -> Event | None:
    """The newest Error, or the one that it repeats."""
    newest = max(errors, key=lambda each: each.event_time, default=None)
    if newest is None:
        return None
    first = pairs(errors).get(newest.event_id)
    return next((each for each in errors if each.event_id == first), newest)


class Summaries:
    """Asks for the summaries of the clusters in view, a few calls at a time, and stores them."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._of: dict[str, Summary | Failure] = {}
        """By the cluster's ARN, as the next ones."""
        self._reasons: dict[str, tuple[str, str | Failure]] = {}
        """The `EventId` of an Error, and its `FailureMessage` or why it is not known."""
        self._errors: dict[str, LastError] = {}
        self._fresh: set[Key] = set()
        """What has been answered since `renew`."""
        self._asked: set[Hashable] = set()
        """What waits for its turn, or is under way."""
        self._clusters: Sequence[Cluster] = ()

    # What is known

    def of(self, cluster_arn: str) -> Summary | Failure | None:
        """A cluster's summary, why there is none, or None while neither is known."""
        return self._of.get(cluster_arn)

    def last_error(self, cluster_arn: str) -> LastError | None:
        """A cluster's newest Error; None where its page has none, or has not come."""
        return self._errors.get(cluster_arn)

    def groups(self, info: ClusterInfo) -> list[tuple[GroupCount, Verdict | None]]:
        """A cluster's groups with the verdicts that its page allows, the gravest first."""
        summary = self._of.get(info.cluster_arn)
        if not isinstance(summary, Summary):
            return [(each, None) for each in info.groups]
        return list(by_gravity([(each, _verdict(each, summary, info)) for each in info.groups]))

    @property
    def denied(self) -> tuple[int, int]:
        """For how many clusters events may not be listed, and for how many not described."""
        reasons = [reason for _, reason in self._reasons.values()]
        return _denied(self._of.values()), _denied(reasons)

    @property
    def is_at_rest(self) -> bool:
        """Whether all has been answered that was asked about the clusters."""
        return not self._asked and next(self._missing(), None) is None

    # Requests

    def renew(self) -> None:
        """Ask for everything again, once it is in view; what is loaded stays until then."""
        self._fresh.clear()
        # What was asked of a connection that was closed never comes.
        self._account.loader.drop(self._asked)
        self._asked.clear()
        self._clusters = ()

    def want(self, clusters: Sequence[Cluster]) -> None:
        """Ask about these clusters, in this order, and about no others."""
        self._clusters = clusters
        self._reconcile()

    def _reconcile(self) -> None:
        """Drop what waits, and ask for the first few things that are missing, in their order."""
        self._asked -= set(self._account.loader.drop(self._asked))
        room = max(0, AHEAD - len(self._asked))
        open_calls = ((_key(cluster, part), cluster, part) for cluster, part in self._missing())
        missing = (each for each in open_calls if each[0] not in self._asked)
        for key, cluster, part in [*islice(missing, room)]:
            self._asked.add(key)
            self._ask(cluster, part)

    def _missing(self) -> Iterator[tuple[Cluster, str]]:
        for cluster in self._clusters:
            arn = cluster.cluster_arn
            if (arn, EVENTS) not in self._fresh:
                yield cluster, EVENTS
            elif self._error(arn) is not None and (arn, REASON) not in self._fresh:
                yield cluster, REASON

    def _error(self, cluster_arn: str) -> Event | None:
        summary = self._of.get(cluster_arn)
        return summary.error if isinstance(summary, Summary) else None

    def _ask(self, cluster: Cluster, part: str) -> None:
        account = self._account
        name = account.clusters.asked_by(cluster)
        error, now = self._error(cluster.cluster_arn), account.host.now

        def events(source: EventSource) -> Summary:
            page = source.events(name, NOTHING_SENT, None)
            load_rules()
            return summary_of(page, cluster, now())

        def reason(source: EventSource) -> tuple[str, str]:
            assert error is not None  # noqa: S101
            body = source.detail(name, error.event_id).body
            return error.event_id, Facts.of(shortened(body)).failure_message

        work = events if part == EVENTS else reason
        account.ask_summary(cluster.cluster_arn, part, work)

    # Results

    def arrived(self, key: Key, value: object) -> Changes:
        """The answer to what was asked under a key has come, or a Failure."""
        arn, part = str(key[1]), str(key[2])
        self._asked.discard(("summary", arn, part))
        self._fresh.add((arn, part))
        if part == EVENTS:
            assert isinstance(value, (Summary, Failure))  # noqa: S101
            self._add_summary(arn, value)
        elif (error := self._error(arn)) is not None:
            self._add_reason(arn, error, value)
        self._reconcile()
        return [Change(What.CLUSTER, arn)]

    def _add_summary(self, arn: str, value: Summary | Failure) -> None:
        self._of[arn] = value
        error = self._error(arn)
        if error is None:
            self._errors.pop(arn, None)
            return
        for log in self._account.loaded.logs.values():
            if log.cluster_arn == arn and (facts := log.findings.facts.get(error.event_id)):
                # Its events were looked at: what was read of this one is not asked for again.
                self._reasons[arn] = (error.event_id, facts.failure_message)
        event_id, reason = self._reasons.get(arn, ("", ""))
        is_same = event_id == error.event_id and not isinstance(reason, Failure)
        if is_same:
            # What an event says of its reason does not change.
            self._fresh.add((arn, REASON))
        else:
            self._fresh.discard((arn, REASON))
        self._errors[arn] = _in_words(error, str(reason) if is_same else "")

    def _add_reason(self, arn: str, error: Event, value: object) -> None:
        if isinstance(value, Failure):
            self._reasons[arn] = (error.event_id, value)
            return
        assert isinstance(value, tuple)  # noqa: S101
        event_id, message = value
        if event_id != error.event_id:
            # It was asked before a newer page came.
            self._fresh.discard((arn, REASON))
            return
        self._reasons[arn] = (event_id, message)
        self._errors[arn] = _in_words(error, message)


def _key(cluster: Cluster, part: str) -> Key:
    """What the loader knows a call by; see `Account.ask_summary`."""
    return ("summary", cluster.cluster_arn, part)


def _in_words(error: Event, message: str) -> LastError:
    cause = cause_of(error.description, message).tag
    text = message or short_description(
        error.description, error.cluster_name, error.instance_group_name
    )
    line = " ".join(text[:MOST_CHARACTERS].split())
    return LastError(error.event_time, "" if cause == UNKNOWN else cause, line)


def _verdict(group: GroupCount, summary: Summary, info: ClusterInfo) -> Verdict:
    history = summary.findings.groups.history(group.instance_group_name)
    return verdict_of(group, history, summary.at, summary.covered_from, has_events=info.continuous)


def _denied(results: Iterable[object]) -> int:
    return sum(isinstance(each, Failure) and each.kind == "access" for each in results)
