"""Only the cells that differ are sent; the terminal shows what it would show with all of them."""

from __future__ import annotations

import random
import re

import pyte
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from hpev_tui.ui.terminal.drawn import Drawn

WIDTH, HEIGHT = 40, 6
CONSOLE = Console(force_terminal=True, color_system="standard", width=WIDTH)
STYLES = [None, Style.parse("red"), Style.parse("reverse"), Style.parse("bold cyan")]
# Of two cells, of none, and one glyph of the two together.
WORDS = ["", "a", "capacity:", "      ", "━━━━━━", "名前", "e\u0301", "i-02cb00ee09d28bf36", "…"]


def line(rng: random.Random, width: int) -> Strip:
    parts = [(rng.choice(WORDS), rng.choice(STYLES)) for _ in range(rng.randrange(8))]
    return Strip([Segment(text, style) for text, style in parts]).adjust_cell_length(width, None)


def whole(lines: list[list[Strip]]) -> LayoutUpdate:
    return LayoutUpdate(lines, Region(0, 0, WIDTH, len(lines)))  # type: ignore[arg-type]


def shown(screen: pyte.Screen) -> list[list[object]]:
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


class Pair:
    """A terminal that is sent everything, and one that is sent what differs."""

    def __init__(self) -> None:
        self.drawn = Drawn()
        self.screens = pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
        for screen in self.screens:
            # Else pyte begins another line for an accent in the last column.
            screen.reset_mode(pyte.modes.DECAWM >> 5, private=True)
        self.streams = [pyte.Stream(screen) for screen in self.screens]

    def send(self, update: LayoutUpdate | ChopsUpdate) -> str:
        changes = self.drawn.changes(update, CONSOLE)
        self.streams[0].feed(update.render_segments(CONSOLE))
        self.streams[1].feed(changes)
        return changes


def test_the_terminal_shows_the_same_as_if_all_were_sent() -> None:
    wrong = []
    for seed in range(60):
        rng, pair = random.Random(seed), Pair()  # noqa: S311 - no secret
        middle = rng.randrange(1, WIDTH)
        for step in range(30):
            edges = [0, middle, WIDTH]
            lines = [[line(rng, middle), line(rng, WIDTH - middle)] for _ in range(HEIGHT)]
            if rng.random() < 0.2 or not step:
                pair.send(whole(lines))
            else:
                rows = sorted(rng.sample(range(HEIGHT), rng.randrange(1, HEIGHT)))
                chops = [dict(zip(edges[:-1], strips, strict=True)) for strips in lines]
                spans = [(y, *rng.choice([(0, WIDTH), (0, middle), (middle, WIDTH)])) for y in rows]
                pair.send(ChopsUpdate(chops, spans, [edges[1:]] * HEIGHT))
            if shown(pair.screens[0]) != shown(pair.screens[1]):
                wrong.append((seed, step))
                break
    assert not wrong


def test_equal_cells_are_not_sent() -> None:
    pair = Pair()
    before = Strip([Segment("EventId  "), Segment("0001 and more of the same 0001", STYLES[1])])
    after = Strip([Segment("EventId  "), Segment("0002 and more of the same 0002", STYLES[1])])
    lines = [[each.adjust_cell_length(WIDTH, None)] for each in [before] * HEIGHT]
    assert "EventId" in pair.send(whole(lines))
    assert pair.send(whole(lines)) == ""
    lines[3] = [after.adjust_cell_length(WIDTH, None)]
    sent = pair.send(whole(lines))
    assert re.sub(r"\x1b\[[\d;]*m", "", sent) == "\x1b[4;13H2\x1b[39G2"
    # What is sent counts from where the terminal is: of nothing all is sent.
    pair.drawn.forget()
    assert sent not in (pair.send(whole(lines)), "")


def test_another_size_is_drawn_whole() -> None:
    pair, blank = Pair(), Strip.blank(WIDTH)
    pair.send(whole([[blank]] * HEIGHT))
    lower = whole([[blank]] * (HEIGHT - 1))
    assert pair.send(lower) == lower.render_segments(CONSOLE)
