"""Title lines and panes: what goes first when the width runs out, and what is drawn again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from help.app import account, running
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.system.files import styles
from hpev_tui.ui.theme import TERMINAL
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.frame import Position, TitleLine
from hpev_tui.ui.widgets.header import Header, HeaderLine

COUNTS = [("118", ""), ("× 1 failed", "error"), ("▲ 3 short of nodes", "warn")]


class OneLine(App[None]):
    """A title line or a header, and nothing else."""

    def __init__(self, line: TitleLine | HeaderLine) -> None:
        super().__init__(css_path=list(styles()))
        self.register_theme(TERMINAL)
        self.theme = TERMINAL.name
        self.line = line

    def compose(self) -> ComposeResult:
        yield self.line


@asynccontextmanager
async def drawn(line: TitleLine | HeaderLine, width: int, height: int) -> AsyncIterator[str]:
    """The first line of a screen with this widget."""
    app = OneLine(line)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        strip = app.screen._compositor.render_strips()[0]
        yield "".join(segment.text for segment in strip)


def clusters(position: bool = True) -> TitleLine:
    line = TitleLine(position=position)
    line.title("Clusters", COUNTS, "problems first (s)")
    return line


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (
            120,
            36,
            "╭─ Clusters  118  × 1 failed  ▲ 3 short of nodes "
            + 35 * "─"
            + " problems first (s) ────────────────",
        ),
        (80, 24, "── Clusters  118  × 1 failed  ▲ 3 short of nodes " + 31 * "─"),
        (60, 24, "── Clusters  118  × 1 failed " + 31 * "─"),
        (46, 24, "── Clusters  118  × 1 failed " + 17 * "─"),
        (40, 24, "── Clusters  118 " + 23 * "─"),
        (28, 24, "── Clusters " + 16 * "─"),
        (20, 24, "── Cl…──────────────"),
    ],
)
async def test_what_is_loaded_goes_first_then_counts_never_the_name(
    width: int, height: int, shown: str
) -> None:
    async with drawn(clusters(), width, height) as line:
        # The place has the corner at the end, of which nothing is known yet.
        assert line[: width - 14] == shown[: width - 14]
        assert len(line) == width


async def test_counts_go_before_the_subject_is_cut() -> None:
    title = TitleLine()
    title.title(
        "Events",
        [("3 new", "")],
        ("100 loaded, older available (L)", "100 loaded"),
        subject="level:error group:worker-* node:i-02cb00ee09d28bf36",
    )
    async with drawn(title, 80, 24) as line:
        assert line.startswith(
            "── Events  level:error group:worker-* node:i-02cb00ee09d28bf36  3 new ─"
        )
    title = TitleLine()
    title.title(
        "Events", (), ("100 loaded, older available (L)", "100 loaded"), subject="level:error"
    )
    async with drawn(title, 60, 24) as line:
        assert line == "── Events  level:error " + 21 * "─" + " 100 loaded ────"
    title = TitleLine()
    title.title("Events", [("3 new", "")], "100 loaded", subject="node:i-02cb00ee09d28bf36" * 3)
    async with drawn(title, 40, 24) as line:
        assert line == "── Events  node:i-02cb00ee09d28bf3… ────"


async def test_the_place_says_the_row_of_how_many() -> None:
    line = clusters()
    app = OneLine(line)
    async with app.run_test(size=(120, 36)) as pilot:
        line.position(2, 118)
        await pilot.pause()
        strip = "".join(segment.text for segment in app.screen._compositor.render_strips()[0])
        assert strip.endswith("─ 3 of 118 ─╮")
        # Among more rows it takes more room, and hides nothing of the line.
        line.position(2, 1_234_567)
        await pilot.pause()
        strip = "".join(segment.text for segment in app.screen._compositor.render_strips()[0])
        assert strip.endswith(" problems first (s) ────────── 3 of 1,234,567 ─╮")


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, " train-p5   ● InService  us-west-2  111122223333  ml-prod       updated 14:30:00 "),
        (70, " train-p5   ● InService  us-west-2  111122223333      updated 14:30:00 "),
        (60, " train-p5   ● InService  us-west-2          updated 14:30:00 "),
        (50, " train-p5   ● InService           updated 14:30:00 "),
    ],
)
async def test_the_header_drops_profile_account_and_region(width: int, shown: str) -> None:
    header = HeaderLine()
    parts = ("us-west-2", "111122223333", "ml-prod")
    header.show(Header("train-p5", "InService", parts, "updated 14:30:00"))
    async with drawn(header, width, 24) as line:
        assert line.split() == shown.split()
        assert line.rstrip().endswith("updated 14:30:00")


async def test_the_focus_draws_two_titles_and_two_rows_again(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("NodeLogicalId", "╭─ Events", "├─ Detail")
        # A detail that comes draws its event's row as well.
        await run.until(lambda: len(run.app.account.details) == 2)
        await run.pilot.pause()
        drawn: list[int] = []
        real = EventList.render_line

        def render_line(self: EventList, y: int) -> object:
            drawn.append(y)
            return real(self, y)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(EventList, "render_line", render_line)
            await run.keys("tab")
            await run.shows("▶")
            await run.keys("tab")
            await run.until(lambda: run.events.has_focus)
            await run.pilot.pause()
        assert set(drawn) == {run.events.cursor}


@pytest.mark.parametrize(
    ("size", "boxed"), [((120, 36), True), ((100, 30), True), ((99, 40), False), ((120, 29), False)]
)
async def test_panes_have_sides_from_100x30(
    endpoint: DemoEndpoint, size: tuple[int, int], boxed: bool
) -> None:
    async with running(account(endpoint, "efa-lab"), size=size) as run:
        await run.shows(" Events ", " Detail ")
        assert ("╭─ Events" in run.drawn) is boxed
        assert ("├─ Detail" in run.drawn) is boxed
        assert ("╰─" in run.drawn) is boxed


async def test_side_by_side_each_pane_has_its_own_box(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab"), size=(160, 40)) as run:
        await run.shows("╭─ Events", "╭─ Detail")
        assert run.drawn.count("╰─") == 2
        await run.keys("+")
        await run.until(lambda: run.drawn.count("╰─") == 1)


async def test_the_place_is_drawn_when_the_cursor_rests(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows(" 1 of ")
        regions: list[Region] = []
        real = Position.refresh

        def refresh(self: Position, *asked: Region, **more: bool) -> object:
            regions.extend(asked)
            return real(self, *asked, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Position, "refresh", refresh)
            await run.keys("j", "j", "j")
            await run.shows(" 4 of ")
        assert len(regions) <= 2
