"""The tree and the SDK's model: no member is forgotten, and an older model loses nothing."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any, cast

import botocore.session
import pytest
from botocore.model import ServiceModel

from hpev_tui.detail.shapes import DETAILS, METADATA, UNKNOWN, Shape, documentation
from hpev_tui.detail.tree import Node, Path, build, json_lines
from hpev_tui.model.events import Json
from hpev_tui.sources.aws.documentation import shape_of

INSIDE = (DETAILS, DETAILS, METADATA)


@cache
def description() -> dict[str, Any]:
    """The installed service model, as botocore loads it."""
    loader = botocore.session.Session().get_component("data_loader")
    return dict(loader.load_service_model("sagemaker", "service-2"))


def output_shape(service: dict[str, Any]) -> Shape:
    model = ServiceModel(service, "sagemaker")
    return shape_of(model.operation_model("DescribeClusterEvent").output_shape)


@cache
def model() -> Shape:
    return output_shape(description())


def members() -> dict[str, Shape]:
    event = model().members[DETAILS]
    return dict(event.members[DETAILS].members[METADATA].members)


def sample(shape: Shape) -> Json:
    """A value that the model allows, with everything in it."""
    if shape.type == "structure":
        return {name: sample(member) for name, member in shape.members.items()}
    if shape.type == "list":
        return [sample(cast("Shape", shape.element))] * 2
    samples: dict[str, Json] = {"string": "text", "timestamp": 1, "integer": 7}
    return shape.enum[0] if shape.enum else samples[shape.type]


def response(member: str) -> Json:
    """An answer with every field of the event, and the whole of one union member."""
    fields = model().members[DETAILS].members
    event = {name: sample(shape) for name, shape in fields.items() if name != DETAILS}
    return {DETAILS: {**event, DETAILS: {METADATA: {member: sample(members()[member])}}}}


def walk(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in walk(child))]


def members_of(shape: Shape, path: Path) -> list[tuple[Path, Shape]]:
    """Every member below a shape, with its path in an answer that has two items in each list."""
    inner = [((*path, name), member) for name, member in shape.members.items()]
    if shape.element is not None:
        inner += [((*path, number), shape.element) for number in range(2)]
    return [*inner, *(each for at, member in inner for each in members_of(member, at))]


@pytest.mark.parametrize("member", members())
def test_every_member_of_the_installed_model_is_shown_and_documented(member: str) -> None:
    body = response(member)
    root = build(body, model())
    shown = {node.path: node for node in walk(root)}
    paths_in_json = {line.path for line in json_lines(body)}
    event = model().members[DETAILS]
    own = event._replace(members={k: v for k, v in event.members.items() if k != DETAILS})
    expected = [*members_of(own, (DETAILS,)), ((*INSIDE, member), members()[member])]
    expected += members_of(members()[member], (*INSIDE, member))
    assert {path for path, _ in expected} == shown.keys() - {()}
    for path, shape in expected:
        assert not shown[path].mark
        assert path in paths_in_json
        said = documentation(model(), path)
        assert said.split(": ")[0] in (path[-1], f"{path[-2]}[{path[-1]}]")
        assert shape.documentation.split("\n")[0] in said
        assert all(value in said for value in shape.enum)
        # Only the items of lists have no documentation of their own in any model so far.
        assert len(said) > 40, said


def older_model(drop: dict[str, tuple[str, ...]]) -> Shape:
    """The model as it was before some structures, by their shapes' names, got some members."""
    service = copy.deepcopy(description())
    for name, dropped in drop.items():
        for member in dropped:
            del service["shapes"][name]["members"][member]
    return output_shape(service)


def shape_names(*path: str) -> str:
    """The name of the shape of the structure at that path of the answer."""
    service = description()
    name = service["operations"]["DescribeClusterEvent"]["output"]["shape"]
    for step in path:
        name = service["shapes"][name]["members"][step]["shape"]
    return str(name)


def test_what_an_older_model_does_not_know_is_shown_whole_and_marked() -> None:
    instance = shape_names(*INSIDE, "Instance")
    older = older_model(
        {
            shape_names(DETAILS): ("EventLevel",),
            shape_names(*INSIDE): ("InstanceGroupScaling",),
            instance: ("NodeLogicalId", "CapacityReservation"),
        }
    )
    dropped = {"EventLevel", "NodeLogicalId", "CapacityReservation"}
    tree = build(response("Instance"), older)
    newer = build(response("Instance"), model())
    assert [(n.path, n.value, n.copy) for n in walk(tree)] == [
        (n.path, n.value, n.copy) for n in walk(newer)
    ]
    assert {node.label for node in walk(tree) if node.mark} == dropped
    for node in walk(tree)[1:]:
        unknown = bool(dropped & set(node.path))
        assert (node.mark == UNKNOWN) == (node.label in dropped)
        assert documentation(older, node.path).endswith(f": {UNKNOWN}") == unknown

    scaling = build(response("InstanceGroupScaling"), older)
    heading = scaling.children[0]
    assert (heading.label, heading.mark) == ("InstanceGroupScaling", UNKNOWN)
    assert {node.label for node in heading.children} == set(
        members()["InstanceGroupScaling"].members
    )
    for node in walk(heading):
        assert documentation(older, node.path) == f"{node.label}: {UNKNOWN}"
