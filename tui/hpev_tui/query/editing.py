"""Changing a filter line by a key: its other terms stay as they were typed, readable or not."""

from __future__ import annotations

from hpev_tui.query.lexer import Token, quoted, tokens


def with_term(text: str, key: str, *values: str, negated: bool = False) -> str:
    """The line with the term `key:value,value`, each value standing for itself.

    It takes the place of what the line says of that key, except that a negated term stands
    beside the others: to hide one more thing does not show the last one again.
    """
    term = f"{'-' if negated else ''}{key}:{','.join(quoted(value) for value in values)}"
    found = list(tokens(text))
    old = [] if negated else [place for place, token in enumerate(found) if token.key == key]
    terms = [
        term if place in old else _typed(text, token)
        for place, token in enumerate(found)
        if place not in old[1:]
    ]
    if term not in terms:
        # Behind a quote that is still open, the term would be part of the phrase.
        at_front = found and (found[-1].fault or terms[-1].endswith("\\"))
        terms.insert(0 if at_front else len(terms), term)
    return " ".join(terms)


def without_key(text: str, key: str) -> str:
    """The line without the terms of that key, negated or not."""
    return " ".join(_typed(text, token) for token in tokens(text) if token.key != key)


def _typed(text: str, token: Token) -> str:
    return text[token.start : token.end]
