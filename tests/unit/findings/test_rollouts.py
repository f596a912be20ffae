"""How far an update of a group, or its scaling, is: by counts, events and nodes."""

from __future__ import annotations

from help.cases import every
from hpev_tui.findings.groups import verdict_of
from hpev_tui.findings.rollouts import BACK, SKIPPED, UPDATED, UPDATING, Rollout, Scaling
from hpev_tui.model.events import ClusterNode, Event, GroupCount
from unit.findings.group_events import changes, fails, history_of, of_group, of_node
from unit.query.samples import NOW

NODES = [f"i-{number:017x}" for number in range(10)]
DONE = "Instance {} in IG g updated successfully."
CORDONED = "Instance {} in IG g cordoned and pods evicted."
BACK_AGAIN = "Instance {} in IG g rolled back successfully to previous AMI."
PDB = "UpdateClusterSoftware for Instance {} in IG g skipped due to PodDisruptionBudget constraint."
BEGUN = of_group(
    "begun", 9000, "UpdateClusterSoftware initiated for IG g in Cluster c using Rolling strategy."
)
UPDATE = [
    BEGUN,
    of_group("batch", 8990, "Next update batch selected for"),
    *(of_node(f"c{n}", 8900, CORDONED, NODES[n]) for n in range(8)),
    *(of_node(f"d{n}", 7000, DONE, NODES[n]) for n in range(5)),
    of_node("u", 7100, "Instance {} in IG g failed to update. Rollback initiated.", NODES[5]),
    of_node("b", 6000, BACK_AGAIN, NODES[5]),
    of_node("s", 6500, PDB, NODES[6]),
]


def how_far(
    *events: Event,
    covered_from: float = 0.0,
    updated: int | None = None,
    status: str = "InProgress",
    nodes: list[ClusterNode] | None = None,
) -> Rollout:
    group = GroupCount("g", 10, 10, software_update_status=status, target_state_count=updated)
    rollout = verdict_of(group, history_of(events), NOW, covered_from, nodes).rollout
    assert rollout is not None
    return rollout


def test_each_node_is_in_one_state_and_the_rest_is_left() -> None:
    rollout = how_far(*UPDATE, updated=5)
    counts = {each: rollout.count(each) for each in (UPDATED, BACK, SKIPPED, UPDATING)}
    assert counts == {UPDATED: 5, BACK: 1, SKIPPED: 1, UPDATING: 1}
    assert (rollout.updated, rollout.total, rollout.left) == (5, 10, 2)
    assert (rollout.begun, rollout.strategy, rollout.batches) == (NOW - 9000, "Rolling", 1)
    assert not rollout.is_bound


def test_with_a_rollback_the_service_counts_those_that_have_the_image_from_before() -> None:
    for status in ("RollbackInProgress", "RollbackComplete", "Failed"):
        rollout = how_far(*UPDATE, updated=10, status=status)
        assert (rollout.updated, rollout.count(UPDATED)) == (None, 5)
    failed = of_group("f", 60, "Baking period failed for IG g. Alarms [a] entered ALARM state.")
    assert how_far(*UPDATE, failed, updated=10).updated is None


def test_without_a_count_of_the_service_s_events_say_how_many_are_updated() -> None:
    rollout = how_far(*UPDATE)
    assert (rollout.updated, rollout.count(UPDATED), rollout.left) == (None, 5, 2)


def test_what_is_not_loaded_makes_it_a_bound() -> None:
    rollout = how_far(*UPDATE[2:], covered_from=NOW - 8000)
    assert (rollout.begun, rollout.strategy, rollout.is_bound) == (None, "", True)
    assert how_far(*UPDATE, covered_from=NOW - 8000).is_bound


def test_a_node_that_the_service_updates_now_is_in_progress() -> None:
    updating = ClusterNode(NODES[9], "", "g", "", "SystemUpdating", "", "", None)
    other = updating._replace(instance_group_name="other", instance_id=NODES[8])
    rollout = how_far(*UPDATE, nodes=[updating, other])
    assert dict(rollout.states)[NODES[9]] == UPDATING
    assert rollout.left == 1


def test_an_earlier_update_is_not_counted() -> None:
    earlier = [of_node(f"e{n}", 90000, DONE, NODES[n]) for n in (7, 8, 9)]
    assert how_far(*earlier, *UPDATE).count(UPDATED) == 5


BAKES = of_group(
    "bakes",
    600,
    "Baking period started for IG g in Cluster c. Monitoring alarms [gpu, efa] for 900 seconds.",
)
ALARM = of_group(
    "alarm",
    300,
    "Baking period failed for IG g in Cluster c. Alarms [efa] entered ALARM state. "
    "Initiating auto-rollback.",
)


def test_a_bake_has_an_end_and_its_alarms() -> None:
    baking = how_far(*UPDATE, BAKES)
    assert (baking.baking_until, baking.alarms) == (NOW + 300, ("gpu", "efa"))
    ended = how_far(*UPDATE, BAKES, ALARM, status="RollbackInProgress")
    assert (ended.baking_until, ended.alarming) == (None, ("efa",))


@every(
    ("expected", "current", "least", "covered_from"),
    [
        (None, 4, 2, 0.0),
        (Scaling(NOW - 3600, NOW + 7200, is_below_least=True), 1, 2, 0.0),
        (Scaling(NOW - 3600, None, is_below_least=False), 2, 2, 0.0),
        (Scaling(NOW - 3600, None, is_below_least=False), 2, None, 0.0),
        # An earlier change than what is loaded cannot be left out, so that this may not be it.
        (Scaling(None, None, is_below_least=True), 1, 2, NOW - 60),
    ],
)
def test_a_group_below_its_least_count_is_given_up_after_three_hours(
    expected: Scaling | None, current: int, least: int | None, covered_from: float
) -> None:
    history = history_of([changes("asked", 3600), fails("f", 60)])
    group = GroupCount("g", current, 4, min_count=least)
    assert verdict_of(group, history, NOW, covered_from).scaling == expected
