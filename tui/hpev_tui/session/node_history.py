"""All that the service has of one node, however little of its cluster is loaded.

ListClusterEvents can be asked for one instance (`NodeId` takes only `i-…`): its own events are
asked for, all pages. It cannot be asked for a `NodeLogicalId`: earlier instances of the node are
looked for among the group's events of instances, whose details name their node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from hpev_tui.model.events import ClusterNode, Event, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.session.coverage import Request
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import may_be_of, replacements
from hpev_tui.session.paging import PageRun
from hpev_tui.text.lists import many

MOST_OWN_PAGES = 10
"""How many pages of an instance's own events are asked for: 1,000 events, twice as many as the
service is said to keep (awslabs/awsome-distributed-ai: the 500 most recent)."""

MOST_CALLS = 60
"""How many calls the search for earlier instances may take, for which somebody waits: a second or
two. A node is mostly replaced once or twice; of more than that the rest would be of others."""

MOST_GROUP_PAGES = 10
"""How many of these may list the group's events of instances: the others read details."""

MOST_INSTANCES = 8
"""Of how many instances of the node the own events are asked for, the latest first."""

_INSTANCE = re.compile(r"i-[0-9a-f]{8}(?:[0-9a-f]{9})?")
"""What `NodeId` takes (AWS service model)."""


class NodeHistory:
    """Asks for the events of one node while somebody looks at it."""

    def __init__(
        self, log: EventLog, details: LoadedDetails, ask: Callable[[PageRun], None]
    ) -> None:
        """Ask for nothing yet; `ask` asks for the pages of a run."""
        self._log, self._details, self._ask_for = log, details, ask
        self._own: dict[str, PageRun] = {}
        self._of_group: dict[str, PageRun] = {}
        self._sought: dict[str, None] = {}
        """The events whose details were chosen to be read, in that order."""

    def ask(self, node: str, events: Sequence[Event], nodes: Iterable[ClusterNode]) -> None:
        """Ask for all events of a node's instances, then for those of its group's instances.

        What was asked before, or is loaded, is not asked for again.

        Args:
            node: Its `NodeLogicalId` or, where that is not known, instance.
            events: What is loaded of it, the oldest first.
            nodes: The cluster's, as ListClusterNodes names them.
        """
        identities = self._log.findings.identities
        now = [e.instance_id for e in nodes if node in (e.node_logical_id, e.instance_id)]
        named = [*now, *reversed(identities.instances(node))]
        for instance_id in list(dict.fromkeys(named))[:MOST_INSTANCES]:
            if _INSTANCE.fullmatch(instance_id) and instance_id not in self._own:
                self._begin(self._own, instance_id, _of_instance(instance_id), MOST_OWN_PAGES)
        if self.is_asking:
            return
        groups = [event.instance_group_name for event in events[-1:]]
        for group in groups or [identities.groups.get(node, "")]:
            if group and not self._of_group:
                self._begin(self._of_group, group, _of_group(group), MOST_GROUP_PAGES)

    def _begin(
        self, runs: dict[str, PageRun], name: str, listing: ServiceFilter, limit: int
    ) -> None:
        if self._log.is_complete(listing):
            runs[name] = PageRun(Request(0, None, listing), limit, is_over=True)
            return
        coverage = self._log.coverage_of(listing)
        request = coverage.head()
        runs[name] = PageRun(request, limit, meets=coverage.meets(request))
        self._ask_for(runs[name])

    def retry(self) -> None:
        """Ask again for what has failed, at the next `ask`."""
        for runs in (self._own, self._of_group):
            for name in [name for name, run in runs.items() if run.failure is not None]:
                del runs[name]

    def close(self) -> None:
        """Ask for nothing any more."""
        for run in (*self._own.values(), *self._of_group.values()):
            run.end()

    @property
    def is_asking(self) -> bool:
        """Whether the events of an instance of the node are under way."""
        return any(not run.is_over for run in self._own.values())

    @property
    def failure(self) -> Failure | None:
        """Why some of the events could not be had."""
        runs = (*self._own.values(), *self._of_group.values())
        return next((run.failure for run in runs if run.failure is not None), None)

    def details(self, events: Sequence[Event]) -> list[str]:
        """The events whose details are to be read to find earlier instances, the first ones first.

        Those come first that report a replacement. `events` are those that are known to be of the
        node, the oldest first.
        """
        log, details = self._log, self._details
        for find in (replacements, may_be_of):
            for event_id in find(events, log, details) if self._calls < MOST_CALLS else ():
                if self._calls < MOST_CALLS:
                    self._sought[event_id] = None
        return [event_id for event_id in self._sought if event_id not in details]

    @property
    def _calls(self) -> int:
        """How many calls the search for earlier instances has taken, or is going to."""
        return len(self._sought) + sum(run.pages for run in self._of_group.values())

    def basis(self, instances: int, missing: int, *, is_reading: bool) -> str:
        """What all this rests on, in words; "" before anything was asked.

        `instances` is how many instances of the node are known, `missing` how many of the details
        are not loaded, `is_reading` whether some of them are awaited.
        """
        if not self._own and not self._of_group:
            return ""
        complete = [each for each in self._own if self._log.is_complete(_of_instance(each))]
        if self.is_asking:
            own = "loading its own events"
        elif not self._own:
            own = "no instance to list events of"
        elif len(complete) == len(self._own):
            own = "all events of "
            own += complete[0] if len(complete) == 1 else f"its {many(len(complete), 'instance')}"
        elif self.failure is not None:
            own = f"its own events incomplete: {self.failure.title}"
        else:
            own = f"its newest events, up to {many(MOST_OWN_PAGES, 'page')} of each instance"
        return f"{own}; {self._of_earlier(instances, missing, is_reading)}"

    def is_looking(self, missing: int, *, is_reading: bool) -> bool:
        """Whether more of the node may be found; see `basis`."""
        is_listing = any(not run.is_over for run in self._of_group.values())
        return self.is_asking or is_listing or bool(missing and is_reading)

    def _of_earlier(self, instances: int, missing: int, is_reading: bool) -> str:
        calls = self._calls
        if self.is_looking(missing, is_reading=is_reading):
            return f"looking for earlier instances, {calls} of at most {MOST_CALLS} calls"
        whole = (
            not missing
            and calls < MOST_CALLS
            and all(self._log.is_complete(_of_group(group)) for group in self._of_group)
        )
        if self._of_group and whole and self.failure is None:
            return "no other instances in its group's events"
        if instances > 1:
            return "instances before these unknown"
        return "earlier instances unknown"


def _of_instance(instance_id: str) -> ServiceFilter:
    return ServiceFilter(node_id=instance_id)


def _of_group(group: str) -> ServiceFilter:
    return ServiceFilter(instance_group_name=group, resource_type="Instance")
