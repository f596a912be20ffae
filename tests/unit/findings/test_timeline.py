"""The timeline of one node: which event is of which attempt, and which step was slow."""

from __future__ import annotations

import pytest

from hpev_tui.findings.steps import step_of
from hpev_tui.findings.timeline import Moment, Usual, attempts_of, usual_times
from hpev_tui.model.events import Event
from unit.query.samples import NOW, event

NODE, OTHER = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"

TEXTS = {
    "requested": "Instance creation started successfully in Cluster c and IG g",
    "pool": "No CapacityReservation found for Cluster c and IG g, using on-demand pool",
    "eni": "Successfully created Customer ENI for instance in Cluster c and IG g",
    "launched": "EC2 Instance {node} successfully provisioned in Cluster c and IG g",
    "script": "Instance lifecycle script execution for EC2 Instance {node} has Started",
    "script-done": "Instance lifecycle script execution for EC2 Instance {node} has Succeeded",
    "script-failed": "Instance lifecycle script execution for EC2 Instance {node} has Failed. Why?",
    "failed": "Instance creation {node} in Cluster c and IG g failed",
    "ready": "Instance creation {node} in Cluster c and IG g completed successfully",
    "replacement": "Instance {node} is starting as part of instance replacement in Cluster c",
    "replaced": "Instance {node} creation completed successfully as part of instance replacement",
    "unhealthy": "Instance {node} is unhealthy. Repair action: Replace.",
    "terminated": "Instance deletion {node} in Cluster c and IG g completed successfully",
    "cordoned": "Instance {node} in IG g cordoned and pods evicted.",
    "root-volume": "Root volume replacement started for Instance {node} in IG g.",
    "patched": "Instance {node} in IG g updated successfully.",
    "update-failed": "Instance {node} in IG g failed to update. Rollback initiated.",
    "rolled-back": "Instance {node} in IG g rolled back successfully to previous AMI.",
    "restored": "Instance {node} in IG g restored to schedulable state.",
    "terminating": "Termination of EC2 Instance {node} is currently in progress in Cluster c",
}


def node_event(name: str, at: float, node: str = "") -> Event:
    """An event of a step, so many seconds after the beginning."""
    text = TEXTS[name].format(node=node)
    return event(f"{name}@{at:g}", text, time=NOW + at, group="g", node=node)


def summary(events: list[Event]) -> list[tuple[str, str, float, float]]:
    """Each attempt: its instance, what came of it, when it began, and when it ended."""
    return [
        (each.instance_id, each.outcome, each.begun - NOW, each.ended - NOW)
        for each in attempts_of(events)
    ]


def names(events: list[Event]) -> list[list[str]]:
    """The events of each attempt."""
    return [[m.event.event_id for m in each.moments] for each in attempts_of(events)]


def test_of_no_events_there_are_no_attempts() -> None:
    assert attempts_of([]) == []


def test_an_attempt_goes_from_its_request_until_the_node_is_up() -> None:
    events = [
        *(
            node_event("requested", 0),
            node_event("pool", 16),
            node_event("eni", 40),
            node_event("launched", 58, NODE),
        ),
        *(
            node_event("script", 92, NODE),
            node_event("script-done", 600, NODE),
            node_event("ready", 631, NODE),
        ),
    ]
    assert summary(events) == [(NODE, "ready", 0, 631)]
    (attempt,) = attempts_of(events)
    assert [m.took for m in attempt.moments] == [None, 16, 24, 18, 34, 508, 31]
    assert [m.after for m in attempt.moments] == [
        *("", "requested", "pool", "eni", "launched", "script", "script-done"),
    ]
    assert attempt.decided is attempt.moments[-1]


def test_what_follows_a_failure_without_an_instance_is_the_next_attempt_s() -> None:
    events = [
        *(
            node_event("requested", 0),
            node_event("pool", 16),
            node_event("failed", 33),
            node_event("failed", 34),
        ),
        *(node_event("requested", 600), node_event("pool", 616), node_event("launched", 700, NODE)),
    ]
    assert summary(events) == [("", "failed", 0, 34), (NODE, "under way", 600, 700)]
    first, second = attempts_of(events)
    assert first.decided is first.moments[2]
    assert second.decided is None


def test_an_instance_that_is_named_late_is_of_the_attempt_that_is_under_way() -> None:
    events = [node_event("requested", 0), node_event("pool", 1), node_event("failed", 5, NODE)]
    assert names(events) == [["requested@0", "pool@1", "failed@5"]]
    assert summary(events) == [(NODE, "failed", 0, 5)]


