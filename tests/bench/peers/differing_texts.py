"""The demo's endpoint, where each event of the long history has a description of its own.

`differing_texts.py number` adds a number to each, and `differing_texts.py word` a word; with
`differing_texts.py alike` all events are alike but for EventId and EventTime. The other
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

_ALIKE = {
    "EventLevel": "Info",
    "ResourceType": "Cluster",
    "Description": "Cluster update started successfully",
}
_HOW = sys.argv.pop(1)


def _alike(event: dict[str, object]) -> dict[str, object]:
    names = ("ClusterArn", "ClusterName", "EventId", "EventTime")
    return {**{name: event[name] for name in names}, **_ALIKE}


class DifferingTexts(DemoEndpoint):
    """Adds to each description what no other one has."""

    def reply(self, call: ServiceCall) -> Reply:
        """The world's reply with other texts."""
        reply = super().reply(call)
        operations = ("ListClusterEvents", *(("DescribeClusterEvent",) * (_HOW == "alike")))
        if call.operation not in operations or reply.status != 200:
            return reply
        answer = json.loads(reply.body)
        if _HOW == "alike":
            for key in answer.keys() & {"Events", "EventDetails"}:
                value = answer[key]
                alike = isinstance(value, list)
                answer[key] = [_alike(each) for each in value] if alike else _alike(value)
        else:
            for event in answer["Events"]:
                event["Description"] += f" Seen in {_ADDED[_HOW](event['EventId'][:8])}."
        return replace(reply, body=json.dumps(answer, separators=(",", ":")).encode())


if __name__ == "__main__":
    with patch("hpev_tui.demo.__main__.DemoEndpoint", DifferingTexts):
        sys.exit(main())
