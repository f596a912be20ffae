"""Answers of something between here and AWS: a proxy, a firewall, the sign-in page of a network.

The service answers in JSON, and STS in XML. A page in HTML, a plain text, a redirection and a
status for proxies are of something else, whatever it says of permissions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.text.clean import clean

_PROXY_LOGIN = 407
_NETWORK_LOGIN = 511
"""The statuses that only a proxy and only a network send (RFC 9110 and RFC 6585)."""

_NUMBER = "x-amzn-requestid"

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_PAGE = re.compile(r"\s{0,200}<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_LONGEST = 60
"""Characters that are shown of a title or a header."""

_LONGEST_MESSAGE = 1 << 16
"""Characters of a message: far more than a screen shows."""

_SET = "HTTPS_PROXY or NO_PROXY"


class Page(NamedTuple):
    """An answer that is not the service's. Its texts are clean and short, or empty."""

    status: int
    title: str
    server: str
    via: str
    leads_to: str
    """The address without path of where it redirects to."""

    @property
    def who(self) -> str:
        """What the answer says of its sender."""
        parts = (
            f"status {self.status}" if self.status else "",
            f"title {self.title!r}" if self.title else "",
            f"Server: {self.server}" if self.server else "",
            f"Via: {self.via}" if self.via else "",
            f"redirects to {self.leads_to}" if self.leads_to else "",
        )
        return ", ".join(part for part in parts if part) or "an HTML page"


def page_of_error(response: Mapping[str, Any]) -> Page | None:
    """The page in an error of the SDK's, None where the service may have sent the answer.

    `response` is that of a ClientError: what the SDK's parser has made of the answer.
    """
    metadata = response.get("ResponseMetadata", {})
    status, headers = metadata.get("HTTPStatusCode", 0), metadata.get("HTTPHeaders", {})
    text = str(response.get("Error", {}).get("Message", ""))
    # Where the answer was to be XML, the SDK has read a page as if it were.
    head = response.get("head")
    if isinstance(head, Mapping) and isinstance(head.get("title"), str):
        text = f"<html><title>{head['title']}"
    return page(status, headers, text)


def page(status: int, headers: Mapping[str, str], text: str) -> Page | None:
    """The page that an answer is, None where the service may have sent it.

    Args:
        status: The HTTP status.
        headers: Their names are in lower case.
        text: The body, or its beginning.
    """
    kind = headers.get("content-type", "").lower()
    is_page = (
        "html" in kind
        or _PAGE.match(text) is not None
        or status in (_PROXY_LOGIN, _NETWORK_LOGIN)
        or 300 <= status < 400
        # The service numbers each of its answers.
        or (400 <= status < 500 and kind.startswith("text/plain") and _NUMBER not in headers)
    )
    if not is_page:
        return None
    title = _TITLE.search(text)
    return Page(
        status,
        _short(unescape(title[1])) if title else "",
        _short(headers.get("server", "")),
        _short(headers.get("via", "")),
        _host_of(headers.get("location", "")),
    )


def page_in(text: str) -> Page | None:
    """The page that a text repeats, as the SDK does where it was to be XML; None for none."""
    start = _PAGE.search(text)
    return page(0, {}, text[start.start() :]) if start else None


def stranger(operation: str, answer: Page) -> Failure:
    """The failure for a refusal that something between here and AWS has sent."""
    return Failure(
        "network",
        f"A proxy or gateway answered {operation}, not AWS ({answer.who})",
        _advice(answer),
    )


def unreadable_page(operation: str, start: str, answer: Page) -> SourceError:
    """The error to raise for a page that came as if it were what was asked for.

    `start` is how its body begins.
    """
    return SourceError(
        Failure(
            "answer",
            f"Invalid answer to {operation}: not JSON: {start!r}."
            f" A proxy or gateway answered, not AWS ({answer.who})",
            _advice(answer),
        )
    )


def _advice(answer: Page) -> str:
    if answer.status == _PROXY_LOGIN:
        return (
            "Proxy login needed: set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT and restart."
            " To skip the proxy, add the service's host to NO_PROXY and restart"
        )
    if 0 < answer.status < 400 or answer.status == _NETWORK_LOGIN:
        return (
            "Sign in to the network or the VPN in a browser, then r to retry."
            f" Restart after changing {_SET}"
        )
    return (
        "Let the service's host through the proxy or firewall, then r to retry."
        " Restart after changing HTTPS_PROXY, NO_PROXY or AWS_CA_BUNDLE"
    )


def _host_of(location: str) -> str:
    """Scheme and host of an address; what follows may hold a token."""
    try:
        parts = urlsplit(location)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return _short(f"{parts.scheme}://{host}") if parts.scheme and host else ""


def one_line(text: str) -> str:
    """A message to show, of the SDK or of whoever answers: on one line, clean, without secrets."""
    # Imported by the first failure: a start needs none of it.
    from hpev_tui.text.secrets import redacted

    # What is at the cut is left out, as it may be half a secret.
    return clean(redacted(text[: _LONGEST_MESSAGE + 1000]))[:_LONGEST_MESSAGE].strip().rstrip(".")


def _short(text: str) -> str:
    text = one_line(text[:1000])
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}..."
