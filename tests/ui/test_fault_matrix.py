"""Each fault in each place: what is loaded stays, the keys act, the words are right, it mends.

The faults and what is expected of them are a table (`faults.table`); a cell that is neither
expected nor said to be impossible fails.
"""

from __future__ import annotations

import pytest

from help.faults.places import Stand, is_there, standing
from help.faults.table import FAULTS, PLACES, Comes, Fails, Fault, Never

pytestmark = pytest.mark.long


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
async def test_a_fault(fault: Fault, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = fault.seen[place]
    if isinstance(cell, Never):
        assert cell.reason
        return
    monkeypatch.setattr("hpev_tui.sources.aws.opening.READ_SECONDS", _patience(fault))
    async with standing(place) as stand:
        await _ask_and_press_a_key(stand, fault)
        if isinstance(cell, Fails):
            told = [words.replace("{operation}", stand.operation) for words in cell.words]
            await stand.run.until(lambda: all(words in stand.words for words in told))
            assert stand.kept()
            stand.service.heal()
            await stand.retry()
            await stand.run.until(lambda: is_there(stand, Comes()))
            await stand.run.until(lambda: not any(words in stand.words for words in told))
        else:
            await stand.run.until(lambda: is_there(stand, cell))
            assert "r to try again" not in stand.words
            stand.service.heal()
            await stand.retry()
            await stand.run.until(lambda: is_there(stand, Comes(lost=cell.lost)))
        assert stand.kept()
        assert stand.service.spoiled


def _patience(fault: Fault) -> float:
    """Seconds until the SDK gives up on a body that hangs; else more than any test takes."""
    return 0.5 if fault.name == "hanging body" else 60.0


async def _ask_and_press_a_key(stand: Stand, fault: Fault) -> None:
    """Ask for more; a key acts while the endpoint holds the reply, before it is spoiled."""
    run, service = stand.run, stand.service
    with service.hold(stand.operation) as hold:
        service.spoil(stand.operation, fault.spoil, fault.times)
        await stand.ask()
        await run.until(lambda: hold.waiting >= 1)
        await run.keys("?")
        await run.shows("Keys that work here")
        await run.keys("q")
        await run.gone("Keys that work here")
        assert hold.waiting >= 1
        assert not hold.released
        assert stand.kept()
