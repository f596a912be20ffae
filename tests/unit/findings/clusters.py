"""The demo's clusters with all their events, and what is true of them by their stories."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from help.events import NOW
from help.truth import Answers, true_answers
from hpev_tui.demo.cluster import Cluster, StoryLog
from hpev_tui.demo.plan import NodeChange, StoryEvent, wordings
from hpev_tui.demo.world import World
from hpev_tui.findings import Facts, Findings
from hpev_tui.model.events import Event
from hpev_tui.sources.aws import wire

CLUSTERS = (
    "train-p5",
    "scale-up",
    "lifecycle-lab",
    "efa-lab",
    "health-g5",
    "patch-rollback",
    "slurm-hpc",
    "quiet-prod",
)

# Which class each message is of, written down by hand; those that are not here say no reason, and
# the description is looked at.
CLASS_OF_MESSAGE = {
    "capacity": "capacity",
    "capacity-zone": "capacity",
    "capacity-cluster": "capacity",
    "efa": "efa",
    "efa-replacement": "efa",
    "lifecycle": "lifecycle",
    "lifecycle-logs": "lifecycle",
    "security-group": "network",
    "network": "network",
    "subnet-full": "network",
    "database-unreachable": "network",
    "unauthorized": "access",
    "access-denied": "access",
    "authentication-mode": "access",
    "image-missing": "image",
    "hardware": "hardware",
    "quota": "quota",
}
CLASS_OF_WORDING = {"readiness-lost": "scaling", "unhealthy": "hardware"}

# The placeholders whose texts are an event's own; those of others belong to the kind of failure.
OWN = {
    *("instance", "group", "cluster", "cluster_id", "lost", "ready", "target", "groups"),
    *("limit", "used", "delta", "eni", "security_group", "seconds", "subnet", "ami"),
    *("role", "eks_arn"),
}

PAIR_SECONDS = 2.0


@dataclass
class Cause:
    """What is true of the failures of one kind."""

    tag: str
    ids: set[str] = field(default_factory=set)
    faults: int = 0
    nodes: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class LoadedCluster:
    """A cluster's events until now: as its story has them, and as the service sends them."""

    cluster: Cluster
    stories: list[StoryEvent]
    events: list[Event]
    facts: dict[str, Facts]

    @cached_property
    def answers(self) -> Answers:
        """The true answers about it."""
        return true_answers(self.cluster, NOW)

    def findings(self) -> Findings:
        """What is found once everything is loaded, in the order in which it happened."""
        findings = Findings()
        findings.add(self.events)
        for event in self.events:
            findings.add_detail(event, self.facts[event.event_id])
        return findings

    def shuffled(self, seed: int) -> Findings:
        """The same, while events come in random pieces, with some of the details in between."""
        chance = random.Random(seed)  # noqa: S311 (nothing here is secret)
        coming, unread = list(self.events), list[Event]()
        chance.shuffle(coming)
        findings = Findings()
        while coming or unread:
            size = chance.randint(1, 60)
            piece, coming = coming[:size], coming[size:]
            findings.add(piece)
            unread += piece
            chance.shuffle(unread)
            for _ in range(min(len(unread), chance.randint(0, 80))):
                event = unread.pop()
                findings.add_detail(event, self.facts[event.event_id])
        return findings

    def node_of(self, story: StoryEvent) -> str:
        """The node that an event is about: its `NodeLogicalId`, else its instance."""
        if isinstance(story.change, NodeChange):
            return story.change.node
        return self.node_of_instance.get(story.instance_id, story.instance_id)

    @property
    def node_of_instance(self) -> dict[str, str]:
        """Which node each instance is of."""
        return {
            story.instance_id: story.change.node
            for story in self.stories
            if story.instance_id and isinstance(story.change, NodeChange)
        }

    def causes(self) -> list[Cause]:
        """What failed, by the texts that its story took for it."""
        causes: dict[object, Cause] = {}
        kind_of: dict[int, object] = {}
        for index, (story, event) in enumerate(zip(self.stories, self.events, strict=True)):
            if wordings().events[story.wording].level == "Info":
                continue
            tag, *_ = kind_of[index] = _kind(story)
            cause = causes.setdefault(kind_of[index], Cause(tag))
            cause.ids.add(event.event_id)
            if story.group:
                cause.groups[story.group] += 1
            cause.times.append(event.event_time)
            if node := self.node_of(story):
                cause.nodes[node] += 1
            first = self._first_of_pair(index)
            cause.faults += first is None or kind_of[first] != kind_of[index]
        return list(causes.values())

    def _first_of_pair(self, index: int) -> int | None:
        """The event of the same failure of the same node a moment before."""
        story = self.stories[index]
        if not story.wording.startswith("creation-failed"):
            return None
        for before in range(index - 1, -1, -1):
            other = self.stories[before]
            if story.time - other.time > PAIR_SECONDS:
                return None
            same = other.wording.startswith("provision-failed")
            if same and self.node_of(other) == self.node_of(story):
                return before
        return None


def _kind(story: StoryEvent) -> tuple[str, str, tuple[tuple[str, object], ...]]:
    """The class of a failure, the template of its text, and what is not its own in that."""
    wording = wordings().events[story.wording]
    message = (story.metadata or {}).get("FailureMessage")
    if message:
        key, texts = _template_of(message)
        tag = CLASS_OF_MESSAGE.get(key) or CLASS_OF_WORDING.get(story.wording, "unknown")
        template = wordings().messages[key]
    else:
        template, texts = wording.description, dict(story.texts)
        tag = CLASS_OF_WORDING.get(story.wording, "unknown")
    others = sorted((name, text) for name, text in texts.items() if name not in OWN)
    return tag, template, tuple(others)


def _template_of(message: str) -> tuple[str, dict[str, object]]:
    """The one template that a message was made of, and what filled it."""
    templates: list[tuple[str, dict[str, object]]] = []
    for key, template in wordings().messages.items():
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template))
        if match := re.fullmatch(pattern, message, re.DOTALL):
            templates.append((key, dict(match.groupdict())))
    ((key, texts),) = templates
    return key, texts


@cache
def world() -> World:
    """The demo's account at a moment that stays."""
    return World(now=lambda: NOW)


@cache
def loaded(name: str) -> LoadedCluster:
    """One of its clusters."""
    cluster = world().cluster(name)
    assert cluster is not None
    log, count = cluster.log(NOW)
    assert isinstance(log, StoryLog)
    events = list(wire.events({"Events": [log.summary(n) for n in range(count)]}).items)
    details = {e.event_id: Facts.of({"EventDetails": log.detail(n)}) for n, e in enumerate(events)}
    return LoadedCluster(cluster, [log.event(n) for n in range(count)], events, details)


def timeline_of(of: LoadedCluster, findings: Findings, node: str) -> Iterator[Event]:
    """All events of a node, the oldest first: by their details and by its instances."""
    instances = findings.identities.instances(node)
    for event in of.events:
        said = of.facts[event.event_id].node_logical_id
        if said == node or (event.instance_id and event.instance_id in instances):
            yield event
