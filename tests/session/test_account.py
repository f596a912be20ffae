"""What stays with an account, what its answers say of it, and the list of its clusters."""

from __future__ import annotations

import pytest

from help.events import NAME, event_row
from help.model import AccountRun, ModelRun, listed
from help.source import DENIED
from hpev_tui.model.events import Cluster, ClusterInfo, ClusterNode, Page
from hpev_tui.model.failure import NO_ACCOUNT, Failure
from hpev_tui.session.account import Account
from hpev_tui.session.account_ids import account_id
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.clusters import Clusters
from hpev_tui.session.paging import NodeList
from hpev_tui.session.results import Change, What
from hpev_tui.sources import Identity
from hpev_tui.sources.process import RESTARTED

ARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/{:x<12.12}"
EXPIRED = Failure("credentials", "AWS credentials expired")


def cluster(name: str, status: str = "InService") -> Cluster:
    return Cluster(ARN.format(name), name, status, None)


def info(name: str) -> ClusterInfo:
    return ClusterInfo(ARN.format(name), name, "InService", None, True, 1, 1, "")


def node(instance_id: str) -> ClusterNode:
    return ClusterNode(instance_id, "", "workers", "ml.p5.48xlarge", "Running", "", "", None)


def test_a_page_that_is_at_hand_is_handed_over_before_anything_is_drawn() -> None:
    it = AccountRun(event_row(0), event_row(1))
    it.host.drawn.clear()
    it.service.is_at_hand = True
    model = ClusterModel(it.account, NAME)
    model.open()
    it.take_in()
    assert len(model.rows) == 2
    assert [key[0] for key in it.loader.waiting] == ["cluster"]


# What stays


def test_there_is_one_log_for_each_cluster() -> None:
    account = AccountRun().account
    assert account.log("a") is account.log("a")
    assert account.log("a") is not account.log("b")


def test_all_that_is_loaded_stays_when_the_account_is_left_and_opened_again() -> None:
    it = listed(event_row(0), event_row(1))
    it.service.node_pages = [Page((node("i-1"),), None)]
    it.model.details.rest_on(it.model.rows[0], it.model.rows[1:])
    it.model.ask_for_nodes()
    it.answer_all()
    account, loader = it.account, it.loader
    rows = list(account.log(NAME).rows)
    account.close()
    assert (account.model, loader.is_closed) == (None, True)
    account.begin(account.settings)
    it.begun()
    again = ClusterModel(account, NAME)
    again.open()
    assert list(again.rows) == rows
    assert sorted(account.details) == [event.event_id for event in rows]
    assert again.nodes == [node("i-1")]


def test_what_was_under_way_when_the_account_was_left_is_dropped() -> None:
    it = ModelRun(event_row(0))
    held = it.loader.start("events")
    it.account.close()
    held()
    it.take_in()
    assert it.listed == []


def test_nodes_that_cannot_be_had_leave_those_that_are_there() -> None:
    it = AccountRun()
    it.service.fail("ListClusterNodes")
    it.account.list_nodes(NAME)
    it.answer_all()
    assert it.account.nodes == {NAME: DENIED}
    it.service.node_pages = [Page((node("i-1"),), "1"), Page((node("i-2"),), None)]
    it.account.list_nodes(NAME)
    it.answer_all()
    assert it.account.nodes == {NAME: [node("i-1"), node("i-2")]}
    it.service.fail("ListClusterNodes")
    it.account.list_nodes(NAME)
    it.answer_all()
    assert it.account.nodes == {NAME: [node("i-1"), node("i-2")]}
    assert it.changes == [Change(What.NODES, NAME)] * 3
    nodes = it.account.nodes[NAME]
    assert isinstance(nodes, NodeList)
    assert (nodes.failure, nodes.is_whole) == (DENIED, True)


# Whether there is an account


