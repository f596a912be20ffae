"""The filter line, cut into terms, each with its position. What they mean is not read here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

Char = tuple[str, bool]
"""A character, and whether it is bare: neither in quotes nor after a backslash."""

_NO_KEYS = ("arn", "http", "https")
"""These begin texts that people paste; a colon makes no key of them."""

_QUOTE_MARK: Char = ("", False)
"""Stands where a quote stood, so that an empty pair of quotes is something."""


class Problem(NamedTuple):
    """Why a term cannot be used, and where it stands in the filter's text: `text[start:end]`."""

    start: int
    end: int
    reason: str


class Token(NamedTuple):
    """One term as it was typed, at `text[start:end]`.

    `key` is in lower case, "" where there is none. `body` is what follows the key or, without
    one, the whole; `regex` what stands between slashes. `fault` says that its end or
    its content is missing, "" where neither is.
    """

    start: int
    end: int
    negated: bool
    key: str = ""
    body: tuple[Char, ...] = ()
    regex: str | None = None
    fault: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The terms of a filter line, from left to right, the faulty ones included."""
    index = 0
    while index < len(text):
        if text[index].isspace():
            index += 1
            continue
        token = _token(text, index)
        yield token
        index = token.end


def quoted(value: str) -> str:
    """Write a value so that it stands for itself in a filter line, in quotes where it must."""
    plain = value and not any(char.isspace() or char in '",*?\\' for char in value)
    if plain:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def escaped(value: str) -> str:
    """Write a value so that it stands for itself where a bare value has begun already."""
    return "".join(f"\\{char}" if char.isspace() or char in '",*?\\' else char for char in value)


def _token(text: str, start: int) -> Token:
    negated = text[start] == "-"
    first = start + negated
    if first == len(text) or text[first].isspace():
        return Token(start, first, negated, fault='Missing a term after "-".')
    if text[first] == "/":
        return _regex(text, start, first)
    body, end, closed = _body(text, first)
    key = _key(body)
    return Token(
        start,
        end,
        negated,
        key=key.lower(),
        body=tuple(body[len(key) + 1 :] if key else body),
        fault="" if closed else "Missing the closing quote.",
    )


def _regex(text: str, start: int, first: int) -> Token:
    """Read a regular expression: up to the first slash that ends a word."""
    index = first + 1
    while index < len(text):
        if text[index] == "/" and text[index + 1 : index + 2].strip() == "":
            body = text[first + 1 : index]
            fault = "" if body else "Empty regular expression between the slashes."
            return Token(start, index + 1, first > start, regex=body, fault=fault)
        index += 2 if text[index] == "\\" else 1
    fault = 'Missing the closing "/"; quote the text to search for a slash.'
    return Token(start, len(text), first > start, regex="", fault=fault)


def _body(text: str, first: int) -> tuple[list[Char], int, bool]:
    """Read up to the next bare blank: the characters, where it ends, whether quotes are closed."""
    chars: list[Char] = []
    in_quotes = False
    index = first
    while index < len(text):
        char = text[index]
        if char == "\\" and _escapes(text[index + 1 : index + 2], in_quotes):
            index += 1
            chars.append((text[index], False))
        elif char == '"':
            in_quotes = not in_quotes
            chars.append(_QUOTE_MARK)
        elif char.isspace() and not in_quotes:
            break
        else:
            chars.append((char, not in_quotes))
        index += 1
    return chars, index, not in_quotes


def _escapes(following: str, in_quotes: bool) -> bool:
    """Whether a backslash before this character takes its meaning from it, and is not shown."""
    if in_quotes:
        return following in ('"', "\\")
    return following != "" and not following.isalnum()


def _key(body: list[Char]) -> str:
    """The name before the first colon, as it was typed; "" where there is none."""
    name = ""
    for char, bare in body:
        if not bare:
            return ""
        if char == ":":
            return "" if name.lower() in _NO_KEYS else name
        if not (char.isascii() and (char.isalpha() or char == "_")):
            return ""
        name += char
    return ""
