"""Random secrets as services make them, and whether a text still holds one."""

from __future__ import annotations

import base64
import random
import re
import string
from urllib.parse import unquote

from hypothesis import strategies as st

PIECE = 8
"""So many characters of a secret in a row are too many."""

_BASE64 = f"{string.ascii_letters}{string.digits}+/"
SEEDS = st.integers(0, 2**64 - 1)


def drawn(alphabet: str, least: int, most: int) -> st.SearchStrategy[str]:
    """Texts as services make them: every character at random, which Hypothesis's own are not."""

    def made(seed: int) -> str:
        chance = random.Random(seed)  # noqa: S311 - secrets of tests
        return "".join(chance.choices(alphabet, k=chance.randint(least, most)))

    return SEEDS.map(made)


KEYS = drawn(_BASE64, 40, 40)
TOKENS = drawn(_BASE64, 200, 900).map(lambda text: f"{text}==")
WEB_TOKENS = drawn(f"{string.ascii_letters}{string.digits}-_", 120, 900)
SIGNATURES = drawn("0123456789abcdef", 64, 64)
PASSWORDS = drawn(f"{string.ascii_letters}{string.digits}!#$%+,-./:;=?@^_~&*()[]{{}}", 12, 40)


def held(secret: str, text: str) -> bool:
    """Whether a part of a secret is in a text, wherever it is broken and however it is escaped."""
    packed = text.replace("\\n", "").replace("\\r", "")
    packed = re.sub(r"\\+u00([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), packed)
    packed = re.sub(r"\s", "", unquote(unquote(packed)).replace("\\", ""))
    secret = secret.replace("\\", "")
    return any(secret[start : start + PIECE] in packed for start in range(len(secret) - PIECE + 1))


def wrapped(text: str, width: int, indent: str = "") -> str:
    """A text in lines of a width."""
    return "\n".join(indent + text[at : at + width] for at in range(0, len(text), width))


def basic(login: str) -> str:
    """A login as the scheme Basic has it."""
    return base64.b64encode(login.encode()).decode()
