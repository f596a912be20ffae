"""Page tokens: opaque to the client, worthless for another query, and valid for ever.

A token says after which item to go on, rather than how many to skip. New items that arrive
between two pages therefore neither repeat nor hide any.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from hpev_tui.demo.validation import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Item = TypeVar("Item")

DEFAULT_PAGE = 100
"""How many items a page has when the call does not say. The service does not publish its own."""

# These may change from page to page; every other parameter is part of the query.
_NOT_THE_QUERY = ("NextToken", "MaxResults")
_MARK_BYTES = 9


class Tokens:
    """Makes and reads the tokens of one query."""

    def __init__(self, operation: str, parameters: Mapping[str, Any]) -> None:
        query = {name: parameters[name] for name in parameters if name not in _NOT_THE_QUERY}
        self._query = json.dumps([operation, query], sort_keys=True)

    def make(self, position: Any) -> str:  # noqa: ANN401
        """The token for what follows a position: a number, or a list of texts and numbers."""
        text = json.dumps(position, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._mark(text) + text).decode()

    def read(self, token: str | None) -> Any:  # noqa: ANN401
        """The position that a token was made of, or None for no token.

        Raises:
            ServiceError: the token is not of this query.
        """
        if token is None:
            return None
        try:
            whole = urlsafe_b64decode(token.encode())
        except ValueError:
            whole = b""
        mark, text = whole[:_MARK_BYTES], whole[_MARK_BYTES:]
        if not text or mark != self._mark(text):
            raise ServiceError("ValidationException", "The pagination token is not valid.")
        return json.loads(text)

    def _mark(self, text: bytes) -> bytes:
        return blake2b(text + self._query.encode(), digest_size=_MARK_BYTES).digest()


def page_of(
    operation: str,
    parameters: Mapping[str, Any],
    items: Sequence[Item],
    keys: Sequence[tuple[Any, ...]],
) -> tuple[list[Item], dict[str, str]]:
    """One page of a listing that is sorted by the items' keys, and its NextToken as a field.

    The keys must tell the items apart.
    """
    descending = parameters.get("SortOrder") == "Descending"
    tokens = Tokens(operation, parameters)
    last = tokens.read(parameters.get("NextToken"))
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=descending)
    if last is not None:
        mark = tuple(last)
        order = [at for at in order if (keys[at] < mark if descending else keys[at] > mark)]
    size = parameters.get("MaxResults", DEFAULT_PAGE)
    page = order[:size]
    more = {"NextToken": tokens.make(keys[page[-1]])} if len(order) > size else {}
    return [items[at] for at in page], more
