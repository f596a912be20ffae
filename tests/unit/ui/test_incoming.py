"""What comes from the terminal: pastes are cut as they are read, and keys wait for their turn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from help.app import key_event
from hpev_tui.ui.terminal import incoming
from hpev_tui.ui.terminal.incoming import AT_ONCE, MOST_AHEAD, MOST_PASTED, PasteLimit, TypedAhead

START, END = "\x1b[200~", "\x1b[201~"


def read_in_parts(text: str, cuts: list[int]) -> list[Message]:
    """What Textual's parser makes of a text that is read in parts."""
    limit, parser = PasteLimit(), XTermParser()
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    parts = [text[begin:end] for begin, end in pairwise(edges)]
    passed = [limit.read(part) for part in parts]
    return [message for part in passed if part for message in parser.feed(part)]


def shown(messages: list[Message]) -> list[str]:
    """Keys by their characters, pastes in brackets."""
    return [
        f"<{each.text}>" if isinstance(each, events.Paste) else str(each.character)
        for each in messages
        if isinstance(each, (events.Key, events.Paste))
    ]


@given(
    st.lists(st.tuples(st.text("abc~[2", max_size=4), st.text("xyz[201~", max_size=6)), max_size=3),
    st.lists(st.integers(0, 100), max_size=12),
)
def test_wherever_it_is_cut_it_reads_the_same(
    pairs: list[tuple[str, str]], cuts: list[int]
) -> None:
    text = "".join(f"{typed}{START}{pasted}{END}" for typed, pasted in pairs)
    expected = [each for typed, pasted in pairs for each in (*typed, f"<{pasted}>")]
    assert shown(read_in_parts(text, cuts)) == expected


@pytest.mark.parametrize("size", [MOST_PASTED, MOST_PASTED + 1, 1_000_000])
def test_a_paste_is_cut_and_what_follows_is_read(size: int) -> None:
    cuts = list(range(0, size, 4096))
    messages = read_in_parts(f"a{START}{'b' * size}{END}c", cuts)
    assert shown(messages) == ["a", f"<{'b' * MOST_PASTED}>", "c"]


def test_no_sequence_in_a_paste_is_a_key() -> None:
    nines = "9" * 40
    messages = read_in_parts(f"{START}\x1b[A\x1b[{nines}q\x11{END}", [])
    assert shown(messages) == [f"<[A[{nines}q\x11>"]


def test_a_paste_without_an_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, parser = PasteLimit(), XTermParser()
    assert limit.rest is None
    passed = limit.read(f"{START}text\x1b[20")
    assert limit.rest
    monkeypatch.setattr(incoming, "PASTE_SECONDS", 0.0)
    passed += limit.read("1")
    assert limit.rest == 0
    passed += limit.give_up()
    assert limit.rest is None
    passed += limit.read("j")
    assert shown(list(parser.feed(passed))) == ["<text[201>", "j"]


def test_the_app_gets_as_many_keys_as_it_has_acted_on() -> None:
    ahead = TypedAhead()
    for _ in range(AT_ONCE + 5):
        ahead.add(key_event("j"))
    assert len(list(ahead.take())) == AT_ONCE
    assert ahead.must_wait
    assert list(ahead.take()) == []
    assert ahead.acted() == 0
    assert len(list(ahead.take())) == 5
    assert not ahead.must_wait


def test_keys_beyond_the_limit_are_dropped_and_counted_but_not_ctrl_q() -> None:
    ahead = TypedAhead()
    assert ahead.skip("jjj") == "jjj"
    for _ in range(MOST_AHEAD):
        ahead.add(key_event("j"))
    ahead.add(key_event("j"))
    ahead.add(events.Paste("text"))
    # What is no key comes through, and a sequence has to be read.
    ahead.add(events.AppFocus())
    assert ahead.skip("jj\x11j") == "\x11"
    assert ahead.skip("\x1b[A") == "\x1b[A"
    taken: list[Message] = []
    while part := list(ahead.take()):
        taken += part
        assert ahead.must_wait
        dropped = ahead.acted()
    assert len(taken) == MOST_AHEAD + 1
    # It is said when all others have acted: the next key takes the message away.
    assert dropped == 5
    assert not ahead.must_wait
