"""What the list says of an event besides its own words: its cause, and whether it is noise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hpev_tui.model.events import Event, GroupCount
from hpev_tui.rules.causes import UNKNOWN, cause_of_event
from hpev_tui.rules.noise import Counts, noise_in
from hpev_tui.ui.browser.filtering import Filtering


class Explaining:
    """Explains events by what is known of their details and of the cluster's counts."""

    def __init__(self, filtering: Filtering) -> None:
        self._filtering = filtering
        self._counts: list[Counts] = []

    def counted(self, seen: float, groups: Iterable[GroupCount]) -> None:
        """The groups had, and were to have, so many nodes at that time."""
        self._counts += [
            Counts(seen, group.current_count, group.target_count, group.instance_group_name)
            for group in groups
        ]

    def noise(self, rows: Sequence[Event], start: int, stop: int) -> dict[str, str]:
        """Why events from row `start` to before `stop` tell nothing new."""
        return noise_in(rows, start, stop, self._counts)

    def why(self, event: Event) -> str:
        """The cause of a failure and its message, as far as they are known; "" for neither."""
        fields = self._filtering.fields_of(event.event_id)
        message = fields.failure_message if fields else ""
        cause = cause_of_event(event, message)
        if cause is None or (cause.tag == UNKNOWN and not message):
            return message
        return f"[{cause.tag}] {message}".rstrip()
