"""Draw screenshots/ from the demo: `make screenshots`. The same program draws the same bytes."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from help.app import running
from help.endpoint import foreign_names
from help.rest import at_rest, drawn_the_same
from help.timers import HandTimers
from hpev_tui.model.settings import Settings

FOLDER = Path(__file__).parents[1] / "screenshots"

Step = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Picture:
    """A file, and the way to what it shows: keys to press, with the words to wait for then."""

    name: str
    steps: tuple[Step, ...]
    size: tuple[int, int] = (120, 36)
    without: tuple[str, ...] = ()


LISTED: Step = ((), "118 clusters")
STORM: tuple[Step, ...] = (
    LISTED,
    (("/", *"train-p5", "enter"), "older available (L)"),
    ((), "FailureMessage"),
)
PICTURES = (
    Picture("picker", (LISTED, (("j",) * 4, "28/40 !"))),
    Picture("events", STORM),
    Picture("events-80x24", STORM, size=(80, 24)),
    Picture(
        "detail",
        (
            LISTED,
            (("/", *"lifecycle", "enter"), "older available (L)"),
            (("j", "j", "enter"), "LcsExecutionState"),
            (("j",), "LcsExecutionState"),
        ),
    ),
    Picture(
        "signatures",
        (*STORM, (("L",), "all loaded"), (("u",), "5 kinds, 269 faults")),
        without=("without a reason",),
    ),
    Picture(
        "timeline",
        (
            LISTED,
            (("/", *"efa-lab", "enter"), "all loaded"),
            (("M",), "6 nodes in ListClusterNodes"),
            (("G", "enter"), "[efa]"),
        ),
    ),
    Picture("json", (*STORM, (("enter", "v", "+"), '"FailureMessage"')), without=("MESSAGE",)),
)


async def draw(picture: Picture) -> str:
    """The picture as SVG."""
    timers = HandTimers(by_hand=lambda _: False)
    async with running(
        Settings(demo=True, demo_stands_still=True, background=False),
        size=picture.size,
        timers=timers,
    ) as run:
        for keys, words in picture.steps:
            await run.keys(*keys)
            await run.shows(words)
            await at_rest(run, timers)
        await drawn_the_same(run)
        await run.gone("oading…", " … ", *picture.without)
        # Browsers keep the blanks at the start of a piece of text anyway; other programs do not.
        return run.app.export_screenshot().replace("<text ", '<text xml:space="preserve" ')


def main() -> int:
    """Draw all of them, in surroundings that are the same everywhere."""
    for name in foreign_names():
        del os.environ[name]
    os.environ["TZ"] = "UTC"
    time.tzset()
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        svg = asyncio.run(draw(picture))
        (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
