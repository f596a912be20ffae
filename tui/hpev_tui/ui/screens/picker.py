"""The cluster picker: every cluster of the region, and what is going on in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult

from hpev_tui.model.events import Cluster
from hpev_tui.session.account import Account
from hpev_tui.session.picker import PickerModel
from hpev_tui.session.results import Changes, What
from hpev_tui.session.tables.clusters import AGAIN
from hpev_tui.session.timing import Debounce
from hpev_tui.text.times import clock_time, local_minute
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import ClusterPicked
from hpev_tui.ui.screens.base import DataScreen
from hpev_tui.ui.screens.cluster_list import TOKENS, ClusterList, PieceLines
from hpev_tui.ui.theme import Piece, glyphs_of
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine, stack
from hpev_tui.ui.widgets.header import Header, HeaderLine
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.notes import Note, NoticeBar, failure_note
from hpev_tui.ui.widgets.text import RoomNotice

if TYPE_CHECKING:
    from hpev_tui.session.saved import SavedAccount

REST_SECONDS = 0.1
"""Seconds that the rows must rest before they are described."""

CURSOR_SECONDS = 0.25
"""Seconds that the cursor must rest before the groups of its cluster are shown."""

_WORDS = {"failed": "failed", "short": "short of nodes", "busy": "changing"}
"""What the title says of how many clusters are in these states."""


class PickerScreen(DataScreen):
    """All clusters of the region; picks one."""

    BINDINGS = bindings("picker")
    AUTO_FOCUS = "#clusters"

    def __init__(self, account: Account) -> None:
        super().__init__(name="picker")
        self._account = account
        self._clusters = account.clusters
        self._model = PickerModel.of(account)
        self._shown: Sequence[Cluster] = ()
        self._previewed = ""
        """The ARN of the cluster whose groups are shown."""
        self._opens_first = False
        """Whether enter came before a cluster that the filter matches; the first one is opened."""
        self._rest = Debounce(account.host.timers, REST_SECONDS, self._describe_visible)
        self._cursor_rest = Debounce(account.host.timers, CURSOR_SECONDS, self._cursor_rested)

    @property
    def _files(self) -> SavedAccount | None:
        """The account where its clusters are those of saved events."""
        # Its module is not imported for others.
        return cast("SavedAccount", self._account) if self._account.settings.files else None

    def compose(self) -> ComposeResult:
        """Header, filter, list, preview, notice, footer."""
        yield HeaderLine(id="header")
        with Pane(TitleLine("Clusters", position=True, id="title"), id="clusters-pane"):
            yield FilterInput("name or ARN", id="filter")
            yield PieceLines(id="heading")
            yield ClusterList(self._model, id="clusters")
        with Pane(TitleLine(id="preview-title"), id="preview-pane"):
            yield PieceLines(id="preview")
        yield NoticeBar(id="notice")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Ask for the clusters."""
        self.query_one(FilterInput).display = False
        stack([*self.query(Pane)])
        self._show_header()
        self.load()

    def on_unmount(self) -> None:
        """Ask for nothing any more: nobody looks at it."""
        self._leave()

    def on_screen_suspend(self) -> None:
        """Another screen covers this one: what waits for it is not asked for."""
        self._leave()

    def _leave(self) -> None:
        self._rest.cancel()
        self._cursor_rest.cancel()
        self._model.leave()

    def load(self) -> None:
        """Ask for the region's clusters from the first page on; what is loaded stays."""
        self._model.load()
        self._show_failure()
        self._show()

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed."""
        for change in changes:
            if change.what in (What.IDENTITY, What.STATUS):
                self._show_header()
            elif change.what is What.CLUSTERS:
                self._show_clusters()
            elif change.what is What.CLUSTER:
                self._show_cluster(change.key)

    def _show_cluster(self, cluster_arn: str) -> None:
        """More is known of one cluster."""
        self.query_one(ClusterList).refresh_cluster(cluster_arn)
        self._show_heading()
        self._show_title()
        if cluster_arn == self._previewed:
            self._show_preview()

    def on_screen_resume(self) -> None:
        """No other screen covers this one any more."""
        if self.is_outdated:
            self.is_outdated = False
            self._show_header()
            self._show_clusters()
        self._rest.restart()

    def _show_header(self) -> None:
        """The region, the profile and, with the first cluster, the account are known."""
        if self._files is not None:
            from hpev_tui.ui.browser.saved import header_of_files

            self.query_one(HeaderLine).show(header_of_files(self._files))
            return
        identity = self._account.identity
        region, profile = (identity.region, identity.profile) if identity else ("", "")
        parts = (region, self._account.account_id, profile)
        answered = self._clusters.answered
        updated = "" if answered is None else f"updated {clock_time(answered)}"
        header = Header("HyperPod clusters", parts=parts, right=self._account.note or updated)
        self.query_one(HeaderLine).show(header)

    def _show_clusters(self) -> None:
        """More of the list has come, or has failed."""
        if self._clusters.failure is not None:
            self._opens_first = False
            self._show_failure()
        self._show()
        if self._files is not None:
            self._show_failure()
            self._open_only_one(self._files)

    def _open_only_one(self, account: SavedAccount) -> None:
        """Open the cluster of saved events where there is no other, once."""
        if account.has_opened or not self._clusters.is_complete or not self._clusters.by_arn:
            return
        account.has_opened = True
        (cluster, *others) = self._clusters.by_arn.values()
        if not others and self.is_current:
            self.app.post_message(ClusterPicked(cluster.cluster_name, is_only=True))

    def _show_failure(self) -> None:
        is_empty = not self._account.has_anything
        # Else it stands where the rows would be.
        failure = self._clusters.failure if self._clusters.by_arn else None
        problems: Sequence[str] = ()
        if self._files is not None and self._clusters.by_arn:
            from hpev_tui.ui.browser.saved import problem_lines

            problems = problem_lines(self._files)
        self.query_one(NoticeBar).show_failure(failure, offers_demo=is_empty, otherwise=problems)
        self.refresh_bindings()

    def _show(self) -> None:
        """Show the clusters that match the filter, the cursor staying on its cluster.

        On the first row it stays at the top: the service sends the newest clusters last.
        """
        view = self.query_one(ClusterList)
        field = self.query_one(FilterInput)
        self._shown = self._model.list_rows(
            lambda each: field.keeps(f"{each.cluster_name} {each.cluster_arn}")
        )
        current = view.current if view.cursor else None
        cursor = next((row for row, c in enumerate(self._shown) if c is current), 0)
        is_filtered = bool(field.value.strip())
        view.set_note(self._note(is_filtered))
        is_again = self._model.was_made_again
        view.show(self._shown, cursor, {e.cluster_arn for e in self._shown if is_again(e)})
        self._show_title()
        self._show_heading()
        if self._opens_first and self._shown and self.is_current:
            self._open_first()

    def _note(self, filtered: bool) -> Note | str:
        total, failure = len(self._clusters.by_arn), self._clusters.failure
        if filtered and total:
            return Note(f"No match in {total:,} clusters.", keys=(("esc", "clear filter"),))
        if failure is not None:
            return failure_note(failure, offers_demo=not self._account.has_anything)
        if self._files is not None:
            from hpev_tui.ui.browser.saved import no_clusters

            return no_clusters(self._files)
        if self._clusters.is_loading:
            return f"Loading clusters{self._account.settings.ellipsis}"
        if not self._clusters.is_complete:
            return ""
        keys = (("R", "region"), ("P", "profile"), ("r", "refresh"))
        return Note("No HyperPod clusters in this region.", keys=keys)

    def _show_title(self) -> None:
        total, shown = len(self._clusters.by_arn), glyphs_of(self)
        is_filtered = bool(self.query_one(FilterInput).value.strip())
        number = f"{len(self._shown):,} of {total:,}" if is_filtered else f"{total:,}"
        counts: list[Piece] = [(number, "")] if total else []
        states, denied = self._model.counts(), self._model.denied
        for state, words in _WORDS.items():
            if count := states[state]:
                # Others may be short of nodes that were not described yet.
                more = state == "short" and not self._model.is_all_described
                text = f"{getattr(shown, state)} {count:,}{'+' * more} {words}"
                counts.append((text, TOKENS[state]))
            if denied and state == "failed":
                counts.append((f"no {denied} permission", "warn"))
        self.query_one("#title", TitleLine).title("Clusters", counts, self._loaded())
        self._show_position()

    def _loaded(self) -> str:
        """What is loaded, else in which order."""
        if self._clusters.is_loading:
            return f"loading{self._account.settings.ellipsis}"
        return f"{self._model.sort.value} (s)" if self._clusters.is_complete else "not all loaded"

    def _show_heading(self) -> None:
        # Above an empty list its titles would be of nothing.
        heading = [self.query_one(ClusterList).heading] if self._shown else []
        self.query_one("#heading", PieceLines).show(heading)

    @on(ClusterList.Moved)
    def _moved(self) -> None:
        self._show_position()
        self._cursor_rest.restart()

    def _show_position(self) -> None:
        self.query_one("#title", TitleLine).position(
            self.query_one(ClusterList).cursor, len(self._shown)
        )

    def _cursor_rested(self) -> None:
        self._show_preview()
        self._describe_visible()

    def _show_preview(self) -> None:
        """Show the groups of the cluster under the cursor."""
        cluster = self.query_one(ClusterList).current
        name = created = self._previewed = ""
        lines: list[list[Piece]] = []
        if cluster is not None:
            name, self._previewed = cluster.cluster_name, cluster.cluster_arn
            created = f"created {local_minute(cluster.creation_time)}"
            if self._model.was_made_again(cluster):
                created = f"{AGAIN}, {created}"
            # Not on the way to the first row.
            from hpev_tui.ui.screens.cluster_preview import preview_lines

            lines = preview_lines(self._model, cluster, glyphs_of(self))
        self.query_one("#preview-title", TitleLine).title(name, subject=created)
        self.query_one("#preview", PieceLines).show(lines)

    @on(ClusterList.Viewed)
    def _rows_viewed(self) -> None:
        self._rest.restart()
        self._show_heading()

    def _describe_visible(self) -> None:
        """Ask about the clusters on the screen, and no others."""
        view = self.query_one(ClusterList)
        self._model.look_at(view.clusters_in_view, view.current)

    @on(FilterInput.Changed)
    def _filter_changed(self) -> None:
        self._opens_first = False
        self._show()

    @on(FilterInput.Submitted)
    def _filter_submitted(self) -> None:
        self._opens_first = self._clusters.is_loading
        if self._shown:
            self._open_first()

    def _open_first(self) -> None:
        self._opens_first = False
        self.set_focus(self.query_one(ClusterList), scroll_visible=False)
        self.query_one(ClusterList).open_row()

    @on(ClusterList.Opened)
    def _opened(self, message: ClusterList.Opened) -> None:
        self.app.post_message(ClusterPicked(self._clusters.asked_by(message.cluster)))

    def action_open(self) -> None:
        """Open the cluster under the cursor."""
        self.query_one(ClusterList).open_row()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterInput).open()

    def action_sort(self) -> None:
        """Put the rows into the next order; the cursor stays on its cluster."""
        self._model.sort_next()
        self._show()

    def action_unfilter(self) -> None:
        """Clear the filter from the list, where it stays after a cluster was opened."""
        if self._files is None or not self._files.stop_reading():
            self.query_one(FilterInput).action_clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filter is cleared where there is one; reading of files is stopped before that."""
        if action == "unfilter":
            is_reading = self._files is not None and self._files.is_reading
            return is_reading or any(field.display for field in self.query(FilterInput))
        return super().check_action(action, parameters)

    def action_refresh(self) -> None:
        """Ask for everything again, with fresh credentials where those were at fault."""
        self._account.renew()
        self.load()

    @property
    def remedy(self) -> str:
        """See `DataScreen.remedy`."""
        return self._clusters.failure.remedy if self._clusters.failure else ""
