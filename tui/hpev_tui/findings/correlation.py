"""What the nodes of a signature have in common, and nodes that came up do not.

A node's own details may name its capacity reservation, and hardly more. What the details of the
group's network events and DescribeCluster say of its group counts for each of the group's nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import comb
from typing import NamedTuple

from hpev_tui.findings.facts import Facts

DIMENSIONS = (
    "group",
    "instance type",
    "availability zone",
    "subnet",
    "security groups",
    "AMI",
    "capacity reservation",
)

LEAST_NODES = 3
"""For a finding, at least so many nodes must have failed, and as many come up."""
MOST_CHANCE = 0.01
"""How likely, at most, such a difference is by chance alone (Fisher's exact test, one-sided)."""


class Traits(NamedTuple):
    """What is known of a node, or of all nodes of a group, by dimension; each value once."""

    values: Mapping[str, tuple[str, ...]]

    def of(self, dimension: str) -> str:
        """The value in one dimension; several as one, as a node may have any of them."""
        return " or ".join(self.values.get(dimension, ()))


class Share(NamedTuple):
    """How many nodes have a value: of those that failed, and of those that came up."""

    dimension: str
    value: str
    failed: int
    all_failed: int
    """The failed nodes of which the dimension is known."""
    healthy: int
    all_healthy: int

    @property
    def is_finding(self) -> bool:
        """Whether the value is so much rarer among nodes that came up that it is hardly chance."""
        if self.all_failed < LEAST_NODES or self.all_healthy < LEAST_NODES:
            return False
        if 2 * self.failed <= self.all_failed:
            return False
        return _chance(self) <= MOST_CHANCE

    @property
    def words(self) -> str:
        """The numbers as a sentence."""
        return (
            f"{self.failed:,} of {self.all_failed:,} failing in {self.value}; "
            f"of {self.all_healthy:,} that came up, {self.healthy:,}"
        )


def traits_of_groups(
    names: Iterable[str], instance_types: Mapping[str, str], network: Iterable[tuple[str, Facts]]
) -> dict[str, Traits]:
    """What is known of each group.

    `instance_types` has each group's `InstanceType`, from DescribeCluster; `network` the details of
    the groups' own events, each with its group.
    """
    values_of: dict[str, dict[str, dict[str, None]]] = {}
    for name in names:
        values_of[name] = {"group": {name: None}}
        if kind := instance_types.get(name):
            values_of[name]["instance type"] = {kind: None}
    for name, facts in network:
        if name in values_of:
            for dimension, value in _said(facts):
                values_of[name].setdefault(dimension, {})[value] = None
    return {
        name: Traits({key: tuple(sorted(values)) for key, values in each.items()})
        for name, each in values_of.items()
    }


def traits_of_node(group: Traits, own: Iterable[Facts]) -> Traits:
    """What is known of a node: what its own events' details say, else what its group has."""
    values: dict[str, dict[str, None]] = {}
    for facts in own:
        for dimension, value in _said(facts):
            values.setdefault(dimension, {})[value] = None
    return Traits({**group.values, **{key: tuple(sorted(each)) for key, each in values.items()}})


def _said(facts: Facts) -> Iterator[tuple[str, str]]:
    """What a detail says of where nodes are and how they are built, by dimension."""
    for dimension, value in (
        ("availability zone", facts.availability_zone_id),
        ("subnet", facts.subnet_id),
        ("security groups", ", ".join(sorted(facts.security_group_ids))),
        ("AMI", facts.ami_override),
        ("capacity reservation", facts.capacity_reservation),
    ):
        if value:
            yield dimension, value


def correlate(failed: Sequence[Traits], healthy: Sequence[Traits]) -> list[Share]:
    """In each dimension, the values of the failed nodes; the most frequent first."""
    shares = []
    for dimension in DIMENSIONS:
        one, other = (_count(traits, dimension) for traits in (failed, healthy))
        for value, count in sorted(one.items(), key=lambda each: (-each[1], each[0])):
            shares.append(Share(dimension, value, count, one.total(), other[value], other.total()))
    return shares


def _count(traits: Iterable[Traits], dimension: str) -> Counter[str]:
    return Counter(value for each in traits if (value := each.of(dimension)))


def _chance(share: Share) -> float:
    """How likely so many of the failed, or more, have the value if failing had no part in it."""
    failed, healthy = share.all_failed, share.all_healthy
    having = share.failed + share.healthy
    ways = comb(failed + healthy, having)
    return (
        sum(
            comb(failed, count) * comb(healthy, having - count)
            for count in range(share.failed, min(failed, having) + 1)
        )
        / ways
    )
