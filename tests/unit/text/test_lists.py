"""A list that does not fit says how many of its parts are left out, and how many are in trouble."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.text.cells import cells
from hpev_tui.text.lists import fit_list, listed

FORTY = [f"team-{number:02}" for number in range(40)]
PARTS = st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), max_size=30)


def test_forty_groups_in_a_line_end_in_how_many_are_not_named() -> None:
    assert fit_list(FORTY, 31, " · ") == "team-00 · team-01 · team-02 +37"
    assert fit_list(FORTY[:3], 31, " · ") == "team-00 · team-01 · team-02"
    assert fit_list(FORTY, 400, " · ") == " · ".join(FORTY)


def test_of_those_that_are_not_named_it_is_said_how_many_are_in_trouble() -> None:
    assert fit_list(FORTY, 31, " · ", troubled=3) == "team-00 · team-01 · team-02 +37"
    assert fit_list(FORTY, 31, " · ", troubled=5) == "team-00 +39 (4 in trouble)"
    assert fit_list(FORTY, 36, " · ", troubled=5) == "team-00 · team-01 +38 (3 in trouble)"


def test_where_the_first_does_not_fit_it_is_cut_with_a_mark() -> None:
    assert fit_list(["instance-group", "b"], 12, " · ") == "instance… +1"
    assert fit_list(["instance-group"], 9, " · ", ellipsis="~") == "instance~"
    assert fit_list(["ab", "c"], 20, " ", more=7) == "ab c +7"
    assert fit_list([], 20, " ") == ""


def test_the_room_that_is_left_may_show_the_start_of_another() -> None:
    assert fit_list(FORTY, 19, "  ", more=2, fills=True) == "team-00  team-… +41"
    assert fit_list(FORTY, 15, "  ", fills=True) == "team-00 +39"


@given(parts=PARTS, width=st.integers(24, 90), troubled=st.integers(0, 30))
def test_it_fits_and_nothing_is_left_out_without_a_number(
    parts: list[str], width: int, troubled: int
) -> None:
    troubled = min(troubled, len(parts))
    line = fit_list(parts, width, ", ", troubled=troubled)
    tail = re.search(r" ?\+(\d+)(?: \((\d+) in trouble\))?$", line)
    rest, in_trouble = (int(tail[1]), int(tail[2] or 0)) if tail else (0, 0)
    shown = len(parts) - rest
    assert in_trouble == max(0, troubled - shown)
    head = line[: tail.start()] if tail else line
    if not head.endswith("…"):
        assert cells(line) <= width
        assert head == ", ".join(parts[:shown])


def test_in_a_sentence_few_are_named() -> None:
    assert listed(["a", "b", "c", "d"]) == "a, b, c, d"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c, d +1"
    assert listed(FORTY, 1) == "team-00 +39"
    assert listed([]) == ""
