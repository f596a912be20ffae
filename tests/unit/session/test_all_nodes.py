"""A cluster's nodes from page to page: how far, failures, and what another try replaces."""

from __future__ import annotations

from typing import cast

import pytest

from hpev_tui.model.events import ClusterNode, Page
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.session.paging import MOST_PAGES, NodeList, all_nodes
from hpev_tui.sources import EventSource


class Nodes:
    """Pages of nodes, one on each, which lead from token to token."""

    def __init__(self, leads: dict[str | None, str | None]) -> None:
        self._leads = leads

    def nodes(self, cluster: str, token: str | None) -> Page[ClusterNode]:
        node = ClusterNode(f"i-{token}", "", cluster, "", "", "", "", None)
        return Page((node,), self._leads[token])


def test_all_nodes_come_page_by_page() -> None:
    source = cast("EventSource", Nodes({None: "a", "a": "b", "b": None}))
    assert [node.instance_id for node in all_nodes(source, "ml")] == ["i-None", "i-a", "i-b"]


def test_nodes_that_lead_back_end_with_the_page_that_does() -> None:
    source = cast("EventSource", Nodes({None: "a", "a": "b", "b": "a"}))
    nodes = all_nodes(source, "ml")
    assert [node.instance_id for node in nodes] == ["i-None", "i-a", "i-b"]
    assert not nodes.is_whole
    assert nodes.failure is not None
    assert "Invalid answer to ListClusterNodes" in nodes.failure.title


def test_a_page_of_nodes_that_fails_keeps_those_before_it_and_the_first_one_is_none() -> None:
    refused = Failure("access", "Not allowed")

    class Refused(Nodes):
        def nodes(self, cluster: str, token: str | None) -> Page[ClusterNode]:
            if token == self.at:
                raise SourceError(refused)
            return super().nodes(cluster, token)

        at: str | None = "b"

    source = Refused({None: "a", "a": "b", "b": None})
    nodes = all_nodes(cast("EventSource", source), "ml")
    assert [node.instance_id for node in nodes] == ["i-None", "i-a"]
    assert (nodes.failure, nodes.is_whole) == (refused, False)
    source.at = None
    with pytest.raises(SourceError):
        all_nodes(cast("EventSource", source), "ml")


def test_another_try_replaces_what_it_gets_to_and_leaves_the_rest() -> None:
    def node(name: str, logical_id: str = "", status: str = "") -> ClusterNode:
        return ClusterNode(name, logical_id, "", "", status, "", "", None)

    def listed(*nodes: ClusterNode, failure: Failure | None = None) -> NodeList:
        made = NodeList(nodes)
        made.failure, made.is_whole = failure, failure is None
        return made

    refused, late = Failure("access", "Not allowed"), Failure("network", "Too late")
    old, new = node("i-1", "n-1", "Pending"), node("i-9", "n-1", "Running")
    other = node("i-2", "", "Running")
    whole, part = listed(old, other), listed(new, failure=late)
    for before, later, expected, failure, is_whole in (
        (whole, listed(new), [new], None, True),
        (whole, refused, [old, other], refused, True),
        (whole, part, [new, other], late, True),
        (listed(old, other, failure=refused), part, [new, other], late, False),
        (listed(old, failure=refused), listed(new, other), [new, other], None, True),
        (listed(node(""), failure=refused), listed(node(""), failure=late), 2, late, False),
    ):
        after = before.followed_by(later)
        assert (after.failure, after.is_whole) == (failure, is_whole)
        assert (after if isinstance(expected, list) else len(after)) == expected


class Endless:
    """A list of nodes that has no end."""

    def nodes(self, cluster: str, token: str | None) -> Page[ClusterNode]:
        del cluster
        return Page((), str(int(token or 0) + 1))


def test_nodes_without_end_are_ended() -> None:
    pauses = list[None]()
    source = cast("EventSource", Endless())
    failure = all_nodes(source, "ml", lambda: pauses.append(None)).failure
    assert failure is not None
    assert "more pages after 1,000 pages" in failure.title
    assert len(pauses) == MOST_PAGES - 1
