"""What is left behind on standard output of copies that nothing has confirmed."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from hpev_tui.clipboard import Copies, Copy, Outcome, Route
from hpev_tui.model.settings import Settings

LONG = "long " * 20_000


def farewell(*copies: Copy) -> None:
    """Quit after these copies."""

    def ignore(*_: object) -> None:
        """No copy is made here."""

    made = Copies(Settings(), ignore, copied=ignore, saved=ignore, route_found=ignore)
    for copy in copies:
        made.add(copy)
    made.farewell()


@pytest.mark.parametrize(
    ("text", "outcome", "printed"),
    [
        ("an id", Outcome(Route.OSC52), "an id\n"),
        ("an id\nanother", Outcome(Route.TMUX), "an id\nanother\n"),
        ("an id", Outcome(Route.VIEW, file=Path("/c/last-copy")), "an id\n"),
        ("an id", Outcome(Route.NATIVE), ""),
        ("an id", Outcome(Route.COMMAND), ""),
        # No screenful after screenful of what is in a file.
        (
            LONG,
            Outcome(Route.VIEW, file=Path("/c/last-copy")),
            "The last copy is in /c/last-copy\n",
        ),
        (LONG, Outcome(Route.VIEW), f"{LONG}\n"),
    ],
)
def test_the_last_copy_is_printed_unless_it_was_confirmed(
    capsys: pytest.CaptureFixture[str], text: str, outcome: Outcome, printed: str
) -> None:
    farewell(Copy("event ID", "earlier", Outcome(Route.OSC52)), Copy("event ID", text, outcome))
    assert capsys.readouterr() == (printed, "")


def test_without_a_copy_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    farewell()
    farewell(Copy("event ID", "", Outcome(Route.VIEW, failure="nothing to copy")))
    assert capsys.readouterr() == ("", "")


def test_a_charset_that_lacks_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", output)
    farewell(Copy("message", "é ▁", Outcome(Route.OSC52)))
    output.flush()
    assert output.buffer.getvalue() == "é \\u2581\n".encode("latin-1")


def test_standard_output_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    farewell(Copy("event ID", "an id", Outcome(Route.OSC52)))
    assert sys.stdout is None
