"""Which capacity a group was given: a training plan's, that of a reservation, or on demand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hpev_tui.findings.facts import Facts
from hpev_tui.findings.history import GroupHistory
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.text.lists import plural

ON_DEMAND = "on demand"

MOST_POOLS = 200
"""Of how many attempts of a group the capacity is looked at, at most: the latest ones."""

_FOUND = re.compile(r"Found CapacityReservation(?: ID)?:? ([\w:/-]+)", re.IGNORECASE)
_NONE = re.compile(r"No CapacityReservation (?:was )?found\b", re.IGNORECASE)
_SUBNET = re.compile(r"Found Subnet (subnet-\w+) in AZ ([\w-]+)", re.IGNORECASE)
"""AWS documentation, SageMaker HyperPod cluster events reference: instance creation, network."""


class Capacity(NamedTuple):
    """Which capacity a group's attempts were given, as far as is loaded."""

    given: tuple[tuple[str, int], ...]
    """Each source, "on demand" or the ID of a reservation, with how many attempts it had."""
    last: str
    """The source of the latest attempt."""
    reserved: str
    """Its training plan, or a reservation that details of the group name; "" for none."""
    subnet: str
    zone: str
    """Where its instances were last requested; "" where no event says it."""
    reserved_zone: str = ""
    """Where they were when the reserved capacity was last found; "" where that is not loaded."""

    @property
    def is_missed(self) -> bool:
        """Whether it has reserved capacity, and was last given none of it."""
        return bool(self.reserved) and self.last == ON_DEMAND


def source_of(event: Event, facts: Facts | None = None) -> str:
    """The capacity that an event of an instance names: on demand, a reservation, else "".

    `facts` are those of its detail, where that is loaded.
    """
    if match := _FOUND.search(event.description):
        return match[1].rpartition("/")[2]
    if _NONE.search(event.description):
        return ON_DEMAND
    return facts.capacity_reservation.rpartition("/")[2] if facts else ""


def source_of_attempt(events: Iterable[Event], facts: Mapping[str, Facts]) -> str:
    """The capacity of an attempt with these events, "" where none of them names it."""
    named = (source_of(event, facts.get(event.event_id)) for event in events)
    return next(filter(None, named), "")


def capacity_of(group: GroupCount, history: GroupHistory) -> Capacity | None:
    """Which capacity a group was given; None where no event says it."""
    sources = [*filter(None, map(source_of, history.pools[-MOST_POOLS:]))]
    if not sources:
        return None
    plan = group.training_plan_arn.rpartition("/")[2]
    last_used = max(
        (
            each.event_time
            for each in history.pools[-MOST_POOLS:]
            if _FOUND.search(each.description)
        ),
        default=float("-inf"),
    )
    subnet, zone = _network(history, float("inf"))
    return Capacity(
        tuple(Counter(sources).most_common()),
        sources[-1],
        # A reservation that one attempt was given may be of that attempt alone.
        f"training plan {plan}" if plan else next(iter(history.reservations), ""),
        subnet,
        zone,
        _network(history, last_used)[1],
    )


def _network(history: GroupHistory, until: float) -> tuple[str, str]:
    """The subnet and the zone that were said last up to a time; empty where none were."""
    said = [each for each in history.networks if each.event_time <= until]
    match = (_SUBNET.search(each.description) for each in reversed(said))
    return next(((each[1], each[2]) for each in match if each), ("", ""))


def missed_in_words(capacity: Capacity) -> str:
    """That a group has reserved capacity and was given on demand, with the zones as far as known.

    A reservation is in one zone; where the subnet is in another, none of it is found
    (awslabs/awsome-distributed-ai, HyperPod mental model).
    """
    subnet = f"subnet {capacity.subnet}" if capacity.subnet else "its subnet"
    where = f"{subnet} is in {capacity.zone or 'a zone not loaded (?)'}"
    zone = capacity.reserved_zone or "?"
    return f"has {capacity.reserved} but got on demand: {where}, the reservation is in {zone}"


def in_short(capacity: Capacity) -> str:
    """The one source that all loaded attempts had, and how many these are; "" for several."""
    if len(capacity.given) > 1:
        return ""
    ((source, count),) = capacity.given
    return f"{source} in {count:,} {'attempt' if count == 1 else 'attempts'}"


def in_words(capacity: Capacity) -> str:
    """How many attempts had which capacity."""
    total = sum(count for _, count in capacity.given)
    given = ", ".join(f"{source} {count:,}" for source, count in capacity.given[:4])
    rest = len(capacity.given) - 4
    more = f", +{rest} other reservations" if rest > 0 else ""
    attempts = plural(total, "attempt")
    return f"{given}{more}, of {total:,} loaded {attempts}; last {capacity.last}"
