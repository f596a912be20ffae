"""Each reason why an account cannot be used has words and a remedy of its own."""

from __future__ import annotations

import shlex
import socket
import time
from collections.abc import Callable
from email.utils import formatdate

import pytest
from botocore import exceptions as sdk
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import ClientError
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.failures import Asker, failure_of
from hpev_tui.sources.aws.opening import open_source

OPERATION = "ListClusters"
HOST = HTTPConnection("api.sagemaker.mars-1.amazonaws.com")
Closing = Callable[[AwsSource], AwsSource]


def refused(
    code: str, message: str, asker: Asker, operation: str = OPERATION, date: str = ""
) -> Failure:
    """What an error of a service becomes."""
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPHeaders": {"date": date} if date else {}},
    }
    return failure_of(ClientError(response, operation), OPERATION, asker)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sdk.UnauthorizedSSOTokenError(), ["aws", "sso", "login"]),
        (sdk.SSOTokenLoadError(error_msg="x"), ["aws", "sso", "login"]),
        (sdk.TokenRetrievalError(provider="sso", error_msg="x"), ["aws", "sso", "login"]),
        (sdk.LoginRefreshRequired(), ["aws", "login"]),
    ],
)
@pytest.mark.parametrize("profile", ["", "ml-prod", "it's mine", "$(reboot)"])
def test_a_sign_in_that_has_run_out_names_the_line_for_the_profile(
    error: Exception, words: list[str], profile: str
) -> None:
    failure = failure_of(error, OPERATION, Asker(profile))
    assert failure.kind == "credentials"
    assert failure.title.startswith(("SSO session expired", "Login session expired"))
    assert shlex.split(failure.remedy) == words + (["--profile", profile] if profile else [])


@pytest.mark.parametrize("profile", ["--debug", "file:///etc/passwd"])
def test_a_profile_that_the_cli_would_take_for_something_else_gets_no_line(profile: str) -> None:
    failure = failure_of(sdk.UnauthorizedSSOTokenError(), OPERATION, Asker(profile))
    assert failure.title.startswith("SSO session expired")
    assert failure.remedy == ""


@pytest.mark.parametrize(
    ("credentials_from", "advice", "remedy"),
    [
        ("environment variables", "Restart with new keys in the environment", ""),
        ("the shared credentials file", "Renew them (the shared credentials file", ""),
        ("IAM Identity Center (aws sso login)", "Sign in", "aws sso login --profile p"),
        ("", "Sign in", "aws sso login --profile p"),
    ],
)
def test_what_to_do_about_expired_keys_depends_on_where_they_come_from(
    credentials_from: str, advice: str, remedy: str
) -> None:
    failure = refused("ExpiredTokenException", "too old", Asker("p", "us-west-2", credentials_from))
    assert failure.kind == "credentials"
    assert failure.title == "AWS credentials expired (ExpiredTokenException: too old)"
    assert failure.advice.startswith(advice)
    assert failure.remedy == remedy
    # The SDK has asked for new ones, and these are too old.
    data = {"access_key": "a", "secret_key": "b", "token": "c", "expiry_time": "2020-01-01T00Z"}
    renewed = RefreshableCredentials.create_from_metadata(data, lambda: data, "method")
    with pytest.raises(RuntimeError) as caught:
        renewed.get_frozen_credentials()
    failure = failure_of(caught.value, OPERATION, Asker("p", "us-west-2", credentials_from))
    assert failure.kind == "credentials"
    assert failure.title.startswith("AWS credentials expired (Credentials were refreshed, but ")
    assert failure.advice.startswith(advice)
    assert failure.remedy == remedy


def test_keys_that_expire_while_a_role_is_assumed_are_expired_keys() -> None:
    failure = refused("ExpiredToken", "too old", Asker(), "AssumeRole")
    assert failure.title.startswith("AWS credentials expired")


