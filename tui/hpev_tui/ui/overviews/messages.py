"""What an overview asks of the cluster's screen below it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from hpev_tui.session.about import About


@dataclass(eq=False, repr=False)
class OverviewRequested(Message):
    """The user wants the overview of that name, "" for the list, on what another was about."""

    name: str
    about: About
    filter_text: str = ""
    """The filter that the overview begins with; only that of nodes has one."""
