"""The tokens are the only colours, can be read on light and on dark, and cost few bytes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from textual.color import Color
from textual.css.constants import VALID_STYLE_FLAGS

from help.palettes import DARK, LIGHT, with_faint
from hpev_tui.system.files import styles
from hpev_tui.text.glyphs import ASCII, UNICODE
from hpev_tui.ui import theme
from hpev_tui.ui.theme import TOKENS, own_variables, status_mark, strip_of, styles_in, under_cursor

UI = Path(theme.__file__).parent

COLOURS = "black|red|green|yellow|blue|magenta|cyan|white|grey|gray|orange|purple|pink"

NAMED = re.compile(
    r"ansi_\w+|\brgba?\(|\bhsla?\(|#[0-9a-fA-F]{3,8}\b(?!-)"
    rf"|(?<![-\w])(?:bright_)?(?:{COLOURS})(?![-\w])"
)
"""A colour by its name or its code, in a style sheet or in a text of the program."""

TEXTS = re.compile(r'"""(?:.|\n)*?"""|#.*|("(?:\\.|[^"\\\n])*")')
"""In a module: its comments and docstrings, and as a group its texts."""

# The palettes of the pictures in README: design/look.md.
PALETTES = {
    "dark": {
        "background": "#14181f",
        "foreground": "#d3d7de",
        "ansi_red": "#e06c75",
        "ansi_green": "#98c379",
        "ansi_yellow": "#e5c07b",
        "ansi_blue": "#61a0e8",
        "ansi_magenta": "#c792ea",
        "ansi_cyan": "#56c7d4",
    },
    "light": {
        "background": "#fbfaf7",
        "foreground": "#24292f",
        "ansi_red": "#c4232d",
        "ansi_green": "#2a7d2e",
        "ansi_yellow": "#8f5e00",
        "ansi_blue": "#2563b8",
        "ansi_magenta": "#8a3fb0",
        "ansi_cyan": "#0b6f80",
    },
}

AA = 4.5
"""The least contrast of text that WCAG 2 calls AA."""


def named_in(path: Path) -> list[str]:
    """The colours that a file names."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tcss":
        return NAMED.findall(re.sub(r"/\*(?:.|\n)*?\*/", "", text))
    texts = [match[1] for match in TEXTS.finditer(text) if match[1]]
    named = [each for each in texts if NAMED.search(each)]
    return named + re.findall(
        r"\b(?:bg)?color\s*=|\bfrom_color\(", re.sub(r'"""(?:.|\n)*?"""', "", text)
    )


def test_no_other_module_or_style_sheet_names_a_colour() -> None:
    files = [*styles(), *(path for path in UI.rglob("*.py") if path.name != "theme.py")]
    assert {path.name: named for path in files if (named := named_in(path))} == {}


def test_a_style_sheet_that_names_a_colour_is_found(tmp_path: Path) -> None:
    sheet, module = tmp_path / "a.tcss", tmp_path / "a.py"
    sheet.write_text("A { color: $error; } B { color: red; } C { color: #e06c75; }")
    module.write_text('"""Red."""\nSTYLE = Style(color="x")\nOTHER = "bold red"\n')
    assert named_in(sheet) == ["red", "#e06c75"]
    assert len(named_in(module)) == 2


def _luminance(colour: Color) -> float:
    """As WCAG 2 defines it."""
    parts = [part / 255 for part in colour.rgb]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(Color.parse(each)) for each in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_each_token_can_be_read(name: str) -> None:
    palette, variables = PALETTES[name], own_variables()
    low = {}
    for token, (variable, _) in TOKENS.items():
        # What is reversed has the same two colours the other way round.
        colour = palette["foreground"] if not variable else palette[variables[variable]]
        contrast = _contrast(colour, palette["background"])
        if contrast < AA:
            low[token] = contrast
    assert low == {}


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_what_is_dim_can_be_read_in_a_picture(palette: TerminalTheme) -> None:
    console = Console(record=True, file=io.StringIO(), force_terminal=True)
    console.print(Text("repeat", "dim"))
    svg = with_faint(console.export_svg(title="", theme=palette), palette)
    fills = re.findall(r"-r\d+ \{ fill: (#[0-9a-f]{6})", svg)
    contrasts = [_contrast(fill, palette.background_color.hex) for fill in fills]
    assert contrasts
    assert min(contrasts) >= AA


def test_a_plain_run_has_no_style_and_none_sets_a_background() -> None:
    made = styles_in(own_variables())
    assert made[""] == Style.null()
    assert [name for name, style in made.items() if style.bgcolor is not None] == []
    rendered = made[""].render("plain", color_system=ColorSystem.TRUECOLOR)
    assert rendered == "plain"


def test_no_token_is_a_colour_of_the_bright_eight() -> None:
    used = {own_variables().get(token.variable, "ansi_default") for token in TOKENS.values()}
    assert [name for name in used if "bright" in name or name.startswith("#")] == []


def test_another_theme_has_its_background_in_every_run() -> None:
    made = styles_in({**PALETTES["dark"], **dict.fromkeys(own_variables(), "#14181f")})
    assert [name for name, style in made.items() if style.bgcolor is None] == []


def test_weights_are_ones_that_every_terminal_has() -> None:
    weights = {word for token in TOKENS.values() for word in token.weight.split()}
    assert weights <= {"bold", "dim", "reverse", "underline"} <= set(VALID_STYLE_FLAGS)


def test_runs_of_one_token_are_one_run() -> None:
    made = styles_in(own_variables())
    strip = strip_of([("a", "error"), ("b", "error"), ("", "warn"), ("c", "")], made, 5)
    assert [segment.text for segment in strip] == ["ab", "c", "  "]


def test_a_status_has_a_glyph_and_a_token() -> None:
    assert status_mark("InService", UNICODE) == ("●", "ok")
    assert status_mark("Failed", ASCII) == ("x", "failed")
    assert status_mark("Updating", UNICODE) == ("»", "busy")
    assert status_mark("SomethingNew", UNICODE) == ("○", "dim")


def test_under_the_cursor_the_start_of_a_row_stays_coloured_and_the_rest_is_plain() -> None:
    row = [("× ", "error"), ("active ", "error"), ("243 ", ""), ("▁█", "error"), ("text", "dim")]
    assert [token for _, token in under_cursor(row)] == [*["cursor-error"] * 2, *["cursor"] * 3]
    assert under_cursor([(" ", ""), ("14:29", "warn")]) == [
        (" ", "cursor"),
        ("14:29", "cursor-warn"),
    ]
