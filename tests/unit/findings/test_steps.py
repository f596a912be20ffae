"""Which step each wording names, for all known wordings."""

from __future__ import annotations

import json

import pytest

from help.cases import every
from hpev_tui.demo.plan import wordings
from hpev_tui.findings.timeline import FILE_NAME, READY, step_of
from hpev_tui.model.events import Event
from hpev_tui.rules.phrasebook import Phrasebook
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
    # What goes wrong with a node that is up is no failed attempt to bring it up.
    **dict.fromkeys(
        [
            *("unused-enis-kept", "termination-failed", "eni-deletion-failed", "reboot-failed"),
            *("root-volume-failed", "patch-skipped", "patch-prepare-failed"),
            *("node-rollback-started", "node-rollback-failed", "kubernetes-config-failed"),
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
        assert row["level"] == "Error"
    if step and (step.begins or step.name == READY):
        assert row["level"] == "Info"


def wordings_known() -> list[str]:
    """Descriptions as the demo and the published sources have them."""
    texts = [described(key, state=state).description for key in STEPS for state in STATES]
    return texts + [row["description"] for row in rows("corpus")]


@every(
    ("name", "wording"),
    [(rule["step"], wording) for rule in DATA["steps"] for wording in rule["wordings"]],
)
def test_each_rule_is_needed(name: str, wording: str) -> None:
    book = Phrasebook([(wording, True)])
    # Of the lifecycle script's states, the demo has all in one wording.
    texts = [
        *wordings_known(),
        *(described("script-started", state=each).description for each in STATES),
    ]
    of_step = [text for text in texts if book.meaning(text)]
    assert of_step
    assert {name_of(event("1", text)) for text in of_step} == {name}


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
        "requested",
        "replacement",
    }
    assert {name for name, rule in rules.items() if rule.get("fails")} == {"failed"}
    assert READY in rules
    assert all(rule["label"] for rule in rules.values())
    assert DATA["source"]
    step = step_of(described("creation-started"))
    assert step
    assert (step.name, step.label, step.begins, step.fails) == (
        *("requested", rules["requested"]["label"], True, False),
    )
