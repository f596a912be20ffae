"""A body is read to its end, or given up where it has none or comes too slowly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from botocore.httpsession import URLLib3Session

from help.faults.endpoint import Call, FaultyEndpoint
from help.scripted import ScriptedEndpoint
from help.source_run import SourceRun
from hpev_tui.demo.wire import Reply
from hpev_tui.model.failure import SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.sources.aws.opening import open_source
from hpev_tui.sources.aws.transport import BodyLimits, limit_bodies, read_body
from hpev_tui.sources.sdk_process import CallLimits

LIMITS = BodyLimits(slow_after=10.0, least_rate=1000.0, most_bytes=100_000)


class OldRaw:
    """An answer of urllib3 1: its body comes in pieces, each with the seconds that it takes."""

    def __init__(self, *pieces: tuple[bytes, float]) -> None:
        self._pieces = iter(pieces)
        self.seconds = 0.0
        self.is_closed = False

    def read(self, size: int) -> bytes:
        piece, seconds = next(self._pieces, (b"", 0.0))
        assert len(piece) <= size
        self.seconds += seconds
        return piece

    def close(self) -> None:
        self.is_closed = True

    def clock(self) -> float:
        """The time, which passes only while the body comes."""
        return self.seconds


class Raw(OldRaw):
    """An answer of urllib3 2, which also gives what has come rather than all that was asked for."""

    def read1(self, size: int) -> bytes:
        return OldRaw.read(self, size)

    def read(self, size: int) -> bytes:
        raise AssertionError(size)


def test_a_body_is_read_whole() -> None:
    raw = Raw((b"ab", 1.0), (b"", 0.0), (b"never", 0.0))
    assert read_body(raw, "ListClusters", LIMITS, raw.clock) == b"ab"
    assert not raw.is_closed
    old = OldRaw((b"ab", 1.0), (b"c", 1.0))
    assert read_body(old, "ListClusters", LIMITS, old.clock) == b"abc"


def test_a_slow_body_has_time_at_first() -> None:
    raw = Raw(*[(b"x", 0.9)] * 10, (b"y" * 5_000, 5.0))
    assert len(read_body(raw, "ListClusters", LIMITS, raw.clock)) == 5_010


def test_a_body_that_drips_is_given_up() -> None:
    raw = Raw(*[(b"x", 1.0)] * 100)
    with pytest.raises(SourceError) as caught:
        read_body(raw, "ListClusters", LIMITS, raw.clock)
    failure = caught.value.failure
    assert failure.kind == "network"
    assert failure.title == "Answer to ListClusters too slow: 11 bytes in 11 s"
    assert raw.is_closed


def endless() -> Iterator[tuple[bytes, float]]:
    while True:
        yield b"x" * 60_000, 0.0


def test_a_body_without_an_end_is_given_up() -> None:
    raw = Raw()
    raw._pieces = endless()
    with pytest.raises(SourceError) as caught:
        read_body(raw, "ListClusters", LIMITS, raw.clock)
    assert caught.value.failure.title == (
        "Invalid answer to ListClusters: longer than 100,000 bytes"
    )
    assert raw.is_closed


# Answers with credentials


class Endless(BaseHTTPRequestHandler):
    """Answers whatever is asked without an end, until nobody reads it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        with suppress(ConnectionError):
            while True:
                self.wfile.write(b"1000\r\n" + b" " * 0x1000 + b"\r\n")

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Not on the terminal of the tests."""


@pytest.fixture(scope="module")
def endless_service() -> Iterator[str]:
    """The address of something that answers so."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        serve = partial(server.serve_forever, poll_interval=0.01)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


_SIGN_IN = "https://made-up.awsapps.com/start"

CONFIG = f"""
[profile role]
region = us-west-2
role_arn = arn:aws:iam::111122223333:role/reader
source_profile = base
[profile base]
aws_access_key_id = an-id
aws_secret_access_key = a-key
[profile sign-in]
region = us-west-2
sso_session = made-up
sso_account_id = 111122223333
sso_role_name = reader
[sso-session made-up]
sso_start_url = {_SIGN_IN}
sso_region = us-east-1
[profile none]
region = us-west-2
"""

_TOKEN = {"accessToken": "a-token", "expiresAt": "2099-01-01T00:00:00Z", "region": "us-east-1"}
_OLD_TOKEN = {
    **_TOKEN,
    "expiresAt": "2020-01-01T00:00:00Z",
    "refreshToken": "another-token",
    "clientId": "an-id",
    "clientSecret": "a-secret",
    "registrationExpiresAt": "2099-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    ("profile", "variable", "token", "asked"),
    [
        ("role", "AWS_ENDPOINT_URL_STS", {}, "POST"),
        ("sign-in", "AWS_ENDPOINT_URL_SSO", _TOKEN, "GET"),
        ("sign-in", "AWS_ENDPOINT_URL_SSO_OIDC", _OLD_TOKEN, "POST"),
        ("none", "AWS_CONTAINER_CREDENTIALS_FULL_URI", {}, "GET"),
        ("none", "AWS_EC2_METADATA_SERVICE_ENDPOINT", {}, "PUT"),
    ],
)
def test_no_endless_answer_with_credentials_is_read(
    endless_service: str,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    profile: str,
    variable: str,
    token: dict[str, str],
    asked: str,
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / f"{sha1(b'made-up', usedforsecurity=False).hexdigest()}.json").write_text(
        json.dumps(token)
    )
    for owner in ("credentials.SSOProvider", "tokens.SSOTokenProvider"):
        environment.setattr(f"botocore.{owner}._SSO_TOKEN_CACHE_DIR", str(tmp_path))
    environment.setenv("AWS_EC2_METADATA_DISABLED", "false")
    environment.setenv(variable, endless_service)
    environment.setattr(URLLib3Session, "send", URLLib3Session.send)
    limit_bodies(LIMITS)
    with pytest.raises(SourceError) as caught:
        open_source(profile, None, endless_service).clusters(None)
    assert caught.value.failure.title == (
        f"Invalid answer to {asked} http://127.0.0.1: longer than 100,000 bytes"
    )


# Through the SDK


def test_an_endless_answer_is_not_asked_for_again_and_the_next_one_comes(
    endpoint: ScriptedEndpoint, started: Callable[..., SourceRun]
) -> None:
    run = started(CallLimits(most_bytes=1 << 20))
    endpoint.answer("ListClusters", b" " * (2 << 20))
    failure = run.failure(run.source.clusters, None)
    assert "longer than 1,048,576 bytes" in failure.title
    assert endpoint.calls.count("ListClusters") == 1
    before = run.pid
    assert run.source.clusters(None).items
    assert run.pid == before


def drip(call: Call) -> Reply:
    """Answer with a byte from time to time, until nobody reads it."""
    call.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    call.connection.settimeout(0.01)
    while True:
        call.connection.sendall(b" ")
        try:
            call.connection.recv(1)
        except TimeoutError:
            continue
        raise ConnectionAbortedError


def test_a_dripping_answer_is_not_asked_for_again_and_the_next_one_comes(
    account: pytest.MonkeyPatch, started: Callable[..., SourceRun]
) -> None:
    assert account
    with FaultyEndpoint() as service:
        service.spoil("ListClusters", drip, times=1)
        run = started(CallLimits(slow_after=0.5), settings=Settings(endpoint_url=service.url))
        failure = run.failure(run.source.clusters, None)
        assert failure.title.startswith("Answer to ListClusters too slow")
        assert service.calls.count("ListClusters") == 1
        assert run.source.clusters(None).items
        run.end()
