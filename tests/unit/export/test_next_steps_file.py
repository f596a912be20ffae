"""The file of steps: each has a source, and its commands are the services' own."""

from __future__ import annotations

import json
import shlex
from string import Formatter

import botocore.session
from botocore import xform_name
from jmespath import compile as compile_query

from help.cases import every
from hpev_tui.export.next_steps import FILE_NAME
from hpev_tui.export.step_values import NOTHING_AROUND, Surroundings
from hpev_tui.rules.causes import TAGS
from hpev_tui.system.files import data_file
from unit.export.asking import DENIED, INFO, MESSAGE, steps

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))


@every("step", DATA["steps"])
def test_each_step_says_for_what_it_is_and_where_it_comes_from(step: dict[str, object]) -> None:
    names = {"causes", "kind", "label", "text", "source", "inferred"}
    assert names <= set(step) <= names | {"wordings", "unless", "needs", "without", "first"}
    causes = step["causes"]
    assert isinstance(causes, list)
    assert set(causes) <= {*TAGS, "any", "none"}
    assert step["kind"] in ("note", "value", "command", "url")
    assert step["source"]
    assert isinstance(step["inferred"], bool)


def test_every_class_has_a_step_of_its_own() -> None:
    named = {cause for step in DATA["steps"] for cause in step["causes"]}
    assert named == {*TAGS, "any", "none"}


def test_every_value_that_a_text_names_can_be_known() -> None:
    names = {"cluster", "cluster_name", "cluster_id", "group", "instance", "event_id", "region"}
    names |= {"console", "since", "instance_type", "image", "options", "sagemaker_options"}
    names |= {"partition", "node_group", "subnets", "security_groups", "file_system_gib"}
    names |= {"training_plan_status", "denial", "denial_advice", "failed", "came_up"}
    flags = {"by_endpoint", "own_network", "recovers", "recovers_not"}
    flags |= {"controller", "may_be_controller"}
    for name, each in DATA["formats"].items():
        assert each["source"]
        assert _fields(each["text"]) <= names
        names.add(name)
    for step in DATA["steps"]:
        assert _fields(step["text"]) <= names
        assert {*step.get("needs", ()), *step.get("without", ())} <= names | flags


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_the_commands_are_the_service_s_own() -> None:
    """Each operation and option is in the SDK's models, which the AWS CLI is made of."""
    models = botocore.session.Session()
    shown = [
        step
        for tag in TAGS
        for message in (MESSAGE, DENIED, "The subnet does not have enough free addresses")
        for around in (NOTHING_AROUND, Surroundings(INFO))
        for step in steps(tag, message=f"{message} ami-0abc1234def567890", around=around)
    ]
    checked = set()
    for step in shown:
        words = shlex.split(step.text) if step.kind == "command" else []
        if not words or words[1:3] == ["logs", "tail"]:
            continue
        service = models.get_service_model(words[1])
        operations = {xform_name(name, "-"): name for name in service.operation_names}
        shape = service.operation_model(operations[words[2]]).input_shape
        options = {f"--{xform_name(member, '-')}" for member in shape.members}
        used = {word for word in words if word.startswith("--")}
        assert used - options <= {"--region", "--query", "--output"}, step.text
        if "--query" in words:
            compile_query(words[words.index("--query") + 1])
        checked.add((words[1], words[2]))
    assert len(checked) >= 11
