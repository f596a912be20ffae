"""Each attack in each field of each operation: what comes out of the decoder is clean."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from help.attacks.bodies import KEYS, attacked, encoded, paths, structures, valid_bodies
from help.attacks.strings import ATTACKS
from hpev_tui.detail.json_lines import json_lines
from hpev_tui.detail.tree import build, failure_message, node_logical_id
from hpev_tui.model.failure import SourceError
from hpev_tui.sources.aws import wire
from hpev_tui.text.clean import clean
from unit.sources.test_wire import answer, output_shape

BODIES = valid_bodies()
READERS: dict[str, Callable[[Any], object]] = {
    "ListClusters": wire.clusters,
    "DescribeCluster": wire.cluster_info,
    "ListClusterEvents": wire.events,
    "ListClusterNodes": wire.nodes,
}


def texts(value: object) -> Iterator[str]:
    """Every text of a record, but the token, which is handed back as it came and never shown."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name != "next_token":
                yield from texts(getattr(value, field.name))


def of_detail(body: dict[str, Any]) -> Iterator[str]:
    """Every text that is shown of a detail, and every line of its JSON."""
    waiting = [build(body, output_shape())]
    while waiting:
        node = waiting.pop()
        yield node.label
        yield from node.value.split("\n")
        waiting += node.children
    lines = [line.text for line in json_lines(body)]
    assert json.loads("\n".join(lines)) == json.loads(json.dumps(body))
    yield from (line.lstrip(" ") for line in lines)
    yield failure_message(body)
    yield node_logical_id(body)


def test_there_is_something_to_attack() -> None:
    assert BODIES.keys() == KEYS.keys()
    for operation, body in BODIES.items():
        assert len([*paths(body)]) >= 6, operation
        assert len([*structures(body)]) >= 2, operation
    assert len(ATTACKS) > 90


@pytest.mark.parametrize("operation", KEYS)
def test_every_text_that_comes_out_is_clean(operation: str) -> None:
    for name, attack in ATTACKS.items():
        for path, body in attacked(BODIES[operation], attack):
            try:
                decoded = wire.decode(operation, answer(encoded(body)), KEYS[operation])
            except SourceError as error:
                shown = [error.failure.title]
            else:
                reader = READERS.get(operation)
                shown = [*(texts(reader(decoded)) if reader else of_detail(decoded))]
            for text in shown:
                assert clean(text) == text, (name, path)