@pytest.mark.parametrize(
    ("seconds", "title"),
    [
        (25 * 60, "The local clock is 25 min behind AWS time"),
        (-3 * 3600, "The local clock is 180 min ahead of AWS time"),
        (0, "The local clock is wrong"),
    ],
)
@pytest.mark.parametrize("operation", [OPERATION, "AssumeRole"])
def test_it_says_by_how_much_a_clock_is_wrong(
    monkeypatch: pytest.MonkeyPatch, seconds: int, title: str, operation: str
) -> None:
    now = 1_780_000_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    message = "Signature not yet current: 20260528T1 is still later than 20260528T0"
    date = formatdate(now + seconds, usegmt=True)
    failure = refused("InvalidSignatureException", message, Asker(), operation, date)
    assert failure.title.startswith(title)
    assert "timedatectl" in failure.advice


@pytest.mark.parametrize("date", ["", "yesterday", "\x1b[2J"])
def test_without_a_date_the_clock_is_wrong_all_the_same(date: str) -> None:
    failure = refused("RequestTimeTooSkewed", "x", Asker(), date=date)
    assert failure.title.startswith("The local clock is wrong (")


@pytest.mark.parametrize(
    "cause",
    [
        NameResolutionError("api.sagemaker.mars-1.amazonaws.com", HOST, socket.gaierror(-2, "x")),
        socket.gaierror(-2, "Name or service not known"),
        NewConnectionError(HOST, "[Errno -2] Name or service not known"),
    ],
)
def test_an_unknown_region_is_not_taken_for_a_network_without_names(cause: object) -> None:
    error = sdk.EndpointConnectionError(endpoint_url="https://x", error=cause)
    unknown = failure_of(error, OPERATION, Asker("", "mars-1", is_known_region=False))
    assert unknown.kind == "region"
    assert unknown.title.startswith("SageMaker is not available in mars-1")
    assert "R to pick" in unknown.advice
    failure = failure_of(error, OPERATION, Asker("", "us-west-2"))
    assert failure.kind == "network"
    assert "Cannot resolve the endpoint's host name" in failure.title
    assert "DNS" in failure.advice


def test_a_port_that_nobody_answers_is_no_question_of_names() -> None:
    refusal = NewConnectionError(HOST, "[Errno 111] Connection refused")
    error = sdk.EndpointConnectionError(endpoint_url="https://x", error=refusal)
    failure = failure_of(error, OPERATION, Asker("", "mars-1", is_known_region=False))
    assert failure.kind == "network"
    assert failure.title.startswith("Cannot connect to the service (")


def test_a_region_whose_service_knows_no_clusters_has_no_hyperpod() -> None:
    failure = refused("UnknownOperationException", "no such call", Asker("", "us-west-1"))
    assert failure.kind == "region"
    assert failure.title.startswith("HyperPod is not available in us-west-1")


def test_a_role_that_may_not_be_assumed_is_named_and_no_statement_is_made_of_it() -> None:
    """The program makes no such call itself: what the answer names may be anybody's role."""
    message = (
        "User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::111122223333:role/reader because no role trust policy allows the action"
    )
    failure = refused("AccessDenied", message, Asker(), "AssumeRole")
    assert failure.kind == "credentials"
    assert "access denied to AssumeRole, no role trust policy allows it (" in failure.title
    assert "role/reader" in failure.title
    assert "Add sts:AssumeRole to the trust policy" in failure.advice
    assert failure.remedy == ""


def test_a_second_code_is_a_matter_of_trying_again() -> None:
    failure = failure_of(sdk.RefreshWithMFAUnsupportedError(), OPERATION)
    assert failure.title.startswith("The role needs a new MFA code")
    assert "r to enter" in failure.advice


@pytest.mark.parametrize(
    ("region", "in_list"), [("us-west-2", True), ("cn-north-1", True), ("mars-1", False)]
)
@pytest.mark.usefixtures("account")
def test_whether_the_sdk_knows_the_region_is_known(
    closing: Closing, region: str, in_list: bool
) -> None:
    source = closing(open_source(None, region, "http://127.0.0.1:1"))
    assert source._asker.is_known_region is in_list
    assert source._asker.credentials_from == "environment variables"


def test_certificates_that_are_not_there(
    account: pytest.MonkeyPatch, endpoint: DemoEndpoint, closing: Closing
) -> None:
    account.setenv("AWS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(SourceError) as caught:
        closing(open_source(None, None, endpoint.url.replace("http:", "https:"))).clusters(None)
    assert "AWS_CA_BUNDLE" in caught.value.failure.advice
