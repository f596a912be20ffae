"""The states of list and detail that are pictured: filters, gaps, loading, times, folds, finds."""

from __future__ import annotations

import json
import threading
import time

import pytest

from help.events import event_row, events_page
from help.scripted import ScriptedEndpoint
from snapshots.state import LARGE, MIDDLE, State

_LIST = "ListClusterEvents"
_OPEN = ((), "older available (L)")
_ALL = ((), "no older events")
_TREE = ((), "NodeLogicalId")


def _gap(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    """What a refresh finds does not reach what was loaded, and no further page can be had."""
    for newest in (100, 0):
        rows = [event_row(newest + number) for number in range(4)]
        endpoint.answer(_LIST, events_page(*rows, more=f"below {newest}"))
        endpoint.fail(_LIST, 400, "AccessDeniedException", "no longer allowed")


def _news(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    """Some events, and then two that are newer."""
    for first in (12, 10):
        endpoint.answer(_LIST, events_page(*(event_row(number) for number in range(first, 16))))


def _no_levels(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    """Events to which the service gave no level."""
    descriptions = (
        "Instance creation failed",
        "Slurm configuration drift detected: x",
        "Instance started",
    )
    rows = [event_row(number, Description=text) for number, text in enumerate(descriptions)]
    for row in rows:
        del row["EventLevel"]
    endpoint.answer(_LIST, events_page(*rows))
    endpoint.answer("DescribeClusterEvent", json.dumps({"EventDetails": rows[0]}).encode())


def _in_tokyo(_: ScriptedEndpoint, patch: pytest.MonkeyPatch) -> None:
    """A clock on the wall that is nine hours ahead of UTC."""
    patch.setenv("TZ", "Asia/Tokyo")
    time.tzset()


def _hold_second_page(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    """The first page comes, and the next one does not."""
    first = endpoint.hold(_LIST)

    def swap() -> None:
        first.wait_for(1)
        endpoint.hold(_LIST)
        first.release()

    threading.Thread(target=swap, daemon=True).start()


LIST_STATES = (
    State(
        "filter-typed",
        # The end of the line is what right would take.
        ("level:error", "9 of 83 loaded", "→ complete", "enter apply", "  E  "),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("/", *"level:er"), "9 of 83"), ((), "level:error")),
        without=("Loading",),
    ),
    State(
        "filter-problem",
        ("Missing the closing quote.", 'level:error "drain', "9 of 83 loaded", "  E  "),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("/", *'level:error "drain'), "closing quote")),
        without=("Loading",),
    ),
    State(
        "filter-applied",
        ("Events  level:error  group:worker-p5", "100 of 200", "2 of 100", "? help"),
        cluster="train-p5",
        steps=(((), "2 of 100"), _TREE),
        without=("loading",),
        options={"filter_text": "level:error group:worker-p5"},
    ),
    State(
        "filter-applied",
        ("[service: group]  level:error", "100 of 200 loaded, older available (L)", "? help"),
        cluster="train-p5",
        steps=(((), "older available (L)"), _TREE),
        without=("loading",),
        sizes=(MIDDLE,),
        options={"filter_text": "level:error group:worker-p5"},
    ),
    State(
        "filter-hides-all",
        ("No match in 3 loaded events.", "esc clear filter", "0 of"),
        cluster="efa-lab",
        steps=(
            ((), "3 loaded, no older events"),
            (("/", *"-type:*", "enter"), "esc clear filter"),
        ),
        prepare=_no_levels,
    ),
    State(
        "gap",
        ("[gap: L loads] Event number 100", "gap: L loads", "8 loaded"),
        cluster="efa-lab",
        prepare=_gap,
        steps=(((), "Event number 100"), ((), "no longer"), (("r",), "gap: L loads"), ((), "no l")),
    ),
    State(
        "follow-news",
        ("2 new  ", "FOLLOW", "6 loaded", "Event number 13"),
        cluster="efa-lab",
        prepare=_news,
        steps=(((), "4 loaded"), ((), "Not found: "), (("j",), "4 loaded"), (("f",), "2 new")),
    ),
    State(
        "load-all",
        ("100 loaded; esc stop",),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("L",), "esc stop")),
        prepare=_hold_second_page,
        held=1,
    ),
    State(
        "histogram-asked-for",
        (" a bar", "MESSAGE"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("i",), " a bar")),
    ),
    State(
        "histogram",
        (" a bar", "MESSAGE", "NodeLogicalId"),
        cluster="train-p5",
        # Unasked, where there is room; with the mark away from its end.
        steps=(_OPEN, _TREE, (("<", "<", "<"), " a bar")),
        without=("Loading",),
        sizes=(MIDDLE, LARGE),
    ),
    State(
        "ascii-histogram",
        (" a bar", "MESSAGE", "all 568869", "err 555559"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("i",), " a bar")),
        options={"ascii": True},
    ),
    State(
        "times-utc",
        ("UTC       L", "14:29:56  E", "2026-05-12 UTC", "updated 14:30:00 UTC"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("t",), "UTC       L")),
        prepare=_in_tokyo,
    ),
    State(
        "times-ago",
        ("AGO       L", "m        "),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("t", "t"), "AGO       L")),
    ),
    State(
        "oldest-first",
        ("oldest first", "older available (L)"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("S",), "oldest first")),
        sizes=(MIDDLE,),
    ),
    State(
        "levels-inferred",
        ("  e  ", "  w  ", "  i  ", "3 loaded", "No EventLevel sent: Error inferred"),
        cluster="efa-lab",
        steps=(((), "3 loaded"), ((), "inferred")),
        prepare=_no_levels,
    ),
    State(
        "reasons",
        (" capacity: We currently do not have suf", " capacity: (repeat)", "updated"),
        cluster="train-p5",
        steps=(((), " capacity: We currently"), _TREE),
        # Only what is in view is asked about, so that it comes to rest soon.
        reach=0,
        options={"reasons": True},
    ),
    State(
        "reasons",
        (
            " E capacity   worker-p5  i-02cb00ee09d28bf36  We currently do not have suf",
            " E capacity   worker-p5  i-02cb00ee09d28bf36  (repeat)",
            "updated",
        ),
        cluster="train-p5",
        steps=(((), " E capacity   worker-p5"), _TREE),
        # Only what is in view is asked about, so that it comes to rest soon.
        reach=0,
        options={"reasons": True},
        sizes=(MIDDLE,),
    ),
    State(
        "folded",
        ("folded", " capacity: We currently do not have suf"),
        cluster="train-p5",
        steps=(((), " capacity: We currently"), _TREE, (("F",), "folded")),
        without=("repeat",),
        # Only what is in view is asked about, so that it comes to rest soon.
        reach=0,
        options={"reasons": True},
    ),
    State(
        "node-and-next-steps",
        ("▾ Node         ▲ Pending", "▾ Same node ", "▾ Next steps ", "× capacity  Not enough"),
        cluster="train-p5",
        steps=(((), "older available (L)"), _TREE, ((), "Next steps")),
        sizes=(LARGE,),
    ),
    State(
        "tree-folded",
        ("▸ Why          × capacity", "▸ Node         ▲ Pending", "▸ Event        E Error"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("enter", *"hjhjhjh"), "▸ Event")),
        without=("FailureMessage", "EventId"),
    ),
    State(
        "tree-searched",
        (">    FailureMessage", "/ search"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("enter", "/", *"sufficient", "enter"), ">    Fail")),
    ),
    State(
        "list-loading",
        ("Loading events…", "loading…"),
        cluster="train-p5",
        steps=(((), "train-p5   ● InService"),),
        prepare=lambda endpoint, _: endpoint.hold("ListClusterEvents"),
        held=1,
    ),
    State(
        "help-found",
        (" Keys  ", "show the last copy", "all keys"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("?",), " Keys  "), (("/", *"cop"), "show the last copy")),
        without=("VIEWS",),
    ),
    State(
        "differences",
        ("Detail  14:29:38 ", "▾ Instance.FailureMessage", "2 marked"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("space", "space"), "2 marked"), (("D",), "(absent)")),
    ),
)
