"""The instances of a node: each with its attempts, its end, and why it ended."""

from __future__ import annotations

from hpev_tui.findings.instances import instances_of
from hpev_tui.findings.timeline import attempts_of
from hpev_tui.model.events import Event
from unit.query.samples import NOW, event

FIRST, SECOND = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
TEXTS = {
    "requested": "Instance creation started successfully in Cluster c and IG g",
    "replacing": "Instance {} is starting as part of instance replacement in Cluster c and IG g",
    "launched": "EC2 Instance {} successfully provisioned in Cluster c and IG g",
    "ready": "Instance creation {} in Cluster c and IG g completed successfully",
    "failed": "Instance creation {} in Cluster c and IG g failed",
    "unhealthy": "Instance {} is unhealthy. HyperPod Health Monitoring Agent (HMA) has detected "
    "fault type NvidiaGPUUnhealthy on this node and is unhealthy. Repair action: Replace.",
    "terminating": "Termination of EC2 Instance {} is currently in progress in Cluster c and IG g",
    "ended": "Instance {} deletion completed successfully as part of instance replacement in "
    "Cluster c and IG g",
}


def happens(name: str, at: float, node: str = "") -> Event:
    level = "Warn" if name == "unhealthy" else "Error" if name == "failed" else "Info"
    text = TEXTS[name].format(node)
    return event(f"{name}@{at:g}", text, time=NOW + at, level=level, group="g", node=node)


def test_each_instance_is_a_life_with_its_attempts_its_end_and_its_reason() -> None:
    story = [
        *(happens("requested", 0), happens("launched", 50, FIRST), happens("ready", 600, FIRST)),
        happens("unhealthy", 5000, FIRST),
        *(happens("replacing", 5120, FIRST), happens("terminating", 5140, FIRST)),
        *(happens("launched", 5200, SECOND), happens("ended", 5230, FIRST)),
        happens("failed", 5300, SECOND),
    ]
    first, second = instances_of(attempts_of(story))
    assert (first.instance_id, first.attempts, first.failed) == (FIRST, 1, 0)
    assert first.end is not None
    assert first.end.event_id == "terminating@5140"
    assert first.reason is not None
    assert first.reason.event_id == "unhealthy@5000"
    assert (second.instance_id, second.attempts, second.failed) == (SECOND, 1, 1)
    assert second.end is None


def test_an_end_without_a_reason_has_none() -> None:
    story = [happens("ready", 0, FIRST), happens("terminating", 900, FIRST)]
    (life,) = instances_of(attempts_of(story))
    assert life.end is not None
    assert life.reason is None


def test_attempts_that_never_had_an_instance_are_no_life() -> None:
    assert instances_of(attempts_of([happens("requested", 0), happens("failed", 30)])) == []
