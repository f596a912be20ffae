"""Which step each wording names, for all known wordings."""

from __future__ import annotations

import json

import pytest

from help.cases import every
from hpev_tui.demo.plan import wordings
from hpev_tui.findings.steps import FILE_NAME, READY, step_of
from hpev_tui.model.events import Event
from hpev_tui.rules.says import says
from hpev_tui.system.files import data_file
from unit.query.samples import event
from unit.rules.rows import rows

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
NODE = "i-0391f86fa0fe0d465"

# By the keys of the demo's wordings, which are written after the documentation; "" for no step.
STEPS = {
    "creation-started": "requested",
    "reservation-found": "pool",
    "reservation-missing": "pool",
    "eni-created": "eni",
    "provisioned": "launched",
    "kubernetes-config": "kubernetes",
    "creation-completed": "ready",
    "replacement-started": "replacement",
    "replacement-completed": "ready",
    **dict.fromkeys(
        [
            *("creation-start-failed", "reservation-failed", "eni-failed", "provision-failed"),
            *("provision-failed-ig", "provision-failed-late", "creation-failed"),
            *("creation-failed-instance", "creation-failed-late", "script-failed"),
            *("script-status-failed", "replacement-start-failed", "replacement-failed"),
        ],
        "failed",
    ),
    "unhealthy": "unhealthy",
    "rebooting": "rebooting",
    "terminating": "terminating",
    "deletion-completed": "terminated",
    "eni-deleted": "eni-deleted",
    "unused-enis-deleted": "eni-deleted",
    "cordoned": "cordoned",
    "root-volume": "root-volume",
    "patched": "patched",
    "restored": "restored",
    "node-rolled-back": "rolled-back",
    "patch-skipped": "skipped",
    **dict.fromkeys(
        ["root-volume-failed", "patch-prepare-failed", "node-rollback-started"], "patch-failed"
    ),
    # What goes wrong with a node that is up is no failed attempt to bring it up.
    **dict.fromkeys(
        [
            *("unused-enis-kept", "termination-failed", "eni-deletion-failed", "reboot-failed"),
            *("node-rollback-failed", "kubernetes-config-failed"),
            *("slurm-unhealthy", "slurm-disabled", "slurm-healthy"),
        ],
        "",
    ),
}

# The wordings that say in a word how far the lifecycle script is
STATES = {"Started": "script", "Succeeded": "script-done", "Failed": "failed"}


class _Filled(dict[str, str]):
    """What fills a wording's placeholders; an own name for each that is not given."""

    def __missing__(self, key: str) -> str:
        return f"the-{key}"


def described(key: str, **texts: str) -> Event:
    """An event of one of the demo's wordings."""
    wording = wordings().events[key]
    filled = _Filled(instance=NODE, cluster="c", group="g", **texts)
    return event(
        "1", wording.description.format_map(filled), kind=wording.resource_type, level=wording.level
    )


def name_of(row: Event) -> str:
    """The name of an event's step."""
    step = step_of(row)
    return step.name if step else ""


@every("key", sorted(wordings().events))
def test_each_wording_of_a_node_names_its_step(key: str) -> None:
    if key.startswith("script-started"):
        for state, expected in STATES.items():
            assert name_of(described(key, state=state)) == expected
    else:
        of_node = wordings().events[key].resource_type == "Instance"
        assert name_of(described(key)) == (STEPS[key] if of_node else "")


@every("row", rows("corpus"))
def test_a_published_event_fails_an_attempt_only_if_something_failed(row: dict[str, str]) -> None:
    step = step_of(event("1", row["description"]))
    if step and step.fails:
        # An update that is rolled back is a Warning: the service deals with it itself.
        assert row["level"] == ("Warn" if "Rollback initiated" in row["description"] else "Error")
    if step and (step.begins or step.succeeds):
        assert row["level"] == "Info"


# No source that is known has these sentences: they are forms with another operation.
NOT_PUBLISHED = {
    *("Instance start started", "Instance start succeeded", "Instance start failed"),
    *("Instance start succeeded in replacement", "Instance replacement started"),
    *("Instance replacement succeeded", "Instance replacement succeeded in replacement"),
    *("Instance replacement failed", "Instance replacement failed in replacement"),
    *("Instance health check started", "Instance health check progress"),
    *("Instance health check succeeded", "Instance reboot succeeded", "Instance patch started"),
    "Instance deletion started in replacement",
}


def test_each_rule_is_needed() -> None:
    texts = [row["description"] for row in (*rows("corpus"), *rows("says"))]
    texts += [described("script-started", state=each).description for each in STATES]
    said = {str(says(text)) for text in texts}
    of_rules = [
        each for rule in DATA["steps"] for name in ("says", "whole") for each in rule.get(name, ())
    ]
    assert len(of_rules) == len(set(of_rules))
    assert set(of_rules) - said == NOT_PUBLISHED
    assert set(DATA["network"]) <= said


@every("name", ["failed", "failed-jobs", "completed", "started"])
@every(
    "key",
    [
        *("creation-started", "creation-completed", "provision-failed", "creation-failed"),
        *("creation-failed-instance", "replacement-completed", "replacement-failed"),
    ],
)
def test_the_names_of_groups_and_clusters_name_no_step(key: str, name: str) -> None:
    text = wordings().events[key].description.format(instance=NODE, cluster=name, group=name)
    assert name_of(event("1", text)) == STEPS[key]


@pytest.mark.parametrize("kind", ["Cluster", "InstanceGroup"])
def test_an_event_of_no_node_has_no_step(kind: str) -> None:
    text = "Instance creation started successfully in Cluster c and IG g"
    assert step_of(event("1", text, kind=kind)) is None
    # A type that is not known may be a node's.
    assert name_of(event("1", text, kind="")) == "requested"


def test_an_event_of_an_unknown_wording_has_no_step() -> None:
    assert step_of(event("1", "Instance i-0391f86fa0fe0d465 health updated")) is None
    assert step_of(event("1", "")) is None


def test_the_rules_say_what_begins_an_attempt_and_what_fails_it() -> None:
    rules = {rule["step"]: rule for rule in DATA["steps"]}
    assert len(rules) == len(DATA["steps"])
    assert {name for name, rule in rules.items() if rule.get("begins")} == {
        *("requested", "replacement"),
        *("cordoned", "root-volume", "updating"),
    }
    assert {name for name, rule in rules.items() if rule.get("succeeds")} == {READY, "patched"}
    assert {name for name, rule in rules.items() if rule.get("fails")} == {"failed", "patch-failed"}
    assert {rule.get("phase", "") for rule in rules.values()} == {"up", "patch", "end", ""}
    assert all(rule["label"] for rule in rules.values())
    assert DATA["source"]
    step = step_of(described("creation-started"))
    assert step
    assert (step.name, step.label, step.begins, step.fails) == (
        *("requested", rules["requested"]["label"], True, False),
    )
