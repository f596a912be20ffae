"""What arrives where: the installed command copies at each site of the matrix, built for real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from help.clipboards.absences import Hanging
from help.clipboards.copying import Copying, copying, until, value_of
from help.clipboards.displays import held_by
from help.clipboards.matrix import ROWS, Arrives, Row, Said
from help.clipboards.programs import require
from help.clipboards.site import Site, pid_in, runs, sent_by_osc52

pytestmark = pytest.mark.system


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_arrives(row: Row) -> None:
    require(row.programs)
    value = value_of(row.size)
    with Site(*row.layers) as site, copying(site, value, row.term) as run:
        run.open()
        mark = run.copy()
        if row.said is Said.COPIED:
            run.toast("Copied failure message", "it's the value")
        elif row.said is Said.SENT:
            run.toast("Sent to the terminal (OSC 52): failure message", "Y show)")
        _arrives(row, run, mark, value)
        if row.said is Said.SENT:
            run.terminal.press("Y")
        if row.said is not Said.COPIED:
            _shown_and_filed(run, value)
        # Once and no more: some terminals add up what comes in several.
        through = row.said is Said.SENT and row.arrives is not Arrives.NOTHING
        assert sent_by_osc52(run.terminal.since(mark)) == ([value] if through else [])


def _arrives(row: Row, run: Copying, mark: int, value: str) -> None:
    """The value reaches the user in the way that the row says."""
    if row.arrives is Arrives.OSC52:
        run.terminal.wait_for(lambda _: bool(sent_by_osc52(run.terminal.since(mark))))
        if display := run.site.display:  # One that the user does not sit at.
            assert held_by(display, "xclip", "clipboard") == ""
    elif row.arrives is not Arrives.NOTHING:
        selection = "primary" if row.arrives is Arrives.PRIMARY else "clipboard"
        tool = "xsel" if "xsel" in row.programs else "xclip"
        until(
            lambda: held_by(run.site.display, tool, selection) == value,
            f"the value in the {selection} selection",
        )


def _shown_and_filed(run: Copying, value: str) -> None:
    """The copy view shows the value, and the file has all of it, for nobody else to read."""
    run.view(value)
    until(run.cache.exists, "the file of the last copy")
    until(lambda: run.cache.read_text() == f"{value}\n", "the value in the file")
    assert run.cache.stat().st_mode & 0o777 == 0o600


def _row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)


@contextmanager
def _held_by_a_tool() -> Iterator[tuple[Copying, int, int]]:
    """A copy that waits for a tool that hangs: what runs, where it began, the tool's process."""
    row = _row("xclip-hangs")
    require(row.programs)
    with Site(*row.layers) as site, copying(site, value_of(row.size), row.term) as run:
        run.open()
        mark = run.copy()
        pid_file = site.folder / Hanging.STARTED
        until(lambda: pid_in(pid_file) is not None, "the tool that hangs")
        yield run, mark, pid_in(pid_file) or 0


def test_the_screen_answers_while_a_tool_hangs_which_is_stopped() -> None:
    with _held_by_a_tool() as (run, mark, tool):
        run.terminal.press("?")
        run.terminal.wait_for(" Keys  ")
        # The tool still had its time: the screen has not waited for it.
        assert sent_by_osc52(run.terminal.since(mark)) == []
        assert runs(tool)
        run.terminal.wait_for(lambda _: bool(sent_by_osc52(run.terminal.since(mark))))
        until(lambda: not runs(tool), "the end of the tool")


def test_quitting_while_a_tool_hangs_prints_the_value_and_stops_the_tool() -> None:
    with _held_by_a_tool() as (run, _, tool):
        run.terminal.press("q")
        assert run.terminal.wait_exit() == 0
        assert value_of(_row("xclip-hangs").size) in run.terminal.screen_text()
        until(lambda: not runs(tool), "the end of the tool")


@pytest.mark.parametrize("name", ["ssh", "tmux-stock"])
def test_copies_arrive_in_their_order(name: str) -> None:
    row = _row(name)
    require(row.programs)
    value = value_of(9_000)  # It takes longer than the ID.
    with Site(*row.layers) as site, copying(site, value, row.term) as run:
        run.open()
        mark = run.terminal.mark()
        for _ in range(3):
            run.terminal.press("y", "m", "y", "e")
        run.terminal.wait_for(lambda _: len(sent_by_osc52(run.terminal.since(mark))) == 6)
        assert sent_by_osc52(run.terminal.since(mark)) == 3 * [value, run.event_id]
