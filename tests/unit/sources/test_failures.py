"""Every fault of the SDK, of the set-up and of the service is a line for the user."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from botocore import exceptions as sdk
from botocore.exceptions import ClientError

from help.cases import every
from help.scripted import ScriptedEndpoint
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.failures import failure_of
from hpev_tui.sources.aws.opening import open_source

NASTY = "a\x1b]0;x\x07\r\nb\u202e\ud800."
OPERATION = "ListClusters"
KINDS = {"credentials", "region", "access", "not-found", "not-continuous", "throttled"} | {
    "network",
    "answer",
    "request",
    "other",
}

Closing = Callable[[AwsSource], AwsSource]


def assert_readable(failure: Failure) -> Failure:
    """Whatever the exception said, the user gets clean lines, and advice what to do."""
    assert failure.kind in KINDS
    for line in (failure.title, failure.advice):
        assert line
        assert line.isprintable()
        assert line == line.strip()
        assert not line.endswith(".")
    return failure


def made(kind: type[Any]) -> Exception:
    """An exception of botocore's whose every field is hostile."""
    fields = {name: NASTY for _, name, _, _ in Formatter().parse(kind.fmt) if name}
    error: Exception = kind(**fields)
    return error


def refused(code: str, message: str = "", operation: str = OPERATION) -> Failure:
    """What an error of the service's own becomes."""
    error = ClientError({"Error": {"Code": code, "Message": message}}, operation)
    return assert_readable(failure_of(error, OPERATION))


ALL_OF_BOTOCORE = [
    kind
    for kind in vars(sdk).values()
    # Nothing here waits with a waiter, whose error has a field that no message shows.
    if isinstance(kind, type) and issubclass(kind, sdk.BotoCoreError) and kind != sdk.WaiterError
]


@every("kind", ALL_OF_BOTOCORE)
def test_every_exception_of_botocore_reads_well(kind: type[Exception]) -> None:
    assert_readable(failure_of(made(kind), OPERATION))


@pytest.mark.parametrize(
    ("names", "kind", "title"),
    [
        ("NoCredentialsError PartialCredentialsError", "credentials", "No AWS"),
        ("CredentialRetrievalError", "credentials", "Cannot load AWS credentials ("),
        ("ProfileNotFound", "credentials", "AWS profile not found ("),
        (
            "UnauthorizedSSOTokenError SSOTokenLoadError TokenRetrievalError",
            "credentials",
            "SSO session expired (",
        ),
        ("LoginRefreshRequired", "credentials", "Login session expired ("),
        ("MissingDependencyException", "credentials", "aws login needs awscrt"),
        ("NoRegionError InvalidRegionError", "region", "No valid AWS region ("),
        ("ProxyConnectionError", "network", "Cannot connect to the proxy ("),
        ("SSLError", "network", "TLS certificate not trusted ("),
        ("ConnectTimeoutError ReadTimeoutError", "network", "Request timed out ("),
        (
            "EndpointConnectionError ConnectionClosedError ResponseStreamingError",
            "network",
            "Cannot connect to the service (",
        ),
        ("UnknownEndpointError", "request", "Invalid endpoint URL ("),
        (
            "ConfigParseError ConfigNotFound InvalidConfigError InfiniteLoopConfigError"
            " InvalidDefaultsMode InvalidRetryModeError InvalidSTSRegionalEndpointsConfigError"
            " InvalidChecksumConfigError InvalidProxiesConfigError EndpointResolutionError",
            "other",
            "Invalid AWS configuration (",
        ),
        ("ParamValidationError", "other", "ListClusters failed: "),
    ],
)
def test_what_botocore_raises_has_its_own_kind_and_title(names: str, kind: str, title: str) -> None:
    for name in names.split():
        failure = failure_of(made(getattr(sdk, name)), OPERATION)
        assert failure.kind == kind
        assert failure.title.startswith(title)
        assert failure.retryable


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (ValueError(), "ListClusters failed: ValueError"),
        (KeyError("x\x07"), "ListClusters failed: 'x\\x07'"),
        (
            OSError(2, "No such file", "a\nb"),
            "ListClusters failed: [Errno 2] No such file: 'a\\nb'",
        ),
        (ValueError("Expecting value"), "ListClusters failed: Expecting value"),
        (RuntimeError("\n\x1b\n"), "ListClusters failed: ␛"),
    ],
)
def test_any_other_exception_is_shown_by_its_message(error: Exception, title: str) -> None:
    failure = assert_readable(failure_of(error, OPERATION))
    assert (failure.kind, failure.title) == ("other", title)


