"""Events of which saved files have no metadata: shown as ListClusterEvents has listed them."""

from __future__ import annotations

from dataclasses import replace

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.loaded_details import LoadedDetail
from hpev_tui.session.section_lines import WHY
from hpev_tui.session.sections import Sections, with_note

MOST_KEPT = 16
"""Of so many events what is listed is kept ready to draw: those that were shown last."""

_MEMBERS = tuple(
    ("".join(part.capitalize() for part in name.split("_")), name)
    for name in Event._fields
    if name not in ("event_time", "odd_time")
)
"""The service's name of each text of an event, with ours."""

_SHAPE = Shape("structure")


def as_listed(event: Event) -> LoadedDetail:
    """What ListClusterEvents says of an event, in the form of a DescribeClusterEvent answer."""
    texts = {name: getattr(event, member) for name, member in _MEMBERS if getattr(event, member)}
    time = event.odd_time or event.event_time
    return LoadedDetail.of({"EventDetails": {**texts, "EventTime": time}}, _SHAPE)


class ListedDetails:
    """Makes what is shown of an event without metadata, and keeps it while nothing changes."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._bare: dict[str, LoadedDetail] = {}
        self._shown: dict[str, tuple[LoadedDetail, LoadedDetail]] = {}
        """What the sections were added to, with what is shown."""

    def shown(self, event: Event, failure: Failure, noise: str) -> LoadedDetail:
        """What is shown; the same object while nothing of it changes.

        `failure` says what is missing, and `noise` why the event says nothing new.
        """
        key = event.event_id
        bare = self._bare.pop(key, None)
        if bare is None:
            bare = with_note(as_listed(event), f"{failure.title}; {failure.advice}.")
        self._bare[key] = bare
        if len(self._bare) > MOST_KEPT:
            dropped = next(iter(self._bare))
            del self._bare[dropped]
            self._shown.pop(dropped, None)
        added = self._sections.added_to(event, bare, noise)
        before = self._shown.get(key)
        if before is None or before[0] is not added:
            before = self._shown[key] = added, _without_cause(added, failure.advice)
        return before[1]


def _without_cause(detail: LoadedDetail, advice: str) -> LoadedDetail:
    """A detail whose cause is not in the files, instead of one that nobody knows."""
    said = (("reason not in the files", "warn"), (f"  {advice}", ""))
    children = tuple(
        replace(each, summary=said) if each.path == (WHY,) else each
        for each in detail.root.children
    )
    return detail._replace(root=replace(detail.root, children=children))
