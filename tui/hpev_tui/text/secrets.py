"""Secrets leave a text before it is shown, logged or copied; `redacted()` is the one way.

Services, proxies and the SDK repeat requests, their headers and addresses in what they say, and a
program that hands out keys may print what it has. What is masked, and by what it is recognized:

- the secrets that this process knows: passwords in the addresses of proxies and endpoints, and the
  keys of its own environment, however they are escaped or broken over lines;
- what stands beside the name of a secret, in headers, variables, JSON, XML, options and addresses;
- what its form shows: a secret access key, a session token, a signature, a private key.

A text is masked before it is cleaned or cut: half of a secret may not look like one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

MASK = "****"
_LAST = 4
"""How many characters of an access key ID stay, so that keys can be distinguished."""

# Names of secrets in headers, variables, members of JSON, options and parameters of addresses.
_NAMES = (
    r"(?:x-amz-security-token|x-amz-signature|x-amz-sso_bearer_token|\bsignature"
    r"|secret[ _-]?access[ _-]?key|secret[_-]?key|session[ _-]?token|security[ _-]?token"
    r"|access[_-]?token|refresh[_-]?token|\bid[_-]?token|bearer[_-]?token|authorization[_-]?token"
    r"|client[_-]?secret|device[_-]?code|web[_-]?identity[_-]?token|saml[_-]?assertion"
    r"|(?<![a-z])(?:token|secret)|api[_-]?key|private[_-]?key|pass(?:word|wd|phrase))"
)
# What is between a name and its value. `\0` stands for what `_probe` has left of an escape.
_SEP = r"(?:\\*[\"']\0*\s{0,4}\0*:|\0*\s{0,4}(?:=>|[=:|]))\0*\s{0,4}\0*"

# A value in quotes, which may be escaped, as in JSON within JSON, ends at the same quote.
_QUOTED = rf"(?is)({_NAMES}{_SEP}b?)(\\*[\"'])(.*?)((?<!\\)\2|\Z)"
# A header in a list of pairs.
_PAIR = rf"(?is)([(\[]b?\\*[\"'][\w-]{{0,40}}?{_NAMES}\\*[\"'], ?b?)(\\*[\"'])(.*?)((?<!\\)\2|\Z)"
_MARKUP = (
    rf"(?is)((?:<|&(?:amp;)?lt;)[\w:.-]{{0,40}}?{_NAMES}[^<>&]{{0,80}}(?:>|&(?:amp;)?gt;))"
    r"(.+?)(?=<|&(?:amp;)?lt;|\Z)"
)
_PRIVATE_KEY = r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)"

# Any other value ends at what ends a word, or before the next name.
_VALUE = (
    r"(?:[^\s\"',;&<>()\[\]{}]|[^\s\"']\0"
    r"|[,;()\[\]{}](?![\s,;()\[\]{}\"'&<>]|\Z|[\w.-]+[\"']?\s?[=:]))+"
)
# It may be broken over lines: what goes on is alone on its line, and no word.
_GOES_ON = (
    r"(?:[ \t]*\n[ \t\n\0]{0,80}(?!A[KSBC]IA|ACCA)(?=\S*[0-9])(?=\S*[A-Za-z])"
    r"[A-Za-z0-9+/=_.~\0-]{8,}(?=[ \t]*(?:\n|\Z|[\"'}])))*"
)
_WORD = r"[A-Z]?[a-z]+(?:[\s.,;:)\"']|\Z)"
# Each with the value as its first group.
_NAMED = (
    # In quotes that were escaped for an address.
    rf"(?is){_NAMES}{_SEP}b?(?:([\"'])\0+)((?:(?!\1).)*)",
    rf"(?i){_NAMES}{_SEP}(?:b(?=[\"']))?[\"']?\0*({_VALUE}{_GOES_ON})",
    rf"(?i)--[\w-]*{_NAMES}\s+(?!-)({_VALUE})",
    rf"(?i)(?:\b(?:proxy-)?authorization{_SEP}|[(\[]b?[\"'](?:proxy-)?authorization[\"'], ?)"
    r"(?:b(?=[\"']))?[\"']?\0*(?!AWS4-)"
    rf"(?:(?:Digest|OAuth)\s+([^\n]*)|(?:Bearer|Basic|Negotiate|NTLM|Token)\s+({_VALUE}{_GOES_ON})"
    rf"|(?-i:(?!{_WORD}))({_VALUE}{_GOES_ON}))",
    rf"\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s+(?!{_WORD})([A-Za-z0-9._~+/=-]{{8,}})",
    r"(?i)\b(?:set-)?cookie" + _SEP + r"[\"']?([^\n\"']*)",
    r"(?i)(?:\bmfa\b|\botp\b|token[ _-]?code|one[ -]time pass)[^\n\d]{0,20}(\d{6})(?!\d)",
    r"\s(?:-u|-U|--user|--proxy-user)[ =][\"']?([^\s\"':]+:[^\s\"']+)",
    r"\beyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?)",
)
_NAMED_ID = rf"(?i)(?:\bcredential|access_?key(?:_?id)?){_SEP}[\"']?\0*(\w[\w-]*)"

# The user and the password of an address. A password may hold what it should not: a slash.
_HOST = r"\b[a-z][a-z0-9+.-]{0,20}:\0*/\0*/\0*"
_USERS = (
    rf"(?i){_HOST}([^\s\"'<>/?#\\]{{0,2000}})@",
    rf"(?i){_HOST}(?![^\s/@:]{{1,200}}:\d{{1,5}}[/?#])([^\s\"'<>@/:\[\\]{{0,200}}:[^\s\"'<>\\]{{0,500}})@",
)

# Secrets that their form alone shows: an access key ID (the IAM reference lists its prefixes) and a
# signature, which is a SHA-256 in hexadecimal digits but no image's.
_KEY_ID = r"(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}(?![A-Z0-9])"
_SIGNATURE = r"(?<![0-9a-fA-F])(?<!sha256:)[0-9a-fA-F]{64}(?![0-9a-fA-F])"

_hidden: dict[str, None] = {}
"""What `hide` was given, in this order."""
_MOST_HIDDEN = 100

_ADDRESSES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "AWS_ENDPOINT_URL")
_KEYS = (
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
)
_SHORTEST_PASSWORD = 4
_SHORTEST_KEY = 8
"""Characters. A shorter one is masked only where it stands in its place: words would go as well."""


def redacted(text: str) -> str:
    """The text with its secrets masked; of an access key ID the last four characters stay.

    Line breaks and what controls a terminal stay where they are, outside of secrets.
    """
    # Compiled by the first text, not by the start of the program.
    for secret in (*_hidden, *_of_environment(os.environ)):
        text = _anywhere(secret).sub(MASK, text)
    text = re.sub(_PRIVATE_KEY, rf"\1{MASK}\2", text)
    for pattern in (_QUOTED, _PAIR):
        text = re.sub(pattern, _masked_in_quotes, text)
    text = re.sub(_MARKUP, rf"\1{MASK}", text)
    for pattern in _USERS:
        text = re.sub(pattern, _masked_group, text)
    return _without(text, sorted(_spans(_probe(text))))


def hide(secret: str) -> None:
    """Mask this in every text from now on: a password in an address, or a code that was typed."""
    if len(secret) >= _SHORTEST_PASSWORD:
        _hidden[secret] = None
        if len(_hidden) > _MOST_HIDDEN:
            del _hidden[next(iter(_hidden))]


def hide_password_of(address: str) -> None:
    """Mask from now on what is between an address's scheme and its host."""
    for secret in _logins_of(address):
        hide(secret)


