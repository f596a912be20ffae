"""Glyphs: each has one in ASCII, gauges and bars are in proportion and lose nothing."""

from __future__ import annotations

import pytest

from hpev_tui.text.cells import cells
from hpev_tui.text.glyphs import ASCII, UNICODE, gauge, glyphs, sparks


def test_with_ascii_every_glyph_is_ascii() -> None:
    assert glyphs(True) is ASCII
    assert glyphs(False) is UNICODE
    assert [name for name, glyph in ASCII._asdict().items() if not glyph.isascii()] == []


def test_every_glyph_takes_one_cell() -> None:
    for shown in (ASCII, UNICODE):
        for name, text in shown._asdict().items():
            assert all(cells(glyph) == 1 for glyph in text), name


def test_states_have_glyphs_of_their_own() -> None:
    for shown in (ASCII, UNICODE):
        marks = (shown.failed, shown.short, shown.busy, shown.ok, shown.off)
        assert len(set(marks)) == len(marks)
        assert shown.error_stripe != shown.warn_stripe


@pytest.mark.parametrize(
    ("part", "whole", "width", "drawn"),
    [
        (16, 28, 10, "━━━━━╸────"),
        (28, 40, 8, "━━━━━╸──"),
        (2, 5, 8, "━━━─────"),
        (8, 8, 8, "━━━━━━━━"),
        (0, 8, 8, "────────"),
        (0, 0, 4, "────"),
        # Not empty where there is something, not full where something is missing.
        (1, 1000, 8, "╸───────"),
        (999, 1000, 8, "━━━━━━━╸"),
        (12, 8, 8, "━━━━━━━━"),
    ],
)
def test_a_gauge_is_in_proportion(part: int, whole: int, width: int, drawn: str) -> None:
    assert gauge(part, whole, width, UNICODE) == drawn


def test_bars_are_in_proportion_and_none_is_lost() -> None:
    assert sparks([0, 1, 500, 1000], UNICODE) == " ▁▄█"
    assert sparks([0, 1, 500, 1000], ASCII) == " 159"
    assert sparks([], UNICODE) == ""
    assert sparks([0, 0], UNICODE) == "  "


def test_a_trend_goes_on_where_there_is_nothing_and_what_there_is_rises_above_it() -> None:
    assert sparks([0, 1, 500, 1000], UNICODE, floor=True) == "▁▂▅█"
    assert sparks([0, 1, 500, 1000], ASCII, floor=True) == ".159"
