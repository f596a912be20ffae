"""How the update of a group's software stands: by `SoftwareUpdateStatus`, else by events."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.findings.history import GroupHistory
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.rules.says import says

PATCHING, BAKING, ROLLING_BACK = "patching", "baking", "rolling back"
ROLLED_BACK, PATCH_FAILED, PATCHED = "rolled back", "patch failed", "patched"

UNDER_WAY = (PATCHING, BAKING, ROLLING_BACK)
ENDED_BADLY = (ROLLED_BACK, PATCH_FAILED)

_OF_STATUS = {
    "Pending": PATCHING,
    "InProgress": PATCHING,
    "RollbackInProgress": ROLLING_BACK,
    "RollbackComplete": ROLLED_BACK,
    "Failed": PATCH_FAILED,
    "Succeeded": "",
}
"""What each `SoftwareUpdateStatus` says (AWS service model: what follows what is said there)."""

_OF_GROUP = {
    ("patch", "scheduled"): PATCHING,
    ("patch", "started"): PATCHING,
    ("patch", "progress"): PATCHING,
    ("patch", "succeeded"): "",
    ("patch", "failed"): PATCH_FAILED,
    ("bake", "started"): BAKING,
    ("bake", "succeeded"): PATCHING,
    ("bake", "failed"): ROLLING_BACK,
    ("rollback", "started"): ROLLING_BACK,
    ("rollback", "succeeded"): ROLLED_BACK,
    ("rollback", "failed"): PATCH_FAILED,
}
"""How the update stands after each of a group's events. An alarm during the bake starts a rollback
(AWS documentation, SageMaker HyperPod cluster events reference)."""


def patch_of(group: GroupCount, history: GroupHistory, now: float, quiet: float) -> str:
    """How a group's last update stands: a name of one that is under way or ended badly, else "".

    Args:
        group: What DescribeCluster says of it.
        history: What happened to it.
        now: When the service answered last, in seconds since the epoch.
        quiet: So many seconds after the last node was rolled back, no other one is expected.
    """
    by_status = _OF_STATUS.get(group.software_update_status)
    by_events = _by_events(history, now, quiet)
    # The service has no status for the time in which alarms are watched.
    return by_events if by_status is None or (by_status, by_events) == _BAKES else by_status


_BAKES = (PATCHING, BAKING)


def _by_events(history: GroupHistory, now: float, quiet: float) -> str:
    stands, is_done, rolled_back = "", False, float("-inf")
    for event in history.patches:
        said = says(event.description)
        if said is None:
            continue
        if said.subject == "InstanceGroup":
            stands = _OF_GROUP.get((said.operation, said.outcome), stands)
            if said.operation == "patch" and said.outcome in ("started", "succeeded"):
                is_done = said.outcome == "succeeded"
            if said[1:3] == ("bake", "succeeded") and is_done:
                stands = ""
        elif (said.operation, said.outcome) == ("rollback", "succeeded"):
            rolled_back = event.event_time
            if stands == PATCH_FAILED:
                stands = ROLLING_BACK
    if stands == ROLLING_BACK and float("-inf") < rolled_back < now - quiet:
        return ROLLED_BACK
    return stands


_STARTED = ("InstanceGroup", "patch", "started")


def skipped_in(events: Sequence[Event]) -> int:
    """How many nodes were skipped, among the events about an update."""
    said = ((event.instance_id, says(event.description)) for event in events)
    return len({instance for instance, each in said if each and each.outcome == "skipped"})


def latest_patch(history: GroupHistory) -> Sequence[Event]:
    """The events about a group's last update, the oldest first."""
    for index in range(len(history.patches) - 1, 0, -1):
        said = says(history.patches[index].description)
        if said is not None and said[:3] == _STARTED:
            return history.patches[index:]
    return history.patches[:]
