"""What is concluded of an incident world, as far as it is loaded, in the words of its truth."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property

from help.worlds import IncidentWorld
from hpev_tui.detail.shapes import Shape
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.groups import Verdict, verdict_of
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.findings.timeline import Attempt, attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.session.details import LoadedDetail, LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.sharing import Compared, compared
from hpev_tui.sources.aws import wire

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Loaded:
    """A world, what is loaded of it, and what is found in that."""

    world: IncidentWorld
    log: EventLog
    details: LoadedDetails
    nodes: tuple[ClusterNode, ...] | None

    @property
    def findings(self) -> Findings:
        """What its events say together."""
        return self.log.findings

    @property
    def is_whole(self) -> bool:
        """Whether all of the world is loaded."""
        return self.log.covered_from == float("-inf")

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each group."""
        groups = wire.cluster_info(self.world.case["cluster"]).groups
        histories = self.findings.groups
        return {
            group.instance_group_name: verdict_of(
                group,
                histories.history(group.instance_group_name),
                self.world.now,
                self.log.covered_from,
                self.nodes,
            )
            for group in groups
        }

    def failed(self, group: str) -> list[tuple[str, float]]:
        """The failed attempts of a group: the node, and when it failed; the oldest first."""
        attempts = self.findings.groups.history(group).failed
        return [(attempt.node, attempt.event.event_time) for attempt in attempts]

    @cached_property
    def timelines(self) -> dict[str, list[Attempt]]:
        """The attempts in the timeline of each node."""
        events_of: dict[str, list[Event]] = {node: [] for node in self.world.nodes}
        for event in reversed(self.log.rows):
            facts = self.findings.facts.get(event.event_id, Facts())
            node = self.findings.identities.node(event, facts.node_logical_id)
            if node in events_of:
                events_of[node].append(event)
        return {node: attempts_of(events) for node, events in events_of.items()}

    def compared(self, row: SignatureRow) -> Compared:
        """What the nodes of a signature have in common, compared with the nodes that are up."""
        info = wire.cluster_info(self.world.case["cluster"])
        return compared(row, self.log, self.details, info, self.nodes)


def whole(world: IncidentWorld) -> Loaded:
    """All of a world is loaded."""
    return _loaded(world, len(world.case["events"]), 1.0, lists_nodes=True)


def newest(world: IncidentWorld) -> Loaded:
    """The newest events are loaded, with some of their details, and perhaps the nodes."""
    chance = random.Random(world.seed)  # noqa: S311 (nothing here is secret)
    count = int(len(world.case["events"]) * chance.uniform(0.03, 0.8))
    return _loaded(world, count, chance.uniform(0.3, 1.0), lists_nodes=chance.random() < 0.5)


def _loaded(world: IncidentWorld, count: int, part: float, *, lists_nodes: bool) -> Loaded:
    chance = random.Random(world.seed)  # noqa: S311 (nothing here is secret)
    cluster = world.case["cluster"]
    common = {name: cluster[name] for name in ("ClusterArn", "ClusterName")}
    rows = world.case["events"]
    body = {"Events": [row | common for row in rows[: -count - 1 : -1]]}
    log, details = EventLog(), LoadedDetails()
    page = wire.events({**body, "NextToken": "older"} if count < len(rows) else body)
    log.add(log.coverage.head(), page)
    bare = LoadedDetail.of({}, Shape("structure"))
    for event in reversed(page.items):
        if part >= 1.0 or chance.random() < part:
            inner = world.case["details"].get(event.event_id)
            facts = Facts.of({"EventDetails": {"EventDetails": inner}})
            # What is drawn of a detail is not looked at here.
            details.add(event.event_id, bare._replace(facts=facts))
            log.findings.add_detail(event, facts)
    nodes = wire.nodes({"ClusterNodeSummaries": world.case["nodes"]}).items if lists_nodes else None
    log.findings.add_nodes(nodes or ())
    return Loaded(world, log, details, nodes)
