"""What failing nodes share: the numbers, and when they are enough to speak of a finding."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from hpev_tui.findings import Facts
from hpev_tui.findings.correlation import (
    DIMENSIONS,
    LEAST_NODES,
    MOST_CHANCE,
    Share,
    Traits,
    correlate,
    traits_of_groups,
    traits_of_node,
)


def nodes(subnet: str, count: int) -> list[Traits]:
    """So many nodes in a subnet."""
    return [Traits({"subnet": (subnet,)})] * count


def test_all_in_one_subnet_and_none_of_the_others_is_a_finding() -> None:
    (share,) = correlate(nodes("subnet-b", 37), nodes("subnet-a", 25) + nodes("subnet-c", 15))
    assert share == Share("subnet", "subnet-b", 37, 37, 0, 40)
    assert share.is_finding
    assert share.words == "37 of 37 failing in subnet-b; of 40 that came up, 0"


def test_great_numbers_are_written_with_commas() -> None:
    share = Share("group", "g", 1200, 1300, 2, 4000)
    assert share.words == "1,200 of 1,300 failing in g; of 4,000 that came up, 2"


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
        # Nodes of which no subnet is known are not counted; equal ones are in alphabetical order.
        Share("subnet", "c", 2, 4, 0, 1),
        Share("subnet", "a", 1, 4, 1, 1),
        Share("subnet", "b", 1, 4, 0, 1),
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


def test_the_traits_of_groups_are_gathered_from_all_their_details() -> None:
    network = [
        ("g", Facts(subnet_id="s2", availability_zone_id="az1", security_group_ids=("y", "x"))),
        ("g", Facts(subnet_id="s1", availability_zone_id="az1", security_group_ids=("x", "y"))),
        ("g", Facts(ami_override="ami-1", capacity_reservation="arn:cr")),
        ("g", Facts()),
        ("h", Facts(subnet_id="s3")),
        ("elsewhere", Facts(subnet_id="s4")),
    ]
    traits = traits_of_groups(["g", "h", "i"], {"g": "ml.p5.48xlarge", "h": ""}, network)
    assert traits == {
        "g": Traits(
            {
                "group": ("g",),
                "instance type": ("ml.p5.48xlarge",),
                "availability zone": ("az1",),
                "subnet": ("s1", "s2"),
                "security groups": ("x, y",),
                "AMI": ("ami-1",),
                "capacity reservation": ("arn:cr",),
            }
        ),
        "h": Traits({"group": ("h",), "subnet": ("s3",)}),
        "i": Traits({"group": ("i",)}),
    }
    assert set(traits["g"].values) == set(DIMENSIONS)


def test_what_a_node_s_own_details_say_counts_more_than_what_its_group_has() -> None:
    group = Traits({"group": ("g",), "capacity reservation": ("arn:of-the-group",)})
    assert traits_of_node(group, []) == group
    own = [Facts(capacity_reservation="arn:b"), Facts(), Facts(capacity_reservation="arn:a")]
    assert traits_of_node(group, own) == Traits(
        {"group": ("g",), "capacity reservation": ("arn:a", "arn:b")}
    )
