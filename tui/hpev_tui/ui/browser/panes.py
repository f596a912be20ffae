"""The browser's two panes: which of them the keys act on, and how the detail is shown."""

from __future__ import annotations

from textual import events, on

from hpev_tui.ui.browser.display import EventsScreen
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import Notice
from hpev_tui.ui.widgets.detail_pane import DetailPane
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList


class PanesScreen(EventsScreen):
    """The list and the detail, of which one has the focus, and may have all of the room."""

    def __init__(self, context: Context, cluster: str, filter_text: str = "") -> None:
        super().__init__(context, cluster, filter_text)
        self._zoomed = False
        self._in_detail = False

    def _tell(self, text: str) -> None:
        self._shared.post(Notice(text))

    def on_resize(self) -> None:
        """Room for both panes, or for one."""
        self._arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane the keys act on, whoever gave it the focus."""
        if isinstance(event.widget, (EventList, DetailTree)):
            self._in_detail = isinstance(event.widget, DetailTree)
            self.query_one(DetailPane).use(self._in_detail)

    def _arrange(self) -> None:
        """Show both panes, or the focused one alone where it is zoomed or the room is short."""
        alone = self._zoomed or self.size.width < 80 or self.size.height < 24
        self._pane.display = not (alone and self._in_detail)
        self._pane.make_room(zoomed=self._zoomed)
        detail = self.query_one(DetailPane)
        detail.display = self._in_detail or not alone
        detail.use(self._in_detail)

    def _focus(self, detail: bool) -> None:
        self._in_detail = detail
        self._arrange()
        # Not `focus()`, which comes into force later: the next key may be here already.
        pane = self.query_one(DetailTree) if detail else self._list
        self.set_focus(pane, scroll_visible=False)

    @on(EventList.Opened)
    def _opened(self) -> None:
        self._details.ask()
        self._focus(detail=True)

    def action_other_pane(self) -> None:
        """Go to the other pane."""
        self._focus(detail=not self._in_detail)

    def action_zoom(self) -> None:
        """Give the pane all the room, or give it back."""
        self._zoomed = not self._zoomed
        self._arrange()

    def action_switch_view(self) -> None:
        """Tree or JSON."""
        self.query_one(DetailTree).switch_view()

    def action_wrap(self) -> None:
        """Wrap long values or cut them."""
        self.query_one(DetailTree).switch_wrap()

    def action_expand_all(self) -> None:
        """Open every branch of the detail."""
        self.query_one(DetailTree).expand_all()

    def action_differences(self) -> None:
        """Show what differs between the two marked events."""
        if len(self._marked) != 2:
            marked = f"{len(self._marked):,} marked" if self._marked else "none is marked"
            self._tell(f"D compares two events: mark them with space ({marked})")
            return
        self._focus(detail=True)
        older, newer = sorted(self._marked.values(), key=lambda event: event.event_time)
        self._details.compare(older, newer)

    def _leave_layer_of_detail(self) -> bool:
        """End a search or a comparison in the detail; whether there was one."""
        tree = self.query_one(DetailTree)
        if self._in_detail and tree.searching:
            tree.search("")
            return True
        return self._details.leave_comparison()
