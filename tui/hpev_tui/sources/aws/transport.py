"""Reads the bodies of answers, up to a size and at a rate: the SDK itself would read for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from urllib3.exceptions import ProtocolError
from urllib3.exceptions import ReadTimeoutError as Urllib3ReadTimeoutError

from hpev_tui.model.failure import Failure, SourceError, unreadable
from hpev_tui.sources.aws.ahead import ON_SENT
from hpev_tui.text.clean import clean

_PIECE = 1 << 16


class BodyLimits(NamedTuple):
    """When an answer's body is given up; see `CallLimits` for the values and their reasons."""

    slow_after: float
    """Seconds."""
    least_rate: float
    """Bytes a second after that."""
    most_bytes: int


class _SentBody:
    """The body of a request, for urllib3 to send, which calls something once it is sent."""

    def __init__(self, body: bytes, on_sent: Callable[[], object]) -> None:
        self._body, self._on_sent = body, on_sent

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        self._on_sent()


class _Body:
    """A body that was read: what `AWSResponse` reads it from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        """The body, in one piece."""
        yield self._body


_SEND = URLLib3Session.send


def limit_bodies(limits: BodyLimits) -> None:
    """Let the SDK in this process read no body that is too great or comes too slowly.

    That holds for all that it asks, also for credentials: STS, IAM Identity Center, sign-in, and
    the metadata of containers and instances. It then raises a SourceError, and does not ask again.
    """

    def send(session: URLLib3Session, request: Any) -> AWSResponse:  # noqa: ANN401
        request.stream_output = True
        body = request.body
        if (on_sent := ON_SENT.get()) is not None and body and isinstance(body, bytes):
            request.body = _SentBody(body, on_sent)
        try:
            answer = _SEND(session, request)
        finally:
            # Before a retry the SDK rewinds any other body than bytes.
            request.body = body
        try:
            received = read_body(answer.raw, _name_of(request), limits)
        # As `URLLib3Session.send` does for the bodies that it reads itself.
        except Urllib3ReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except ProtocolError as error:
            raise ConnectionClosedError(
                endpoint_url=request.url, error=error, request=request
            ) from error
        return AWSResponse(answer.url, answer.status_code, answer.headers, _Body(received))

    # All its clients and fetchers send so; some make their session where nothing else reaches it.
    URLLib3Session.send = send


def _name_of(request: Any) -> str:  # noqa: ANN401 - botocore has no types
    """What a request asks for, in words: the operation, else the method and the host."""
    if target := request.headers.get("X-Amz-Target"):
        name = target.decode() if isinstance(target, bytes) else target
        return str(name).rpartition(".")[2]
    # Of an address the path may be a secret, as that of a container's credentials.
    address = urlsplit(request.url)
    return clean(f"{request.method} {address.scheme}://{address.hostname}")


def read_body(
    raw: Any,  # noqa: ANN401 - urllib3's answer
    operation: str,
    limits: BodyLimits,
    clock: Callable[[], float] = time.monotonic,
) -> bytes:
    """Read a body to its end.

    Raises:
        SourceError: it is too great, or comes too slowly.
    """
    # urllib3 1 has no read1. There a body that drips is ended with the whole call only.
    read = getattr(raw, "read1", raw.read)
    begun, pieces, size = clock(), [], 0
    while piece := read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limits.most_bytes:
            raw.close()
            raise unreadable(operation, f"longer than {limits.most_bytes:,} bytes")
        seconds = clock() - begun
        if size < (seconds - limits.slow_after) * limits.least_rate:
            raw.close()
            raise SourceError(
                Failure(
                    "network",
                    f"Answer to {operation} too slow: {size:,} bytes in {seconds:.0f} s",
                    "Check the network, the VPN and the proxy, then r to retry",
                )
            )
    return b"".join(pieces)
