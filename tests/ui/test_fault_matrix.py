"""Each fault in each place: what is loaded stays, the keys act, the words are right, it mends.

The faults and what is expected of them are a table (`faults.table`); a cell that is neither
expected nor said to be impossible fails.
"""

from __future__ import annotations

import traceback

import pytest

from help.faults.places import Stand, is_there, standing
from help.faults.table import FAULTS, PLACES, Cell, Comes, Fails, Fault, Never

pytestmark = pytest.mark.long


PATIENCE = 60.0
"""Seconds until the SDK gives up on an answer: more than any takes, but the one that hangs."""


@pytest.mark.parametrize("where", PLACES)
async def test_the_faults(where: str) -> None:
    hanging = [fault for fault in FAULTS if fault.name == "hanging body"]
    others = [fault for fault in FAULTS if fault not in hanging]
    failures = []
    for faults, patience in ((hanging, 0.5), (others, PATIENCE)):
        left = [fault for fault in faults if can_be(fault, where)]
        while left:
            failures += await _go_through(where, left, patience)
    assert not failures, "\n".join(failures)


def can_be(fault: Fault, where: str) -> bool:
    """Whether a fault can be in a place; why not is said where it cannot."""
    cell = fault.seen[where]
    assert not isinstance(cell, Never) or cell.reason
    return not isinstance(cell, Never)


async def _go_through(where: str, left: list[Fault], patience: float) -> list[str]:
    """Take the faults one after the other in one app, until one fails: nobody knows its state."""
    fault = first = left[0]
    try:
        async with standing(where, len(left), patience) as stand:
            while left:
                fault = left.pop(0)
                if fault is not first:
                    await stand.again()
                await _befall(stand, fault, fault.seen[where])
    except Exception:
        return [f"{fault.name}, {where}:\n{traceback.format_exc()}"]
    return []


async def _befall(stand: Stand, fault: Fault, cell: Cell) -> None:
    """Let a fault be, see what is said and what comes, and mend it."""
    stand.service.spoiled = 0
    await _ask_and_press_a_key(stand, fault)
    if isinstance(cell, Fails):
        said = [words.replace("{operation}", stand.operation) for words in cell.words]
        await stand.run.until(lambda: all(words in stand.words for words in said))
        assert stand.still_loaded()
        stand.service.heal()
        await stand.retry()
        await stand.run.until(lambda: is_there(stand, Comes()))
        await stand.run.until(lambda: not any(words in stand.words for words in said))
    else:
        await stand.run.until(lambda: is_there(stand, cell))
        assert "r retry" not in stand.words
        stand.service.heal()
        await stand.retry()
        await stand.run.until(lambda: is_there(stand, Comes(lost=_is_lost(cell))))
    assert stand.still_loaded()
    assert stand.service.spoiled


def _is_lost(cell: Cell) -> bool:
    return isinstance(cell, Comes) and cell.lost


async def _ask_and_press_a_key(stand: Stand, fault: Fault) -> None:
    """Ask for more; a key acts while the endpoint holds the reply, before it is spoiled."""
    run, service = stand.run, stand.service
    with service.hold(stand.operation) as hold:
        service.spoil(stand.operation, fault.spoil, fault.times)
        await stand.ask()
        await run.until(lambda: hold.waiting >= 1)
        await run.keys("?")
        await run.shows(" Keys  ")
        await run.keys("q")
        await run.gone(" Keys  ")
        assert hold.waiting >= 1
        assert not hold.released
        assert stand.still_loaded()
