"""Random secrets, written in each way that texts have, are gone."""

from __future__ import annotations

import base64
import json
import random
import re
import string
from collections.abc import Callable
from html import escape
from urllib.parse import quote, unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.text import secrets
from hpev_tui.text.clean import clean
from hpev_tui.text.secrets import hide, hide_password_of, redacted

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


def _member(name: str, secret: str) -> str:
    return json.dumps({"Version": 1, name: secret, "Expiration": "2026-11-29T12:00:00Z"})


def basic(login: str) -> str:
    """A login as the scheme Basic has it."""
    return base64.b64encode(login.encode()).decode()


BARE: dict[str, Callable[[str], str]] = {
    "alone": str,
    "in a sentence": "cannot use {} for this account".format,
    "before a full stop": "the helper got {}. It ended".format,
    "in quotes": "invalid value '{}' for x".format,
    "in a repr": lambda secret: f"Error({secret!r}, 1)",
    "coloured": "\x1b[1;31merror:\x1b[0m\x1b[33m{}\x1b[0m".format,
    "in a parameter": lambda secret: f"GET /?{urlencode({'x': secret})}&y=1 HTTP/1.1",
    "in a path": lambda secret: f"https://host.example:8443/v1/{quote(secret, safe='')}/x",
    "in an address twice": lambda secret: f"https://h/?u={quote(quote(secret, safe=''), safe='')}",
    "in JSON": lambda secret: json.dumps({"got": [secret]}),
    "in JSON with slashes": lambda secret: json.dumps([secret]).replace("/", "\\/"),
    "in JSON within JSON": lambda secret: json.dumps({"e": json.dumps({"got": secret})}),
    "in JSON with escapes": lambda secret: (
        json.dumps([secret]).replace("+", "\\u002b").replace("/", "\\u002F")
    ),
}
"""Ways to write a secret that only its form shows."""

NAMES = (
    "SecretAccessKey",
    "secretAccessKey",
    "SECRET_ACCESS_KEY",
    "aws_secret_access_key",
    "secret-access-key",
    "SessionToken",
    "AWS_SESSION_TOKEN",
    "x-amz-security-token",
    "X-Amz-Security-Token",
    "X-AMZ-SECURITY-TOKEN",
    "accessToken",
    "access_token",
    "refreshToken",
    "REFRESH_TOKEN",
    "clientSecret",
    "client_secret",
    "idToken",
    "x-amz-sso_bearer_token",
    "token",
    "VAULT_TOKEN",
    "secret",
    "Password",
    "PGPASSWORD",
)

NAMED: dict[str, Callable[[str, str], str]] = {
    "JSON": _member,
    "JSON in lines": lambda name, secret: json.dumps({"Version": 1, name: secret}, indent=2),
    "JSON within JSON": lambda name, secret: json.dumps({"e": _member(name, secret)}),
    "JSON three deep": lambda name, secret: json.dumps([json.dumps({"e": _member(name, secret)})]),
    "JSON in an address": lambda name, secret: f"/?q={quote(_member(name, secret))}",
    "a repr": lambda name, secret: repr({name: secret, "x": 1}),
    "a list of headers": lambda name, secret: repr([(name, secret), ("host", "x")]),
    "bytes": lambda name, secret: repr({name: secret.encode()}),
    "XML": lambda name, secret: f"<{name}>{escape(secret)}</{name}><x>",
    "XML within XML": lambda name, secret: escape(f"<{name}>{escape(secret)}</{name}><x>"),
    "an address": lambda name, secret: f"https://host/x?a=1&{urlencode({name: secret})}&b=2",
}
"""Ways to write a secret of any form beside its name."""

PLAIN: dict[str, Callable[[str, str], str]] = {
    "a header": "{}: {}".format,
    "headers": "host:x\n{}:{}\nx-amz-target:SageMaker.ListClusters".format,
    "a setting": "{} = {}".format,
    "an export": "export {}={}".format,
    "an option": "helper --{} {} --region us-west-2".format,
    "an option with =": "helper --{}={} --region us-west-2".format,
}
"""Ways to write one without quotes, which may hold no blank and no mark."""


@pytest.mark.parametrize("way", BARE)
@given(secret=st.one_of(KEYS, TOKENS))
def test_a_key_without_a_name_is_gone(way: str, secret: str) -> None:
    shown = redacted(BARE[way](secret))
    assert not held(secret, shown), shown
    assert not held(secret, clean(shown)), shown


@pytest.mark.parametrize("way", NAMED)
@given(name=st.sampled_from(NAMES), secret=st.one_of(KEYS, TOKENS, WEB_TOKENS, PASSWORDS))
def test_a_secret_beside_its_name_is_gone(way: str, name: str, secret: str) -> None:
    shown = redacted(NAMED[way](name, secret))
    assert not held(secret, shown), shown


@pytest.mark.parametrize("way", PLAIN)
@given(
    name=st.sampled_from(NAMES),
    secret=st.one_of(KEYS, TOKENS, WEB_TOKENS, SIGNATURES, drawn(string.ascii_letters, 9, 30)),
)
def test_a_secret_without_quotes_is_gone(way: str, name: str, secret: str) -> None:
    shown = redacted(PLAIN[way](name, secret))
    assert not held(secret, shown), shown


