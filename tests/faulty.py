"""An endpoint whose answers fail at random, from a seed."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from typing import BinaryIO

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.hooks import Reply
from hpev_tui.demo.scenario import World
from hpev_tui.demo.wire import Request

SHARE = 0.3
"""How many of the answers fail."""


def _error(status: int, code: str) -> Reply:
    return Reply(status, b'{"__type": "%s", "message": "made up"}' % code.encode(), error_type=code)


class FaultyEndpoint(DemoEndpoint):
    """Serves a world, and answers with errors, cut bodies and garbage, or hangs up.

    Args:
        world: what it serves.
        seed: decides which answers fail, and how, in the order in which the calls come.
    """

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world)
        self._rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret

    def _exchange(self, connection: socket.socket, stream: BinaryIO) -> bool:
        if self._rng.random() < SHARE / 5:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            return False
        return super()._exchange(connection, stream)

    def _reply(self, request: Request) -> Reply:
        reply = super()._reply(request)
        if self._rng.random() > SHARE:
            return reply
        half = reply.body[: len(reply.body) // 2]
        return self._rng.choice(
            [
                _error(500, "InternalFailure"),
                _error(503, "ServiceUnavailable"),
                _error(400, "ThrottlingException"),
                _error(400, "AccessDeniedException"),
                _error(400, "ExpiredTokenException"),
                Reply(200, half, content_length=len(reply.body)),
                Reply(200, half),
                Reply(200, b""),
                Reply(200, b"<html>a proxy's page</html>"),
                Reply(200, b"\xff\xfe\x00"),
                Reply(200, b"[]"),
                Reply(200, b'{"Events": 5, "ClusterSummaries": "x", "EventDetails": [null]}'),
            ]
        )
