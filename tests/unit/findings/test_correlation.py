"""What failing nodes share: the numbers, and when they are enough to speak of a finding."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from hpev_tui.findings import Facts
from hpev_tui.findings.correlation import (
    LEAST_NODES,
    MOST_CHANCE,
    NONE,
    TOGETHER_SECONDS,
    GroupTraits,
    Share,
    Traits,
    common_of,
    correlate,
    traits_of_node,
)
from hpev_tui.model.events import ClusterNode, GroupCount


def nodes(subnet: str, count: int) -> list[Traits]:
    """So many nodes in a subnet."""
    return [Traits({"subnet": (subnet,)})] * count


def test_all_in_one_subnet_and_none_of_the_others_is_a_finding() -> None:
    (share,) = correlate(nodes("subnet-b", 37), nodes("subnet-a", 25) + nodes("subnet-c", 15))
    assert share == Share("subnet", "subnet-b", 37, 37, 0, 40)
    assert share.is_finding
    assert share.name == "subnet subnet-b"
    assert share.numbers == "37 of 37 failing, 0 of 40 healthy"


def test_great_numbers_are_written_with_commas_and_what_is_not_known_is_said() -> None:
    share = Share("group", "g", 1200, 1300, 2, 4000)
    assert share.numbers == "1,200 of 1,300 failing, 2 of 4,000 healthy"
    said = share._replace(unknown_failed=3, unknown_healthy=1000).numbers
    assert said.endswith("healthy (unknown for 3 failing and 1,000 up)")


def test_an_arn_is_named_by_its_end_and_of_many_values_some() -> None:
    plan = "arn:aws:sagemaker:us-west-2:111122223333:training-plan/tp-nov"
    assert Share("training plan", plan, 3, 3, 0, 9).name == "training plan tp-nov"
    subnets = " or ".join("abcdef")
    assert Share("subnet", subnets, 3, 3, 0, 9).name == "subnet a or b or c or d +2"


@pytest.mark.parametrize(
    ("failed", "all_failed", "healthy", "all_healthy"),
    [
        # Too few failed or came up for a finding
        (2, 2, 0, 40),
        (37, 37, 0, 2),
        (0, 0, 0, 40),
        (37, 37, 0, 0),
        # The same share of both
        (20, 40, 20, 40),
        (30, 40, 30, 40),
        (37, 37, 40, 40),
        # It is rarer among those that failed
        (25, 40, 39, 40),
        # Most that failed are elsewhere, even if all that have it failed
        (20, 40, 0, 40),
        (5, 40, 0, 1000),
        # Half of those that are up have it, too
        (900, 900, 500, 1000),
        # It can well be chance
        (3, 3, 1, 4),
        (3, 3, 0, 4),
    ],
)
def test_numbers_that_carry_nothing_are_no_finding(
    failed: int, all_failed: int, healthy: int, all_healthy: int
) -> None:
    assert not Share("subnet", "s", failed, all_failed, healthy, all_healthy).is_finding


@pytest.mark.parametrize(
    ("failed", "all_failed", "healthy", "all_healthy"),
    [(3, 3, 0, 10), (37, 37, 0, 3), (21, 40, 0, 40), (30, 40, 15, 40), (500, 900, 10, 9000)],
)
def test_numbers_that_carry_it_are_a_finding(
    failed: int, all_failed: int, healthy: int, all_healthy: int
) -> None:
    assert Share("subnet", "s", failed, all_failed, healthy, all_healthy).is_finding


def chance(failed: int, all_failed: int, healthy: int, all_healthy: int) -> Fraction:
    """How many of all ways to deal out a value give so many to the failed ones, by counting."""
    ways = list(combinations(range(all_failed + all_healthy), failed + healthy))
    hits = sum(sum(node < all_failed for node in way) >= failed for way in ways)
    return Fraction(hits, len(ways))


def test_the_chance_is_that_of_counting_all_ways() -> None:
    seen = set()
    for all_failed in range(1, 6):
        for all_healthy in range(1, 7):
            for failed in range(1, all_failed + 1):
                for healthy in range(all_healthy + 1):
                    numbers = (failed, all_failed, healthy, all_healthy)
                    expected = (
                        min(all_failed, all_healthy) >= LEAST_NODES
                        and failed * 2 > all_failed
                        and healthy * 2 < all_healthy
                        and chance(*numbers) <= Fraction(MOST_CHANCE)
                    )
                    assert Share("subnet", "s", *numbers).is_finding is expected, numbers
                    seen.add(expected)
    assert seen == {True, False}


def test_the_values_of_the_failed_ones_come_by_dimension_and_the_most_frequent_first() -> None:
    failed = [
        Traits({"subnet": ("b",), "group": ("g",)}),
        Traits({"subnet": ("a",), "group": ("g",)}),
        Traits({"subnet": ("c",), "group": ("h",)}),
        Traits({"subnet": ("c",), "group": ("h",)}),
        Traits({"group": ("h",)}),
    ]
    healthy = [Traits({"subnet": ("a",), "group": ("i",)}), Traits({"group": ("g",)})]
    assert correlate(failed, healthy) == [
        Share("group", "h", 3, 5, 0, 2),
        Share("group", "g", 2, 5, 1, 2),
        # Nodes of which no subnet is known are counted apart; equal ones are in alphabetical order.
        Share("subnet", "c", 2, 4, 0, 1, 1, 1),
        Share("subnet", "a", 1, 4, 1, 1, 1, 1),
        Share("subnet", "b", 1, 4, 0, 1, 1, 1),
    ]


def test_where_nothing_failed_or_nothing_is_known_there_is_no_share() -> None:
    assert correlate([], nodes("a", 3)) == []
    assert correlate([Traits({})] * 5, nodes("a", 3)) == []
    assert correlate(nodes("a", 3), []) == [Share("subnet", "a", 3, 3, 0, 0)]


def test_several_values_of_a_group_are_one() -> None:
    traits = Traits({"subnet": ("a", "b")})
    assert traits.of("subnet") == "a or b"
    assert traits.of("AMI") == ""
    (share,) = correlate([traits] * 3, nodes("a", 4))
    assert share == Share("subnet", "a or b", 3, 3, 0, 4)


def test_what_most_failed_nodes_are_not_known_to_have_is_no_finding() -> None:
    assert Share("subnet", "s", 5, 5, 0, 40, 4, 0).is_finding
    assert not Share("subnet", "s", 5, 5, 0, 40, 5, 0).is_finding


def test_what_each_node_has_alone_is_counted_and_not_listed() -> None:
    failed = [
        Traits({"capacity reservation": (f"cr-{number}",), "subnet": ("a",)})
        for number in range(20)
    ]
    common = common_of(failed, nodes("a", 12))
    assert common.one_offs == ("20 capacity reservations, 1 node each",)
    assert (common.findings, common.even) == ((), ("subnet",))
    assert "AMI" in common.unknown
    paired = common_of([*failed, failed[0]], nodes("a", 12))
    assert paired.one_offs == ("20 capacity reservations, at most 2 nodes each",)


def test_a_node_that_is_known_to_be_without_is_counted_and_not_named() -> None:
    racks = [Traits({"UltraServer": ("us-a",)})] * 6
    without = [Traits({"UltraServer": (NONE,)})] * 30
    (share,) = common_of(racks, without).findings
    assert (share.name, share.numbers) == (
        "UltraServer us-a",
        "6 of 6 failing, 0 of 30 healthy",
    )
    # That failing nodes are in none while others are sets them apart, and names nothing.
    assert common_of(without, racks)[:3] == ((), (), ("UltraServer",))
    # Where no node is in one there is nothing to look at.
    assert common_of(without, without)[:3] == ((), (), ())


def test_the_findings_come_by_how_unlikely_they_are() -> None:
    failed = [Traits({"group": ("g",), "subnet": ("b",)})] * 10
    healthy = [Traits({"group": ("g",), "subnet": ("a",)})] * 2
    healthy += [Traits({"group": ("h",), "subnet": ("a",)})] * 8
    common = common_of(failed, healthy)
    assert [share.name for share in common.findings] == ["subnet b", "group g"]


OLD = Facts(subnet_id="old", availability_zone_id="az1", security_group_ids=("y", "x"))
NEW = Facts(subnet_id="new", availability_zone_id="az2", ami_override="ami-1")


def test_a_group_has_what_it_had_before_the_request() -> None:
    group = GroupTraits("g", [(5000.0, NEW), (1000.0, OLD)])
    assert [group.at(time).of("subnet") for time in (999, 1000, 4999, 5000, 9000)] == [
        "old",
        "old",
        "old",
        "new",
        "new",
    ]
    assert group.at(4999).of("availability zone") == "az1"
    # What one request alone names may be new with it.
    assert GroupTraits("g", [(5000.0, NEW)]).at(4999).of("subnet") == ""
    # What it named once stays while nothing else is named.
    assert group.at(9000).of("security groups") == "x, y"
    assert group.at(9000).of("AMI") == "ami-1"


def test_a_request_may_find_several_subnets() -> None:
    later = 1000.0 + TOGETHER_SECONDS
    both = GroupTraits("g", [(1000.0, OLD), (later, NEW)])
    assert both.at(9000).of("subnet") == "new or old"
    apart = GroupTraits("g", [(1000.0, OLD), (later + 1, NEW)])
    assert apart.at(9000).of("subnet") == "new"


def test_what_describe_cluster_says_of_a_group_holds_for_all_its_nodes() -> None:
    group = GroupCount("g", 1, 2, instance_type="ml.p5.48xlarge", training_plan_arn="arn:tp/a")
    assert GroupTraits(group).at(0) == Traits(
        {"group": ("g",), "training plan": ("arn:tp/a",), "instance type": ("ml.p5.48xlarge",)}
    )
    flexible = GroupCount("g", 1, 2, desired_instance_types=("ml.g5.xlarge", "ml.g6.xlarge"))
    assert GroupTraits(flexible).at(0) == Traits({"group": ("g",), "training plan": (NONE,)})
    assert GroupTraits("g").at(0) == Traits({"group": ("g",)})
    assert GroupTraits("").at(0) == Traits({})


def test_what_a_node_s_own_details_say_counts_more_than_what_its_group_had() -> None:
    group = Traits({"group": ("g",), "capacity reservation": ("arn:of-the-group",)})
    assert traits_of_node(group) == group
    own = [Facts(capacity_reservation="arn:b"), Facts(), Facts(capacity_reservation="arn:a")]
    # The last one counts: an earlier attempt may have used another.
    assert traits_of_node(group, own) == Traits(
        {"group": ("g",), "capacity reservation": ("arn:a",)}
    )


def test_what_list_cluster_nodes_says_of_a_node_counts_too() -> None:
    node = ClusterNode("i-1", "", "g", "ml.g5.xlarge", "Failure", "", "", None)
    group = Traits({"instance type": ("ml.g6.xlarge",)})
    assert traits_of_node(group, node=node).values == {
        "UltraServer": (NONE,),
        "instance type": ("ml.g5.xlarge",),
    }
    in_rack = node._replace(instance_type="", ultra_server_id="us-a", image_release_version="1.4")
    assert traits_of_node(group, node=in_rack).values == {
        "UltraServer": ("us-a",),
        "instance type": ("ml.g6.xlarge",),
        "image release": ("1.4",),
    }
