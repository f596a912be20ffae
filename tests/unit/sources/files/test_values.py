"""The JSON values of a text are read in a time that grows as the text."""

from __future__ import annotations

from help.cases import every
from help.saved_shapes import SHAPES, an_event
from hpev_tui.sources.files.answers import Answers
from hpev_tui.sources.files.values import Values, Work

ONE = SHAPES["list"].write([an_event(1)])
"""A file with one event."""


HOSTILE = {
    "braces": '{"',
    "brackets": "[{",
    "brackets only": "[[",
    "quotes": '"',
    "objects": '{"a":{',
    "strings": '["',
    "JSON in strings": '"{\\"',
    "an object that goes on": '{"a":1,',
    "blanks": '{   "',
    "escapes": '{"\\',
    "two levels": '[["a",',
    "words": "[tru",
    "a string that goes on": '{"a": "x{\\"',
    "numbers": '{"a": ' + "1" * 40 + ",",
}


@every(("name", "piece"), [*HOSTILE.items()])
@every("length", [1_000, 60_000])
def test_the_work_for_a_hostile_text_grows_as_the_text(length: int, name: str, piece: str) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    failures = 0
    work = Work(length)

    class Counted(Values):
        def _value_at(self, start: int) -> tuple[object, int]:  # type: ignore[override]
            nonlocal failures
            value, size = super()._value_at(start)
            failures += size == 0
            return value, size

    given = work.left
    values = Counted(text, work)
    assert sum(1 for _ in values) <= length
    # One more attempt may begin with what is left, and each ends within the largest window.
    assert given - work.left <= 9 * length + (1 << 22) + 3 * (length + 512)
    assert failures <= length / 64 + 8_192, name


def test_a_long_list_is_decoded_at_once_and_one_that_was_cut_in_few_passes() -> None:
    text = SHAPES["list"].write([an_event(number) for number in range(3_000)]).decode()
    given = Work(len(text)).left
    values = Values(text)
    assert len(list(values)) == 1
    assert given - values.work.left < 1_000
    cut = Values(text[:-100])
    events = [value for _, value in cut if isinstance(value, dict) and "EventId" in value]
    assert len(events) == 2_999
    assert [fault.why for fault in cut.faults] == ["cut"]
    # Once as a whole, once as an array, and the small windows of each event that is in it.
    assert given - cut.work.left < 3 * len(text) + 3_000 * 512


def test_the_work_within_strings_is_that_of_the_whole_text() -> None:
    from json import dumps

    inner = '{"EventId' * 200
    answers = Answers()
    text = dumps([inner] * 500)
    taken = answers.read(text)
    assert taken.events == 0
    work = Work(len(text))
    list(Values(text, work))
    assert work.left > 0


def test_a_failure_inside_of_a_long_text_costs_no_look_at_its_start() -> None:
    # An error's line is counted from the start of what is decoded.
    lines = [f'[{number}] {{"broken {number}}}\n' for number in range(9_000)]
    text = "".join([*lines, ONE.decode()])
    answers = Answers()
    assert answers.read(text).events == 1


def test_a_number_with_many_digits_spoils_no_event() -> None:
    answers = Answers()
    text = (
        f'{{"EventId": "a", "EventTime": 1, "x": {"9" * 5000}}} {{"EventId": "b", "EventTime": 2}}'
    )
    assert answers.read(text).events == 2
    assert len(str(answers.events["a"]["x"])) == 5000
