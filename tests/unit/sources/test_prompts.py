"""Nothing that looks for credentials uses the terminal; MFA codes come from whoever asks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from help.accounts import CONFIG, TokenService, token_service
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import AskCode
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.opening import open_source

Closing = Callable[[AwsSource], AwsSource]


@pytest.fixture
def sts(environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TokenService]:
    environment.setattr("getpass.getpass", pytest.fail)
    (tmp_path / "config").write_text(CONFIG)
    with token_service("123456") as service:
        environment.setenv("AWS_ENDPOINT_URL_STS", service.url)
        yield service


class Asked:
    """A user who has these codes, and notes what they were asked."""

    def __init__(self, *codes: str | None) -> None:
        self._codes = list(codes)
        self.questions: list[str] = []

    def __call__(self, question: str) -> str | None:
        self.questions.append(question)
        return self._codes.pop(0)


def opened(endpoint: DemoEndpoint, closing: Closing, ask: AskCode) -> AwsSource:
    return closing(open_source("guarded", None, endpoint.url, ask_code=ask))


def failure_of_call(source: AwsSource) -> Failure:
    with pytest.raises(SourceError) as caught:
        source.clusters(None)
    return caught.value.failure


def test_a_code_is_asked_for_once(
    endpoint: DemoEndpoint, closing: Closing, sts: TokenService
) -> None:
    ask = Asked("123456")
    source = opened(endpoint, closing, ask)
    assert not ask.questions
    assert source.clusters(None).items
    assert source.clusters(None).items
    assert ask.questions == ["Enter MFA code for arn:aws:iam::111122223333:mfa/me"]
    assert sts.codes == ["123456"]


def test_of_several_calls_that_wait_one_asks(
    endpoint: DemoEndpoint, closing: Closing, sts: TokenService
) -> None:
    ask = Asked("123456")
    source = opened(endpoint, closing, ask)
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(source.clusters, None) for _ in range(4)]
        assert all(answer.result(30).items for answer in answers)
    assert len(ask.questions) == len(sts.codes) == 1


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (None, "The role needs an MFA code"),
        ("", "The role needs an MFA code"),
        ("000000", "MFA code rejected (AccessDenied: MultiFactorAuthentication"),
    ],
)
def test_without_the_code_nobody_is_asked_again(
    endpoint: DemoEndpoint, closing: Closing, sts: TokenService, code: str | None, title: str
) -> None:
    ask = Asked(code)
    source = opened(endpoint, closing, ask)
    failure = failure_of_call(source)
    assert failure.kind == "credentials"
    assert failure.title.startswith(title)
    assert "r to enter" in failure.advice
    assert failure.retryable
    # Others that waited for the same role, and whatever comes until the user tries again.
    after = failure_of_call(source)
    assert after.kind == "credentials"
    assert after.title.startswith("The role needs a new MFA code")
    assert len(ask.questions) == 1
    assert len(sts.codes) == (1 if code else 0)
    # That is a new source.
    again = Asked("123456")
    assert opened(endpoint, closing, again).clusters(None).items
    assert len(again.questions) == 1


_PROCESS = """
import os, sys
assert not sys.stdin.read(), "it read the keys of the person"
try:
    os.open("/dev/tty", os.O_RDWR)
except OSError:
    print('{"Version": 1, "AccessKeyId": "an-id", "SecretAccessKey": "a-key"}')
"""


@pytest.mark.parametrize("profile", ["direct", "through"])
def test_a_program_that_gives_credentials_has_no_terminal(
    environment: pytest.MonkeyPatch,
    endpoint: DemoEndpoint,
    closing: Closing,
    tmp_path: Path,
    profile: str,
) -> None:
    script = tmp_path / "give.py"
    script.write_text(_PROCESS)
    (tmp_path / "config").write_text(
        f"[profile direct]\nregion = us-west-2\ncredential_process = {sys.executable} {script}\n"
        "[profile through]\nregion = us-west-2\nsource_profile = direct\n"
        "role_arn = arn:aws:iam::111122223333:role/reader\n"
    )
    with token_service("") as service:
        environment.setenv("AWS_ENDPOINT_URL_STS", service.url)
        source = closing(open_source(profile, None, endpoint.url))
        assert source.clusters(None).items
        assert len(service.codes) == (profile == "through")
