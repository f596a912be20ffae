"""Which cluster is looked at, and as of when; and the others that it could be taken for.

A cluster is its ARN.
"""

from __future__ import annotations

from hpev_tui.model.failure import Failure
from hpev_tui.session.account import Account
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.sources import Identity
from hpev_tui.text.arns import account_of, region_of
from hpev_tui.text.clean import clean
from hpev_tui.text.times import TimeMode, clock_time, local_minute, time_cell, with_zone
from hpev_tui.ui.messages import OtherClusterRequested
from hpev_tui.ui.widgets.header import Header
from hpev_tui.ui.widgets.notes import Note, failure_note


class OtherClusters:
    """Says to which other cluster a key leads."""

    def __init__(self, model: ClusterModel) -> None:
        self._model = model

    @property
    def are_there(self) -> bool:
        """Whether there is one for `leading_to`."""
        return bool(self._model.log.others or _other_region(self._model))

    def leading_to(self) -> OtherClusterRequested:
        """What opens the ARN that was asked for in its own region, else the earlier cluster."""
        model = self._model
        if region := _other_region(model):
            return OtherClusterRequested(model.cluster, region)
        return OtherClusterRequested(model.account.loaded.open_other(model.cluster))

    @property
    def later(self) -> OtherClusterRequested | None:
        """What opens the cluster that has the name now; None where this is the one."""
        earlier = self._model.account.loaded.earlier.get(self._model.cluster)
        return OtherClusterRequested(earlier.name) if earlier else None


def _other_region(model: ClusterModel) -> str:
    """The region of the ARN that was asked for where that is not the present one, else ""."""
    identity, region = model.account.identity, region_of(model.cluster)
    is_other = identity is not None and region != identity.region
    return region if is_other and model.info is None else ""


def other_place(cluster: str, failure: Failure, identity: Identity | None) -> Note | None:
    """What to say where an ARN is of another region or, maybe, account; None for nothing."""
    region, account_id = region_of(cluster), account_of(cluster)
    if not region or identity is None:
        return None
    if region != identity.region:
        text = f"This ARN is in {region}; the current region is {identity.region}."
        return Note(text, keys=(("B", f"open in {region}"),), failed=True)
    if failure.kind not in ("not-found", "access"):
        return None
    said = failure_note(failure)
    more = (*said.more, f"This ARN is in account {account_id}, {region}.")
    keys = (*said.keys, ("P", "other profile"), ("C", "clusters"))
    return said._replace(more=more, keys=keys)


def with_which(header: Header, model: ClusterModel) -> Header:
    """Say in the header, behind the status, which of the clusters of the name this is."""
    earlier = model.account.loaded.earlier.get(model.cluster)
    if earlier is not None:
        until = (
            ""
            if earlier.until is None
            else f", until {with_zone(local_minute(earlier.until), earlier.until)}"
        )
        parts = (f"earlier cluster of this name{until}", *header.parts)
        return header._replace(name=clean(earlier.name), parts=parts)
    if model.log.earlier:
        return header._replace(parts=("recreated" + _at(model.log.created), *header.parts))
    return header


def _at(created: float | None) -> str:
    return "" if created is None else f" {with_zone(local_minute(created), created)}"


def said_of_successor(account: Account, cluster: str) -> str:
    """What is said when the cluster that has the name is another one."""
    return (
        f"{clean(cluster)} was recreated{_at(account.log(cluster).created)}."
        " These are the new cluster's events; B earlier cluster"
    )


NO_EVENTS = Note(
    "No events yet in this cluster.", keys=(("B", "events of the earlier cluster of this name"),)
)
"""What stands in the list of one that was made again, as long as nothing has happened."""


def updated(seconds: float | None, mode: TimeMode = TimeMode.LOCAL) -> str:
    """When the last answer came, in seconds since the epoch; "" before there is one.

    The zone is that of the other times on the screen, which name it; where none is, it is named.
    """
    if seconds is None:
        return ""
    at = clock_time(seconds)
    if mode is not TimeMode.LOCAL:
        zone = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
        at = with_zone(time_cell(seconds, zone, seconds), seconds, zone)
    return f"updated {at}"
