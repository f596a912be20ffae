"""How the update of a group's software stands: by `SoftwareUpdateStatus`, else by events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hpev_tui.findings.history import GroupHistory
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.rules.says import Said, says

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


_BAKES = (PATCHING, BAKING)

_STARTED = ("InstanceGroup", "patch", "started")


class Update(NamedTuple):
    """One update of a group's software, as far as its events are loaded."""

    events: Sequence[tuple[Event, Said]] = ()
    """The oldest first, and what each says."""
    of_group: Sequence[tuple[Event, Said]] = ()
    """Those of them that say something of the whole group."""

    def stands(self, group: GroupCount, now: float, quiet: float) -> str:
        """How it stands: a name where it is under way or ended badly, else "".

        Args:
            group: What DescribeCluster says of its group.
            now: When the service answered last, in seconds since the epoch.
            quiet: So many seconds after the last node was rolled back, no other one is expected.
        """
        by_status = _OF_STATUS.get(group.software_update_status)
        by_events = self._by_events(now, quiet)
        # The service has no status for the time in which alarms are watched.
        return by_events if by_status is None or (by_status, by_events) == _BAKES else by_status

    def _by_events(self, now: float, quiet: float) -> str:
        stands, is_done, rolled_back = "", False, float("-inf")
        for event, said in self.events:
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

    @property
    def skipped(self) -> int:
        """How many nodes were skipped."""
        return len({event.instance_id for event, said in self.events if said.outcome == "skipped"})

    @property
    def ended_well(self) -> float | None:
        """When it ended well, in seconds since the epoch; None for no such end."""
        ended = None
        for event, said in self.of_group:
            if said.outcome == "succeeded" and said.operation in ("patch", "bake"):
                ended = event.event_time
            elif said.outcome in ("started", "failed", "progress", "scheduled"):
                ended = None
        return ended


def latest_update(history: GroupHistory) -> Update:
    """A group's last update; all that is said of any where no event says that one began."""
    events: list[tuple[Event, Said]] = []
    of_group: list[tuple[Event, Said]] = []
    for event in reversed(history.patches):
        if (said := says(event.description)) is None:
            continue
        events.append((event, said))
        if said.subject == "InstanceGroup":
            of_group.append(events[-1])
            if said[:3] == _STARTED:
                break
    return Update(events[::-1], of_group[::-1])
