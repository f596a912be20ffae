"""Text that means harm is shown as it is: it marks nothing up, acts on nothing, hides nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Set

import pytest

from help.app import Run, account, running
from help.events import event_detail, event_row, events_page
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


@pytest.mark.parametrize("name", HARM)
async def test_in_events_and_their_details(endpoint: ScriptedEndpoint, name: str) -> None:
    harm, shown = HARM[name]
    texts = {
        "Description": f"described {harm}",
        "InstanceGroupName": f"group {harm}",
        "InstanceId": f"node {harm}",
        "ResourceType": harm,
        "EventLevel": harm,
        "ClusterArn": f"arn:aws:sagemaker:{harm}",
    }
    inside = {"FailureMessage": f"failed {harm}", f"Label {harm}": [harm]}
    endpoint.answer("ListClusterEvents", events_page(event_row(1, **texts)))
    body = event_detail(1, {"EventMetadata": {harm: inside}}, **texts)
    endpoint.answer("DescribeClusterEvent", body)
    async with running(account(endpoint, "efa-lab"), size=(160, 50)) as run:
        await run.shows(f"described {shown}", f"failed {shown}", f"Label {shown}", f"▾ {shown}")
        assert_harmless(run)
        for key in "idgyjm":
            await run.keys("y", key)
            await run.until(lambda: bool(run.toasts) and not run.app._key_order._held)
            assert_harmless(run)
        await run.keys("enter", "v")
        await run.shows('"Description": "described ')
        assert_harmless(run)
        assert run.app.is_running


@pytest.mark.parametrize("name", HARM)
async def test_in_names_of_clusters_and_in_errors(endpoint: ScriptedEndpoint, name: str) -> None:
    harm, shown = HARM[name]
    row = {"ClusterArn": f"arn:{harm}", "ClusterName": f"c {harm}", "ClusterStatus": harm}
    endpoint.answer("ListClusters", json.dumps({"ClusterSummaries": [row]}).encode())
    endpoint.fail("DescribeCluster", 400, "ValidationException", f"why {harm}")
    endpoint.fail("ListClusterEvents", 400, "ValidationException", f"refused {harm}", times=2)
    async with running(account(endpoint)) as run:
        await run.shows(f"c {shown}")
        assert_harmless(run)
        await run.keys("/", "c")
        await run.shows("1 of 1 cluster")
        await run.keys("enter")
        # What stands in the list when there is nothing to list.
        await run.until(lambda: "failed (ValidationException" in run.text)
        assert_harmless(run)
        assert run.app.is_running


@pytest.mark.parametrize("name", HARM)
async def test_in_an_error_above_rows_that_stay(endpoint: ScriptedEndpoint, name: str) -> None:
    harm, shown = HARM[name]
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("the service has no older ones")
        endpoint.fail("ListClusterEvents", 400, "ValidationException", f"refused {harm}")
        await run.keys("r")
        await run.shows(f"refused {shown}")
        assert_harmless(run)
