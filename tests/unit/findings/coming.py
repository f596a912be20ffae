"""Made-up events of nodes that fail, and the many ways in which all that is known of them comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from hpev_tui.findings import Facts, Findings
from hpev_tui.model.events import ClusterNode, Event
from unit.query.samples import NOW, event

NODE_OF = {
    "i-0391f86fa0fe0d465": "df268d19-f035-4f28-9b80-b956b92ae21e",
    "i-0aaaaaaaaaaaaaaaa": "df268d19-f035-4f28-9b80-b956b92ae21e",
    "i-0bbbbbbbbbbbbbbbb": "00000000-f035-4f28-9b80-b956b92ae21e",
}
"""Two instances of one node, and one of another."""

MESSAGES = [
    "",
    "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances.",
    "Network interface 'eni-0123456789abcdef0' is currently in use.",
    "Network interface 'eni-0fedcba9876543210' is currently in use.",
]

WORDINGS = [
    # The two wordings of the known pair, each in the forms that it has
    "Failed to provision EC2 Instance in Cluster c and InstanceGroup {group}",
    "Instance creation {instance} in Cluster c and IG {group} failed",
    "Instance creation in Cluster c and InstanceGroup {group} failed",
    "Failed to create Customer ENI for instance in Cluster c and IG {group}",
    "Instance {instance} is unhealthy. Repair action: Replace.",
    "Instance creation started successfully in Cluster c and IG {group}",
]

LEVELS = {"Failed": "Error", "is unhealthy": "Warn", "failed": "Error"}
TIMES = [0.0, 0.5, 1.0, 1.0, 2.0, 2.5, 3.5, 4.5, 5.5, 8.0, 60.0]
"""Most are within seconds, so that which events are a pair depends on others."""

GROUPS = ["g", "h", ""]


@dataclass(frozen=True)
class Coming:
    """One step: events, the detail of an event that came before, or a node of the list."""

    events: tuple[Event, ...] = ()
    detail: tuple[Event, Facts] | None = None
    node: ClusterNode | None = None

    def to(self, findings: Findings) -> None:
        """Take it in."""
        if self.events:
            findings.add(self.events)
        if self.detail:
            findings.add_detail(*self.detail)
        if self.node:
            findings.add_nodes([self.node])


@dataclass(frozen=True)
class Story:
    """All that there is to know, and one order in which it comes."""

    steps: tuple[Coming, ...]

    def after_each_step(
        self,
    ) -> Iterator[tuple[Coming, list[Event], dict[str, Facts], dict[str, str]]]:
        """Each step, and all events, facts and nodes of instances that are known after it."""
        events: list[Event] = []
        facts: dict[str, Facts] = {}
        node_of: dict[str, str] = {}
        for step in self.steps:
            events += step.events
            if step.detail:
                described, fact = step.detail
                facts[described.event_id] = fact
                if described.instance_id and fact.node_logical_id:
                    node_of[described.instance_id] = fact.node_logical_id
            if step.node:
                node_of[step.node.instance_id] = step.node.node_logical_id
            yield step, list(events), dict(facts), dict(node_of)


def _made(number: int, wording: str, group: str, instance: str, time: float, sent: bool) -> Event:
    level = next((level for part, level in LEVELS.items() if part in wording), "Info")
    return event(
        f"e{number}",
        " ".join(wording.format(group=group, instance=instance).split()),
        time=NOW + time,
        level=level if sent else "",
        group=group,
        node=instance,
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Stories of some events, in any order and in any pieces."""
    events = [
        _made(
            number,
            draw(st.sampled_from(WORDINGS)),
            draw(st.sampled_from(GROUPS)),
            draw(st.sampled_from(["", *NODE_OF])),
            draw(st.sampled_from(TIMES)),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    order = draw(st.permutations(events))
    steps: list[Coming] = []
    waiting: list[Coming] = [
        Coming(node=listed(instance, node))
        for instance, node in NODE_OF.items()
        if draw(st.booleans())
    ]
    while order or waiting:
        if order:
            size = draw(st.integers(1, len(order)))
            piece, order = order[:size], order[size:]
            steps.append(Coming(events=tuple(piece)))
            waiting += [Coming(detail=(each, _detail(draw, each))) for each in piece]
        # Some details never come.
        waiting = list(draw(st.permutations(waiting)))
        steps += waiting[: draw(st.integers(0, len(waiting)))]
        waiting = waiting[draw(st.integers(0, len(waiting))) :] if order else []
        waiting = [step for step in waiting if step not in steps]
    return Story(tuple(steps))


def _detail(draw: st.DrawFn, of: Event) -> Facts:
    # The detail of an event without an instance can be of any node; others agree with theirs.
    nodes = [NODE_OF[of.instance_id]] if of.instance_id else sorted(set(NODE_OF.values()))
    return Facts(
        failure_message=draw(st.sampled_from(MESSAGES)),
        node_logical_id=draw(st.sampled_from(["", *nodes])),
    )


def listed(instance: str, node: str) -> ClusterNode:
    """A node as ListClusterNodes names it."""
    return ClusterNode(instance, node, "g", "ml.p5.48xlarge", "Running", "", "", None)
