"""The tokens: every colour and weight that the screens use, by what it means.

A component draws a text with the name of a token, `styles_of(app)["error"]`, and names no colour
itself; a style sheet uses the variables `$foreground`, `$background`, `$border`,
`$border-blurred` and those of the table below. What a colour says is said by a glyph or a word as
well (`text/glyphs.py`), so that nothing is lost where there are no colours.

The default theme, `terminal`, is made of the terminal's own eight colours. Whether the terminal
is light or dark is not known without asking it: foreground and background stay the terminal's.
Every other theme of Textual's can be chosen; the tokens then have that theme's colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from hpev_tui.model.events import CHANGING, FAILED, IN_SERVICE
from hpev_tui.text.cells import cells, fit
from hpev_tui.text.glyphs import ASCII, UNICODE, Glyphs

Piece: TypeAlias = "tuple[str, str]"
"""A text and the name of the token that it is drawn in."""


class Token(NamedTuple):
    """The theme's variable that a token has its colour from, "" for none; and its weight."""

    variable: str = ""
    weight: str = ""
    """Any of bold, dim, underline and reverse, which puts the colour behind the text."""


TOKENS: Mapping[str, Token] = {
    "": Token(),
    # States. Each stands beside a glyph or a word that says the same.
    "error": Token("error"),
    "failed": Token("error", "bold"),  # A word, such as Failed.
    "warn": Token("warning"),
    "bad-term": Token("error", "underline"),  # Of a filter.
    "ok": Token("success"),
    "busy": Token("accent"),
    "dim": Token("", "dim"),  # Off, repeats, Info rows.
    # Parts of a row, of a detail, and of the footer.
    "cause": Token("secondary"),
    "id": Token("accent"),
    "key": Token("accent", "bold"),
    "heading": Token("", "bold"),
    "strong": Token("", "bold"),
    "note": Token(),
    "arn": Token("", "dim"),
    "number": Token(),
    "enum": Token("", "bold"),
    "match": Token("", "reverse"),
    # The frame.
    "header-name": Token("", "bold reverse"),
    "title": Token("border"),
    "title-name": Token("border", "bold reverse"),
    "frame": Token("border-blurred"),
    "frame-name": Token("", "bold"),
    "bars": Token("border-blurred"),  # Of all events, in the histogram.
    "chip": Token("", "reverse"),
    # The cursor: its mark and time are red or yellow on an Error or a Warn.
    "cursor": Token("", "reverse"),
    "cursor-error": Token("error", "reverse"),
    "cursor-warn": Token("warning", "reverse"),
    "cursor-away": Token("", "bold"),
}
"""All tokens, by the names that components use."""

MARK_TOKENS = {"failed": "failed", "short": "warn", "busy": "busy", "ok": "ok", "off": "dim"}
"""The token of each mark of a group; the marks are glyphs of these names."""

TERMINAL = Theme(
    name="terminal",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_magenta",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        # Textual's own sheets refer to these two.
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": "ansi_cyan",
        "border-blurred": "ansi_blue",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-hover-background": "ansi_default",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_default",
        "input-selection-foreground": "ansi_default",
        "screen-selection-background": "ansi_default",
        "screen-selection-foreground": "ansi_default",
        "scrollbar": "ansi_default",
        "scrollbar-hover": "ansi_default",
        "scrollbar-active": "ansi_default",
        "scrollbar-background": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)

_STYLES: dict[str, Mapping[str, Style]] = {}
"""What `styles_of` has made, by the name of the theme."""


def styles_of(app: App[Any]) -> Mapping[str, Style]:
    """The style of each token in the theme that is chosen, by the token's name.

    A plain run has none at all in the terminal's own colours, and no style sets a background
    there: each would cost bytes in every run. In other themes each style has the background.
    """
    styles = _STYLES.get(app.theme)
    if styles is None:
        # Of the default theme nothing has to be worked out: the first frame waits for it.
        is_own = app.theme == TERMINAL.name
        variables = own_variables() if is_own else app.get_css_variables()
        styles = _STYLES[app.theme] = styles_in(variables)
    return styles


def own_variables() -> Mapping[str, str]:
    """The colours of the default theme by the names of its variables."""
    names = {token.variable for token in TOKENS.values()} | {"foreground", "background"}
    return {name: TERMINAL.variables.get(name) or getattr(TERMINAL, name) for name in names if name}


def styles_in(variables: Mapping[str, str]) -> Mapping[str, Style]:
    """The styles of the tokens where the variables have these colours."""
    return {name: _style(token, variables) for name, token in TOKENS.items()}


def _style(token: Token, variables: Mapping[str, str]) -> Style:
    colour = _colour(variables, token.variable or "foreground")
    background = _colour(variables, "background")
    plain = Style(color=colour, bgcolor=background) if colour or background else Style.null()
    return plain + Style.parse(token.weight) if token.weight else plain


def _colour(variables: Mapping[str, str], name: str) -> Any:  # noqa: ANN401 - Rich's own colour
    """A variable's colour; None for the terminal's own foreground or background."""
    colour = Color.parse(variables[name]) if name in variables else None
    return None if colour is None or colour.rich_color.is_default else colour.rich_color


def strip_of(pieces: Iterable[Piece], styles: Mapping[str, Style], width: int) -> Strip:
    """The line of these pieces, cut or filled to `width` cells; runs of one token are one run."""
    segments: list[Segment] = []
    before: str | None = None
    for text, name in pieces:
        if name == before and segments:
            segments[-1] = Segment(segments[-1].text + text, styles[name])
        elif text:
            segments.append(Segment(text, styles[name]))
            before = name
    return Strip(segments).adjust_cell_length(width, styles[""])


def cut_pieces(pieces: Iterable[Piece], width: int, ellipsis: str) -> list[Piece]:
    """The pieces in at most `width` cells, with the ellipsis at their end where they are cut."""
    fitting: list[Piece] = []
    left = width
    for text, name in pieces:
        # A text that cannot fit is not measured to its end: it may be a megabyte long.
        taken = cells(text[: 4 * left + 4])
        if taken > left:
            if left > 0:
                fitting.append((fit(text, left, ellipsis), name))
            elif fitting:
                before, name = fitting[-1]
                fitting[-1] = (fit(f"{before}{ellipsis * 2}", cells(before), ellipsis), name)
            break
        left -= taken
        fitting.append((text, name))
    return fitting


_UNDER_CURSOR = {"error": "cursor-error", "failed": "cursor-error", "warn": "cursor-warn"}


def under_cursor(pieces: Iterable[Piece]) -> list[Piece]:
    """The row under the cursor: its start stays coloured, and all that follows is one run."""
    shown, at_start = [], True
    for text, name in pieces:
        cursor = _UNDER_CURSOR.get(name, "cursor") if at_start else "cursor"
        at_start = at_start and (cursor != "cursor" or text.isspace())
        shown.append((text, cursor))
    return shown


def glyphs_of(widget: Widget) -> Glyphs:
    """The glyphs to draw with, which `--ascii` decides."""
    return ASCII if widget.app.has_class("-ascii") else UNICODE


_STATUS_MARKS = {
    IN_SERVICE: ("ok", "ok"),
    FAILED: ("failed", "failed"),
    **dict.fromkeys(CHANGING, ("busy", "busy")),
}
"""The glyph and the token of each ClusterStatus of the DescribeCluster API reference."""


def status_mark(status: str, shown: Glyphs) -> tuple[str, str]:
    """The glyph of a ClusterStatus and the token to draw it in; of one that is not known `○`."""
    name, token = _STATUS_MARKS.get(status, ("off", "dim"))
    return getattr(shown, name), token
