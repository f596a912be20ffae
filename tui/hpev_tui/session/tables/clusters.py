"""The clusters of a region, a row each: nodes, errors of 24 hours, and what failed last."""

from __future__ import annotations

from typing import NamedTuple

from hpev_tui.model.events import Cluster, ClusterInfo
from hpev_tui.model.failure import Failure
from hpev_tui.session.picker import PickerModel, is_short
from hpev_tui.text.times import TimeMode, time_cell

COLUMNS = (
    ("CLUSTER", "cluster_name"),
    ("STATUS", "cluster_status"),
    ("NODES", "current_count"),
    ("ERR 24H", "errors"),
    ("LAST", "last"),
    ("LAST ERROR", "message"),
)
"""The title of each column, and the field that it is mostly made of; see `cells`."""

AGAIN = "recreated"
"""Said where a cluster was made that has the name of one before it."""

NOT_CONTINUOUS = "no events: not in Continuous mode"


class ClusterRow(NamedTuple):
    """A cluster. Times are seconds since the epoch; what is not known is "" or None."""

    cluster_name: str
    cluster_arn: str
    cluster_status: str
    creation_time: float | None
    is_recreated: bool
    """Whether it has the name of one before it."""
    mark: str
    """How grave its state is: failed, busy, short, off or ok; see `PickerModel.state`."""
    current_count: int | None
    target_count: int | None
    is_short: bool
    """Whether nodes are missing, in the sum of the groups or in one of them."""
    is_continuous: bool | None
    """Whether its NodeProvisioningMode is Continuous: only such a cluster has events."""
    errors: int | None
    """How many Errors there were in the last 24 hours."""
    is_bound: bool
    """Whether it may be more, as older events are on another page."""
    last: float | None
    """When its newest event was."""
    last_error: float | None
    """When its newest Error was."""
    cause: str
    """Of that Error."""
    message: str
    """Its FailureMessage, else its Description, in one line; or why no event is known."""
    is_loading: bool
    """Whether calls about it are still to be answered."""
    at: float | None
    """When its page of events came."""


def rows(model: PickerModel) -> list[ClusterRow]:
    """What is listed, from the top."""
    return [row_of(model, each) for each in model.rows]


def row_of(model: PickerModel, cluster: Cluster) -> ClusterRow:
    """That of one cluster."""
    info = model.info(cluster)
    described = info if isinstance(info, ClusterInfo) else None
    counted = described if described is not None and model.has_counts(described) else None
    row = ClusterRow(
        cluster_name=cluster.cluster_name,
        cluster_arn=cluster.cluster_arn,
        cluster_status=cluster.cluster_status,
        creation_time=cluster.creation_time,
        is_recreated=model.was_made_again(cluster),
        mark=model.state(cluster),
        current_count=counted.current_count if counted else None,
        target_count=counted.target_count if counted else None,
        is_short=described is not None and is_short(described),
        is_continuous=described.continuous if described else None,
        errors=None,
        is_bound=False,
        last=None,
        last_error=None,
        cause="",
        message="",
        is_loading=info is None,
        at=None,
    )
    if isinstance(info, Failure):
        return row._replace(message=_why_not(info, "DescribeCluster"))
    if described is None:
        return row
    return _summed_up(model, row) if described.continuous else row._replace(message=NOT_CONTINUOUS)


def _summed_up(model: PickerModel, row: ClusterRow) -> ClusterRow:
    """The row with what its newest page of events says."""
    summaries = model.summaries
    summary = summaries.of(row.cluster_arn) if summaries else None
    if summaries is None or summary is None:
        # Without reasons nothing is asked of events.
        return row._replace(is_loading=model.has_reasons)
    if isinstance(summary, Failure):
        return row._replace(message=_why_not(summary, "ListClusterEvents"))
    row = row._replace(
        errors=summary.errors, is_bound=summary.is_bound, last=summary.last, at=summary.at
    )
    error = summaries.last_error(row.cluster_arn)
    if error is None:
        return row
    return row._replace(last_error=error.at, cause=error.cause, message=error.text)


def _why_not(failure: Failure, operation: str) -> str:
    """Why an answer is missing, in one line."""
    return f"no {operation} permission" if failure.kind == "access" else failure.title


# In words


def cells(model: PickerModel, row: ClusterRow) -> list[str]:
    """The words for each of the `COLUMNS`; an ellipsis for what is still to be answered."""
    cause = f"{row.cause}: " if row.cause else ""
    return [
        name_of(row.cluster_name, is_recreated=row.is_recreated),
        row.cluster_status,
        nodes_of(model, row),
        *events_of(model, row),
        f"{cause}{row.message}",
    ]


def name_of(cluster_name: str, *, is_recreated: bool) -> str:
    """The name, with a word where it was another cluster's before."""
    return f"{cluster_name} {AGAIN}" if is_recreated else cluster_name


def nodes_of(model: PickerModel, row: ClusterRow) -> str:
    """Its counts."""
    if row.current_count is None or row.target_count is None:
        return model.account.settings.ellipsis if row.is_loading else "-"
    return counts(row.current_count, row.target_count)


def counts(current: int, target: int) -> str:
    """How many nodes there are, of how many."""
    return f"{current}/{target}"


def events_of(model: PickerModel, row: ClusterRow) -> tuple[str, str]:
    """Its errors of 24 hours, and the age of its last event in its greatest unit: "4s", "16d"."""
    if row.is_loading:
        unknown = model.account.settings.ellipsis
        return unknown, unknown
    errors = "-" if row.errors is None else f"{row.errors:,}{'+' * row.is_bound}"
    if row.last is None or row.at is None:
        return errors, "-"
    return errors, time_cell(min(row.last, row.at), TimeMode.RELATIVE, row.at).split()[0]
