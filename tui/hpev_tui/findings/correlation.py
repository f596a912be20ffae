"""What the nodes of a signature have in common, and nodes that are up have not.

A node's own details may name its capacity reservation, and hardly more. What the details of its
group's network events say counts for it as of then: what the group had before the node's own
request. DescribeCluster says the type and the training plan of a group's nodes, ListClusterNodes
the type, the image and the UltraServer of an instance.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import comb
from typing import NamedTuple

from hpev_tui.findings.facts import Facts
from hpev_tui.model.events import ClusterNode, GroupCount
from hpev_tui.text.lists import listed, many

DIMENSIONS = {
    "UltraServer": "UltraServers",
    "group": "groups",
    "instance type": "instance types",
    "availability zone": "availability zones",
    "subnet": "subnets",
    "security groups": "sets of security groups",
    "AMI": "AMIs",
    "image release": "image releases",
    "capacity reservation": "capacity reservations",
    "training plan": "training plans",
}
"""What is compared, with its plural."""

NONE = "none"
"""A node that is known to be without, such as in no UltraServer. It is counted, and not named."""

LEAST_NODES = 3
"""For a finding, at least so many nodes must have failed, and as many be up."""
MANY_NODES = 6
"""Of so many nodes more than half as many values are said to be one-off ones."""
MOST_CHANCE = 0.01
"""How likely, at most, such a difference is by chance alone (Fisher's exact test, one-sided)."""

TOGETHER_SECONDS = 120.0
"""Network events of a group that are no farther apart are of one request: a group that may be in
several subnets has an event for each. This program's own choice."""


class Traits(NamedTuple):
    """What is known of a node by dimension; each value once."""

    values: Mapping[str, tuple[str, ...]]

    def of(self, dimension: str) -> str:
        """The value in one dimension; several as one, as a node may have any of them."""
        return " or ".join(self.values.get(dimension, ()))


class Share(NamedTuple):
    """How many nodes have a value: of those that failed, and of those that are up."""

    dimension: str
    value: str
    failed: int
    all_failed: int
    """The failed nodes of which the dimension is known."""
    healthy: int
    all_healthy: int
    unknown_failed: int = 0
    """The failed nodes of which it is not known."""
    unknown_healthy: int = 0

    @property
    def is_finding(self) -> bool:
        """Whether most failed nodes have the value, few of the others, and hardly by chance."""
        if self.all_failed < LEAST_NODES or self.all_healthy < LEAST_NODES:
            return False
        if 2 * self.failed <= self.all_failed + self.unknown_failed:
            return False
        if 2 * self.healthy >= self.all_healthy:
            return False
        return chance(self) <= MOST_CHANCE

    @property
    def values(self) -> list[str]:
        """The values that are counted as this one, an ARN without what all ARNs have."""
        return [
            each.rsplit("/", 1)[-1] if each.startswith("arn:") else each
            for each in self.value.split(" or ")
        ]

    @property
    def name(self) -> str:
        """The dimension and the value."""
        return f"{self.dimension} {listed(self.values, separator=' or ')}"

    @property
    def numbers(self) -> str:
        """Both numbers in words, and of how many nodes it is not known."""
        said = (
            f"{self.failed:,} of {self.all_failed:,} failing,"
            f" {self.healthy:,} of {self.all_healthy:,} healthy"
        )
        unknown = [
            f"{count:,} {which}"
            for count, which in ((self.unknown_failed, "failing"), (self.unknown_healthy, "up"))
            if count
        ]
        return f"{said} (unknown for {' and '.join(unknown)})" if unknown else said

    @property
    def failing_numbers(self) -> str:
        """How many of the failed nodes have it, in words: "20 of 21 (2 unknown)"."""
        return _numbers(self.failed, self.all_failed, self.unknown_failed)

    @property
    def healthy_numbers(self) -> str:
        """How many of the nodes that are up have it, in words."""
        return _numbers(self.healthy, self.all_healthy, self.unknown_healthy)


def _numbers(count: int, having: int, unknown: int) -> str:
    said = f"{count:,} of {having:,}"
    return f"{said} ({unknown:,} unknown)" if unknown else said


class Common(NamedTuple):
    """What failing nodes have in common, and what was looked at."""

    findings: tuple[Share, ...]
    """What sets them apart, the least likely by chance first."""
    one_offs: tuple[str, ...]
    """Of dimensions in which nearly each node has a value of its own how many values there are."""
    even: tuple[str, ...]
    """The dimensions that make no difference."""
    unknown: tuple[str, ...]
    """The dimensions of which too little is known to compare."""
    others: tuple[Share, ...] = ()
    """Of each dimension that makes no difference the value that most failing nodes have."""


class GroupTraits:
    """What is known of a group's nodes, as of the time of their request."""

    def __init__(
        self, group: GroupCount | str, network: Iterable[tuple[float, Facts]] = ()
    ) -> None:
        """Know it of a group, as DescribeCluster gave it last; or only its name.

        `network` are the details of its network events, with their times in seconds since the
        epoch.
        """
        self._fixed = _of_group(group)
        self._requests: dict[str, list[tuple[float, dict[str, None]]]] = {}
        """The values of each request by its time, the oldest first."""
        for time, facts in sorted(network, key=lambda each: each[0]):
            for dimension, value in _said(facts):
                requests = self._requests.setdefault(dimension, [])
                if not requests or time - requests[-1][0] > TOGETHER_SECONDS:
                    requests.append((time, {}))
                requests[-1][1][value] = None

    def at(self, time: float) -> Traits:
        """What the group had before that time.

        Where a later request is loaded that changed it, what it had first counts for earlier times,
        too. With one request alone that is not known.
        """
        values = dict(self._fixed)
        for dimension, requests in self._requests.items():
            index = bisect_right(requests, time, key=lambda each: each[0])
            if index or len(requests) > 1:
                values[dimension] = tuple(sorted(requests[max(0, index - 1)][1]))
        return Traits(values)


def _of_group(group: GroupCount | str) -> dict[str, tuple[str, ...]]:
    """What all nodes of a group have, by DescribeCluster."""
    if isinstance(group, str):
        return {"group": (group,)} if group else {}
    fixed: dict[str, tuple[str, ...]] = {
        "group": (group.instance_group_name,),
        "training plan": (group.training_plan_arn or NONE,),
    }
    if len(group.instance_types) == 1:
        fixed["instance type"] = group.instance_types
    return fixed


def traits_of_node(
    group: Traits, own: Iterable[Facts] = (), node: ClusterNode | None = None
) -> Traits:
    """What is known of a node: what is said of itself, else what its group had.

    Args:
        group: What its group had at the time of its request.
        own: Its own details up to then, the oldest first: the last one counts.
        node: What ListClusterNodes says of the same instance.
    """
    values = dict(group.values)
    if node is not None:
        values["UltraServer"] = (node.ultra_server_id or NONE,)
        if node.instance_type:
            values["instance type"] = (node.instance_type,)
        if node.image_release_version:
            values["image release"] = (node.image_release_version,)
    for facts in own:
        for dimension, value in _said(facts):
            values[dimension] = (value,)
    return Traits(values)


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
        unknown = (len(failed) - one.total(), len(healthy) - other.total())
        for value, count in sorted(one.items(), key=lambda each: (-each[1], each[0])):
            counts = (count, one.total(), other[value], other.total())
            shares.append(Share(dimension, value, *counts, *unknown))
    return shares


def common_of(failed: Sequence[Traits], healthy: Sequence[Traits]) -> Common:
    """What the failed nodes have in common, and what was looked at."""
    shares_of: dict[str, list[Share]] = {dimension: [] for dimension in DIMENSIONS}
    for share in correlate(failed, healthy):
        shares_of[share.dimension].append(share)
    findings: list[Share] = []
    one_offs, even, unknown, others = [], [], [], []
    for dimension, shares in shares_of.items():
        these = [share for share in shares if share.value != NONE and share.is_finding]
        count = shares[0].all_failed if shares else 0
        of_healthy = {value for each in healthy if (value := each.of(dimension))}
        if these:
            findings += these
        elif {share.value for share in shares} | of_healthy == {NONE}:
            continue
        elif _is_one_off(shares, count):
            one_offs.append(_one_off(dimension, shares))
        elif count < LEAST_NODES or shares[0].all_healthy < LEAST_NODES:
            unknown.append(dimension)
        else:
            even.append(dimension)
            others.append(shares[0])
    findings.sort(key=chance)
    return Common(tuple(findings), tuple(one_offs), tuple(even), tuple(unknown), tuple(others))


def _is_one_off(shares: Sequence[Share], count: int) -> bool:
    """Whether the failed nodes have a value of their own each; or, of many nodes, nearly each."""
    if count < LEAST_NODES:
        return False
    return len(shares) == count or (count >= MANY_NODES and 2 * len(shares) > count)


def _one_off(dimension: str, shares: Sequence[Share]) -> str:
    """How many values there are where nearly each node has its own: "20 subnets, one node each"."""
    most = max(share.failed for share in shares)
    each = f"at most {many(most, 'node')} each" if most > 1 else "1 node each"
    return f"{len(shares):,} {DIMENSIONS[dimension]}, {each}"


def _count(traits: Iterable[Traits], dimension: str) -> Counter[str]:
    return Counter(value for each in traits if (value := each.of(dimension)))


def chance(share: Share) -> float:
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
