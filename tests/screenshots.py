"""Draw screenshots/ from the demo: `make screenshots`. The same program draws the same bytes."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from textual.app import App

from help.app import Run, running
from help.endpoint import DemoWorld, foreign_names
from help.events import NOW
from help.hpev_run import hpev
from help.palettes import DARK, LIGHT, with_faint
from help.rest import at_rest, drawn_the_same
from help.saved import save
from help.timers import HandTimers
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.model.settings import Settings
from hpev_tui.text.cells import ELLIPSIS, fit
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.overviews.failures import FailuresScreen
from hpev_tui.ui.overviews.nodes import NodesScreen
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.screens.help import HelpScreen
from hpev_tui.ui.screens.picker import PickerScreen

FOLDER = Path(__file__).parents[1] / "screenshots"


class Step(NamedTuple):
    """Keys to press, and what to wait for then: a screen, with a text of the service on it."""

    keys: tuple[str, ...]
    screen: type
    words: str = ""
    so: Callable[[Run], bool] = lambda _: True
    """What else to wait for."""

    def is_there(self, run: Run) -> bool:
        """Whether the screen is open and all else is so."""
        return isinstance(run.app.screen, self.screen) and self.so(run)


@dataclass(frozen=True)
class Picture:
    """A file, and the way to what it shows."""

    name: str
    steps: tuple[Step, ...]
    size: tuple[int, int] = (120, 36)
    palette: TerminalTheme = DARK
    is_saved: bool = False
    """Whether it shows saved events instead of the demo."""


def all_loaded(run: Run) -> bool:
    """Whether the service has no older events."""
    return run.browser.model.log.coverage.ended


CLUSTERS = Step((), PickerScreen, "train-p5")
STORM = (
    CLUSTERS,
    Step(("/", *"train-p5", "enter"), BrowserScreen, "We currently do not"),
)
EFA = (
    CLUSTERS,
    Step(("/", *"efa-lab", "enter"), BrowserScreen, "trainers", all_loaded),
    Step(("M",), NodesScreen, "i-0"),
)
PICTURES = (
    Picture("picker", (CLUSTERS, Step(("j",) * 4, PickerScreen, "28/40"))),
    Picture("events-dark", STORM),
    Picture("events-light", STORM, palette=LIGHT),
    Picture("events-80x24", STORM, size=(80, 24)),
    Picture(
        "failures",
        (
            *STORM,
            Step(("L",), BrowserScreen, so=all_loaded),
            Step(("u",), FailuresScreen, "We currently do not"),
        ),
    ),
    Picture("nodes", (*STORM, Step(("M",), NodesScreen, "i-0"))),
    Picture("timeline", (*EFA, Step(("G", "enter"), TimelineScreen, "EFA health checks"))),
    Picture(
        "saved-events",
        (Step((), BrowserScreen, "no older saved"), Step(("j",), BrowserScreen, "retrying")),
        is_saved=True,
    ),
    Picture("help", (*STORM, Step(("question_mark",), HelpScreen))),
)


COMMAND_PICTURE = "hpev"
COMMAND_LINES = (
    ("failures", "--cluster", "health-g5"),
    ("groups", "--cluster", "train-p5", "--no-reasons"),
)
"""What is drawn of the command `hpev`."""


def exported(app: App[None], palette: TerminalTheme) -> str:
    """The screen as SVG, with the terminal's own colours from a palette."""
    # Textual's own export has one palette only.
    width, height = app.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    console.print(
        app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    )
    svg = with_faint(console.export_svg(title=app.title, theme=palette), palette)
    # Browsers keep the blanks at the start of a piece of text anyway; other programs do not.
    return svg.replace("<text ", '<text xml:space="preserve" ')


@contextmanager
def settings_for(picture: Picture) -> Iterator[Settings]:
    """The demo, or events of the demo that were saved without their metadata."""
    if not picture.is_saved:
        yield Settings(demo=True, demo_stands_still=True, background=False)
        return
    with TemporaryDirectory() as folder:
        with DemoEndpoint(DemoWorld(now=lambda: NOW)) as endpoint:
            path = save(endpoint.url, "train-p5", Path(folder) / "ticket-4711.jsonl")
        yield Settings(files=(str(path),))


async def draw(picture: Picture) -> str:
    """The picture as SVG."""
    with settings_for(picture) as settings:
        return await drawn(picture, settings)


async def drawn(picture: Picture, settings: Settings) -> str:
    """The picture of what these settings open."""
    timers = HandTimers(by_hand=lambda _: False)
    async with running(
        settings,
        size=picture.size,
        timers=timers,
    ) as run:
        for step in picture.steps:
            await run.keys(*step.keys)
            await run.until(partial(step.is_there, run))
            await run.shows(step.words)
            await at_rest(run, timers)
        await drawn_the_same(run)
        return exported(run.app, picture.palette)


def drawn_commands(width: int = 120) -> str:
    """What `hpev` prints of the demo, as SVG, cut as on a terminal of that width."""
    console = Console(width=width, file=io.StringIO(), force_terminal=True, record=True)
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    alone = {**keys, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    with (
        DemoEndpoint(DemoWorld(now=lambda: NOW)) as endpoint,
        patch.dict(os.environ, alone),
        patch("time.time", lambda: NOW),
    ):
        for argv in COMMAND_LINES:
            console.print(Text(f"$ hpev {' '.join(argv)}", style="bold"))
            for line in hpev(endpoint, *argv).out.splitlines():
                console.print(Text(fit(line, width, ELLIPSIS)))
    svg = with_faint(console.export_svg(title="hpev", theme=DARK), DARK)
    return svg.replace("<text ", '<text xml:space="preserve" ')


def main() -> int:
    """Draw all of them, or those that are named, in surroundings that are the same everywhere."""
    for name in foreign_names():
        del os.environ[name]
    os.environ["TZ"] = "UTC"
    time.tzset()
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        if picture.name in sys.argv[1:] or not sys.argv[1:]:
            svg = asyncio.run(draw(picture))
            (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    if COMMAND_PICTURE in sys.argv[1:] or not sys.argv[1:]:
        (FOLDER / f"{COMMAND_PICTURE}.svg").write_text(drawn_commands(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
