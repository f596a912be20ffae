"""What `aws sso login` and `aws login` have left behind, and cannot be used."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import pytest
from botocore.loaders import create_loader

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.aws.opening import open_source

URL = "https://made-up.awsapps.com/start"
CONFIG = f"""
[profile now]
sso_session = made-up
sso_account_id = 111122223333
sso_role_name = reader
region = us-west-2
[sso-session made-up]
sso_start_url = {URL}
sso_region = us-east-1
[profile before]
sso_start_url = {URL}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = reader
region = us-west-2
[profile login]
login_session = arn:aws:iam::111122223333:user/me
region = us-west-2
"""

NEVER = "2099-01-01T00:00:00Z"
BEFORE = "2020-01-01T00:00:00Z"


_one_loader = functools.cache(create_loader)
"""The SDK's reader of service models, which need not be read for each test."""


@pytest.fixture
def cache(environment: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the sign-ins of two profiles, `now` and `before` there were sessions."""
    (tmp_path / "config").write_text(CONFIG)
    folder = tmp_path / "cache"
    folder.mkdir()
    environment.setattr("botocore.loaders.create_loader", _one_loader)
    environment.setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")
    for owner in ("credentials.SSOProvider", "tokens.SSOTokenProvider"):
        environment.setattr(f"botocore.{owner}._SSO_TOKEN_CACHE_DIR", str(folder))
    return folder


def file_of(cache: Path, profile: str) -> Path:
    key = "made-up" if profile == "now" else URL
    return cache / f"{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}.json"


def failure_of_call(profile: str) -> Failure:
    with pytest.raises(SourceError) as caught:
        open_source(profile, None, "http://127.0.0.1:1").clusters(None)
    return caught.value.failure


DAMAGED = {
    "empty": "",
    "cut off": '{"accessToken": "a-tok',
    "no text": b"\xff\xfe".decode("latin-1"),
    "a list": "[]",
    "a number": "7",
    "nothing": "null",
    "no token": json.dumps({"expiresAt": NEVER}),
    "no end": json.dumps({"accessToken": "a-token"}),
    "an end that is none": json.dumps({"accessToken": "a-token", "expiresAt": "soon"}),
    "an end of another kind": json.dumps({"accessToken": "a-token", "expiresAt": 7}),
    "nested deeply": "[" * 200_000,
    "a number as token": json.dumps({"accessToken": 7, "expiresAt": NEVER}),
    "tokens": json.dumps({"accessToken": ["a-token"], "expiresAt": NEVER}),
    "a line break": json.dumps({"accessToken": "a-tok\nen", "expiresAt": NEVER}),
}


@pytest.mark.parametrize(
    ("profile", "damage"),
    [
        *(("now", damage) for damage in DAMAGED),
        *(
            ("before", damage)
            for damage in ("cut off", "no token", "an end that is none", "tokens")
        ),
    ],
)
def test_a_damaged_file_is_said_to_be_damaged(cache: Path, profile: str, damage: str) -> None:
    file_of(cache, profile).write_text(DAMAGED[damage], encoding="latin-1")
    failure = failure_of_call(profile)
    assert failure.kind == "credentials"
    assert failure.title.startswith("Invalid SSO token in ~/.aws/sso/cache (")
    assert failure.remedy == f"aws sso login --profile {profile}"
    assert "a-tok" not in failure.title


@pytest.mark.parametrize("profile", ["now", "before"])
def test_a_sign_in_that_is_none_or_has_run_out_is_not_said_to_be_damaged(
    cache: Path, profile: str
) -> None:
    assert failure_of_call(profile).title.startswith("SSO session expired (")
    token = json.dumps({"accessToken": "a-token", "expiresAt": BEFORE})
    file_of(cache, profile).write_text(token)
    failure = failure_of_call(profile)
    assert failure.title.startswith("SSO session expired (")
    assert failure.remedy == f"aws sso login --profile {profile}"


@pytest.mark.usefixtures("cache")
def test_what_aws_login_needs_is_said_for_every_way_to_install(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setattr("botocore.credentials.EC", None)
    failure = failure_of_call("login")
    assert failure.kind == "credentials"
    assert failure.title.startswith("aws login needs awscrt, which is not installed (")
    for command in (
        'pip install "botocore[crt]"',
        'pipx inject hpev-tui "botocore[crt]"',
        'uvx --with "botocore[crt]" hpev-tui',
    ):
        assert command in failure.advice
