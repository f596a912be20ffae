"""Which parts of a cluster could not be loaded, and why.

A part that nobody has asked for yet, or that is on its way, is none of these.
"""

from __future__ import annotations

from typing import NamedTuple

from hpev_tui.model.failure import SAVED, Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.lists import many


class Missing(NamedTuple):
    """A part that is not loaded."""

    part: str
    """What it is, as in "older events"."""
    failure: Failure
    """Why."""


def missing_parts(model: ClusterModel) -> list[Missing]:
    """The parts of what is known of a cluster that are missing."""
    parts = (_events(model), _groups(model), _nodes(model), _details(model))
    return [part for part in parts if part is not None]


def _events(model: ClusterModel) -> Missing | None:
    """Events, asked for by the user or to fill up the day; None where none has failed."""
    loading, log = model.loading, model.log
    failure = loading.failure or (None if loading.complete else loading.given_up)
    if failure is None:
        return None
    failed = loading.failed
    is_newest = failed is not None and failed.token is None and failed.until is None
    which = ("newer " if is_newest else "older ") * bool(log.rows)
    return Missing(f"{which}events", failure)


def _groups(model: ClusterModel) -> Missing | None:
    """What DescribeCluster says: the groups with their counts."""
    if model.info_failure is None:
        return None
    return Missing("groups" if model.info is None else "newer counts", model.info_failure)


def _nodes(model: ClusterModel) -> Missing | None:
    """Nodes of ListClusterNodes: all, those of later pages, or how they stand by now."""
    nodes = model.nodes
    if isinstance(nodes, Failure) and nodes.kind == SAVED:
        return None  # The table of nodes says so.
    if isinstance(nodes, Failure):
        return Missing("nodes", nodes)
    if nodes is None or nodes.failure is None:
        return None
    if nodes.is_whole:
        return Missing("newer state of nodes", nodes.failure)
    return Missing(f"nodes after the first {many(len(nodes), 'node').split()[0]}", nodes.failure)


def _details(model: ClusterModel) -> Missing | None:
    """Details of events, and with them the reasons of failures."""
    failures = model.details.failures.values()
    failure = next(iter(failures), None)
    if failure is not None and failure.kind == SAVED:
        lacking = sum(each.kind == SAVED for each in failures)
        title = f"The files lack the metadata of {many(lacking, 'event')}"
        failure = failure._replace(title=title)
    return None if failure is None else Missing("details", failure)