@pytest.mark.parametrize("kind", NO_ACCOUNT)
def test_without_an_account_nothing_is_there_until_an_answer_comes(kind: str) -> None:
    it = AccountRun()
    it.service.fail("ListClusters", Failure(kind, "no"))
    it.account.list_clusters()
    assert not it.account.has_no_account
    it.answer_all()
    assert it.account.has_no_account
    it.account.list_clusters()
    it.answer_all()
    assert not it.account.has_no_account


def test_a_refusal_of_another_kind_does_not_say_that_there_is_no_account() -> None:
    it = AccountRun()
    it.service.fail("ListClusters", DENIED)
    it.account.list_clusters()
    it.answer_all()
    assert not it.account.has_no_account
    assert it.account.last_failure == DENIED


def test_where_something_is_loaded_there_is_something_to_look_at() -> None:
    it = listed(event_row(0))
    it.service.fail("ListClusterEvents", EXPIRED)
    it.service.fail("DescribeCluster", EXPIRED)
    it.model.refresh()
    it.answer_all()
    assert not it.account.has_no_account
    assert it.model.loading.failure == EXPIRED


# Whose account it is


def connected(account: AccountRun) -> Account:
    account.account.connect()
    account.answer_all()
    return account.account


def test_it_is_known_once_it_is_connected() -> None:
    it = AccountRun()
    assert it.account.identity is None
    assert connected(it).identity == it.service.identity
    assert it.changes == [Change(What.IDENTITY)]


@pytest.mark.parametrize(
    ("failure", "may_help"),
    [
        (EXPIRED, True),
        (DENIED, True),
        # What nobody foresaw may come from keys that the process keeps.
        (Failure("other", "ListClusters failed: 'int' object has no attribute 'split'"), True),
        (Failure("network", "Request timed out"), False),
    ],
)
def test_keys_are_read_anew_only_where_that_may_help(failure: Failure, *, may_help: bool) -> None:
    it = AccountRun()
    connected(it)
    it.account.renew()
    assert it.loader.waiting == []
    it.service.fail("ListClusters", failure)
    it.account.list_clusters()
    it.answer_all()
    it.account.renew()
    assert it.loader.waiting == [("connect",)] * may_help
    it.answer_all()
    it.account.renew()
    assert it.loader.waiting == []


def test_a_configuration_that_leads_elsewhere_by_now_is_another_account() -> None:
    it = AccountRun()
    here = connected(it).identity
    it.service.fail("ListClusters", EXPIRED)
    it.account.list_clusters()
    it.answer_all()
    it.changes.clear()
    it.service.identity = Identity("eu-west-1", "other", "")
    it.account.renew()
    it.answer_all()
    assert it.changes == [Change(What.ACCOUNT)]
    assert it.account.identity == here


def test_a_process_that_was_started_again_may_have_other_keys() -> None:
    it = AccountRun()
    for number in (1, 2):
        arn = f"arn:aws:sagemaker:us-west-2:{number:012}:cluster/x"
        it.service.cluster_pages = [Page((Cluster(arn, "x", "InService", None),), None)]
        it.changes.clear()
        it.account.list_clusters()
        it.answer_all()
        assert (Change(What.ACCOUNT, f"{number:012}") in it.changes) is (number == 2)
        it.account._deliver(it.account.door.asked(("note",)), RESTARTED)
        it.take_in()
        assert it.account.note == RESTARTED


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (ARN.format("a"), "111122223333"),
        ("arn:aws:sagemaker:us-west-2:1111:cluster/a", ""),
        ("arn:aws:sagemaker:us-west-2:11112222333x:cluster/a", ""),
        ("arn:aws:sagemaker:us-west-2:١١١١٢٢٢٢٣٣٣٣:cluster/a", ""),
        ("arn:aws:sagemaker:us-west-2:111122223333", ""),
        ("a-name", ""),
        ("", ""),
    ],
)
def test_the_account_is_read_from_an_arn(arn: str, expected: str) -> None:
    assert account_id(arn) == expected


# The list of clusters


