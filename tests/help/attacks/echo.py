"""A service that repeats the request's credentials in whatever it answers."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable

from help.events import NOW
from hpev_tui.demo.endpoint import DemoEndpoint, ServiceCall, error_reply
from hpev_tui.demo.validation import ServiceError
from hpev_tui.demo.wire import Reply
from hpev_tui.demo.world import World

Echo = Callable[[str], Reply]
"""Makes an answer of the text that repeats the request."""


class EchoEndpoint(DemoEndpoint):
    """Answers ListClusterEvents with what is prepared, else as the demo does."""

    def __init__(self) -> None:
        super().__init__(World(now=lambda: NOW))
        self.echoes: deque[Echo] = deque()
        self.signatures: set[str] = set()

    def reply(self, call: ServiceCall) -> Reply:
        self.signatures.add(call.headers["authorization"].rpartition("Signature=")[2])
        if call.operation == "ListClusterEvents" and self.echoes:
            return self.echoes.popleft()(repeated(call.headers))
        return super().reply(call)


def repeated(headers: dict[str, str]) -> str:
    """The request's headers as services, proxies and programs write them."""
    canonical = "\n".join(f"{name}:{value}" for name, value in sorted(headers.items()))
    return (
        "The request signature we calculated does not match the signature you provided."
        f" The Canonical String for this request should have been 'POST\n/\n\n{canonical}'"
        f" Authorization={headers['authorization']} {headers!r} {json.dumps(headers)}"
        f" {headers['x-amz-security-token']}"
    )


def refusal(status: int, code: str) -> Echo:
    """An error of the service."""
    return lambda text: error_reply(ServiceError(code, text, status))


def body(status: int, start: str) -> Echo:
    """A body that is no JSON."""
    return lambda text: Reply(status, f"{start}{text}".encode())
