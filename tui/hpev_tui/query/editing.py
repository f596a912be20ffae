"""Changing the text of a filter term by term, and completing it while it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hpev_tui.query.lexer import Token, escaped, quoted, tokens
from hpev_tui.query.parser import CAUSE_NAMES, KEYS, LEVEL_NAMES, TYPE_NAMES
from hpev_tui.query.values import values_of


def with_term(text: str, key: str, *values: str, negated: bool = False) -> str:
    """The line with the term `key:value,value`, each value standing for itself.

    It replaces the terms of that key. A negated term is added beside them: to hide one more
    thing does not show the last one again.
    """
    term = f"{'-' if negated else ''}{key}:{','.join(quoted(value) for value in values)}"
    old = list(tokens(text))
    same_key = [] if negated else [n for n, token in enumerate(old) if token.key == key]
    terms = [
        term if n in same_key else _typed(text, token)
        for n, token in enumerate(old)
        if n not in same_key[1:]
    ]
    if term not in terms:
        # Behind a quote that is still open, the term would be part of the phrase.
        at_front = old and (old[-1].fault or terms[-1].endswith("\\"))
        terms.insert(0 if at_front else len(terms), term)
    return " ".join(terms)


def without_key(text: str, key: str) -> str:
    """The line without the terms of that key, negated or not."""
    return " ".join(_typed(text, token) for token in tokens(text) if token.key != key)


_BEGUN_KEY = re.compile(r"(?:^|\s)-?([a-z]{2,})$", re.IGNORECASE)


def without_begun_key(text: str) -> str:
    """The line without its last word where that is the beginning of a key, which is being typed.

    `since` is on the way to `since:2h`: as a word it would mostly keep nothing.
    """
    begun = _BEGUN_KEY.search(text)
    is_key = begun is not None and any(key.startswith(begun[1].lower()) for key in KEYS)
    return text[: begun.start()] if begun is not None and is_key else text


def _typed(text: str, token: Token) -> str:
    return text[token.start : token.end]


_NAMES = {"level": LEVEL_NAMES, "type": TYPE_NAMES, "cause": CAUSE_NAMES}


class Completion(NamedTuple):
    """What can be appended at the cursor: the first offer, and all of them."""

    suffix: str
    suffixes: tuple[str, ...]


def complete(text: str, cursor: int, values: Mapping[str, Sequence[str]]) -> Completion | None:
    """Offer the rest of the key or the value that ends at the cursor, None where nothing fits.

    `cursor` is the index of the character under it. `values` has for each key (`group`, `node`,
    `type`, `level`, …) what the loaded events have, in the order in which it is to be offered. For
    levels, types and causes that have none there, all that exist are offered.
    """
    if text[cursor : cursor + 1].strip():
        return None
    token = next((token for token in tokens(text[:cursor]) if token.end == cursor), None)
    if token is None or token.fault or token.regex is not None:
        return None
    suffixes = _values(token, values) if token.key else _keys(token)
    return Completion(suffixes[0], suffixes) if suffixes else None


def _keys(token: Token) -> tuple[str, ...]:
    typed = "".join(char for char, _ in token.body).lower()
    if not typed or not all(bare for _, bare in token.body):
        return ()
    return tuple(f"{key[len(typed) :]}:" for key in KEYS if key.startswith(typed))


def _values(token: Token, values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    commas = [index for index, char in enumerate(token.body) if char == (",", True)]
    begin = commas[-1] + 1 if commas else 0
    typed = token.body[begin:]
    if any(char == "" or (bare and char in "*?") for char, bare in typed):
        return ()
    written = "".join(char for char, _ in typed)
    taken = {value.literal for value in values_of(token.body[:begin])}
    # To the service's own comparison of these two, capitals are not small letters.
    fold = str if token.key in ("group", "node") else str.lower
    return tuple(
        escaped(value[len(written) :]) + mark
        for value, mark in _offers(token.key, values)
        if len(value) > len(written)
        and value not in taken
        and fold(value).startswith(fold(written))
    )


def _offers(key: str, values: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The values to offer, each with what must follow it to be read."""
    names = _NAMES.get(key)
    if names is None:
        return [(value, "") for value in values.get(key, ())]
    offered = values.get(key) or tuple(dict.fromkeys(names.values()))
    # A name that the service does not document can be written with a wildcard only.
    return [(value, "" if value in names.values() else "*") for value in offered]
