"""A service that lists made-up events page by page, as strictly as it may."""

from __future__ import annotations

from hpev_tui.model.events import Event, Page, ServiceFilter

BEGIN = 1_000_000
"""When the first event may happen, in seconds since the epoch."""


def event(
    event_id: str,
    time: float = 0.0,
    *,
    group: str = "",
    node: str = "",
    kind: str = "Instance",
    odd_time: str = "",
) -> Event:
    return Event(
        event_id=event_id,
        event_time=time,
        odd_time=odd_time,
        event_level="Info",
        resource_type=kind,
        instance_group_name=group,
        instance_id=node,
        description=event_id,
        cluster_arn="",
        cluster_name="",
        operation_id="",
    )


def page(*events: Event, then: str | None = None) -> Page[Event]:
    return Page(events, then)


def lets_through(sent: ServiceFilter, each: Event) -> bool:
    """Whether the service lists an event; that of its limits of time is not part of them."""
    return (
        sent.node_id in ("", each.instance_id)
        and sent.instance_group_name in ("", each.instance_group_name)
        and sent.resource_type in ("", each.resource_type)
        and (sent.after is None or each.event_time > sent.after)
        and (sent.before is None or each.event_time < sent.before)
    )


class Service:
    """A cluster's events, newest first; what comes is never older than what is there.

    A token is the last event of its page, or with `by_count` the number of events before the
    next page, so that pages overlap once new events have come. With `scans` a page is filtered
    after it was cut, and may be empty though more follow.
    """

    def __init__(self, *, by_count: bool = False, scans: bool = False) -> None:
        self.events: list[Event] = []
        self._by_count = by_count
        self._scans = scans
        self._made = 0
        self._clock = BEGIN

    def happen(self, *steps: int) -> None:
        """Events happen, each so many seconds after the one before."""
        for step in steps:
            self._clock += step
            number = self._made = self._made + 1
            made = event(
                f"{number:04}",
                float(self._clock),
                group="ab"[number % 2],
                node=f"i-{number % 3:08}",
                kind=("Instance", "Cluster")[number % 5 == 0],
            )
            self.events.insert(0, made)

    def forget(self, count: int) -> None:
        """The oldest events are gone."""
        del self.events[max(0, len(self.events) - count) :]

    def answer(self, sent: ServiceFilter, token: str | None, size: int) -> Page[Event]:
        """A page of what `sent` lets through; a token is good for its own query only."""
        cut = self.events if self._scans else [e for e in self.events if lets_through(sent, e)]
        start = 0
        if token is not None:
            query, _, position = token.rpartition("|")
            assert query == repr(sent)
            start = int(position) if self._by_count else sum(e.event_id >= position for e in cut)
        page = cut[start : start + size]
        items = tuple(each for each in page if lets_through(sent, each))
        if start + size >= len(cut):
            return Page(items, None)
        return Page(items, f"{sent!r}|{start + size if self._by_count else page[-1].event_id}")
