"""`:info`: what is known of the cluster that is open, and of this run."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

import textual
from textual import events, on
from textual.app import ComposeResult

from hpev_tui import __version__
from hpev_tui.detail.layout import Piece
from hpev_tui.findings.described import Fact, cluster_facts
from hpev_tui.model.failure import Failure
from hpev_tui.session.account import Account
from hpev_tui.system.files import state_file
from hpev_tui.system.recent import problems
from hpev_tui.text.cells import cells, fit, wrap
from hpev_tui.text.clean import clean
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import CopyRequested
from hpev_tui.ui.screens.base import FramedScreen
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.text import RoomNotice, ellipsis_of


class InfoScreen(FramedScreen):
    """Names and values, each of which can be copied. More of them may come later."""

    BINDINGS = bindings("info")
    AUTO_FOCUS = "#facts"

    def __init__(self, facts: Sequence[Fact]) -> None:
        super().__init__(name="info")
        self._facts = list(facts)

    def compose(self) -> ComposeResult:
        """A title, the facts, the footer."""
        with Pane(TitleLine("About this run", position=True)):
            yield FactLines(id="facts")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(FactLines).show(self._facts)

    def add(self, facts: Sequence[Fact]) -> None:
        """More is known."""
        self._facts += facts
        self.query_one(FactLines).show(self._facts)

    def add_result(self, result: object) -> None:
        """What there is to say of the connection has come, or why it is not known."""
        if isinstance(result, Failure):
            self.add([("Connection", result.title)])
        elif isinstance(result, list):
            self.add(result)

    @on(LineView.Moved)
    def _show_position(self, message: LineView.Moved) -> None:
        self.query_one(TitleLine).position(message.view.cursor, message.view.row_count)

    @on(LineView.Opened)
    def action_copy_fact(self) -> None:
        """Copy the value under the cursor."""
        if fact := self.query_one(FactLines).fact:
            self.app.post_message(CopyRequested(*fact))


class FactLines(LineView):
    """A name and its value on each line, or on several where the value is long."""

    _facts: Sequence[Fact] = ()
    _lines: Sequence[tuple[int, str, str]] = ()
    """Of each line: the fact that it belongs to, the name or blanks, a part of the value."""

    @property
    def fact(self) -> Fact | None:
        """The fact under the cursor."""
        return self._facts[self._lines[self.cursor][0]] if self._lines else None

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these facts; the cursor stays."""
        self._facts = tuple(facts)
        self._arrange(self.size.width)

    def _arrange(self, width: int) -> None:
        names = max((cells(name) for name, _ in self._facts), default=0)
        room = max(10, width - names - 4)
        self._lines = [
            (index, fit("" if part else name, names), text)
            for index, (name, value) in enumerate(self._facts)
            for part, text in enumerate(wrap(clean(value), room))
        ]
        self.set_rows(len(self._lines), self.cursor)

    def on_resize(self, event: events.Resize) -> None:
        """There is room for more of a value, or for less."""
        self._arrange(event.size.width)

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        _, name, text = self._lines[row]
        named = f" {name}  "
        return [(named, "dim"), (fit(text, max(0, width - cells(named)), ellipsis_of(self)), "")]


_NOT_YET = "unknown"


def facts_of_run(account: Account) -> Sequence[Fact]:
    """Names and values, as far as the UI thread knows them."""
    stats, failure = account.stats, account.last_failure
    log_file = account.settings.log_file
    identity = account.identity
    parts = [failure.title, failure.advice, failure.remedy] if failure else ["none"]
    info = account.model.info if account.model else None
    return [
        *_of_files(account),
        *(cluster_facts(info) if info else ()),
        ("hpev-tui", __version__),
        ("Python", platform.python_version()),
        ("Textual", textual.__version__),
        ("Profile", identity.profile or "(none)" if identity else _NOT_YET),
        ("Region", identity.region if identity else _NOT_YET),
        ("Account", account.account_id or _NOT_YET),
        ("Calls", f"{stats.calls:,}"),
        ("Throttled", f"{stats.throttles:,}"),
        ("Unknown text", _unknown_sentences(account)),
        ("Last failure", " ".join(part for part in parts if part)),
        ("Log file", str(log_file or "none (--log-file)")),
        ("State file", _state_path()),
    ]


def _of_files(account: Account) -> Sequence[Fact]:
    """What was found in saved events; nothing for an account."""
    if not account.settings.files:
        return ()
    from hpev_tui.ui.browser.saved import saved_facts

    return saved_facts(account)


_MOST_SENTENCES = 10


def _unknown_sentences(account: Account) -> str:
    """What events say that is not known, so that nothing is concluded from it."""
    if account.model is None:
        return "none"
    unknown = account.log(account.model.cluster).findings.groups.unknown
    often = sorted(unknown.values(), key=lambda each: -each[1])
    said = [f"{count:,} of {text!r}" for text, count in often[:_MOST_SENTENCES]]
    more = [f"+{len(often) - _MOST_SENTENCES:,}"] if len(often) > _MOST_SENTENCES else []
    listed = "; ".join([*said, *more])
    return listed if listed else "none"


def _state_path() -> str:
    try:
        return "; ".join([str(state_file(os.environ)), *problems])
    except RuntimeError as error:
        return f"not saved: {error}"
