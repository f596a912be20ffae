"""Text that means harm is shown as it is: it marks nothing up, acts on nothing, hides nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Set
from functools import partial

from help.app import Run, account, running
from help.cases import noting
from help.endpoint import MadeUp
from help.events import NAME, Row, event_row
from help.scripted import ScriptedEndpoint

HARM = {
    "closing tag": ("[/foo] [/]", "[/foo] [/]"),
    "colour": ("[red]x[/red]", "[red]x[/red]"),
    "action": ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    "clear screen": ("\x1b[2J\x1b[H", "␛[2J␛[H"),
    "clipboard": ("\x1b]52;c;aGFybQ==\x07", "␛]52;c;aGFybQ==␇"),
    "C1": ("\x9b2J", "\\x9b2J"),
    "bidi": ("\u202egnp.exe", "\\u202egnp.exe"),
    "nul and bell": ("a\x00b\x07c", "a␀b␇c"),
    "invisible": ("a\u200bb\u2066c", "a\\u200bb\\u2066c"),
    "backspace": ("safe\x08\x08\x08\x08evil", "safe␈␈␈␈evil"),
}


HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of what a terminal obeys or does not draw."""


def assert_harmless(run: Run, harmful: Set[str] = HARMFUL | {"Cn"}) -> None:
    """No cell of the screen holds what a terminal would obey, and none can be clicked."""
    for strip in run.app.screen._compositor.render_strips():
        for segment in strip:
            kinds = {unicodedata.category(char) for char in segment.text}
            assert not kinds & harmful, segment.text
            assert not segment.control
            assert segment.style is None or "@click" not in segment.style.meta


def hostile_rows() -> Iterator[tuple[Row, object]]:
    """For each attack an event that has it in every text, and its details."""
    for number, (harm, _) in enumerate(HARM.values()):
        texts = {
            "Description": f"described {harm}",
            "InstanceGroupName": f"group {harm}",
            "InstanceId": f"node {harm}",
            "ResourceType": harm,
            "EventLevel": harm,
        }
        inside = {"FailureMessage": f"failed {harm}", f"Label {harm}": [harm]}
        yield event_row(number, **texts), {"EventMetadata": {harm: inside}}


async def test_in_events_and_their_details() -> None:
    rows = [*hostile_rows()]
    failures: list[str] = []
    with MadeUp(*(row for row, _ in rows)) as service:
        for row, details in rows:
            service.rows.details[row["EventId"]] = details
        hold = service.hold("DescribeClusterEvent")
        async with running(account(service, NAME), size=(160, 50)) as run:
            # Once a detail has come, the row shows its reason in front of that.
            await run.shows(*(f"described {shown}" for _, shown in HARM.values()))
            hold.release()
            for name, (_, shown) in HARM.items():
                with noting(name, failures):
                    await look_at_a_detail(run, shown)
                await run.keys("j")
            assert run.app.is_running
    assert not failures


async def look_at_a_detail(run: Run, shown: str) -> None:
    """Look at the detail under the cursor as a tree and as JSON, and copy its parts."""
    await run.shows(f"failed {shown}", f"Label {shown}", f"▾ {shown}")
    assert_harmless(run)
    for key in "igyjm":
        copies = len(run.sent)
        await run.keys("y", key)
        await run.until(partial(is_copied, run, copies))
        assert_harmless(run)
    # No copy has that letter.
    await run.keys("y", "d")
    assert_harmless(run)
    await run.keys("enter", "v")
    await run.shows('"Description": "described ')
    assert_harmless(run)
    await run.keys("v", "escape")
    await run.until(lambda: run.events.has_focus)


def is_copied(run: Run, before: int) -> bool:
    """Whether there are more copies than before, and a toast says so."""
    return len(run.sent) > before and bool(run.toasts) and not run.app.key_order._held


async def test_in_names_of_clusters_and_in_errors(endpoint: ScriptedEndpoint) -> None:
    clusters = [
        {"ClusterArn": f"arn:{harm}", "ClusterName": f"c {harm}", "ClusterStatus": harm}
        for harm, _ in HARM.values()
    ]
    endpoint.answer("ListClusters", json.dumps({"ClusterSummaries": clusters}).encode())
    failures: list[str] = []
    async with running(account(endpoint)) as run:
        for name, (harm, shown) in HARM.items():
            for operation, why in (("DescribeCluster", "why"), ("ListClusterEvents", "refused")):
                endpoint.forget(operation)
                endpoint.fail(operation, 400, "ValidationException", f"{why} {harm}", times=100)
            with noting(name, failures):
                await open_what_is_refused(run, shown)
            await run.keys("q", "j")
        assert run.app.is_running
    assert not failures


async def open_what_is_refused(run: Run, shown: str) -> None:
    """Open the cluster under the cursor: nothing of it can be had."""
    await run.shows("Clusters  10", f"c {shown}")
    assert_harmless(run)
    await run.keys("enter")
    # What stands in the list when there is nothing to list.
    await run.shows("failed (ValidationException", f"refused {shown}")
    assert_harmless(run)


async def test_in_an_error_above_rows_that_stay(endpoint: ScriptedEndpoint) -> None:
    failures: list[str] = []
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("no older events")
        for name, (harm, shown) in HARM.items():
            with noting(name, failures):
                endpoint.fail("ListClusterEvents", 400, "ValidationException", f"refused {harm}")
                await run.keys("r")
                await run.shows(f"refused {shown}")
                assert_harmless(run)
    assert not failures
