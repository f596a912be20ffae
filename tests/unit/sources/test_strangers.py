"""Pages of proxies, firewalls and networks, in the place of the service's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from botocore import exceptions as sdk
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from help.cases import every
from help.events import NAME, event_row
from help.faults import spoiling
from help.faults.endpoint import FaultyEndpoint, Spoil
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.failures import failure_of
from hpev_tui.sources.aws.opening import open_source
from hpev_tui.sources.aws.strangers import page

LOGIN = b"<html><head><title>407 Proxy Authentication Required</title></head><body>Access Denied"
PORTAL = b"<!DOCTYPE html>\n<HTML><Title>\n Caf\xc3\xa9 &amp; Bar\n</Title>"
BLOCKED = b"<html><body>Access to this site is blocked by policy. Not authorized."


@pytest.fixture
def service() -> Iterator[FaultyEndpoint]:
    with FaultyEndpoint(event_row(1)) as endpoint:
        yield endpoint


@pytest.fixture
def source(
    account: pytest.MonkeyPatch,
    service: FaultyEndpoint,
    closing: Callable[[AwsSource], AwsSource],
) -> AwsSource:
    account.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return closing(open_source(None, None, service.url))


def failure_with(source: AwsSource, service: FaultyEndpoint, spoil: Spoil) -> Failure:
    """What is said where each answer is this."""
    service.spoil("ListClusterEvents", spoil)
    with pytest.raises(SourceError) as caught:
        source.events(NAME, NOTHING_SENT, None)
    return caught.value.failure


HTML = "text/html; charset=utf-8"
PAGES = [
    (
        spoiling.foreign(407, LOGIN, Content_Type=HTML, Proxy_Authenticate='Basic realm="corp"'),
        "(status 407, title '407 Proxy Authentication Required')",
        "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
    ),
    (spoiling.foreign(407), "(status 407)", "NO_PROXY"),
    (
        spoiling.foreign(403, BLOCKED, Server="squid/6.6", Via="1.1 gw.corp (squid)"),
        "(status 403, Server: squid/6.6, Via: 1.1 gw.corp (squid))",
        "AWS_CA_BUNDLE",
    ),
    (spoiling.foreign(403, b"Blocked", Content_Type="text/plain"), "(status 403)", "NO_PROXY"),
    (
        spoiling.foreign(302, Location="https://portal.example:8443/login?token=s3cr3t"),
        "(status 302, redirects to https://portal.example)",
        "Sign in to the network",
    ),
    (
        spoiling.foreign(307, PORTAL, Location="/login", Content_Type=HTML),
        "(status 307, title 'Café & Bar')",
        "Sign in to the network",
    ),
    (
        spoiling.foreign(511, PORTAL, Content_Type=HTML),
        "(status 511, title 'Café & Bar')",
        "Sign in to the network",
    ),
    (spoiling.foreign(502, LOGIN, Content_Type=HTML), "(status 502)", "through the proxy"),
]


@every(("spoil", "who", "advice"), PAGES)
def test_it_is_said_that_it_was_not_the_service_who_it_was_and_what_to_set(
    source: AwsSource, service: FaultyEndpoint, spoil: Spoil, who: str, advice: str
) -> None:
    failure = failure_with(source, service, spoil)
    said = "A proxy or gateway answered ListClusterEvents, not AWS "
    assert failure.title == f"{said}{who}"
    assert advice in failure.advice
    assert "HTTPS_PROXY" in failure.advice
    assert "NO_PROXY" in failure.advice
    assert_no_iam(failure)


def assert_no_iam(failure: Failure) -> None:
    assert failure.kind in ("network", "answer")
    assert failure.remedy == ""
    for word in ("IAM", "policy", "allow", "role", "s3cr3t"):
        assert word not in failure.title + failure.advice


def test_the_page_of_a_network_in_the_place_of_an_answer(
    source: AwsSource, service: FaultyEndpoint
) -> None:
    spoil = spoiling.foreign(200, PORTAL, Content_Type=HTML, Server="portal\x1b[2J")
    failure = failure_with(source, service, spoil)
    assert failure.title == (
        "Invalid answer to ListClusterEvents: not JSON: '<!DOCTYPE html> <HTM'."
        " A proxy or gateway answered, not AWS (status 200, title 'Café & Bar',"
        " Server: portal␛[2J)"
    )
    assert "Sign in to the network" in failure.advice
    assert "NO_PROXY" in failure.advice
    assert_no_iam(failure)


@every(
    ("status", "headers", "text"),
    [
        (400, {"content-type": "application/x-amz-json-1.1"}, "not authorized"),
        (403, {"content-type": "text/xml", "x-amzn-requestid": "1"}, "<ErrorResponse xmlns=..."),
        (403, {"content-type": "text/plain", "x-amzn-requestid": "1"}, "Forbidden"),
        (403, {}, ""),
        (503, {}, "Service Unavailable"),
        (500, {"content-type": "text/plain"}, "Oops"),
        (200, {}, '{"Events": '),
        (200, {}, '["<html>"]'),
    ],
)
def test_what_the_service_may_have_sent_is_no_page(
    status: int, headers: dict[str, str], text: str
) -> None:
    assert page(status, headers, text) is None


def test_the_texts_of_a_page_are_short_and_clean_and_hold_no_secret() -> None:
    answer = page(
        403,
        {"server": "a " * 500, "via": "1.1 a\x1b[31m, 1.1 b\u202e", "location": "http://[::1"},
        "<html><title>\x1b]52;c;x\x07 password=hunter2 " + "y" * 1000 + "</title>",
    )
    assert answer is not None
    assert answer.title.isprintable()
    assert "hunter2" not in answer.title
    assert len(answer.title) < 70
    assert answer.server == "a " * 29 + "a..."
    assert answer.via == "1.1 a␛[31m, 1.1 b\\u202e"
    assert answer.leads_to == ""


def test_a_page_to_a_call_for_credentials_is_no_matter_of_the_profile() -> None:
    """STS answers in XML: the SDK reads a page as if it were, or cannot."""
    response = {
        "head": {"title": "Sign in"},
        "ResponseMetadata": {"HTTPStatusCode": 403, "HTTPHeaders": {"content-type": HTML}},
    }
    broken = "Unable to parse response (mismatched tag: line 1), invalid XML received:\n"
    for error in (
        ClientError(response, "AssumeRole"),
        ResponseParserError(f"{broken}b'<html><head><title>Sign in</title><meta>'"),
    ):
        failure = failure_of(error, "ListClusterEvents")
        assert failure.title.startswith("A proxy or gateway answered")
        assert "title 'Sign in'" in failure.title
        assert_no_iam(failure)


def test_a_proxy_that_wants_a_login_before_it_connects() -> None:
    error = OSError("Tunnel connection failed: 407 Proxy Authentication Required")
    failure = failure_of(
        sdk.ProxyConnectionError(proxy_url="http://proxy:3128", error=error), "ListClusters"
    )
    assert failure.title.startswith("The proxy refused the connection (")
    assert "407 Proxy Authentication Required" in failure.title
    assert "HTTPS_PROXY" in failure.advice
