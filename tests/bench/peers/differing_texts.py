"""The demo's endpoint, where each event of the long history has a description of its own.

`differing_texts.py number` adds a number to each, and `differing_texts.py word` a word; the other
arguments are those of `python -m hpev_tui.demo`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

from hpev_tui.demo.__main__ import main
from hpev_tui.demo.endpoint import DemoEndpoint, ServiceCall
from hpev_tui.demo.wire import Reply

# Of a word no digit stays, not even a hexadecimal one: it is nothing that could be masked.
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")

_ADDED: dict[str, Callable[[str], object]] = {
    "number": lambda digits: int(digits, 16),
    "word": lambda digits: digits.translate(_LETTERS),
}
"""What is made of the first digits of an event's ID, which no other event has."""

_own = _ADDED[sys.argv.pop(1)]


class DifferingTexts(DemoEndpoint):
    """Adds to each description what no other one has."""

    def reply(self, call: ServiceCall) -> Reply:
        """The world's reply with other texts."""
        reply = super().reply(call)
        if call.operation != "ListClusterEvents" or reply.status != 200:
            return reply
        answer = json.loads(reply.body)
        for event in answer["Events"]:
            event["Description"] += f" Seen in {_own(event['EventId'][:8])}."
        return replace(reply, body=json.dumps(answer, separators=(",", ":")).encode())


if __name__ == "__main__":
    with patch("hpev_tui.demo.__main__.DemoEndpoint", DifferingTexts):
        sys.exit(main())
