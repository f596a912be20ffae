"""Rules in data files, and finding their phrases in a text however the service writes it.

A phrase is plain words; `*` in it stands for anything or nothing within the same sentence, and `+`
for one to three words, such as an instance type: "insufficient + capacity".
Capitals, quotes of every shape, parentheses, line breaks and double blanks make no difference,
nor do the several ways in which the service writes "instance group" and "lifecycle". One digit is
as good as another.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from hpev_tui.system.files import data_of

Rules = TypeVar("Rules")
Meaning = TypeVar("Meaning")

# No reason is longer, but a text may be a megabyte long.
_MOST_CHARACTERS = 4000
_MOST_MEANINGS = 1024
_LATEST_TEXTS = 2048
"""A page of events is asked about by several books, one after the other, and the next pages are of
the same nodes."""

# Without their IDs and numbers, the texts of a hundred thousand events are few.
_INSTANCE_ID = re.compile("i-[0-9a-f]{8,17}")
_DIGITS = str.maketrans("123456789", "000000000")
_SENTENCE_END = re.compile(r"(?<=[.;!?]) ")

# Quotes are dropped, since they are written in many ways, and so is the backslash before one.
_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("'\"`\u00b4\\\u02bc\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f", None),
        **dict.fromkeys("()[]", " "),
        **dict.fromkeys("123456789", "0"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)
_SPELLINGS = (
    ("instancegroup", "instance group"),
    ("ec0instanceid", "ec0 instance"),
    ("life cycle", "lifecycle"),
    ("life-cycle", "lifecycle"),
)


def rule_file(name: str) -> Callable[[Callable[[dict[str, Any]], Rules]], Callable[[], Rules]]:
    """Decorate a function that makes rules of a data file's JSON: the result returns the rules.

    The file is read once, with the first call.
    """

    def decorate(read: Callable[[dict[str, Any]], Rules]) -> Callable[[], Rules]:
        @lru_cache(maxsize=1)
        def rules() -> Rules:
            return read(data_of(name))

        return rules

    return decorate


class Sentences(Generic[Meaning]):
    """The meanings of texts by their plain sentences, each looked up once for texts that are alike.

    `look_up` is given the sentences of a text (see `plain`), the first one first.
    """

    def __init__(self, look_up: Callable[[Sequence[str]], Meaning | None]) -> None:
        self._look_up = look_up
        self._meanings: dict[str, Meaning | None] = {}
        self.by_text: Mapping[str, Meaning | None] = _Latest(self._meaning)
        """The same as `meaning`, without a call for a text that is known; of any text."""

    def meaning(self, text: str) -> Meaning | None:
        """The meaning of a text of any length; None where it has none."""
        return self.by_text[text]

    def _meaning(self, text: str) -> Meaning | None:
        text = masked(text)
        if text in self._meanings:
            return self._meanings[text]
        if len(self._meanings) >= _MOST_MEANINGS:
            self._meanings.clear()
        self._meanings[text] = meaning = self._look_up(_SENTENCE_END.split(plain(text)))
        return meaning


class _Latest(dict[str, "Meaning | None"], Generic[Meaning]):
    """The meanings of the texts that came last, by these texts as they came.

    Several ask for that of each event, and most events have a text that is known.
    """

    def __init__(self, look_up: Callable[[str], Meaning | None]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, text: str) -> Meaning | None:
        if not text:
            return None
        meaning = self._look_up(text)
        if len(text) <= _MOST_CHARACTERS:
            if len(self) >= _LATEST_TEXTS:
                self.clear()
            self[text] = meaning
        return meaning


class Phrasebook(Sentences[Meaning]):
    """The meanings of texts: that of the first phrase, in the book's order, that is in a text."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        super().__init__(lambda sentences: next(self._in(sentences), None))
        book = list(entries)
        in_plain = _plain_all(phrase for phrase, _ in book)
        self._entries = [
            (*_sought(phrase, plain), each)
            for (phrase, each), plain in zip(book, in_plain, strict=False)
        ]
        self._all: dict[str, frozenset[Meaning]] = {}

    def meanings(self, text: str) -> frozenset[Meaning]:
        """The meanings of all phrases that are in a text."""
        text = masked(text)
        if text not in self._all:
            if len(self._all) >= _MOST_MEANINGS:
                self._all.clear()
            self._all[text] = frozenset(self._in(_SENTENCE_END.split(plain(text))))
        return self._all[text]

    def _in(self, sentences: Sequence[str]) -> Iterator[Meaning]:
        """The meaning of each phrase that is in one of the sentences, in the book's order."""
        for rarest, parts, meaning in self._entries:
            for sentence in sentences:
                # Most phrases are out at once: a book may have hundreds.
                if rarest in sentence and _fits(parts, sentence):
                    yield meaning
                    break


_latest: dict[str, str] = {}
"""The texts that were asked about last, by themselves: several books are, one after the other."""


def masked(text: str) -> str:
    """The text without what differs between events that say the same: IDs, and which number."""
    text = text[:_MOST_CHARACTERS]
    return _latest.get(text) or _masked(text)


def _masked(text: str) -> str:
    if len(_latest) >= _LATEST_TEXTS:
        _latest.clear()
    masked = _latest[text] = sys.intern(_INSTANCE_ID.sub("i-", text).translate(_DIGITS))
    return masked


def plain(text: str) -> str:
    """The text in the spelling in which phrases and texts are compared; each digit is a 0."""
    words = text.translate(_CHARACTERS).lower().split()
    plain = " ".join("instance group" if word == "ig" else word for word in words)
    for written, spelling in _SPELLINGS:
        plain = plain.replace(written, spelling)
    return plain


_APART = "\0"
"""Between phrases; none has it."""


def _plain_all(phrases: Iterable[str]) -> list[str]:
    """Each phrase in its plain spelling, with blanks around `*`.

    All at once: a book has hundreds, and one by one they took longer than all else of a start's
    reading of rules.
    """
    text = f" {_APART} ".join(phrases).replace("*", " * ")
    return [each.strip() for each in plain(text).split(_APART)]


_Phrase: TypeAlias = "tuple[str, ...] | str"
"""The parts of a phrase between its `*`; where it has a `+`, the phrase (see `_pattern`)."""


def _sought(phrase: str, plain: str) -> tuple[str, _Phrase]:
    """The longest part without what stands for other words, and what must fit a sentence."""
    parts = tuple(part.strip() for part in plain.replace(" + ", "*").split("*"))
    rarest = max(parts, key=len)
    if " + " in phrase:
        return rarest, phrase
    if not rarest:
        raise ValueError(f"a phrase without words: {phrase!r}")
    return rarest, tuple(filter(None, parts))


_FEW_WORDS = r"(?: [^ ]+){1,3} "


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """What a phrase with a `+` looks for, made when its longest part is in a sentence."""
    words = (re.escape(plain(part)) for part in phrase.split(" + "))
    return re.compile(r"(?<![a-z0-9])" + _FEW_WORDS.join(words).replace(r"\*", ".*"))


def _fits(parts: _Phrase, sentence: str) -> bool:
    """Whether all parts are in the sentence, one after the other."""
    if isinstance(parts, str):
        return _pattern(parts).search(sentence) is not None
    index = 0
    for part in parts:
        index = sentence.find(part, index)
        if index < 0:
            return False
        index += len(part)
    return True