@given(
    secret=st.one_of(KEYS, TOKENS),
    before=st.sampled_from(("", "error: ", "the key\n", "SecretAccessKey: ", 'x-token: "')),
    after=st.sampled_from(("", "\nis wrong", '"\n', "\n\nhost: x")),
    width=st.sampled_from((16, 20, 32, 48, 64, 76, 80)),
    indent=st.sampled_from(("", "  ", "\t", "> ", "\u2502 ")),
    line_break=st.sampled_from(("\n", "\r\n", "\\n")),
)
def test_a_secret_over_several_lines_is_gone(
    secret: str, before: str, after: str, width: int, indent: str, line_break: str
) -> None:
    text = f"{before}{wrapped(secret, width, indent)}{after}".replace("\n", line_break)
    shown = redacted(text)
    assert not held(secret, re.sub("[>\u2502]", "", shown)), shown


@given(
    login=PASSWORDS.map(lambda password: f"me:{quote(password, safe='')}"),
    scheme=st.sampled_from(("http", "https", "HTTPS", "socks5")),
    form=st.sampled_from(
        (
            'Could not connect to the endpoint URL: "{}"',
            "Failed to connect to proxy URL: '{}' (x)",
            "HTTPS_PROXY={} is not valid",
            "aws sagemaker list-clusters --endpoint-url {} --region us-west-2",
            "('Connection broken', {!r})",
        )
    ),
    encode=st.sampled_from((str, json.dumps, lambda text: quote(text, safe=""))),
)
def test_a_login_in_an_address_is_gone(
    login: str, scheme: str, form: str, encode: Callable[[str], str]
) -> None:
    shown = redacted(encode(form.format(f"{scheme}://{login}@proxy.example:3128/x")))
    assert not held(unquote(login)[3:], shown), shown
    assert "proxy.example" in shown


@given(
    token=st.one_of(
        WEB_TOKENS, PASSWORDS.map(lambda text: base64.b64encode(text.encode()).decode())
    ),
    scheme=st.sampled_from(("Bearer", "bearer", "Basic", "Negotiate", "NTLM")),
    name=st.sampled_from(
        ("Authorization", "authorization", "Proxy-Authorization", "AUTHORIZATION")
    ),
    form=st.sampled_from(("{}: {} {}", '"{}": "{} {}"', "('{}', '{} {}')", "{{'{}': b'{} {}'}}")),
)
def test_an_authorization_header_is_gone(token: str, scheme: str, name: str, form: str) -> None:
    shown = redacted(form.format(name, scheme, token))
    assert not held(token, shown), shown


@given(
    key_id=drawn(string.ascii_uppercase + string.digits, 16, 16), signature=SIGNATURES, token=TOKENS
)
def test_what_signs_a_request_is_gone(key_id: str, signature: str, token: str) -> None:
    key_id = f"ASIA{key_id}"
    scope = f"{key_id}/20261129/us-west-2/sagemaker/aws4_request"
    query = {
        "X-Amz-Credential": scope, "X-Amz-Security-Token": token, "X-Amz-Signature": signature,
    }  # fmt: skip
    for text in (
        f"https://bucket.s3.amazonaws.com/key?{urlencode(query)}",
        f"https://bucket.s3.amazonaws.com/key?{urlencode(query).lower()}",
        json.dumps({"url": f"https://bucket.s3.amazonaws.com/key?{urlencode(query)}"}),
        f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, Signature={signature}",
        f"?AWSAccessKeyId={key_id}&Signature={quote(token, safe='')}&Expires=1",
    ):
        shown = redacted(text)
        for secret in (key_id, signature, token):
            assert not held(secret.lower(), shown.lower()), shown


def _forms_of(secret: str) -> tuple[str, ...]:
    return (
        f"x{secret}x",
        quote(secret, safe=""),
        re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), quote(secret, safe="")),
        quote(quote(secret, safe=""), safe=""),
        json.dumps(json.dumps(secret)),
        repr(secret),
        wrapped(secret, 7),
        "".join(f"\\u{ord(char):04x}" if not char.isalnum() else char for char in secret),
    )


@pytest.fixture
def _nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_hidden", {})
    for name in ("AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_nothing_hidden")
@given(password=PASSWORDS)
def test_a_known_secret_is_gone_whatever_is_around_it(password: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("https_proxy", f"http://me:{quote(password)}@proxy:3128")
        for form in _forms_of(password):
            assert not held(password, redacted(form)), redacted(form)


def test_a_password_that_no_address_may_have_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_hidden", {})
    hide_password_of("https://me:pa ss/wo#rd@host:1")
    hide_password_of("me:without@host")
    hide("123456")
    text = (
        "Port could not be cast to integer value as 'pa ss/wo#rd'; me:without@host; 123456, 1234567"
    )
    assert redacted(text) == (
        "Port could not be cast to integer value as '****'; ****@host; ****, 1234567"
    )


def test_short_values_of_the_environment_are_no_words_to_mask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "demo")
    monkeypatch.setenv("HTTPS_PROXY", "http://a:b@proxy")
    assert redacted("the demo is in bash; http://a:b@proxy") == (
        "the demo is in bash; http://****@proxy"
    )
