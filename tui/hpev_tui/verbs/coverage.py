"""What an answer covers: what was asked, how far back it goes, and what is missing and why."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hpev_tui.model.events import Event
from hpev_tui.model.failure import SAVED, Failure
from hpev_tui.model.saved import SavedProblem, SavedReport
from hpev_tui.rules.causes import has_cause
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.missing import missing_parts
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import many
from hpev_tui.verbs.exits import FAULT, status_of, without_keys
from hpev_tui.verbs.loaded import Loaded

SCHEMA = 1
"""The version of the JSON; it changes where a member goes, or means something else."""

NOT_ASKED = "not-asked"
"""The kind of what is missing because nobody asked for it."""

_NO_GROUPS = Failure(SAVED, "Saved events hold no answer to DescribeCluster", retryable=False)


def coverage_of(
    loaded: Loaded,
    model: ClusterModel | None,
    shown: int,
    left_out: int,
    events: list[Event] | None = None,
) -> dict[str, Any]:
    """The member `coverage` of an answer.

    Args:
        loaded: What was asked for, and where.
        model: The cluster; None where the answer is of all clusters.
        shown: How many rows there are.
        left_out: How many more there would be without `--limit`.
        events: The events whose reasons the answer is made of.
    """
    command, account = loaded.command, loaded.account
    settings, identity = account.settings, account.identity
    log = model.log if model else None
    return {
        "cluster": model.cluster if model else None,
        "cluster_arn": ((log.cluster_arn if log else "") or _arn(model)) or None,
        "region": identity.region if identity else settings.region or None,
        "answered": utc_iso(_answered(loaded, model)),
        "asked": {
            "since": command.since or None,
            "until": command.until or None,
            "filter": command.filter_text or None,
            "limit": command.limit,
            "reasons": settings.reasons,
        },
        "rows": {"shown": shown, "left_out": left_out},
        "events": _events(loaded, model) if model else None,
        "reasons": _reasons(model, events) if model and events is not None else None,
        "missing": _missing(loaded, model),
        "files": _files(loaded),
        "timed_out": loaded.is_late,
    }


def _arn(model: ClusterModel | None) -> str:
    return model.info.cluster_arn if model and model.info else ""


def _answered(loaded: Loaded, model: ClusterModel | None) -> float:
    if model is not None:
        return model.answered
    answered = loaded.account.clusters.answered
    return loaded.account.host.now() if answered is None else answered


def _events(loaded: Loaded, model: ClusterModel) -> dict[str, Any]:
    log = model.log
    oldest, newest = (log.rows[-1], log.rows[0]) if log.rows else (None, None)
    return {
        "loaded": len(log.rows),
        "oldest": utc_iso(oldest.event_time) if oldest else None,
        "newest": utc_iso(newest.event_time) if newest else None,
        "older_remain": loaded.older_remain(model),
        "gaps": len(model.gaps),
        "dropped": log.dropped,
        "unreadable": len(log.unreadable),
    }


def _reasons(model: ClusterModel, events: list[Event]) -> dict[str, Any]:
    failures = [event for event in events if has_cause(event)]
    unread = [event.event_id for event in failures if event.event_id not in model.account.details]
    asked = model.account.settings.reasons
    why = Counter(_why(model, event_id, asked=asked) for event_id in unread)
    return {
        "needed": len(failures),
        "loaded": len(failures) - len(unread),
        "missing": len(unread),
        "why": [
            {"kind": kind, "why": title, "count": count}
            for (kind, title), count in why.most_common()
        ],
    }


def why_unread(model: ClusterModel, event_id: str) -> str:
    """Why the reason of a failure is not loaded."""
    return _why(model, event_id, asked=model.account.settings.reasons)[1]


def _why(model: ClusterModel, event_id: str, *, asked: bool) -> tuple[str, str]:
    """The kind of fault, and in words, why a reason is not loaded."""
    failure = model.details.failures.get(event_id) or model.details.refusal
    if failure is not None:
        return failure.kind, failure.title
    return ("late", "the time was over") if asked else (NOT_ASKED, "--no-reasons")


def faults_of(model: ClusterModel | None, loaded: Loaded) -> list[tuple[str, Failure]]:
    """What could not be loaded, each with why."""
    if model is not None:
        parts = [(each.part, each.failure) for each in missing_parts(model)]
        is_of_groups = loaded.command.verb in ("groups", "status")
        if is_of_groups and loaded.account.settings.files and not model.groups():
            parts.append(("groups", _NO_GROUPS))
        return parts
    clusters = loaded.account.clusters
    faults = [] if clusters.failure is None else [("more clusters", clusters.failure)]
    failed = [each for each in clusters.infos.values() if isinstance(each, Failure)]
    faults += [("the state of clusters", failure) for failure in failed[:1]]
    from hpev_tui.session.picker import PickerModel  # For the list of clusters only.

    picker = clusters.picker
    if isinstance(picker, PickerModel) and picker.denied:
        faults.append(("last errors", Failure("access", f"no {picker.denied} permission")))
    return faults


def _files(loaded: Loaded) -> dict[str, Any] | None:
    """What was read of saved events; None where the service was asked."""
    report = _report(loaded)
    if report is None:
        return None
    return {
        "read": report.files,
        "events": report.events,
        "with_metadata": report.with_metadata,
        "problems": [each._asdict() for each in report.problems],
    }


def _report(loaded: Loaded) -> SavedReport | None:
    return getattr(loaded.account, "report", None)


def _missing(loaded: Loaded, model: ClusterModel | None) -> list[dict[str, str]]:
    return [
        {
            "part": part,
            "kind": failure.kind,
            "why": failure.title,
            "advice": without_keys(failure.advice),
        }
        for part, failure in faults_of(model, loaded)
    ]


def fault_status(model: ClusterModel | None, loaded: Loaded) -> int:
    """The exit status where something that was asked for could not be had; 0 where all was."""
    report = _report(loaded)
    unreadable = FAULT if report is not None and report.problems else 0
    failed = [status_of(failure) for _, failure in faults_of(model, loaded)]
    return max([unreadable, *failed])


def in_words(coverage: dict[str, Any]) -> list[str]:
    """What is said of an answer on standard error: only what is not all."""
    said, rows, events, reasons = [], *(coverage[each] for each in ("rows", "events", "reasons"))
    if rows["left_out"]:
        said.append(f"{rows['left_out']:,} more rows: --limit 0 prints all")
    if events and events["older_remain"] and events["oldest"]:
        since = f"from {events['oldest']} on"
        said.append(f"{many(events['loaded'], 'event')} loaded, {since}: older ones remain")
    if events and events["dropped"]:
        said.append(f"the oldest {events['dropped']:,} events were dropped")
    for each in reasons["why"] if reasons else ():
        if each["kind"] != NOT_ASKED:
            said.append(f"{many(each['count'], 'reason')} not loaded: {each['why']}")
    for each in coverage["missing"]:
        said.append(f"{each['part']} not loaded: {each['why']}. {each['advice']}".rstrip(". "))
    for problem in coverage["files"]["problems"] if coverage["files"] else ():
        said.append(str(SavedProblem(**problem)))
    if coverage["timed_out"]:
        said.append("the time was over before all was loaded")
    return said