class Listing:
    """A list of clusters that comes page by page."""

    def __init__(self, most_pages: int = 9) -> None:
        self.asked: list[str | None] = []
        self.clusters = Clusters(most_pages)
        self.load()

    def load(self) -> None:
        """Load the list from its first page on."""
        self.asked.clear()
        self.clusters.load(self.asked.append)

    def come(self, *names: str, then: str | None = None, unreadable: bool = False) -> None:
        """A page comes."""
        odd = frozenset([1] if unreadable else [])
        self.clusters.add(Page(tuple(map(cluster, names)), then, odd))

    @property
    def names(self) -> list[str]:
        """The clusters, in their order."""
        return [each.cluster_name for each in self.clusters.by_arn.values()]


def test_pages_follow_their_tokens_to_the_end() -> None:
    it = Listing()
    it.come("a", "b", then="1")
    assert (it.asked, it.clusters.is_loading, it.clusters.is_complete) == ([None, "1"], True, False)
    it.come("c")
    assert (it.asked, it.clusters.is_loading, it.clusters.is_complete) == ([None, "1"], False, True)
    assert it.names == ["a", "b", "c"]
    assert it.clusters.failure is None


def test_a_new_run_leaves_what_is_loaded_and_drops_at_its_end_what_is_gone() -> None:
    it = Listing()
    it.come("a", "b", "c")
    it.load()
    assert it.names == ["a", "b", "c"]
    it.come("c", "d", then="1")
    assert it.names == ["a", "b", "c", "d"]
    it.come("a")
    assert it.names == ["a", "c", "d"]


def test_rows_that_cannot_be_read_may_be_what_is_missing() -> None:
    it = Listing()
    it.come("a", "b")
    it.load()
    it.come("a", unreadable=True, then="1")
    it.come("c")
    assert (it.names, it.clusters.is_complete) == (["a", "b", "c"], True)
    it.load()
    it.come("a", "c")
    assert it.names == ["a", "c"]


def test_a_token_that_leads_back_ends_the_list() -> None:
    it = Listing()
    it.come("a", then="1")
    it.come("b", then="2")
    it.come("c", then="1")
    assert it.asked == [None, "1", "2"]
    assert it.clusters.failure is not None
    assert "leads back" in it.clusters.failure.title
    assert (it.names, it.clusters.is_complete) == (["a", "b", "c"], False)


def test_a_list_without_end_is_ended() -> None:
    it = Listing(most_pages=3)
    for number in range(4):
        it.come(f"c{number}", then=str(number))
    assert it.asked == [None, "0", "1", "2"]
    assert it.clusters.failure is not None
    assert "more pages after 3 pages" in it.clusters.failure.title
    assert not it.clusters.is_loading


def test_a_failure_ends_the_list_and_leaves_what_is_loaded() -> None:
    it = Listing()
    it.come("a", "b")
    it.load()
    it.come("a", then="1")
    it.clusters.add(DENIED)
    assert (it.names, it.clusters.failure, it.clusters.is_loading) == (["a", "b"], DENIED, False)
    it.load()
    assert it.clusters.failure is None


def test_only_what_is_listed_has_a_state_and_a_new_run_asks_anew() -> None:
    it = Listing()
    it.come("a")
    assert it.clusters.add_info(ARN.format("a"), info("a"))
    assert not it.clusters.add_info(ARN.format("b"), info("b"))
    assert it.clusters.infos == {ARN.format("a"): info("a")}
    it.load()
    assert it.clusters.infos == {}


def test_pages_of_a_run_that_was_begun_anew_are_dropped() -> None:
    it = AccountRun()
    it.service.cluster_pages = [Page((cluster("a"),), "1"), Page((cluster("b"),), None)]
    it.account.list_clusters()
    held = it.loader.start("clusters")
    it.account.list_clusters()
    it.answer_all()
    it.changes.clear()
    held()
    it.take_in()
    assert it.changes == []
    assert len(it.account.clusters.by_arn) == 2
    assert [given.get("NextToken") for _, given in it.service.calls] == [None, None, "1"]
