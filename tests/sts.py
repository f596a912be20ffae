"""A stand-in for AWS's token service, which gives out roles; nothing of it can be had here.

    with token_service("123456") as sts:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)

Its wire format is the query protocol's XML, as in botocore's model of STS.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

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
"""An AWS configuration whose profile `guarded` wants an MFA code."""

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
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield service
        server.shutdown()
        thread.join()
