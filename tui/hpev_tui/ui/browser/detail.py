"""The detail of the event under the cursor, and the documentation of the value in it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on

from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.details import LoadedDetail
from hpev_tui.session.sections import with_note
from hpev_tui.session.timing import Later
from hpev_tui.text.times import clock_time
from hpev_tui.ui.browser.copying import when_loaded
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.frame import REST_SECONDS, Pane, TitleLine
from hpev_tui.ui.widgets.inputs import SearchInput
from hpev_tui.ui.widgets.notes import failure_note
from hpev_tui.ui.widgets.text import AboutLines

ABOUT_ROWS = DetailTree.ROOM_BELOW
"""Rows of the documentation, which lies over the detail: the detail is not drawn again for it."""

LEAST_ROWS = 6
"""In a pane with fewer rows below its title the detail itself has all of them."""


class DetailPane(Pane):
    """The tree or the JSON, and the documentation below it while the keys act on this pane."""

    def __init__(self, model: ClusterModel, *, id: str | None = None) -> None:  # noqa: A002
        self.detail = DetailTree(ascii_only=model.account.settings.ascii, id="detail")
        self._about = AboutLines(id="about")
        self._field = SearchInput(id="search")
        self._about.visible = self._field.display = False
        title = TitleLine("Detail", id="detail-title")
        super().__init__(title, self.detail, self._about, self._field, id=id)
        self._model = model
        self._subject = ""
        """What the title says of the event."""
        self._requested: Event | None = None
        """The event under the cursor."""
        self._shown_of: Event | None = None
        """The event whose detail, or failure, is shown; None for a note or nothing."""
        self._waiting = Later(model.account.host.timers, REST_SECONDS, self._waited)
        self._in_use = False
        self._compared_on: str | None = None
        """The event under the cursor while a comparison is shown."""
        self.failure: Failure | None = None
        """Why the detail that should be shown is not."""

    # What is shown

    def show(self, event: Event | None, noise: str) -> None:
        """Show what is known of an event; `noise` is why it says nothing new.

        A comparison stays until the cursor is on another event.
        """
        if self._compared_on is not None and event and event.event_id == self._compared_on:
            return
        self._compared_on = self.failure = None
        self._requested = event
        if event is None:
            self._waiting.cancel()
            self._shown_of = None
            self._show_title("")
            self.detail.show_note("")
            return
        detail = self._model.detail_of(event, noise)
        if isinstance(detail, LoadedDetail):
            self.detail.show(detail)
        elif detail is not None:
            self.failure = detail
            self.detail.show_note(failure_note(detail))
        elif self._in_use or self._shown_of is None:
            self._show_loading()
        else:
            # What is shown stays for a moment: mostly the detail comes before that is over, and the
            # pane need not be drawn twice.
            self._waiting.request()
            return
        self._waiting.cancel()
        self._show_title(subject_of(event))
        self._shown_of = event

    def _show_loading(self) -> None:
        self.detail.show_note(f"Loading{self._model.account.settings.ellipsis}")

    def _waited(self) -> None:
        """The detail has not come yet."""
        self._shown_of = None
        if (event := self._requested) is not None:
            self._show_title(subject_of(event))
            self._show_loading()

    def _show_title(self, subject: str) -> None:
        other = "JSON (v: tree)" if self.detail.is_json else "tree (v: JSON)"
        if self._requested is None or self.failure is not None:
            other = ""
        self._subject = subject
        # Without an event there is no other view of it.
        loaded = other if self._requested else ""
        self.title_line.title("Detail", (), loaded, subject=subject)

    def switch_view(self) -> None:
        """The tree or the JSON."""
        self.detail.switch_view()
        self._show_title(self._subject)

    def compare_marked(self, cursor: Callable[[], Event | None]) -> bool:
        """Show what differs between the two marked events, while the cursor stays where it is.

        `cursor` says on which event that is. Whether there are two.
        """
        marked = sorted(self._model.marked.values(), key=lambda event: event.event_time)
        if len(marked) != 2:
            count = f"{len(marked):,} marked" if marked else "none marked"
            text = f"Mark two events with space, then D ({count})"
            self._model.account.host.notify(text, False)
            return False
        older, newer = marked

        def compare() -> None:
            if (current := cursor()) is not None:
                self._compare(current, older, newer)

        ids = (older.event_id, newer.event_id)
        when_loaded(self._model, ids, "compare", "Not compared", compare)
        return True

    def _compare(self, current: Event, a: Event, b: Event) -> None:
        one, other = (self._model.account.details[event.event_id] for event in (a, b))
        names = _names_of_two(a, b)
        # Not with this module, which every start imports.
        from hpev_tui.detail.differences import comparison

        compared = comparison(one.body, other.body, names, one.shape)
        self._compared_on = current.event_id
        self._waiting.cancel()
        self._show_title(f"{names[0]} and {names[1]}")
        remark = (
            f"Differences between {names[0]} and {names[1]}; equal fields are hidden. esc close"
        )
        self.detail.show(with_note(LoadedDetail.of(*compared), remark))

    def leave_comparison(self) -> bool:
        """End the comparison, if one is shown; whether that was so."""
        was, self._compared_on = self._compared_on is not None, None
        return was

    def leave_search(self) -> bool:
        """End the search in the detail, if there is one; whether that was so."""
        was = self.detail.searching
        if was:
            self.detail.search("")
        return was

    def close(self) -> None:
        """Wait for nothing any more: nobody looks at it."""
        self._waiting.cancel()

    # Its parts

    def use(self, in_use: bool) -> None:
        """Whether the keys act on this pane."""
        if in_use != self._in_use:
            self._in_use = in_use
            if in_use and self._waiting.is_requested:
                # A key must not act on another event's detail.
                self._waiting.cancel()
                self._waited()
            self._field.display = self._field.display and in_use
            self._make_room()

    def on_resize(self) -> None:
        """Say no more than there is room for."""
        self._make_room()

    def _make_room(self) -> None:
        self._about.visible = self._in_use and self.size.height > LEAST_ROWS
        self.detail.cover(ABOUT_ROWS if self._about.visible else 0)
        self._cursor_moved()

    @on(DetailTree.Moved)
    def _cursor_moved(self) -> None:
        # Where it is hidden, it need not be looked up.
        if self._about.visible:
            self._about.show(self.detail.about)

    @on(DetailTree.SearchRequested)
    def _search_requested(self) -> None:
        self._field.value = ""
        self._field.display = True
        self.screen.set_focus(self._field, scroll_visible=False)

    @on(SearchInput.Applied)
    def _search_applied(self, message: SearchInput.Applied) -> None:
        if message.text is not None:
            self.detail.search(message.text)
        self.screen.set_focus(self.detail, scroll_visible=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The field is there while it is typed into."""
        self._field.display = event.widget is self._field


def subject_of(event: Event) -> str:
    """What kind of resource an event is about, and which one, as far as its listing says."""
    kind, group = event.resource_type, event.instance_group_name
    if kind == "Instance" and group and not event.instance_id:
        # The group's name is not the instance's.
        return f"{kind} in {group}"
    return " ".join(filter(None, (kind, event.instance_id or group)))


def _names_of_two(a: Event, b: Event) -> tuple[str, str]:
    """Short names that differ for two events: the time of day and the beginning of the ID."""
    one, other = (f"{clock_time(event.event_time)} {event.event_id[:8]}" for event in (a, b))
    return (one, other) if one != other else (a.event_id, b.event_id)