# What the service itself refuses


@every(
    ("code", "kind", "words", "retryable"),
    [
        ("AccessDeniedException", "access", "Access denied: sagemaker:ListClusters", True),
        ("AccessDenied", "access", "Access denied: sagemaker:ListClusters", True),
        ("UnauthorizedOperation", "access", "Access denied: sagemaker:ListClusters", True),
        ("ExpiredToken", "credentials", "AWS credentials expired", True),
        ("ExpiredTokenException", "credentials", "AWS credentials expired", True),
        ("RequestExpired", "credentials", "The local clock is wrong", True),
        ("RequestTimeTooSkewed", "credentials", "The local clock is wrong", True),
        ("UnknownOperationException", "region", "HyperPod is not available in this region", True),
        ("UnrecognizedClientException", "credentials", "AWS credentials rejected", True),
        ("InvalidClientTokenId", "credentials", "AWS credentials rejected", True),
        ("InvalidSignatureException", "credentials", "AWS credentials rejected", True),
        ("MissingAuthenticationToken", "credentials", "AWS credentials rejected", True),
        ("MissingAuthenticationTokenException", "credentials", "AWS credentials rejected", True),
        ("IncompleteSignature", "credentials", "AWS credentials rejected", True),
        ("SignatureDoesNotMatch", "credentials", "AWS credentials rejected", True),
        ("ResourceNotFound", "not-found", "Not found: ListClusters", False),
        ("ResourceNotFoundException", "not-found", "Not found: ListClusters", False),
        ("ThrottlingException", "throttled", "Throttled", True),
        ("Throttling", "throttled", "Throttled", True),
        ("TooManyRequestsException", "throttled", "Throttled", True),
        ("RequestLimitExceeded", "throttled", "Throttled", True),
        ("ValidationException", "request", "ListClusters failed", True),
        ("InternalFailure", "request", "ListClusters failed", True),
        ("502", "request", "ListClusters failed", True),
    ],
)
def test_what_the_service_refuses_has_its_own_kind_and_title(
    code: str, kind: str, words: str, retryable: bool
) -> None:
    failure = refused(code, "Why\nit is so.")
    assert (failure.kind, failure.retryable) == (kind, retryable)
    assert words in failure.title
    assert failure.title.endswith(f"({code}: Why it is so)")


def test_an_action_that_is_not_allowed_is_named() -> None:
    assert "sagemaker:ListClusters" in refused("AccessDeniedException", NASTY).advice


def test_a_cluster_that_is_not_continuous_is_no_request_gone_wrong() -> None:
    failure = refused(
        "ValidationException",
        "ListClusterEvents is only supported for cluster with NodeProvisioningMode set to"
        " Continuous",
    )
    assert (failure.kind, failure.retryable) == ("not-continuous", False)


def test_a_refusal_of_another_call_is_one_of_the_credentials() -> None:
    """Botocore assumes the profile's role in the midst of the call that needs it."""
    failure = refused("AccessDenied", "no sts:AssumeRole", "AssumeRole")
    assert failure.kind == "credentials"
    assert "AssumeRole failed (AccessDenied: no sts:AssumeRole)" in failure.title
    assert "sagemaker" not in failure.advice


def test_a_refusal_with_few_or_bad_words_still_reads_well() -> None:
    assert refused("").title == "ListClusters failed (Unknown)"
    assert refused("Oops").title == "ListClusters failed (Oops)"
    assert refused(NASTY, NASTY, NASTY).kind == "credentials"
    empty = assert_readable(failure_of(ClientError({}, OPERATION), OPERATION))
    assert empty == refused("")


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (400, "ResourceNotFound", "Resource being access is not found.", "not-found"),
        (400, "AccessDeniedException", "User: arn:aws:iam::1:user/a is not authorized", "access"),
        (400, "ExpiredTokenException", "The security token is expired", "credentials"),
        (403, "ExpiredToken", "The security token is expired", "credentials"),
        (403, "InvalidSignatureException", "Signature expired", "credentials"),
        (400, "ThrottlingException", "Rate exceeded", "throttled"),
        (500, "InternalFailure", "", "request"),
        (400, "ValidationException", "1 validation error detected: \x1b[1m", "request"),
    ],
)
def test_refusals_over_http(
    source: AwsSource, endpoint: ScriptedEndpoint, status: int, code: str, message: str, kind: str
) -> None:
    attempts = 3 if kind == "throttled" or status == 500 else 1
    endpoint.fail("DescribeCluster", status, code, message, times=attempts)
    failure = raised(lambda: source.cluster("train-p5"))
    assert failure.kind == kind
    assert code in failure.title
    assert endpoint.calls.count("DescribeCluster") == attempts


