"""What the palette offers for a cluster's events: a time to go to, and filters by group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Protocol, runtime_checkable

from textual.screen import Screen

from hpev_tui.query import with_term
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.clean import clean
from hpev_tui.text.times import exact_time
from hpev_tui.ui.messages import EventsRequested, Notice
from hpev_tui.ui.screens.palette import Item, Offer, Source

WORD = "goto"
_TIMES = "03:14, 2h or 2026-11-20T10:00Z"


@runtime_checkable
class HasEvents(Protocol):
    """A screen of events, on which one can go to a time."""

    @property
    def model(self) -> ClusterModel:
        """The cluster whose events they are."""

    def go_to_time(self, seconds: float) -> None:
        """Go there."""


def goto_source(screen: Screen[object]) -> Source:
    """The time that is typed after `goto`, or what is wrong with it."""

    def say(text: str) -> None:
        screen.post_message(Notice(text, wrong=True))

    def offer(typed: str) -> Iterable[Offer]:
        if not isinstance(screen, HasEvents):
            return
        word, _, text = typed.strip().partition(" ")
        ask = partial(say, f"{WORD} takes a time: {_TIMES}")
        if not typed or (not text.strip() and WORD.startswith(word.lower())):
            yield 1.0, Item("go to a time", f"A time: {_TIMES}", f":{WORD}", ask)
        elif word.lower() == WORD:
            model = screen.model
            try:
                # Of what was saved, a time of day is one of its last day.
                now = model.account.clock.as_of(model.cluster, model.log.rows)
                seconds = model.jumping.read_time(text, now, model.time_mode)
            except ValueError as error:
                yield 1.0, Item("go to a time", clean(str(error)), "", partial(say, str(error)))
                return
            time = exact_time(seconds, model.time_mode)
            yield (
                1.0,
                Item("go to a time", f"Go to {time}", "", partial(screen.go_to_time, seconds)),
            )

    return offer


def group_source(screen: Screen[object]) -> Source:
    """The groups whose names begin with what is typed, each as a filter."""

    def offer(typed: str) -> Iterable[Offer]:
        text = typed.casefold().removeprefix("group ").strip()
        if not text or not isinstance(screen, HasEvents):
            return
        for name in sorted(screen.model.log.group_names - {""}):
            if name.casefold().startswith(text) or "group".startswith(text):
                filter_text = with_term(screen.model.filtering.text, "group", name)
                run = partial(screen.post_message, EventsRequested(filter_text))
                shown = clean(name)
                score = 1.0 if name.casefold() == text else 0.8
                yield score, Item(f"group {shown}", f"Filter: group:{shown}", "/", run)

    return offer
