"""Masks credentials in a text.

Error messages of services and of the SDK may repeat the headers of a request, and a program
that hands out keys may print what it has.
"""

from __future__ import annotations

import re

MASK = "****"
_LAST = 4
"""How many characters of an access key ID stay, so that keys can be distinguished."""

# Names of secrets in headers, variables, members of JSON and parameters of addresses.
_SECRETS = (
    r"x-amz-security-token|x-amz-signature|x-amz-sso_bearer_token|\bsignature"
    r"|secret[ _]?access[ _]?key|secret_?key|session[ _]?token|security_?token"
    r"|access_?token|refresh_?token|\bid_?token|client_?secret|web_?identity_?token"
    r"|saml_?assertion|\bpassword"
)
_KEY_IDS = r"\bcredential|access_?key(?:_?id)?"
# What may stand between a name and its value. A value in quotes, which may be escaped, as in
# JSON within JSON, ends at the same quote; any other at what ends a word.
_BETWEEN = r"""(?:\\?["'])?\s{0,4}(?:[=:]|%3D)\s{0,4}(?:b(?=["']))?"""
_QUOTED = re.compile(
    rf"""((?:{_SECRETS}){_BETWEEN})(\\?["'])(?:(?!\2).)+""", re.IGNORECASE | re.DOTALL
)
_NAMED = re.compile(
    rf"""((?:{_SECRETS}){_BETWEEN})(?!b["'])[^\s"'\\,;&<>()\[\]{{}}]+""", re.IGNORECASE
)
_NAMED_ID = re.compile(rf"""((?:{_KEY_IDS}){_BETWEEN}(?:\\?["'])?)(\w[\w-]*)""", re.IGNORECASE)
_BEARER = re.compile(r"\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)

# Secrets that their form alone shows: an access key ID (the IAM reference lists its prefixes), a
# signature, which is a SHA-256 in hexadecimal digits but no image's, and a session token.
_KEY_ID = re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}(?![A-Z0-9])")
_SIGNATURE = re.compile(r"(?<![0-9a-fA-F])(?<!sha256:)[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_TOKEN = re.compile(r"[A-Za-z0-9+/=_%-]{100,}")


def redacted(text: str) -> str:
    """The text with its secrets masked; of an access key ID the last four characters stay.

    Named secrets are masked whatever they look like: session tokens, signatures, secret keys,
    bearer tokens and passwords. Secrets without a name are masked where their form shows them.
    """
    text = _QUOTED.sub(rf"\1\2{MASK}", text)
    text = _NAMED.sub(rf"\1{MASK}", text)
    text = _NAMED_ID.sub(lambda match: match[1] + _masked(match[2]), text)
    text = _BEARER.sub(rf"\1{MASK}", text)
    text = _KEY_ID.sub(lambda match: _masked(match[0]), text)
    text = _SIGNATURE.sub(MASK, text)
    return _TOKEN.sub(MASK, text)


def _masked(key_id: str) -> str:
    # No service hands out a short one; four of its characters would be too many to show.
    return MASK + (key_id[-_LAST:] if len(key_id) >= 4 * _LAST else "")
