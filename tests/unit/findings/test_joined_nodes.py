"""A list of nodes joins instances to nodes: all at once as one by one, and without a recount."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from help.examples import examples
from hpev_tui.findings import Findings
from hpev_tui.findings.attempts import FailedAttempts
from hpev_tui.findings.signatures import SignatureTable
from hpev_tui.model.events import ClusterNode
from unit.findings.coming import NODE_OF, Story, stories
from unit.query.samples import NOW, event

NODES = [
    ClusterNode(instance, node, "g", "ml.p5.48xlarge", "Running", "", "", None)
    for instance, node in NODE_OF.items()
]


def state(findings: Findings) -> object:
    """What is counted."""
    rows = findings.signatures.rows
    histories = findings.groups.histories.values()
    return (
        {row.signature: (dict(row.nodes), dict(row.groups), row.faults) for row in rows},
        {history.name: list(history.failed) for history in histories},
    )


@given(stories())
@settings(max_examples=examples(200))
def test_all_at_once_they_join_as_one_by_one(story: Story) -> None:
    at_once, one_by_one = Findings(), Findings()
    for step in story.steps:
        for findings in (at_once, one_by_one):
            step.to(findings)
    at_once.add_nodes(NODES)
    for node in NODES:
        one_by_one.add_nodes([node])
    assert state(at_once) == state(one_by_one)


def test_no_failure_is_counted_again_where_only_its_node_has_a_name_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instance = NODES[0].instance_id
    findings = Findings()
    findings.add(
        [
            event(
                f"e{number}",
                "Failed to provision EC2 Instance in Cluster c and InstanceGroup g",
                time=NOW + 100 * number,
                level="Error",
                group="g",
                node=instance,
            )
            for number in range(50)
        ]
    )

    def refuse(*_: object) -> None:
        raise AssertionError("it was counted again")

    monkeypatch.setattr(SignatureTable, "_put", refuse)
    monkeypatch.setattr(FailedAttempts, "put", refuse)
    findings.add_nodes(NODES[:1])
    (row,) = findings.signatures.rows
    assert row.nodes == {NODES[0].node_logical_id: 50}
    failed = findings.groups.history("g").failed
    assert {attempt.node for attempt in failed} == {NODES[0].node_logical_id}
