"""How nodes, their IDs and their events are drawn in the tables of nodes and of attempts."""

from __future__ import annotations

import re

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_letter, level_of
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.section_lines import NODE_MARKS
from hpev_tui.session.tables.node_words import why_of
from hpev_tui.session.tables.words import moment
from hpev_tui.text.cells import shorten_middle
from hpev_tui.text.glyphs import Glyphs, glyphs
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.text import Line

SHORT_ID = 14
"""Cells of an instance's ID in narrow tables, as in the list of events."""

_NODE_LOGICAL_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Of this form are those that the service was seen to give."""


def node_mark(status: str, shown: Glyphs) -> Piece:
    """The glyph of a node's status, and the token that it is drawn in; `○` of an unknown one."""
    name, token = NODE_MARKS.get(status, ("off", "dim"))
    return getattr(shown, name), token


def shown_glyphs(model: ClusterModel) -> Glyphs:
    """The glyphs that `--ascii` decides."""
    return glyphs(model.account.settings.ascii)


def short_id(name: str, model: ClusterModel, *, narrow: bool = False) -> str:
    """An ID as it stands in a table: that of an instance, or the start of a NodeLogicalId."""
    ellipsis = shown_glyphs(model).ellipsis
    if _NODE_LOGICAL_ID.fullmatch(name):
        return f"{name.partition('-')[0]}{ellipsis}"
    return shorten_middle(name, SHORT_ID, ellipsis) if narrow else name


def event_line(model: ClusterModel, event: Event) -> Line:
    """An event in a line: when, its level, and what it says."""
    level, _ = level_of(event)
    token = {"Error": "error", "Warn": "warn"}.get(level, "dim")
    why = why_of(model, event)
    plain = "dim" if token == "dim" else ""  # noqa: S105 - of a style
    return Line(
        (
            (f"{moment(model, event.event_time)} {level_letter(level)}  ", token),
            (f"{why.cause}: " if why.cause else "", "cause"),
            (why.text, plain),
        )
    )