def test_the_end_of_an_old_instance_is_not_of_the_attempt_for_the_new_one() -> None:
    events = [
        *(node_event("requested", 0), node_event("failed", 100, NODE)),
        *(
            node_event("requested", 700),
            node_event("terminating", 710, NODE),
            node_event("launched", 720, OTHER),
        ),
    ]
    assert names(events) == [
        ["requested@0", "failed@100", "terminating@710"],
        ["requested@700", "launched@720"],
    ]


def test_a_replacement_is_an_attempt_and_what_came_before_it_is_not() -> None:
    events = [
        *(node_event("unhealthy", 0, NODE), node_event("terminating", 24, NODE)),
        *(node_event("replacement", 180, OTHER), node_event("replaced", 1464, OTHER)),
    ]
    assert summary(events) == [(NODE, "", 0, 24), (OTHER, "ready", 180, 1464)]
    before, attempt = attempts_of(events)
    assert not before.is_one
    assert before.decided is None
    assert attempt.is_one


def test_an_instance_that_begins_again_is_one_attempt() -> None:
    events = [
        node_event("replacement", 0, NODE),
        node_event("requested", 5, NODE),
        node_event("ready", 9, NODE),
    ]
    assert summary(events) == [(NODE, "ready", 0, 9)]


def test_an_instance_of_its_own_begins_an_attempt_where_no_beginning_is_loaded() -> None:
    events = [node_event("ready", 0, NODE), node_event("failed", 50, OTHER)]
    assert summary(events) == [(NODE, "ready", 0, 0), (OTHER, "failed", 50, 50)]


def test_an_event_without_an_instance_is_of_the_latest_attempt() -> None:
    events = [node_event("launched", 0, NODE), node_event("eni", 5), node_event("script", 9, NODE)]
    assert names(events) == [["launched@0", "eni@5", "script@9"]]


def test_an_attempt_ends_with_what_decides_it_and_with_what_reports_that_again() -> None:
    events = [
        *(
            node_event("requested", 0),
            node_event("launched", 10, NODE),
            node_event("script-failed", 20, NODE),
        ),
        *(node_event("failed", 90, NODE), node_event("ready", 300, NODE)),
    ]
    assert summary(events) == [(NODE, "failed", 0, 90), (NODE, "ready", 300, 300)]
    failed = attempts_of(events)[0]
    assert failed.decided is failed.moments[2]


def test_a_script_that_runs_again_on_one_instance_is_another_attempt() -> None:
    runs = [node_event("script-failed", at, NODE) for at in (60, 780, 1500)]
    assert summary([node_event("requested", 0), *runs]) == [
        (NODE, "failed", 0, 60),
        (NODE, "failed", 780, 780),
        (NODE, "failed", 1500, 1500),
    ]
    began = [node_event("script", at, NODE) for at in (70, 800)]
    events = sorted([*runs, *began], key=lambda each: each.event_time)
    assert summary(events)[1:] == [(NODE, "failed", 70, 780), (NODE, "failed", 800, 1500)]


DAY = 86400


def test_an_update_is_an_attempt_of_its_own_and_no_time_runs_across_a_nodes_life() -> None:
    events = [
        *(node_event("requested", 0), node_event("ready", 1200, NODE)),
        *(node_event("unhealthy", DAY, NODE), node_event("cordoned", 3 * DAY, NODE)),
        *(node_event("root-volume", 3 * DAY + 180, NODE), node_event("script-done", 3 * DAY + 900)),
        *(node_event("patched", 3 * DAY + 960, NODE), node_event("restored", 5 * DAY, NODE)),
        node_event("root-volume", 6 * DAY, NODE),
        node_event("terminating", 9 * DAY, NODE),
        node_event("terminated", 9 * DAY + 60, NODE),
    ]
    assert summary(events) == [
        (NODE, "ready", 0, 1200),
        (NODE, "patched", 3 * DAY, 3 * DAY + 960),
        (NODE, "under way", 6 * DAY, 9 * DAY + 60),
    ]
    took = [m.took for each in attempts_of(events) for m in each.moments]
    assert took == [None, 1200, None, None, 180, 720, 60, None, None, None, 60]


def test_an_update_that_fails_and_is_rolled_back_has_not_succeeded() -> None:
    events = [
        *(node_event("cordoned", 0, NODE), node_event("root-volume", 180, NODE)),
        *(node_event("script-failed", 1000, NODE), node_event("update-failed", 1100, NODE)),
        node_event("rolled-back", 2500, NODE),
    ]
    (attempt,) = attempts_of(events)
    assert (attempt.outcome, attempt.ended - attempt.begun) == ("failed", 1100)
    assert attempt.moments[-1].took is None


