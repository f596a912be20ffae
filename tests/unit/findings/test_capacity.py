"""Which capacity a group and its attempts were given, and that reserved capacity was missed."""

from __future__ import annotations

from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.capacity import (
    ON_DEMAND,
    capacity_of,
    in_short,
    in_words,
    missed_in_words,
    source_of_attempt,
)
from hpev_tui.model.events import Event, GroupCount
from unit.findings.group_events import fails, history_of, of_group, of_node

NONE = "No CapacityReservation found for Cluster c and IG g, using on-demand pool"
FOUND = "Found CapacityReservation ID cr-0a1b for Cluster c and IG g, using reserved capacity"
SUBNET = of_group(
    "net", 9000, "Found Subnet subnet-01 in AZ usw2-az3 with SecurityGroupIds [sg-1] for"
)
PLAN = "arn:aws:sagemaker:us-west-2:111122223333:training-plan/my-plan"
CR = "arn:aws:ec2:us-west-2:111122223333:capacity-reservation/cr-0a1b"


def none(ago: float) -> Event:
    return of_node(f"none {ago}", ago, NONE, "")


def reserved(ago: float) -> Event:
    return of_node(f"found {ago}", ago, FOUND, "")


def test_each_source_is_counted_and_the_last_one_named() -> None:
    capacity = capacity_of(GroupCount("g", 1, 2), history_of([none(90), reserved(60), none(30)]))
    assert capacity is not None
    # What an attempt was given may have been of that attempt alone.
    assert not capacity.is_missed
    assert capacity.given == ((ON_DEMAND, 2), ("cr-0a1b", 1))
    assert in_words(capacity) == "on demand 2, cr-0a1b 1, of 3 loaded attempts; last on demand"


def test_one_source_of_all_attempts_is_said_in_short() -> None:
    one = capacity_of(GroupCount("g", 1, 2), history_of([none(90), none(30)]))
    both = capacity_of(GroupCount("g", 1, 2), history_of([none(90), reserved(60)]))
    assert one is not None
    assert both is not None
    assert (in_short(one), in_short(both)) == ("on demand in 2 attempts", "")


def test_where_no_event_says_it_nothing_is_said() -> None:
    history = history_of([fails("f", 60)])
    assert capacity_of(GroupCount("g", 1, 2, training_plan_arn=PLAN), history) is None


def test_a_plan_that_was_missed_is_named_with_what_is_known_of_the_zones() -> None:
    group = GroupCount("g", 1, 2, training_plan_arn=PLAN)
    missed = capacity_of(group, history_of([SUBNET, none(60)]))
    assert missed is not None
    assert missed.is_missed
    assert missed_in_words(missed) == (
        "has training plan my-plan but got on demand: subnet subnet-01 is in usw2-az3, "
        "the reservation is in ?"
    )
    moved = of_group("moved", 80, "Found Subnet subnet-02 in AZ usw2-az1 with SecurityGroupIds []")
    then = capacity_of(group, history_of([SUBNET, reserved(90), moved, none(60)]))
    assert then is not None
    assert (then.zone, then.reserved_zone) == ("usw2-az1", "usw2-az3")
    used = capacity_of(group, history_of([SUBNET, none(60), reserved(30)]))
    assert used is not None
    assert not used.is_missed
    without = capacity_of(GroupCount("g", 1, 2), history_of([none(60)]))
    assert without is not None
    assert not without.is_missed


def test_a_reservation_that_only_a_detail_of_the_group_names_counts() -> None:
    findings = Findings()
    findings.add([SUBNET, none(60)])
    findings.add_detail(SUBNET, Facts(capacity_reservation=CR, capacity_type="ODCR"))
    capacity = capacity_of(GroupCount("g", 1, 2), findings.groups.history("g"))
    assert capacity is not None
    assert capacity.reserved == "capacity reservation cr-0a1b (ODCR)"
    assert capacity.is_missed


def test_an_attempt_has_the_capacity_that_one_of_its_events_or_details_names() -> None:
    up = of_node("up", 10, "EC2 Instance {} successfully provisioned in Cluster c and IG g")
    assert source_of_attempt([none(30), up], {}) == ON_DEMAND
    assert source_of_attempt([up], {"up": Facts(capacity_reservation=CR)}) == "cr-0a1b"
    assert source_of_attempt([up], {}) == ""
