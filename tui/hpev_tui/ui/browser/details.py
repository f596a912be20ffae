"""The detail of the event under the cursor, asked for when the cursor rests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.message_pump import MessagePump

from hpev_tui.detail.differences import comparison
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.rules.causes import cause_of_event
from hpev_tui.session import LoadedDetail
from hpev_tui.sources.loader import Priority
from hpev_tui.ui.browser import texts
from hpev_tui.ui.browser.fetching import Fetching
from hpev_tui.ui.browser.reasons import Reasons
from hpev_tui.ui.browser.sections import Sections, with_more
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import DetailReady
from hpev_tui.ui.settle import Debounce
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.text import problem

REST_SECONDS = 0.12
"""How long the cursor must rest on an event before its detail is asked for."""


class Details:
    """Shows in `tree` the detail of the event under the cursor of `view`."""

    def __init__(
        self,
        owner: MessagePump,
        context: Context,
        cluster: str,
        fetching: Fetching,
        panes: Callable[[], tuple[EventList, DetailTree]],
        sections: Sections,
    ) -> None:
        self._sections = sections
        self._context = context
        self._cluster = cluster
        self._fetching = fetching
        self._panes = panes
        self._failures: dict[str, Failure] = {}
        self.failure: Failure | None = None
        """Why the detail that should be shown is not."""
        self._compared_on: str | None = None
        """The event under the cursor while a comparison is shown."""
        self._reasons = Reasons(
            context, cluster, lambda: panes()[0], lambda event_id: event_id in self._failures
        )
        self._rest = Debounce(owner, REST_SECONDS, self.ask)
        self._view_rest = Debounce(owner, REST_SECONDS, self._reasons.begin)

    def moved(self) -> None:
        """The cursor is on another event: show what is known, and ask when it rests there."""
        self.show()
        self._rest.disturb()

    def scrolled(self) -> None:
        """Other rows are in view, perhaps with the cursor elsewhere: their reasons are wanted."""
        self._view_rest.disturb()

    def retry(self) -> None:
        """Ask again for what failed, and for the nodes as they are now."""
        self._failures.clear()
        self._sections.forget_nodes()
        self.show()
        self.ask()

    def ask(self) -> None:
        """Ask for the detail under the cursor; drop those that the cursor only passed by."""
        current = self._panes()[0].current
        if current is None:
            # What a filter looks for may be in the reasons that have not come yet.
            self._reasons.begin()
            return
        self._context.forget("detail", self._fetching.wanted)
        if current.event_id in self._context.session.details:
            self._prefetch()
        else:
            self._failures.pop(current.event_id, None)
            self.show()
            self._context.describe_event(self._cluster, current.event_id, Priority.DEMAND)
        self._reasons.begin()

    def grown(self) -> None:
        """There are more rows, whose reasons may be wanted."""
        self._reasons.begin()

    def ready(self, message: DetailReady) -> None:
        """A detail has come or failed; it is shown if the cursor is still there."""
        if isinstance(message.result, Failure):
            self._failures[message.event_id] = message.result
        current = self._panes()[0].current
        if current is not None and current.event_id == message.event_id:
            self.show()
            self._prefetch()
        self._reasons.came(message.event_id)

    def show(self) -> None:
        """Show what is known of the event under the cursor."""
        view, tree = self._panes()
        current = view.current
        if self._compared_on is not None and current and current.event_id == self._compared_on:
            return
        self._compared_on = self.failure = None
        if current is None:
            tree.show_note("")
            return
        detail = self._context.session.details.get(current.event_id)
        failure = self._failures.get(current.event_id)
        if detail is not None:
            tree.show(self._sections.added_to(current, detail, self._remarks(current, detail)))
        elif failure is not None:
            self.failure = failure
            tree.show_note(problem(failure))
        else:
            tree.show_note(f"Loading{self._context.ellipsis}")

    def _remarks(self, event: Event, detail: LoadedDetail) -> list[str]:
        cause = cause_of_event(event, detail.facts.failure_message)
        return texts.remarks(event, self._panes()[0].noise(event.event_id), cause)

    def compare(self, a: Event, b: Event) -> None:
        """Show what differs between two events, until the cursor is on another one."""
        ids = (a.event_id, b.event_id)
        self._fetching.start(
            ids, "compare them", "Nothing compared", lambda: self._show_comparison(a, b)
        )

    def _show_comparison(self, a: Event, b: Event) -> None:
        view, tree = self._panes()
        if view.current is None:
            return
        one, other = (self._context.session.details[event.event_id] for event in (a, b))
        names = texts.names_of_two(a, b)
        compared = comparison(one.body, other.body, names, one.shape)
        self._compared_on = view.current.event_id
        remark = (
            f"What differs between {names[0]} and {names[1]}. What is the same is left out. "
            "esc leaves the comparison"
        )
        tree.show(with_more(LoadedDetail.of(*compared), [remark]))

    def leave_comparison(self) -> bool:
        """Show the event under the cursor again; whether a comparison was shown."""
        was, self._compared_on = self._compared_on is not None, None
        if was:
            self.show()
        return was

    def _prefetch(self) -> None:
        """Ask for the neighbours' details, when nothing else waits."""
        view = self._panes()[0]
        rows: Sequence[Event] = view.rows
        place = view.cursor
        for event in (*rows[place + 1 : place + 2], *rows[max(0, place - 1) : place]):
            known = event.event_id in self._context.session.details
            if not known and event.event_id not in self._failures:
                self._context.describe_event(self._cluster, event.event_id, Priority.PREFETCH)
