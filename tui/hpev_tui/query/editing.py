"""Changing a filter line by a key: the rest of it stays as it was typed, readable or not."""

from __future__ import annotations

from hpev_tui.query.lexer import Token, quoted, tokens


def with_term(text: str, key: str, *values: str, negated: bool = False) -> str:
    """The line with the term `key:value,value`, each value standing for itself.

    It takes the place of what the line says of that key, except that a negated term stands
    beside the others: to hide one more thing does not show the last one again.
    """
    term = f"{'-' if negated else ''}{key}:{','.join(quoted(value) for value in values)}"
    old = [token for token in tokens(text) if token.key == key]
    if negated:
        if any(text[token.start : token.end] == term for token in old):
            return text
        return _added(text, term)
    if not old:
        return _added(text, term)
    first = old[0]
    rest = without_key(text[first.end :], key)
    return text[: first.start] + term + (f" {rest.lstrip()}" if rest.strip() else "")


def without_key(text: str, key: str) -> str:
    """The line without the terms of that key, negated or not."""
    for token in reversed(list(tokens(text))):
        if token.key == key:
            text = _without(text, token)
    return text


def _without(text: str, token: Token) -> str:
    before, after = text[: token.start].rstrip(), text[token.end :].lstrip()
    return f"{before} {after}" if before and after else before + after


def _added(text: str, term: str) -> str:
    found = list(tokens(text))
    if not found:
        return term
    if found[-1].fault:
        # Behind a quote that is still open, the term would be part of the phrase.
        return f"{term} {text.lstrip()}"
    return f"{text[: found[-1].end]} {term}"