def _of_environment(environ: Mapping[str, str]) -> Iterator[str]:
    """The secrets that an environment holds, the longest parts first."""
    for name, value in tuple(environ.items()):
        upper = name.upper()
        if upper.startswith(_ADDRESSES):
            yield from _logins_of(value)
        elif upper in _KEYS and len(value) >= _SHORTEST_KEY:
            yield value


def _logins_of(address: str) -> Iterator[str]:
    """The user with the password in an address and the password alone, also as they are decoded."""
    login, at, _ = address.rpartition("@")
    login = login.partition("://")[2] or login
    if not at:
        return
    password = login.partition(":")[2] or login
    for secret in dict.fromkeys((login, password, unquote(password))):
        if len(secret) >= _SHORTEST_PASSWORD:
            yield secret


@lru_cache(maxsize=2 * _MOST_HIDDEN)
def _anywhere(secret: str) -> re.Pattern[str]:
    """Finds a secret, whose characters may be escaped, and which may be broken over lines."""
    ends = ("(?<![0-9])", "(?![0-9])") if secret.isdigit() else ("", "")
    return re.compile(r"(?:\s*\n\s*)?".join(map(_any_form, secret)).join(ends))


def _any_form(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char
    url = "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))
    return (
        rf"(?:\\*{re.escape(char)}|(?i:{url}|{url.replace('%', '%25')}|\\+u{ord(char):04x}"
        rf"|\\+x{ord(char):02x}))"
    )


def _masked_in_quotes(match: re.Match[str]) -> str:
    value = MASK if match[3] else ""
    return f"{match[1]}{match[2]}{value}{match[4]}"


def _masked_group(match: re.Match[str]) -> str:
    start, end = (each - match.start() for each in match.span(1))
    return f"{match[0][:start]}{MASK if end > start else ''}{match[0][end:]}"


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with spans of it masked, which are in order and may overlap."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if end > done:
            if start > done or not parts:
                parts += (text[done:start], MASK)
            done = end
    return "".join((*parts, text[done:]))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where secrets are in what `_probe` has made of a text."""
    for pattern in (*_NAMED, *_USERS):
        for match in re.finditer(pattern, text):
            yield match.span(match.lastindex or 0)
    for match in re.finditer(_NAMED_ID, text):
        yield _but_last(match.span(1), len(match[1]))
    for match in re.finditer(_KEY_ID, text):
        yield _but_last(match.span(), len(match[0]))
    for match in re.finditer(_SIGNATURE, text):
        yield match.span()
    yield from _bare(text)


def _but_last(span: tuple[int, int], length: int) -> tuple[int, int]:
    # No service hands out a short one; four of its characters would be too many to show.
    return span[0], span[1] - (_LAST if length >= 4 * _LAST else 0)


# How a character is written in an address or in JSON, a change of colour, and what is not seen.
_ESCAPE = (
    r"[\x1b\u241b]\[[0-9;?]{0,30}[@-~]|%(?:25)?[0-9A-Fa-f]{2}"
    r"|\\{1,9}(?:u00[0-9A-Fa-f]{2}|x[0-9A-Fa-f]{2}|[nrt]|(?=[\"'/]))"
    r"|[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028\u2029\ufeff]"
)
_SHORT_ESCAPES = {"n": "\n", "r": "\n", "t": " "}


def _probe(text: str) -> str:
    """A text of the same length to look for secrets in: escapes are the characters they stand for.

    What is left of an escape is NUL. A colour is blanks.
    """
    return re.sub(_ESCAPE, _unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    escape = match[0]
    first, last = escape[0], escape[-1]
    if first in "\x1b\u241b" and len(escape) > 1:
        char = " " * len(escape)
    elif first == "%" or escape.lstrip("\\")[:1] in ("u", "x"):
        char = _character(int(escape[-2:], 16))
        if char == "?" and escape.startswith("%25"):
            char = f"%\0\0{escape[3:]}"  # A percent sign before two such digits.
    elif first == "\\":
        char = _SHORT_ESCAPES.get(last, "\0")
    else:
        char = "\n" if first == "\r" else "\0" if first >= "\xad" else " "
    return char.ljust(len(escape), "\0")


def _character(code: int) -> str:
    """A character of a text to look for secrets in; `?` stands for what is not ASCII."""
    return chr(code) if 0x20 <= code < 0x7F or code == 0x0A else "?" if code >= 0x7F else " "


# Lines may stand in a box or behind a mark.
_BREAK = r"[ \t]{0,80}[|\u2502]?[ \t]{0,80}\n[ \t\n\0]{0,80}(?:[|\u2502>][ \t]{0,80})?"
_CORE = rf"[A-Za-z0-9+/\0]+(?:{_BREAK}[A-Za-z0-9+/\0]+)*"
_LONG_LINE = r"[A-Za-z0-9+/=_.~-][A-Za-z0-9+/=_.~\0-]*"
_LONG = rf"[A-Za-z0-9+/=_.~\0-]+(?:{_BREAK}[A-Za-z0-9+/=_.~\0-]+)*"

_KEY_ID_LENGTH, _KEY_LENGTH = 20, 40
_TOKEN_LENGTH = 100
"""Characters of a session token, at least; of the others exactly."""
_LINE_LENGTH = 40
"""Of the full lines of a token that is broken over lines, together: a name may be shorter."""
_SHORTEST_LINE = 16


def _bare(text: str) -> Iterator[tuple[int, int]]:
    """Where secrets without a name are, in one piece or broken over lines."""
    for run in re.finditer(_CORE, text):
        if run.end() - run.start() >= _KEY_ID_LENGTH:
            yield from _keys_in(text, run)
    for run in re.finditer(_LONG, text):
        if run.end() - run.start() >= _TOKEN_LENGTH:
            yield from _tokens_in(text, run)


def _keys_in(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Keys and their IDs, which have a length of their own, and begin at any slash."""
    parts = [
        (part.start(), part.end(), part[0].replace("\0", ""))
        for part in re.compile(r"/\0*|[A-Za-z0-9+][A-Za-z0-9+\0]*").finditer(text, *run.span())
    ]
    for first, (start, _, _) in enumerate(parts):
        joined = ""
        for _, end, chars in parts[first:]:
            joined += chars
            if len(joined) > _KEY_LENGTH:
                break
            if len(joined) == _KEY_LENGTH and _looks_random(joined):
                yield start, end
            elif len(joined) == _KEY_ID_LENGTH and re.fullmatch(_KEY_ID, joined):
                yield start, end - _LAST


def _tokens_in(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Session tokens, which are long and of no known length."""
    lines = [
        (part.start(), part.end() - (part[0][-1] == "."), part[0].replace("\0", ""))
        for part in re.compile(_LONG_LINE).finditer(text, *run.span())
    ]
    index = 0
    while index < len(lines):
        # Its full lines have one length.
        length, last = len(lines[index][2]), index + 1
        while last < len(lines) and len(lines[last][2]) == length:
            last += 1
        if _is_of_token([chars for _, _, chars in lines[index:last]]):
            # It may begin after a word, and its last line is shorter.
            first = index - (index > 0 and _may_go_on(lines[index - 1][2]))
            is_named = text.startswith((":", "="), lines[min(last, len(lines) - 1)][1])
            end = last + (last < len(lines) and not is_named and _may_go_on(lines[last][2]))
            if sum(len(chars) for _, _, chars in lines[first:end]) >= _TOKEN_LENGTH:
                yield from ((start, stop) for start, stop, _ in lines[first:end])
        index = last


def _is_of_token(lines: list[str]) -> bool:
    """Whether lines of one length are the full lines of a token."""
    whole = "".join(lines)
    if len(lines[0]) < _SHORTEST_LINE or len(whole) < _LINE_LENGTH:
        return False
    is_one = len(lines) == 1 and len(whole) >= _TOKEN_LENGTH and not _is_worded(whole)
    return is_one or _looks_random(whole)


def _may_go_on(text: str) -> bool:
    """Whether the rest of a line may be a part of a token, and not a word."""
    return re.search(r"[0-9+/=]|[a-z][A-Z]|[A-Z]{2}", text) is not None


def _is_worded(text: str) -> bool:
    """Whether a text may be a path or a name: words, numbers and hashes, and what is between."""
    parts = re.split(r"[/=_.~-]", text)
    return "+" not in text and len(parts) > 2 and max(map(len, parts)) <= _KEY_LENGTH


def _looks_random(text: str) -> bool:
    """Whether upper case, lower case and digits alternate as in base64, where two thirds do.

    In names and paths, words make most of it. Of a million keys some hundred do not look so.
    """
    text = text.replace("/", "")
    if text.islower():
        return False
    kinds = re.sub("[0-9]", "0", re.sub("[a-z]", "a", re.sub("[A-Z]", "A", text)))
    changes = sum(map(str.__ne__, kinds, kinds[1:]))
    in_words = sum(map(len, re.findall(r"[a-z]{3,}", text)))
    mixed = min(kinds.count("A"), kinds.count("a"))
    return changes >= 0.3 * len(text) and mixed >= 0.1 * len(text) and in_words < 0.6 * len(text)
