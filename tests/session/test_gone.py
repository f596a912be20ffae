"""An answer for what is gone changes nothing: nothing that is shown, and nothing that is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from help.events import LATER, NAME, NOW, event_row
from help.model import ModelRun
from help.source import DENIED
from hpev_tui.model.events import ClusterNode, Page
from hpev_tui.session.cluster import ClusterModel

_FIRST = event_row(0)["EventId"]
_OPERATIONS = {
    "events": "ListClusterEvents",
    "cluster": "DescribeCluster",
    "nodes": "ListClusterNodes",
    "detail": "DescribeClusterEvent",
}


def asking() -> ModelRun:
    """A cluster with some events, of which all is asked for again, and older ones, too."""
    it = ModelRun(*(event_row(number) for number in range(250)))
    it.service.described = {"ClusterArn": event_row(0)["ClusterArn"], "CreationTime": NOW - 9000}
    node = ClusterNode("i-1", "", "workers", "ml.p5.48xlarge", "Running", "", "", None)
    it.service.node_pages = [Page((node,), None)]
    it.answer_all()
    it.model.near_end(0)
    it.account.describe_cluster(NAME)
    it.account.list_nodes(NAME)
    it.model.details.need([_FIRST], lambda: None, lambda _: None)
    return it


def shown(it: ModelRun, model: ClusterModel, *, details: bool) -> tuple[object, ...]:
    """All that a screen can show of a cluster, what is wrong and, if asked for, all `details`.

    Those of a cluster that was left stay as they come, for when it is back.
    """
    account = it.account
    return (
        [event.event_id for event in model.rows],
        model.info,
        model.info_failure,
        model.nodes,
        model.loading.failure,
        dict(model.details.failures),
        {name: set(each) for name, each in account.loaded.details.items() if each}
        if details
        else 0,
        {name: len(log.rows) for name, log in account.loaded.logs.items()},
        list(account.clusters.by_arn),
        it.notices,
    )


def other_cluster(it: ModelRun) -> ClusterModel:
    """The cluster was left, and another one is looked at."""
    return ClusterModel(it.account, "another")


def closed_account(it: ModelRun) -> ClusterModel:
    """Another profile is looked at."""
    it.account.close()
    return it.model


def made_again(it: ModelRun) -> ClusterModel:
    """Another cluster has the name by now."""
    info = it.model.info
    assert info is not None
    later = info._replace(cluster_arn=f"{info.cluster_arn[:-1]}x", creation_time=LATER)
    it.show(it.account.door.arrived(it.account.door.asked(("cluster", NAME)), later))
    return ClusterModel(it.account, NAME)


_WAYS = (other_cluster, closed_account, made_again)
_CASES = [
    (kind, gone, fails)
    for kind in _OPERATIONS
    for gone in _WAYS
    for fails in (False, True)
    # DescribeCluster is asked by name: a refusal is of whatever cluster has it.
    if not (kind == "cluster" and gone is made_again and fails)
]


@pytest.mark.parametrize(("kind", "gone", "fails"), _CASES)
def test_an_answer_for_what_is_gone(
    kind: str,
    gone: Callable[[ModelRun], ClusterModel],
    fails: bool,
) -> None:
    it = asking()
    if fails:
        it.service.fail(_OPERATIONS[kind], DENIED)
    hand_over = it.loader.start(kind)
    model = gone(it)
    stays = gone is other_cluster and not fails
    before = shown(it, model, details=not stays)
    hand_over()
    it.take_in()
    assert shown(it, model, details=not stays) == before


def test_an_answer_for_an_event_that_is_not_loaded_any_more_is_not_kept() -> None:
    for fails in (False, True):
        it = asking()
        if fails:
            it.service.fail("DescribeClusterEvent", DENIED)
        hand_over = it.loader.start("detail")
        it.model.log._by_id.clear()
        hand_over()
        it.take_in()
        assert _FIRST not in it.account.loaded.details[NAME]
        assert it.model.details.get(_FIRST) is None
