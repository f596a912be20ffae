"""The instances of one node: each with its attempts, its end, and why it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hpev_tui.findings.steps import END, REPLACEMENT, step_of
from hpev_tui.findings.timeline import Attempt
from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_of


class Life(NamedTuple):
    """One instance of a node, by its events. Times are seconds since the epoch."""

    instance_id: str
    begun: float
    """When the first attempt for it began, as far as is loaded."""
    last: float
    """When something was last said of it."""
    attempts: int
    failed: int
    end: Event | None
    """With which it ended; None where nothing says that it has."""
    reason: Event | None
    """What had happened to it before its end, a failure or a fault; None where none is known."""
    main_event: Event
    """Its end, else its reason, else its first event."""


def instances_of(attempts: Sequence[Attempt]) -> list[Life]:
    """The lives in a node's timeline, in the order in which they began.

    An attempt that never had an instance is of none.
    """
    of_instance: dict[str, list[Attempt]] = {}
    events_of: dict[str, list[Event]] = {}
    for attempt in attempts:
        if attempt.instance_id:
            of_instance.setdefault(attempt.instance_id, []).append(attempt)
        for moment in attempt.moments:
            # An old instance may end within the attempt for the next one.
            instance_id = moment.event.instance_id or attempt.instance_id
            if instance_id:
                events_of.setdefault(instance_id, []).append(moment.event)
    instances = [_life(name, its, events_of.get(name, [])) for name, its in of_instance.items()]
    return sorted(instances, key=lambda life: (life.begun, life.instance_id))


def _life(instance_id: str, attempts: Sequence[Attempt], events: list[Event]) -> Life:
    events = sorted(events, key=lambda event: event.event_time)
    begun = min([attempt.begun for attempt in attempts] + [e.event_time for e in events[:1]])
    tried = [attempt for attempt in attempts if attempt.is_one]
    end = next((event for event in events if _ends(event)), None)
    until = end.event_time if end else float("inf")
    troubles = [event for event in events if event.event_time <= until and _is_trouble(event)]
    reason = troubles[-1] if troubles else None
    return Life(
        instance_id,
        begun,
        max([begun, *(event.event_time for event in events)]),
        len(tried),
        sum(attempt.outcome == "failed" for attempt in tried),
        end,
        reason,
        end or reason or (events or [attempts[0].moments[0].event])[0],
    )


def _ends(event: Event) -> bool:
    step = step_of(event)
    return step is not None and step.phase == END


def _is_trouble(event: Event) -> bool:
    step = step_of(event)
    if step is None or step.name == REPLACEMENT or step.phase == END:
        return False
    return step.fails or level_of(event)[0] in ("Error", "Warn")
