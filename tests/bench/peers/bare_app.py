"""A Textual app that has next to nothing."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static


class Bare(App[None]):
    """Header, a text, Footer."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """The three widgets."""
        yield Header()
        yield Static("bare app")
        yield Footer()


Bare().run()