def test_the_end_of_the_old_instance_is_no_success_of_its_replacement() -> None:
    text = "Instance {} {} {} as part of instance replacement in Cluster c and IG g"
    deleted = event("d", text.format(NODE, "deletion", "completed successfully"), time=NOW + 4000)
    failed = event("f", text.format(OTHER, "creation", "failed"), time=NOW + 3000)
    events = [
        *(node_event("unhealthy", 0, NODE), node_event("replacement", 60, NODE)),
        failed._replace(instance_id=OTHER),
        *(node_event("terminating", 3900, NODE), deleted._replace(instance_id=NODE)),
    ]
    assert [(each.instance_id, each.outcome) for each in attempts_of(events)] == [
        *((NODE, ""), (OTHER, "failed")),
    ]
    # Where nothing else is loaded of the old one, either.
    assert [(each.instance_id, each.outcome) for each in attempts_of(events[1:])] == [
        *((OTHER, "failed"), (NODE, "")),
    ]


def test_an_event_of_an_unknown_wording_is_a_moment_without_a_step() -> None:
    odd = event("odd", "Something else happened", time=NOW + 5, group="g")
    (attempt,) = attempts_of([node_event("requested", 0), odd, node_event("pool", 16)])
    assert [m.step is None for m in attempt.moments] == [False, True, False]
    assert [m.after for m in attempt.moments] == ["", "requested", ""]
    assert [m.took for m in attempt.moments] == [None, 5, 11]


def test_an_event_by_its_group_and_time_only_is_marked() -> None:
    events = [node_event("requested", 0), node_event("eni", 5), node_event("pool", 9)]
    (attempt,) = attempts_of(events, by_time=["eni@5", "elsewhere"])
    assert [m.by_time for m in attempt.moments] == [False, True, False]
    (attempt,) = attempts_of(events)
    assert not any(m.by_time for m in attempt.moments)


# How long steps take


def timeline(pool_after: float, node: str = NODE) -> list[Event]:
    """A node's timeline in which its pool is found so many seconds after the request."""
    return [
        node_event("requested", 0),
        node_event("pool", pool_after),
        node_event("launched", 100, node),
    ]


def test_the_usual_time_is_the_median_of_the_other_nodes() -> None:
    usual = usual_times([timeline(10), timeline(20), timeline(30), timeline(90), timeline(12)])
    assert usual[("requested", "pool")] == Usual(20, 90, 5)
    assert usual[("pool", "launched")] == Usual(80, 90, 5)
    assert usual.keys() == {("requested", "pool"), ("pool", "launched")}


def test_of_a_node_with_many_attempts_the_longest_time_counts_once() -> None:
    again = [node_event("requested", 500), node_event("pool", 540), node_event("failed", 541)]
    usual = usual_times([[*timeline(10), *again], timeline(12)])
    assert usual[("requested", "pool")] == Usual(26, 40, 2)
    assert usual[("pool", "failed")] == Usual(1, 1, 1)
    sooner = [node_event("requested", 500), node_event("pool", 502), node_event("failed", 503)]
    assert usual_times([[*timeline(30), *sooner]])[("requested", "pool")] == Usual(30, 30, 1)
    # Between two attempts there is no step.
    assert ("launched", "requested") not in usual


def test_of_no_other_nodes_nothing_is_usual() -> None:
    assert usual_times([]) == {}
    assert usual_times([[node_event("requested", 0)]]) == {}


def moment(took: float | None) -> Moment:
    """A moment that took so long."""
    pool = node_event("pool", 0)
    return Moment(pool, step_of(pool), took, "requested")


@pytest.mark.parametrize(
    ("took", "usual", "expected"),
    [
        # Twice as long as usual, and half a minute longer: the greater of the two.
        (200.0, Usual(100, 120, 5), False),
        (200.1, Usual(100, 120, 5), True),
        (40.0, Usual(10, 12, 5), False),
        (40.1, Usual(10, 12, 5), True),
        (60.0, Usual(30, 31, 9), False),
        (60.1, Usual(30, 31, 9), True),
        # On five other nodes, at least
        (9000.0, Usual(10, 12, 4), False),
        (9000.0, None, False),
        (None, Usual(10, 12, 5), False),
    ],
)
def test_a_step_is_slow_that_took_much_longer_than_on_five_others(
    took: float | None, usual: Usual | None, expected: bool
) -> None:
    assert moment(took).is_slow(usual) is expected


def test_a_step_of_one_node_is_slow_beside_those_of_five_others() -> None:
    usual = usual_times([timeline(10 + each) for each in range(5)])
    (attempt,) = attempts_of(timeline(45))
    slow = [m for m in attempt.moments if m.step and m.is_slow(usual.get((m.after, m.step.name)))]
    assert [(m.step and m.step.name, m.took) for m in slow] == [("pool", 45)]
    assert usual[("requested", "pool")] == Usual(12, 14, 5)
    (steady,) = attempts_of(timeline(42))
    assert not steady.moments[1].is_slow(usual[("requested", "pool")])
