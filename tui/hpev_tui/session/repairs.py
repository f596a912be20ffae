"""Nodes that were found unhealthy: what is to be done about them, and whether that was done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hpev_tui.findings.steps import UP, step_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.session.event_log import EventLog

RECENT_SECONDS = 86400.0
"""So long ago a node was found unhealthy at most: what is asked is mostly about the night before.
A replacement takes 20 to 30 minutes (awslabs/awsome-distributed-ai, HyperPod mental model)."""

REPLACE, REBOOT = "Replace", "Reboot"

_ACTION = re.compile(r"Repair action: (\w+)", re.IGNORECASE)
"""awslabs/awsome-distributed-ai, HyperPod mental model: events of the Health Monitoring Agent."""

_REBOOTS = ("rebooting", "rebooted")


class Repair(NamedTuple):
    """What was found of a node last, and what was done since."""

    event: Event
    """With which the Health Monitoring Agent (HMA) reported it."""
    action: str
    """Its repair action: Replace, Reboot or None; "" where it names none."""
    done: Event | None = None
    """What says that it was done; None where no event does."""
    is_replaced: bool = False
    """Whether another instance runs, or came up, in its place."""
    is_open: bool = False
    """Whether its replacement has not come up, as far as events and ListClusterNodes say."""


def found_unhealthy(log: EventLog, now: float) -> Iterator[Event]:
    """The events of the last day that report an unhealthy node, the newest first."""
    for history in log.findings.groups.histories.values():
        for event in reversed(history.unhealthy):
            if event.event_time < now - RECENT_SECONDS:
                break
            yield event


def repairs_of(log: EventLog, nodes: Sequence[ClusterNode] | None, now: float) -> dict[str, Repair]:
    """The nodes that were found unhealthy in the last day: those to be replaced first.

    By their `NodeLogicalId` or, where that is not known, instance.

    Args:
        log: The cluster's events.
        nodes: What ListClusterNodes says; None where that is not known.
        now: When the service answered last, in seconds since the epoch.
    """
    identities, facts = log.findings.identities, log.findings.facts
    last: dict[str, Event] = {}
    for event in sorted(found_unhealthy(log, now), key=lambda event: event.event_time):
        its = facts.get(event.event_id)
        last[identities.node(event, its.node_logical_id if its else "")] = event
    listed = {
        each.node_logical_id or identities.of_instance(each.instance_id): each
        for each in nodes or ()
    }
    repairs = {key: _repair(log, key, event, listed.get(key)) for key, event in last.items() if key}
    order = sorted(repairs, key=lambda key: (not repairs[key].is_open, -last[key].event_time))
    return {key: repairs[key] for key in order}


def _repair(log: EventLog, key: str, event: Event, node: ClusterNode | None) -> Repair:
    match = _ACTION.search(event.description)
    unhealthy = rebooted = Repair(event, match[1] if match else "")
    for each in _since(log, key, event):
        step = step_of(each)
        if step is None:
            continue
        is_other = each.instance_id != event.instance_id
        if is_other and step.succeeds and step.phase == UP:
            return unhealthy._replace(done=each, is_replaced=True)
        if unhealthy.action == REBOOT and not is_other and step.name in _REBOOTS:
            rebooted = unhealthy._replace(done=each)
    if node is None or rebooted.done:
        return rebooted
    if node.instance_id not in ("", event.instance_id) and node.status == "Running":
        # Else the list of nodes may be of before: then nothing is known.
        return unhealthy._replace(is_replaced=(node.launch_time or 0.0) > event.event_time)
    return unhealthy._replace(is_open=unhealthy.action == REPLACE)


def _since(log: EventLog, key: str, event: Event) -> list[Event]:
    """What is loaded of a node's instances since an event, the oldest first."""
    instances = log.findings.identities.instances(key)
    own = (each for name in instances for each in log.of_instance(name))
    later = (each for each in own if each.event_time > event.event_time)
    return sorted(later, key=lambda each: each.event_time)
