"""Secrets leave a text, whatever stands around them, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.text.secrets import MASK, redacted

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
TOKEN = f"IQoJb3JpZ2luX2VjE{'a1+/B' * 40}=="
SIGNATURE = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            f"AWS4-HMAC-SHA256 Credential={KEY_ID}/20261127/us-west-2/sagemaker/aws4_request,"
            f" SignedHeaders=host;x-amz-security-token, Signature={SIGNATURE}",
            "AWS4-HMAC-SHA256 Credential=****MPLE/20261127/us-west-2/sagemaker/aws4_request,"
            " SignedHeaders=host;x-amz-security-token, Signature=****",
        ),
        (
            f"x-amz-security-token:{TOKEN} x-amz-target:SageMaker.ListClusters",
            "x-amz-security-token:**** x-amz-target:SageMaker.ListClusters",
        ),
        (f"x-amz-security-token:{TOKEN}\nhost:x", "x-amz-security-token:****\nhost:x"),
        ("{'X-Amz-Security-Token': b'short'}", "{'X-Amz-Security-Token': b'****'}"),
        (
            f'{{"AccessKeyId": "{KEY_ID}", "SecretAccessKey": "a b", "SessionToken": "x\'y"}}',
            '{"AccessKeyId": "****MPLE", "SecretAccessKey": "****", "SessionToken": "****"}',
        ),
        (f'{{\\"SecretAccessKey\\": \\"{KEY}\\"}}', '{\\"SecretAccessKey\\": \\"****\\"}'),
        (f"aws_secret_access_key = {KEY}", "aws_secret_access_key = ****"),
        (f"AWS_SECRET_ACCESS_KEY={KEY} x", "AWS_SECRET_ACCESS_KEY=**** x"),
        (f"Secret Access Key: {KEY}", "Secret Access Key: ****"),
        (
            f"?X-Amz-Credential={KEY_ID}%2F2026&X-Amz-Signature={SIGNATURE}&x=1",
            "?X-Amz-Credential=****MPLE%2F2026&X-Amz-Signature=****&x=1",
        ),
        ("Authorization: Bearer eyJhbGciOi.abc.def", "Authorization: Bearer ****"),
        ("accessToken=x&refreshToken=y&clientSecret=z", "accessToken=****&refreshToken=****&clien"
         "tSecret=****"),
        ("Credential=key/20261127", "Credential=****/20261127"),
        (f"the key {KEY_ID} is gone", "the key ****MPLE is gone"),
        (f"we calculated {SIGNATURE}", "we calculated ****"),
        (f"token {TOKEN}.", "token ****."),
        ('"password": "a\\"b c", "x": 1', '"password": "****", "x": 1'),
        ("('x-amz-security-token', 'short')", "('x-amz-security-token', '****')"),
        ("<SessionToken>a b</SessionToken>", "<SessionToken>****</SessionToken>"),
        ("&lt;SecretAccessKey&gt;ab&lt;/", "&lt;SecretAccessKey&gt;****&lt;/"),
        ("aws sts --session-token ab --region x", "aws sts --session-token **** --region x"),
        ("curl -u me:pw https://x", "curl -u **** https://x"),
        ("Authorization: Basic dXNlcg", "Authorization: Basic ****"),
        ("Proxy-Authorization: Negotiate ab", "Proxy-Authorization: Negotiate ****"),
        ('Authorization: Digest username="me", response="ab"', "Authorization: Digest ****"),
        ("Set-Cookie: a=b; c=d", "Set-Cookie: ****"),
        ("https://user:pa%2Fss@host:3128/x", "https://****@host:3128/x"),
        ("http://user:pa/ss@host:3128", "http://****@host:3128"),
        ("http://user:p@ss@host", "http://****@host"),
        ("http%3A%2F%2Fuser%3Apass%40host%2Fx", "http%3A%2F%2F****%40host%2Fx"),
        ('{"u": "https:\\/\\/user:pass@host"}', '{"u": "https:\\/\\/****@host"}'),
        (f"https://bucket.s3.amazonaws.com/x?AWSAccessKeyId={KEY_ID}&Signature=a%2Bb&Expires=1",
         "https://bucket.s3.amazonaws.com/x?AWSAccessKeyId=****MPLE&Signature=****&Expires=1"),
        ("MFA code 123456 is wrong", "MFA code **** is wrong"),
        ("--token-code 123456", "--token-code ****"),
        ("-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY-----\nx",
         "-----BEGIN RSA PRIVATE KEY-----****-----END RSA PRIVATE KEY-----\nx"),
        (f"it printed {KEY}, and ended", "it printed ****, and ended"),
        (f"\x1b[31m{KEY}\x1b[0m", "\x1b[31m****\x1b[0m"),
        (f"the key\n  {KEY[:21]}\n  {KEY[21:]}\nis wrong", "the key\n  ****\nis wrong"),
        ("SecretAccessKey: ab12cd34\n  ef56gh78\nhost: x", "SecretAccessKey: ****\nhost: x"),
    ],
)  # fmt: skip
def test_a_secret_is_masked(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "The request signature we calculated does not match the signature you provided. Check your"
        " AWS Secret Access Key and signing method. Consult the service documentation for details.",
        "The security token included in the request is invalid.",
        "Signature expired: 20261127T000000Z is now earlier than 20261127T000500Z",
        "User: arn:aws:sts::111122223333:assumed-role/Admin/me is not authorized to perform:"
        " sagemaker:ListClusterEvents on resource: arn:aws:sagemaker:us-west-2:111122223333:cluster"
        "/lw12e0dn1hhd",
        "The config profile (nobody) could not be found",
        f"image sha256:{SIGNATURE}",
        "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
        "83ea0bb5-be77-45e8-a458-0a87f778a205",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


_AROUND = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(_AROUND, st.sampled_from((TOKEN, SIGNATURE, KEY_ID)), st.sampled_from(" '\"\n:,;&()"))
def test_a_secret_is_masked_wherever_it_stands(around: str, secret: str, end: str) -> None:
    shown = redacted(f"{around}{end}{secret}{end}{around}")
    assert secret[:-4] not in shown
    assert MASK in shown


@given(st.text())
def test_what_is_masked_stays_as_it_is(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)
