"""The ways between the list of events and the overviews over it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from hpev_tui.model.failure import Failure
from hpev_tui.query import quoted, with_term
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.filtering import Filtering

if TYPE_CHECKING:
    from hpev_tui.ui.overviews.base import OverviewScreen


def overview(
    name: str, model: ClusterModel, about: About | None, filter_text: str = ""
) -> OverviewScreen:
    """The overview of that name, with the cursor on what another screen was about.

    `filter_text` is what the nodes are filtered by at first.

    What it is made of is imported when it is looked at first: before the first frame every import
    is waited for.
    """
    if name == "signatures":
        from hpev_tui.ui.overviews.failures import FailuresScreen

        return FailuresScreen(model, about)
    if name == "groups":
        from hpev_tui.ui.overviews.groups import GroupsScreen

        return GroupsScreen(model, about)
    from hpev_tui.ui.overviews.nodes import NodesScreen

    return NodesScreen(model, about, filter_text)


def push_timeline(app: App[Any], model: ClusterModel, node: str) -> None:
    """Lay the timeline of a node over the screen; of none where its name is not known."""
    if node:
        from hpev_tui.ui.overviews.timeline import TimelineScreen

        app.push_screen(TimelineScreen(model, node))


_SHOWN = 8
"""Characters of an ID that set most nodes apart, without the `i-` of an instance."""


def nodes_filter(nodes: Collection[str], others: Collection[str]) -> str:
    """The filter that keeps these nodes: one by its ID, several by the beginnings of theirs.

    A beginning is so long that no other node's ID has it, of those in `others` either.
    """
    if len(nodes) < 2:
        return with_term("", "node", *nodes)
    every, values = {*nodes, *others}, []
    for node in sorted(nodes):
        length = _SHOWN + len("i-") * node.startswith("i-")
        while length < len(node) and sum(each.startswith(node[:length]) for each in every) > 1:
            length += 1
        is_plain = node.replace("-", "").isalnum()
        values.append(f"{node[:length]}*" if is_plain and length < len(node) else quoted(node))
    return f"node:{','.join(values)}"


def node_ids(model: ClusterModel) -> set[str]:
    """The IDs of all nodes that are known: of instances, and of what these are for."""
    nodes = () if model.nodes is None or isinstance(model.nodes, Failure) else model.nodes
    listed = {each for node in nodes for each in (node.instance_id, node.node_logical_id)}
    return {*listed, *model.log.instance_ids}


class WayBack:
    """Remembers the overviews that the list was opened from, and the filter before that."""

    def __init__(self, screen: Screen[None], filtering: Filtering) -> None:
        self._screen = screen
        self._filtering = filtering
        self._overviews: Sequence[OverviewScreen] = ()
        self._filter_before = ""
        self._filter_then = ""

    def forget(self) -> None:
        """There is nothing to go back to."""
        self._overviews = ()

    def replace(self, overview: OverviewScreen) -> None:
        """Lay one overview over the list, in place of those that lie there."""
        self.forget()
        app = self._screen.app
        if self._screen not in app.screen_stack:
            return  # It was left before what was asked for came here.
        above = app.screen_stack[app.screen_stack.index(self._screen) + 1 :]
        for _ in above[1:]:
            app.pop_screen()
        if above:
            app.switch_screen(overview)
        else:
            app.push_screen(overview)

    def leave(self, filter_text: str) -> None:
        """Take the overviews off the list, which is going to show that filter."""
        from hpev_tui.ui.overviews.base import OverviewScreen

        stack = self._screen.app.screen_stack
        if self._screen not in stack:
            return
        above = stack[stack.index(self._screen) :]
        overviews = [each for each in above if isinstance(each, OverviewScreen)]
        self._overviews = [each.again() for each in overviews]
        self._filter_before, self._filter_then = self._filtering.text, filter_text
        for _ in overviews:
            self._screen.app.pop_screen()

    def go_back(self, set_filter: Callable[[str], None]) -> bool:
        """Lay the overviews over the list again, unless another filter has come meanwhile.

        `set_filter` brings back the filter that stood before. Whether there were any.
        """
        overviews, self._overviews = self._overviews, ()
        if not overviews or self._filtering.text != self._filter_then:
            return False
        set_filter(self._filter_before)
        for overview in overviews:
            self._screen.app.push_screen(overview)
        return True
