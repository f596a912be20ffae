"""The states of copying that are pictured: the copy view, the last copies, the mouse."""

from __future__ import annotations

import pytest

from help.events import event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint
from snapshots.state import LARGE, MIDDLE, SMALL, State

_OPEN = ((), "older available (L)")
_TREE = ((), "NodeLogicalId")
_HINT = "esc back. Select with the mouse, copy as in a shell"
_COPIES = (
    (("c",), "OSC 52): event ID"),
    (("y", "g"), "OSC 52): instance group"),
    (("y", "a"), "OSC 52): cluster ARN"),
    (("j", "y", "j"), "OSC 52): JSON"),
)


def _long_message(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    """One event whose failure message no terminal takes."""
    endpoint.answer("ListClusterEvents", events_page(event_row(1)))
    message = "\n".join(f"line {number} of a lifecycle script's output" for number in range(2_000))
    details = {"EventMetadata": {"Instance": {"FailureMessage": message}}}
    endpoint.answer("DescribeClusterEvent", event_detail(1, details))


COPY_STATES = (
    State(
        "copy-view",
        (_HINT, "Also in ~/.cache/hpev-tui/last-copy.", '    "EventId": "'),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("y", "j"), "OSC 52): JSON"), (("Y",), "Also in")),
        without=("? help", "OSC 52"),
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "copy-view-too-long",
        (_HINT, "1-21 of 1,012", "Not in the clipboard: too long for the terminal", "last-copy."),
        cluster="efa-lab",
        steps=(((), "FailureMessage"), (("y", "m"), "Not in the clipboard")),
        prepare=_long_message,
    ),
    State(
        "copies",
        ("─ Copies ", " sent     JSON", " sent     event ID", "Y copy view"),
        cluster="train-p5",
        steps=(
            _OPEN,
            _TREE,
            *_COPIES,
            ((":", *"copies"), "The last 20 copies"),
            (("enter",), "─ Copies "),
        ),
        without=("The last 20", "OSC 52"),
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "copies-none",
        ("─ Copies ", "No copies yet.", "c copy ID   y copy menu"),
        cluster="train-p5",
        steps=(_OPEN, ((":", *"copies"), "The last 20 copies"), (("enter",), "─ Copies ")),
    ),
    State(
        "ascii-copies",
        ("- Copies ", "{ ~ ("),
        cluster="train-p5",
        steps=(
            _OPEN,
            _TREE,
            *_COPIES,
            ((":", *"copies"), "The last 20 copies"),
            (("enter",), "- Copies "),
        ),
        without=("The last 20", "OSC 52", "…", "─"),
        options={"ascii": True},
    ),
    State(
        "mouse-released",
        ("Mouse off: the terminal selects", "Shift", "(Option on macOS)"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("f2",), "(Option on macOS)")),
        # In fewer columns the middle of it is left out.
        sizes=(MIDDLE,),
    ),
)
