"""The histogram on the screen: two lanes, and a mark that costs little to move."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from help.app import POLL_SECONDS, SECONDS
from hpev_tui.findings.histogram import Bar, Histogram
from hpev_tui.system.files import styles
from hpev_tui.ui.theme import TERMINAL
from hpev_tui.ui.widgets.histogram import HistogramStrip

if TYPE_CHECKING:
    from typing_extensions import Self


class CountingStrip(HistogramStrip):
    """A strip that remembers what it drew again."""

    def __init__(self, *, ascii_only: bool) -> None:
        super().__init__(ascii_only=ascii_only)
        self.refreshed: list[Region] = []

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        self.refreshed += regions or (self.size.region,)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Stage(App[None]):
    """Nothing but the strip."""

    def __init__(self, ascii_only: bool) -> None:
        super().__init__(css_path=list(styles()))
        self.register_theme(TERMINAL)
        self.theme = TERMINAL.name
        self.strip = CountingStrip(ascii_only=ascii_only)
        self.clicked: list[float] = []

    def compose(self) -> ComposeResult:
        yield self.strip

    @on(HistogramStrip.Clicked)
    def _clicked(self, message: HistogramStrip.Clicked) -> None:
        self.clicked.append(message.event_time)


@asynccontextmanager
async def stage(width: int = 60, ascii_only: bool = False) -> AsyncIterator[Stage]:
    app = Stage(ascii_only)
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        app.strip.refreshed.clear()
        yield app
        await pilot.pause()


async def has_width(strip: HistogramStrip, width: int) -> None:
    """Wait until a new size has reached the strip, some messages after the screen."""
    end = time.monotonic() + SECONDS
    while strip.size.width != width:
        assert time.monotonic() < end, f"It stays {strip.size.width} wide, not {width}."
        await asyncio.sleep(POLL_SECONDS)


def made(*counts: tuple[int, int, int]) -> Histogram:
    """Bars of a minute with so many errors, warnings and others, from 6000 s on."""
    bars = tuple(
        Bar(
            6_000 + 60 * number,
            errors,
            warns,
            others,
            6_059.0 + 60 * number if errors + warns + others else None,
        )
        for number, (errors, warns, others) in enumerate(counts)
    )
    return Histogram(bars, 6_000, 60, 300, 0)


STORM = made((0, 0, 1), (0, 0, 0), (0, 1, 1), (0, 0, 4), (8, 0, 0), (1, 2, 3), (0, 0, 7), (0, 2, 3))


def lines(strip: HistogramStrip) -> list[str]:
    return [strip.render_line(y).text for y in range(2)]


def reversed_cells(strip: HistogramStrip) -> list[list[int]]:
    """The columns in reverse, for each row."""
    marked = []
    for y in range(2):
        styles_of_cells = [
            segment.style for segment in strip.render_line(y) for _ in range(len(segment.text))
        ]
        marked.append([x for x, style in enumerate(styles_of_cells) if style and style.reverse])
    return marked


SPAN = "14:09 to 14:30"


async def test_all_events_the_errors_and_what_is_said_of_both() -> None:
    async with stage(width=80) as app:
        app.strip.show(STORM, SPAN)
        assert [line[:13] for line in lines(app.strip)] == [" all ▁ ▂▄█▆▇▅", " err   w █▁ w"]
        assert [line[13:].strip() for line in lines(app.strip)] == [
            "14:09 to 14:30, 1 min a bar",
            "9 errors, 5 warnings (w)",
        ]


async def test_ascii_mode_has_only_ascii() -> None:
    async with stage(ascii_only=True) as app:
        app.strip.show(STORM)
        assert lines(app.strip)[0].startswith(" all 2 359786 ")
        assert "".join(lines(app.strip)).isascii()


async def test_every_step_of_the_height_is_used_and_one_event_is_never_lost() -> None:
    async with stage() as app:
        app.strip.show(made(*((0, 0, total) for total in range(9))))
        assert lines(app.strip)[0].startswith(" all  ▁▂▃▄▅▆▇█ ")
        app.strip.show(made((0, 0, 1), (0, 0, 0), (0, 0, 99_999)))
        assert lines(app.strip)[0].startswith(" all ▁ █ ")


async def test_there_are_few_changes_of_style() -> None:
    async with stage() as app:
        app.strip.show(STORM)
        # The name, the bars, the label; and each letter in the lane of errors.
        assert [len(list(app.strip.render_line(y))) for y in range(2)] == [3, 7]


async def test_the_mark_is_in_reverse_and_moves_without_drawing_all_again() -> None:
    async with stage() as app:
        app.strip.show(STORM)
        app.strip.mark(6_000.0)
        assert reversed_cells(app.strip) == [[5], [5]]
        app.strip.refreshed.clear()
        app.strip.mark(6_299.9)
        assert reversed_cells(app.strip) == [[9], [9]]
        assert app.strip.refreshed == [Region(5, 0, 5, 2)]
        assert lines(app.strip)[1].startswith(" err   w █▁ w")
        app.strip.refreshed.clear()
        app.strip.mark(6_240.0)
        assert app.strip.refreshed == []
        app.strip.mark(None)
        assert reversed_cells(app.strip) == [[], []]
        assert app.strip.refreshed == [Region(9, 0, 1, 2)]


@pytest.mark.parametrize("time", [5_999.9, 6_480.0, -1e9, 1e11])
async def test_a_time_outside_the_bars_has_no_mark(time: float) -> None:
    async with stage() as app:
        app.strip.show(STORM)
        app.strip.mark(time)
        assert reversed_cells(app.strip) == [[], []]


async def test_only_the_columns_that_changed_are_drawn_again() -> None:
    # Without the counts of errors and warnings, which have no room.
    async with stage(width=40) as app:
        app.strip.show(STORM)
        app.strip.mark(6_000)
        app.strip.refreshed.clear()
        app.strip.show(made(*((bar.errors, bar.warns, bar.others) for bar in STORM.bars)))
        assert app.strip.refreshed == []
        app.strip.show(
            made(*((bar.errors, bar.warns, bar.others) for bar in STORM.bars), (1, 0, 0))
        )
        assert app.strip.refreshed == [Region(13, 0, 1, 2)]


async def test_the_mark_stays_at_its_time_when_older_bars_come_in() -> None:
    async with stage() as app:
        app.strip.mark(6_060)
        assert reversed_cells(app.strip) == [[], []]
        app.strip.show(STORM)
        assert reversed_cells(app.strip) == [[6], [6]]
        older = Histogram((Bar(5_940, 1, 0, 0, 5_940.0), *STORM.bars), 5_940, 60, 300, 0)
        app.strip.show(older)
        assert reversed_cells(app.strip) == [[7], [7]]
        app.strip.show(None)
        assert reversed_cells(app.strip) == [[], []]
        assert not "".join(lines(app.strip)).strip()


async def test_where_room_is_short_the_newest_bars_are_shown() -> None:
    async with stage(width=10) as app:
        app.strip.show(STORM)
        assert lines(app.strip) == [" all █▆▇▅ ", " err █▁ w "]
        app.strip.mark(6_000)
        assert reversed_cells(app.strip) == [[], []]
        app.strip.mark(6_000 + 7 * 60)
        assert reversed_cells(app.strip) == [[8], [8]]


async def test_a_click_posts_the_time_of_the_bar() -> None:
    app = Stage(ascii_only=False)
    async with app.run_test(size=(60, 10)) as pilot:
        app.strip.show(STORM)
        for x, y in ((5, 0), (9, 1), (6, 0), (0, 0), (4, 0), (13, 0), (50, 0)):
            await pilot.click(app.strip, offset=(x, y))
        # The second bar is empty, and leads to its start.
        assert app.clicked == [6_059, 6_299, 6_060]


async def test_every_width_is_filled_and_none_fails() -> None:
    wide = made(*((number % 3, 0, number % 7) for number in range(300)))
    app = Stage(ascii_only=False)
    async with app.run_test(size=(80, 10)) as pilot:
        app.strip.mark(6_000 + 60 * 299)
        for width in (*range(1, 10), *range(58, 62), 80, 150, 300):
            await pilot.resize_terminal(width, 10)
            await has_width(app.strip, width)
            room = app.strip.bars
            assert room == HistogramStrip.bars_in(width)
            for histogram in (wide, made(*[(1, 0, 0)] * room), STORM, made(), None):
                app.strip.show(histogram)
                assert [len(line) for line in lines(app.strip)] == [width, width]
            app.strip.show(wide)
            assert room < 3 or reversed_cells(app.strip) == [[room + 4], [room + 4]]


async def test_the_label_has_room_of_its_own() -> None:
    async with stage(width=80) as app:
        app.strip.show(made(*[(0, 0, 1)] * app.strip.bars), SPAN)
        assert lines(app.strip)[0] == f" all {'█' * 42}     {SPAN}, 1 min a bar "
