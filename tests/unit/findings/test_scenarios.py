"""What is found in the demo's clusters, held to what their stories say is true."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import pytest

from help.events import NOW
from hpev_tui.demo.describe import cluster_description
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.correlation import NONE, GroupTraits, Share, Traits, common_of, correlate
from hpev_tui.findings.groups import Verdict, verdict_of
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.findings.timeline import attempts_of
from hpev_tui.model.events import ClusterInfo
from hpev_tui.sources.aws import wire
from unit.findings.clusters import CLUSTERS, LoadedCluster, loaded, timeline_of, world

SEEDS = range(5)

EVERYTHING = float("-inf")
"""From when on events are loaded where the service has no older ones."""


def found_in(row: SignatureRow) -> tuple[object, ...]:
    """All that a row counts."""
    events = row.events.values()
    assert sum(row.bars(row.first, row.last, 7)) == len(events)
    return (
        *(row.signature.tag, row.signature.detail_loaded, row.faults, row.nodes, row.groups),
        *(row.first, row.last),
    )


def check_signatures(of: LoadedCluster, findings: Findings, note: str = "") -> None:
    """Every failure is counted with those of its kind, and nothing else is."""
    truth = {
        frozenset(each.ids): (
            *(each.tag, True, each.faults, each.nodes, each.groups),
            *(min(each.times), max(each.times)),
        )
        for each in of.causes()
    }
    rows = findings.signatures.rows
    assert {frozenset(row.events): found_in(row) for row in rows} == truth, note
    assert findings.signatures.event_count == sum(map(len, truth)), note
    assert not findings.signatures.waiting, note


@pytest.mark.parametrize("name", CLUSTERS)
def test_every_failure_is_counted_with_those_of_its_kind(name: str) -> None:
    check_signatures(loaded(name), loaded(name).findings())


def test_the_clusters_have_failures_of_many_kinds_but_the_quiet_one_has_none() -> None:
    kinds = {name: len(loaded(name).causes()) for name in CLUSTERS}
    assert kinds["quiet-prod"] == 0
    assert sum(kinds.values()) > 20
    tags = {cause.tag for name in CLUSTERS for cause in loaded(name).causes()}
    assert tags >= {"capacity", "efa", "lifecycle", "network", "hardware", "quota", "scaling"}


def test_so_it_is_in_the_ordinary_clusters() -> None:
    names = [each.plan.name for each in world().clusters() if each.plan.continuous]
    others = [name for name in names if name not in CLUSTERS]
    for name in others:
        check_signatures(loaded(name), loaded(name).findings(), name)
    tags = {cause.tag for name in others for cause in loaded(name).causes()}
    assert tags >= {"access", "image", "network", "unknown"}
    assert len(others) > 50


def info_of(of: LoadedCluster) -> ClusterInfo:
    """What DescribeCluster says."""
    return wire.cluster_info(cluster_description(of.cluster, NOW))


def verdicts(of: LoadedCluster, findings: Findings) -> dict[str, Verdict]:
    """How the groups stand."""
    groups = info_of(of).groups
    assert groups
    return {
        group.instance_group_name: verdict_of(
            group, findings.groups.history(group.instance_group_name), NOW, EVERYTHING
        )
        for group in groups
    }


@pytest.mark.parametrize("name", CLUSTERS)
def test_each_group_stands_as_its_story_has_it(name: str) -> None:
    of = loaded(name)
    expected = {group.name: group.verdict for group in of.cluster.plan.groups}
    assert {group: each.name for group, each in verdicts(of, of.findings()).items()} == expected


def failures(of: LoadedCluster, group: str) -> dict[str, list[float]]:
    """When attempts for each node of a group failed, by the true answers."""
    times: dict[str, list[float]] = {}
    for attempt in of.answers.attempts:
        if attempt.cause and attempt.instance_group_name == group:
            assert attempt.ended is not None
            times.setdefault(attempt.node_logical_id, []).append(attempt.ended)
    return {node: sorted(each) for node, each in times.items()}


def due(of: LoadedCluster, group: str) -> float:
    """When the next failure is to be expected, by the true answers."""
    times = failures(of, group).values()
    turn = median(later - sooner for each in times for sooner, later in pairwise(each))
    return min(each[-1] + turn for each in times if NOW - each[-1] <= 2 * turn)


def check_attempts(of: LoadedCluster, findings: Findings, group: str, note: str = "") -> None:
    """The failed attempts of a group are those that the true answers have."""
    times = failures(of, group)
    attempts = findings.groups.history(group).failed
    assert [(each.event.event_time, each.node) for each in attempts] == sorted(
        (time, node) for node, each in times.items() for time in each
    ), note


@pytest.mark.parametrize(
    ("name", "group"),
    [("train-p5", "worker-p5"), ("train-p5", "worker-g5"), ("lifecycle-lab", "gpu-workers")],
)
def test_the_failed_attempts_of_a_group_are_the_true_ones(name: str, group: str) -> None:
    of = loaded(name)
    findings = of.findings()
    check_attempts(of, findings, group)
    nodes = [node for node in of.answers.failed_nodes if node.instance_group_name == group]
    verdict = verdicts(of, findings)[group]
    assert (verdict.attempts, verdict.nodes) == (sum(n.attempts for n in nodes), len(nodes))


def test_the_next_attempt_of_the_storm_is_due_when_its_turns_say() -> None:
    of = loaded("train-p5")
    verdict = verdicts(of, of.findings())["worker-p5"]
    assert verdict.next == due(of, "worker-p5")
    assert NOW < verdict.next < NOW + 20 * 60
    begun = [each.begun for each in of.answers.attempts]
    ended = [each.ended for each in of.answers.attempts if each.ended is not None]
    # Every step is a sign of life, not only the first and the last one.
    assert verdict.last is not None
    assert max(*begun, *ended) <= verdict.last <= NOW


def test_attempts_begin_and_nodes_come_up_when_the_true_answers_say() -> None:
    of = loaded("train-p5")
    history = of.findings().groups.history("worker-p5")
    attempts = [each for each in of.answers.attempts if each.instance_group_name == "worker-p5"]
    assert [each.event_time for each in history.begun] == [each.begun for each in attempts]
    up = sorted(each.ended for each in attempts if each.ended is not None and not each.cause)
    assert [each.event_time for each in history.came_up] == up
    assert len(up) == 8


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", CLUSTERS)
def test_the_same_is_found_in_whatever_order_and_pieces_it_comes(name: str, seed: int) -> None:
    of = loaded(name)
    findings, note = of.shuffled(seed), f"cluster {name}, seed {seed}"
    print(note)
    check_signatures(of, findings, note)
    for group in of.cluster.plan.groups:
        history, straight = (each.groups.history(group.name) for each in (findings, of.findings()))
        assert history.failed == straight.failed, note
        assert (history.begun, history.came_up) == (straight.begun, straight.came_up), note
        assert history.changed == straight.changed, note
    assert verdicts(of, findings) == verdicts(of, of.findings()), note


# Spreads


def traits_by_plan(of: LoadedCluster, group: str) -> Traits:
    """What is true of a group's nodes, by the cluster's plan."""
    stage, plan = of.cluster.stage, of.cluster.stage.group(group)
    values: dict[str, tuple[str, ...]] = {
        "group": (group,),
        "instance type": (plan.instance_type,),
        "training plan": (NONE,),
    }
    # A group that does not grow has no network events.
    if any(story.wording == "subnet-found" and story.group == group for story in of.stories):
        values["availability zone"] = tuple(sorted(map(stage.zone, plan.subnets)))
        values["subnet"] = tuple(sorted(map(stage.subnet, plan.subnets)))
        values["security groups"] = (", ".join(sorted(stage.security_groups())),)
    return Traits(values)


def traits_found(of: LoadedCluster, findings: Findings) -> dict[str, Traits]:
    """What is found of each group."""
    groups = info_of(of).groups
    network = {group.instance_group_name: list[tuple[float, Facts]]() for group in groups}
    for event in findings.of_network:
        network[event.instance_group_name].append((event.event_time, of.facts[event.event_id]))
    return {
        group.instance_group_name: GroupTraits(group, network[group.instance_group_name]).at(NOW)
        for group in groups
    }


@pytest.mark.parametrize("name", ["train-p5", "lifecycle-lab", "efa-lab", "slurm-hpc"])
def test_the_traits_of_groups_are_those_of_the_plan(name: str) -> None:
    of = loaded(name)
    expected = {group.name: traits_by_plan(of, group.name) for group in of.cluster.plan.groups}
    assert traits_found(of, of.findings()) == expected


def test_the_traits_of_a_group_have_its_capacity_reservation() -> None:
    of = loaded("scale-up")
    traits = traits_found(of, of.findings())["inference-flex"]
    assert traits.of("capacity reservation").endswith(":group/inference-reserved")
    assert traits.of("subnet") == traits_by_plan(of, "inference-flex").of("subnet")


def test_the_traits_of_a_group_have_its_own_image() -> None:
    of = loaded("patch-rollback")
    image = of.cluster.stage.seeded.resource("ami", "patch-rollback")
    assert traits_found(of, of.findings())["worker-p4"].of("AMI") == image


def test_the_nodes_without_capacity_share_what_the_plan_says() -> None:
    of = loaded("train-p5")
    findings = of.findings()
    row = findings.signatures.rows[0]
    assert row.signature.tag == "capacity"
    # By the plan: 20 nodes of worker-p5 were refused; 8 of it, 8 of worker-g5 and 4 of system-m5
    # were not, or not for this reason.
    failed_nodes = {
        node.node_logical_id
        for node in of.answers.failed_nodes
        if node.instance_group_name == "worker-p5"
    }
    assert row.nodes.keys() == failed_nodes
    group_of = {node.logical_id: node.group for node in of.cluster.nodes(NOW)}
    healthy_nodes = [
        node.logical_id
        for node in of.cluster.nodes(NOW)
        if node.status == "Running" and node.logical_id not in failed_nodes
    ]
    traits = traits_found(of, findings)
    nodes = [[traits[group_of[node]] for node in ids] for ids in (row.nodes, healthy_nodes)]
    shares = correlate(*nodes)
    stage = of.cluster.stage
    zones, subnets = (" or ".join(sorted(map(name, (0, 1)))) for name in (stage.zone, stage.subnet))
    assert shares == [
        Share("group", "worker-p5", 20, 20, 8, 20),
        Share("instance type", "ml.p5.48xlarge", 20, 20, 8, 20),
        # No network event names the four nodes of system-m5.
        Share("availability zone", zones, 20, 20, 8, 16, 0, 4),
        Share("subnet", subnets, 20, 20, 8, 16, 0, 4),
        Share("security groups", ", ".join(sorted(stage.security_groups())), 20, 20, 16, 16, 0, 4),
        Share("training plan", NONE, 20, 20, 20, 20),
    ]
    # Half of the nodes that are up are in these zones, too: that sets nothing apart.
    common = common_of(*nodes)
    assert [share.dimension for share in common.findings] == ["group", "instance type"]
    assert common.even == ("availability zone", "subnet", "security groups")
    assert common.unknown == ("UltraServer", "AMI", "image release", "capacity reservation")


# Timelines


def nodes_tried(name: str) -> list[str]:
    """The nodes with attempts."""
    attempts = loaded(name).answers.attempts
    return list(dict.fromkeys(attempt.node_logical_id for attempt in attempts))


@pytest.mark.parametrize("name", CLUSTERS)
def test_the_attempts_of_each_node_are_the_true_ones(name: str) -> None:
    of = loaded(name)
    findings = of.findings()
    for node in nodes_tried(name):
        attempts = [
            attempt
            for attempt in attempts_of(list(timeline_of(of, findings, node)))
            # The true answers have no updates.
            if any(m.step and m.step.begins and m.step.phase == "up" for m in attempt.moments)
        ]
        assert all(attempt.is_one for attempt in attempts)
        truth = [each for each in loaded(name).answers.attempts if each.node_logical_id == node]
        assert [
            (each.begun, each.decided and each.decided.event.event_time, each.outcome)
            for each in attempts
        ] == [
            (
                each.begun,
                each.ended,
                "under way" if each.ended is None else "failed" if each.cause else "ready",
            )
            for each in truth
        ], (name, node)


def test_many_nodes_have_attempts() -> None:
    counted = {name: len(nodes_tried(name)) for name in CLUSTERS}
    assert counted["train-p5"] == 22
    assert counted["lifecycle-lab"] == 5
    assert counted["health-g5"] == 2
    assert counted["scale-up"] > 15
