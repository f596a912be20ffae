"""What the browser says where something is missing: why the list is empty, and what to do."""

from __future__ import annotations

from hpev_tui.model.events import ClusterInfo
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.sources import Identity
from hpev_tui.text.clean import clean
from hpev_tui.text.lists import plural
from hpev_tui.text.times import TimeMode, time_cell
from hpev_tui.ui.browser.others import NO_EVENTS, other_place
from hpev_tui.ui.widgets.notes import Note, failure_note


def empty_note(
    cluster: str,
    info: ClusterInfo | None,
    failure: Failure | None,
    identity: Identity | None,
    loading: str,
) -> Note:
    """Why the list is empty, and what to do; `loading` is "" when nothing is under way."""
    if info is not None and not info.continuous:
        text = "This cluster has no events: NodeProvisioningMode is not Continuous."
        return Note(text, keys=(("M", "nodes"), _OTHER_CLUSTER))
    if failure is not None and (said := other_place(cluster, failure, identity)):
        return said
    if failure is not None and failure.kind == "not-found":
        where = f" in {identity.region}" if identity else ""
        text = f"Cluster {clean(cluster)} not found{where}."
        return Note(text, keys=(("C", "clusters"),), failed=True)
    if failure is not None:
        return failure_note(failure)
    if loading:
        return Note(loading)
    keys = (("r", "refresh"), ("f", "follow"), _OTHER_CLUSTER)
    return Note("No events yet in this cluster.", keys=keys)


_OTHER_CLUSTER = ("C", "other cluster")


def nothing_kept(loaded_events: int, complete: bool, loading: str) -> Note:
    """Why a filtered list is empty, and what to do."""
    if loading:
        return Note(loading)
    more = () if complete else (("L", "load older"),)
    return Note(
        f"No match in {loaded_events:,} loaded {plural(loaded_events, 'event')}.",
        keys=(*more, ("esc", "clear filter")),
    )


def note(model: ClusterModel, problem: Failure | None, busy: str) -> Note:
    """What to show in the list where it has no rows.

    `problem` is what keeps events from being known, `busy` is "" when nothing is under way.
    """
    loading = f"Loading events{model.account.settings.ellipsis}" if busy else ""
    if model.log.rows and not model.filtering.query.is_empty and problem is None:
        return nothing_kept(len(model.log.rows), model.loading.complete, loading)
    if problem is not None and problem.kind == "not-found" and model.log.is_saved:
        return Note(problem.title, keys=(("C", "clusters"),), failed=True)
    if problem is None and not busy and model.log.others:
        return NO_EVENTS
    return empty_note(model.cluster, model.info, problem, model.account.identity, loading)


def throttled_notes(model: ClusterModel, failure: Failure) -> list[Note]:
    """What to say of a throttled poll: when it is made again, and how old the events are.

    Nothing for other failures, and where nothing asks again by itself.
    """
    retry, answered = model.polling.next_try, model.last_answer
    if failure.kind != "throttled" or retry is None or answered is None:
        return []
    mode = TimeMode.UTC if model.time_mode is TimeMode.UTC else TimeMode.LOCAL
    at, last = (time_cell(when, mode, when) for when in (retry, answered))
    text = f"Throttled: ListClusterEvents. Next try ~{at}; events may be older than {last}."
    return [Note(text, keys=(("r", "retry now"),), failed=True)]
