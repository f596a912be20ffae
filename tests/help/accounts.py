"""Accounts for tests: profiles in an AWS configuration, each on an endpoint of its own.

    profiles = Profiles(monkeypatch, tmp_path)
    profiles.add("prod", endpoint.url, region="eu-west-1")

And a stand-in for AWS's token service, which gives out roles; nothing of it can be had here:

    with token_service("123456") as sts:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)

Its wire format is the query protocol's XML, as in botocore's model of STS.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

if TYPE_CHECKING:
    from help.app import Run


class Profiles:
    """The AWS configuration of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._config = folder / "config"
        self._config.write_text("")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(self._config))

    def add(self, name: str, url: str = "", *, region: str = "us-west-2", **more: str) -> None:
        """Add a profile whose service is at `url`."""
        given: Mapping[str, str] = {
            "region": region,
            "aws_access_key_id": f"key-of-{name}",
            "aws_secret_access_key": "secret",
            **({"endpoint_url": url} if url else {}),
            **more,
        }
        lines = [f"[profile {name}]", *(f"{key} = {value}" for key, value in given.items())]
        self._config.write_text("\n".join((self._config.read_text(), *lines, "")))

    def replace(self, old: str, new: str) -> None:
        """Write something else into the file."""
        self._config.write_text(self._config.read_text().replace(old, new))


async def pick(run: Run, key: str, name: str) -> None:
    """Pick a profile or a region by the whole of its name."""
    await run.keys(key, *name)
    await run.shows("1 of ")
    await run.keys("enter")


ROLE = "arn:aws:iam::111122223333:role/reader"

CONFIG = f"""
[profile guarded]
role_arn = {ROLE}
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/me
region = us-west-2
[profile base]
aws_access_key_id = an-id
aws_secret_access_key = a-key
"""
"""An AWS configuration whose profile `guarded` MFA code for the profile's role."""

_GRANTED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
<SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>
</AssumeRoleResponse>"""

_REFUSED = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>
<Type>Sender</Type><Code>AccessDenied</Code>
<Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message>
</Error></ErrorResponse>"""


class TokenService:
    """Gives the role to whoever has the code; `codes` are those that were tried."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.codes: list[str] = []
        self.url = ""

    def answer(self, form: str) -> tuple[int, str]:
        """The answer to a call: its status and its body."""
        self.codes.append(parse_qs(form).get("TokenCode", [""])[0])
        return (200, _GRANTED) if self.codes[-1] == self.code else (403, _REFUSED)


@contextmanager
def token_service(code: str) -> Iterator[TokenService]:
    """A token service that is served on this machine."""
    service = TokenService(code)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            status, body = service.answer(self.rfile.read(length).decode())
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Not on the terminal of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.url = f"http://127.0.0.1:{server.server_address[1]}"
        serve = partial(server.serve_forever, poll_interval=0.01)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield service
        server.shutdown()
        thread.join()