def test_a_cluster_that_there_is_not_and_one_without_events(source: AwsSource) -> None:
    assert raised(lambda: source.events("no-such-cluster", NOTHING_SENT, None)).kind == "not-found"
    other = [
        cluster.cluster_name
        for cluster in source.clusters(None).items
        if not source.cluster(cluster.cluster_name).continuous
    ]
    assert raised(lambda: source.events(other[0], NOTHING_SENT, None)).kind == "not-continuous"


# What stands in the way


def raised(call: Callable[[], object]) -> Failure:
    with pytest.raises(SourceError) as caught:
        call()
    assert str(caught.value) == caught.value.failure.title
    return assert_readable(caught.value.failure)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine at which nobody listens, for as long as the test lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def attempt(closing: Closing, url: str | None = None, profile: str | None = None) -> Failure:
    return raised(lambda: closing(open_source(profile, None, url)).clusters(None))


@pytest.fixture
def impatient(account: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An account whose retries come without a pause."""
    account.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return account


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_is_refused(closing: Closing, closed_port: int) -> None:
    failure = attempt(closing, f"http://127.0.0.1:{closed_port}")
    assert failure.kind == "network"
    assert failure.title.startswith("Cannot connect to the service")


def test_a_proxy_that_is_not_there(
    impatient: pytest.MonkeyPatch, closing: Closing, closed_port: int
) -> None:
    impatient.setenv("HTTP_PROXY", f"http://me:secret@127.0.0.1:{closed_port}")
    failure = attempt(closing, "http://sagemaker.invalid")
    assert failure.kind == "network"
    assert failure.title.startswith("Cannot connect to the proxy")
    assert "secret" not in failure.title


@pytest.mark.usefixtures("impatient")
def test_a_server_that_speaks_no_tls(closing: Closing, endpoint: ScriptedEndpoint) -> None:
    failure = attempt(closing, endpoint.url.replace("http:", "https:"))
    assert failure.kind == "network"


def test_no_credentials(account: pytest.MonkeyPatch, closing: Closing) -> None:
    account.delenv("AWS_ACCESS_KEY_ID")
    account.delenv("AWS_SECRET_ACCESS_KEY")
    failure = attempt(closing)
    assert failure.kind == "credentials"
    assert failure.title.startswith("No AWS credentials")


@pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"])
def test_keys_with_a_line_break_are_not_shown(
    account: pytest.MonkeyPatch, closing: Closing, endpoint: ScriptedEndpoint, variable: str
) -> None:
    account.setenv(variable, "secret\nsecret")
    failure = attempt(closing, endpoint.url)
    assert failure.kind == "credentials"
    assert "secret" not in failure.title + failure.advice


@pytest.mark.usefixtures("account")
def test_a_profile_that_there_is_not(closing: Closing) -> None:
    failure = attempt(closing, profile="no\x1bpe")
    assert failure.kind == "credentials"
    assert "no␛pe" in failure.title


@pytest.mark.parametrize("region", [None, "", "no region"])
def test_no_region(account: pytest.MonkeyPatch, closing: Closing, region: str | None) -> None:
    account.delenv("AWS_DEFAULT_REGION")
    if region is not None:
        account.setenv("AWS_DEFAULT_REGION", region)
    assert attempt(closing).kind == "region"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "url", ["sagemaker", "http://", "http://a b", "http://[::1", "http://127.0.0.1:99999"]
)
def test_an_endpoint_that_is_no_address(closing: Closing, url: str) -> None:
    failure = attempt(closing, url)
    assert failure.kind == "request"
    assert failure.title.startswith("Invalid endpoint URL")
    assert "--endpoint-url" in failure.advice


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AWS_CONFIG_FILE", "garbage"),
        ("AWS_SHARED_CREDENTIALS_FILE", "garbage"),
        ("AWS_DEFAULTS_MODE", "bad"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "bad"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "bad"),
    ],
)
def test_a_configuration_that_cannot_be_used(
    account: pytest.MonkeyPatch, tmp_path: Path, closing: Closing, variable: str, value: str
) -> None:
    (tmp_path / "garbage").write_text("[profile x\n=\n")
    account.setenv(variable, str(tmp_path / value) if value == "garbage" else value)
    failure = attempt(closing)
    assert failure.kind == "other"
    assert failure.title.startswith("Invalid AWS configuration")
