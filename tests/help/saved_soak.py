"""Saved events at random, as a part of `make soak`: files are spoiled while they are looked at."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from help.app import UNHURRIED, running
from help.events import LATER, mixed_rows
from help.saved_files import zipped
from hpev_tui.model.settings import Settings
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.ui.browser.screen import BrowserScreen

ROUNDS = 40
EVENTS = 250

_KEYS = ("j", "G", "g", "pagedown", "e", "F", "S", "t", "u", "M", "m", "escape", "space", "r", "L")


def spoiled(text: bytes, dice: random.Random) -> bytes:
    """The text cut off, with bytes that are others, or twice."""
    kind = dice.randrange(4)
    if kind == 0:
        return text[: dice.randrange(len(text))]
    if kind == 1:
        return text + text
    damaged = bytearray(text)
    for _ in range(dice.randrange(1, 20)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


async def soak_saved(seed: int, folder: Path) -> None:
    """Look at files that change; in the end what is listed is what is in them."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    listed = json.dumps({"Events": mixed_rows(EVENTS)}).encode()
    whole = {
        folder / "saved.json": listed,
        folder / "saved.json.gz": gzip.compress(listed),
        folder / "saved.zip": zipped({"saved.json": listed}),
    }
    for path, data in whole.items():
        path.write_bytes(data)
    async with running(
        Settings(files=tuple(map(str, whole))), now=lambda: LATER, limits=UNHURRIED
    ) as run:
        await run.shows("no older saved")
        for _ in range(ROUNDS):
            for path, data in whole.items():
                path.write_bytes(spoiled(data, dice))
            await run.keys("r", dice.choice(_KEYS))
        for path, data in whole.items():
            path.write_bytes(data)
        while not isinstance(run.app.screen, BrowserScreen):
            await run.keys("escape")
        await run.keys("r")
        await run.says("The files were read again")

        def is_whole() -> bool:
            model = run.app.account.model
            assert isinstance(model, ClusterModel)
            return len(model.log.rows) == EVENTS and model.loading.complete

        await run.until(is_whole)
    print(f"{ROUNDS} rounds of saved events")
