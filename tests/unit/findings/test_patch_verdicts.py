"""How the update of a group stands, and that the end of something old is no success."""

from __future__ import annotations

from help.cases import every
from unit.findings.group_events import (
    OTHER,
    SCRIPT_FAILED,
    UPDATE_FAILED,
    comes_up,
    fails,
    history_of,
    of_group,
    of_node,
    stands,
)
from unit.query.samples import NOW

PATCH = {
    "begun": of_group("begun", 9000, "UpdateClusterSoftware initiated for"),
    "batch": of_group("batch", 8000, "Next update batch selected for"),
    "done": of_group("done", 7000, "UpdateClusterSoftware completed successfully for"),
    "failed": of_group("failed", 7000, "UpdateClusterSoftware failed for"),
    "bakes": of_group("bakes", 6900, "Baking period started for"),
    "baked": of_group("baked", 6300, "Baking period completed for"),
    "alarm": of_group("alarm", 6300, "Baking period failed for"),
    "kept": of_group("kept", 5000, "Rollback failed for"),
    "back": of_node("back", 5500, "Instance {} in IG g rolled back successfully to previous AMI."),
    "earlier": of_node("earlier", 99000, "Instance {} in IG g rolled back successfully."),
    "just": of_node("just", 60, "Instance {} in IG g rolled back successfully to previous AMI."),
}


@every(
    ("expected", "status", "names"),
    [
        # By SoftwareUpdateStatus, whatever events are loaded
        *[
            (expected, status, names)
            for names in ("", "begun", "begun failed back", "done")
            for status, expected in {
                "Pending": "patching",
                "InProgress": "patching",
                "RollbackInProgress": "rolling back",
                "RollbackComplete": "rolled back",
                "Failed": "patch failed",
            }.items()
        ],
        ("", "Succeeded", "begun failed back"),
        # By events where it is not sent
        ("", "", ""),
        ("patching", "", "begun"),
        ("patching", "", "begun batch"),
        ("baking", "", "begun done bakes"),
        ("baking", "InProgress", "begun batch bakes"),
        ("patching", "", "begun batch bakes baked"),
        # A bake that ends without an alarm is the end of an update; one with an alarm is not.
        ("", "", "begun done"),
        ("", "", "begun done bakes baked"),
        ("rolling back", "", "begun done bakes alarm"),
        ("patch failed", "", "begun failed"),
        ("patch failed", "", "begun failed kept"),
        ("rolled back", "", "begun failed back"),
        ("rolling back", "", "begun failed back just"),
        # A node that was rolled back in an earlier update is not one of this rollback.
        ("rolling back", "", "earlier begun done bakes alarm"),
        # One node that was rolled back says nothing of the update of the whole group.
        ("", "", "back"),
        ("patching", "", "begun batch back"),
    ],
)
def test_the_update_of_a_group_has_a_verdict_of_its_own(
    expected: str, status: str, names: str
) -> None:
    events = [PATCH[name] for name in names.split()]
    whole = stands(4, 4, *events, software_update_status=status)
    well = "patched" if names.startswith("begun done") else "steady"
    assert (whole.name, whole.patch) == (expected or well, expected)
    # Nodes that are missing all the same have their own verdict, but while the update is under way.
    lacking = stands(3, 4, *events, software_update_status=status)
    assert lacking.patch == expected
    is_under_way = expected in ("patching", "baking", "rolling back")
    assert lacking.name == (expected if is_under_way else lacking.name)
    failing = stands(3, 4, *events, fails("f", 60, OTHER), software_update_status=status)
    assert (failing.name, failing.patch) == ("retrying", expected)


def test_what_is_rolled_back_is_not_recovered() -> None:
    story = [
        *(comes_up("up", 90000), PATCH["begun"], of_node("s1", 8900, SCRIPT_FAILED)),
        *(of_node("s2", 8200, SCRIPT_FAILED), of_node("s3", 7500, SCRIPT_FAILED)),
        *(of_node("u", 7400, UPDATE_FAILED), PATCH["failed"], PATCH["back"]),
    ]
    verdict = stands(4, 4, *story)
    assert (verdict.name, verdict.attempts, verdict.nodes, verdict.down) == ("rolled back", 3, 1, 0)
    said = [each.event_id for each in verdict.events]
    assert said == ["back", "failed", "u", "s3", "s2", "s1", "begun"]


def test_an_update_goes_on_though_one_node_is_rolled_back_and_another_is_skipped() -> None:
    skipped = "UpdateClusterSoftware for Instance {} in IG g skipped due to PodDisruptionBudget."
    story = [
        *(of_node("old", 99000, skipped, OTHER), PATCH["begun"], PATCH["batch"]),
        *(of_node("u", 7000, UPDATE_FAILED), PATCH["back"]),
        *(of_node(f"k{ago}", ago, skipped, OTHER) for ago in (5000, 4000)),
    ]
    for status in ("", "InProgress"):
        verdict = stands(4, 4, *story, software_update_status=status)
        assert (verdict.name, verdict.attempts, verdict.skipped) == ("patching", 1, 1)
        assert [e.event_id for e in verdict.events] == [
            "k4000",
            "k5000",
            "back",
            "u",
            "batch",
            "begun",
        ]


def test_the_end_of_an_old_instance_is_no_node_that_came_up() -> None:
    text = "Instance {} deletion completed successfully as part of instance replacement in IG g"
    end = of_node("end", 60, text)
    verdict = stands(7, 8, fails("f", 3000, OTHER), end)
    assert (verdict.name, verdict.attempts, verdict.last) == ("retrying", 1, NOW - 60)
    assert history_of([end]).came_up == []
    assert stands(8, 8, fails("f", 3000, OTHER), end).name == "not known"
