"""Reading a detail: its documentation, better readings of values, folding, and keeping place."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from help.app import Run, account, detail_lines, opened, running
from help.endpoint import serve
from help.events import event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint

ENIS = {"AdditionalEnis": {"EfaEnis": ["eni-1", "eni-2"]}, "NodeLogicalId": "node-1"}


def about(run: Run) -> str:
    """What stands below the tree, unwrapped."""
    lines = [line for line in run.text.splitlines() if not line.startswith("╰")][-3:-1]
    return " ".join(" ".join(line.strip("│ ") for line in lines).split())


async def go_to(run: Run, label: str) -> None:
    """Put the cursor of the detail on the first line that has this label."""
    lines = detail_lines(run)
    run.detail.go_to(next(row for row, line in enumerate(lines) if label in line))
    await run.keys()


async def test_the_documentation_of_the_value_under_the_cursor_is_shown(
    endpoint: ScriptedEndpoint,
) -> None:
    details = {"EventMetadata": {"Instance": {**ENIS, "NodeHealthInfo": {"HealthStatus": "x"}}}}
    serve(endpoint, details, EventId="00000000-0000-4000-8000-000000000001")
    async with running(account(endpoint, "efa-lab"), size=(160, 40)) as run:
        await opened(run)
        for view in ("tree", "JSON"):
            for label, words in (
                ("NodeLogicalId", "string, 1 to 128 characters. The unique logical identifier"),
                ("EventLevel", "string, one of Info | Warn | Error. The severity level"),
                ("EfaEnis", "list of string. A list of Elastic Fabric Adapter"),
                (
                    "EventId",
                    "required. The unique identifier (UUID) of the event. Not the id",
                ),
                ("NodeHealthInfo", "not in this SDK's model"),
                ("HealthStatus", "not in this SDK's model"),
            ):
                await go_to(run, label)
                await run.until(lambda label=label: about(run).startswith(f"{label}: "))  # type: ignore[misc]
                assert words in about(run), (view, label)
            await run.keys("v")


@pytest.mark.parametrize(("height", "shown"), [(15, True), (8, False)])
async def test_where_the_room_is_short_the_detail_has_all_of_it(
    endpoint: ScriptedEndpoint, height: int, shown: bool
) -> None:
    serve(endpoint, {"EventMetadata": {"Instance": ENIS}})
    async with running(account(endpoint, "efa-lab"), size=(100, 40)) as run:
        await run.until(lambda: run.events.row_count > 0)
        await run.shows("node-1")
        # Nobody stands on a value while the keys act on the list.
        assert "Metadata specific to" not in run.text
        await run.keys("enter")
        await go_to(run, "▾ Instance")
        await run.shows("Instance: structure. Metadata specific to")
        await run.resized(100, height)
        await run.until(lambda: ("Metadata specific to" in run.text) == shown)
        await run.keys("escape")
        await run.gone("Metadata specific to")


async def test_a_long_documentation_is_cut_after_two_lines(endpoint: ScriptedEndpoint) -> None:
    serve(endpoint, {"EventMetadata": {"SlurmHealth": {"Reason": "DaemonDisabled"}}})
    async with running(account(endpoint, "efa-lab"), size=(80, 30)) as run:
        await opened(run)
        await go_to(run, "Reason")
        # What the model has of this very value comes first.
        await run.shows("Reason: string, one of DaemonDown | DaemonDisabled", "DaemonDisabled: The")
        lines = run.text.splitlines()
        assert lines[-2].rstrip().endswith("…")
        assert len(lines[-2].rstrip()) <= 80


async def test_values_are_said_in_words_and_copied_as_they_came(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "EST5EDT")
    time.tzset()
    arn = "arn:aws:ec2:us-west-2:111122223333:capacity-reservation/cr-0a1b2c3d"
    instance = {"LcsExecutionState": "Failed", "CapacityReservation": {"Arn": arn}}
    serve(endpoint, {"EventMetadata": {"Instance": instance}}, EventLevel="Error")
    async with running(account(endpoint, "efa-lab"), size=(160, 40)) as run:
        tree = await opened(run)
        for label, shown, raw in (
            ("LcsExecutionState", "Failed  (lifecycle script did not run succ", "Failed"),
            ("Arn", arn, arn),
            ("EventLevel", "Error", "Error"),
            (
                "EventTime",
                "2026-05-12T14:29:00.000Z  (2026-05-12 10:29:00 EDT)",
                "2026-05-12T14:29:00.000Z",
            ),
        ):
            await run.shows(shown)
            await go_to(run, label)
            assert tree.value == (label, raw)


@pytest.mark.parametrize(("ascii_only", "shown"), [(False, "12 → 16 (min 8)"), (True, "12 -> 16")])
async def test_counts_are_one_more_line(
    endpoint: ScriptedEndpoint, ascii_only: bool, shown: str
) -> None:
    counts: dict[str, Any] = {"InstanceCount": 12, "TargetCount": 16, "MinCount": 8}
    serve(endpoint, {"EventMetadata": {"InstanceGroupScaling": counts}})
    settings = account(endpoint, "efa-lab", ascii_only=ascii_only)
    async with running(settings, size=(100, 40)) as run:
        tree = await opened(run)
        lines = detail_lines(run)
        row = next(n for n, line in enumerate(lines) if "InstanceGroupScaling" in line)
        assert lines[row + 1].strip().startswith(shown)
        tree.go_to(row + 1)
        assert tree.value[0] == "InstanceGroupScaling"
        assert json.loads(str(tree.value[1])) == counts
        await run.keys("v")
        await run.gone(shown)


async def test_the_json_folds_and_unfolds(endpoint: ScriptedEndpoint) -> None:
    serve(endpoint, {"EventMetadata": {"Instance": ENIS}})
    async with running(account(endpoint, "efa-lab"), size=(100, 40)) as run:
        tree = await opened(run)
        await run.keys("v")
        whole = detail_lines(run)
        await go_to(run, "eni-2")
        await run.keys("h")
        await run.until(lambda: '"EfaEnis": [' in detail_lines(run)[tree.cursor])
        await run.keys("h")
        await run.shows('"EfaEnis": […]')
        await run.gone("eni-1")
        # A closing line is of the branch that it closes.
        row = next(n for n, line in enumerate(detail_lines(run)) if line.strip() == "},")
        tree.go_to(row)
        await run.keys("h")
        await run.shows('"AdditionalEnis": {…},')
        await run.keys(*["h"] * 10)
        await run.until(lambda: detail_lines(run)[0] == " {…}")
        await run.keys("enter", "j", "enter")
        await run.shows('"EventDetails": {')
        await run.keys("Z")
        await run.until(lambda: detail_lines(run) == whole)


async def test_kinds_of_values_look_different_in_the_json_and_names_look_alike(
    endpoint: ScriptedEndpoint,
) -> None:
    counts: dict[str, Any] = {"TargetCount": 28, "FailureMessage": "no room"}
    serve(endpoint, {"EventMetadata": {"InstanceGroupScaling": counts}})
    async with running(account(endpoint, "efa-lab"), size=(120, 40)) as run:
        tree = await opened(run)
        await run.keys("v", "G")
        looks = {}
        for y in range(tree.row_count):
            for text, token in tree.row_pieces(y, tree.size.width):
                looks[text.strip(" ,")] = token
        assert looks['"TargetCount":'] == looks['"FailureMessage":'] == looks['"EventId":']
        values = ("28", '"no room"', f'"{event_row(1)["EventId"]}"')
        assert len({looks[value] for value in values}) == 3


async def test_the_place_is_kept_among_events_of_the_same_kind(endpoint: ScriptedEndpoint) -> None:
    enis = [f"eni-{number}" for number in range(15)]
    kinds: tuple[dict[str, Any], ...] = (
        {"Instance": {"AdditionalEnis": {"EfaEnis": enis}, "NodeLogicalId": "node-1"}},
        {"Instance": {"AdditionalEnis": {"EfaEnis": enis[:3]}, "NodeLogicalId": "node-2"}},
        {"Cluster": {"FailureMessage": "something else"}},
        {"Instance": {"AdditionalEnis": {"EfaEnis": enis}, "CustomerEni": "eni-x"}},
    )
    endpoint.answer("ListClusterEvents", events_page(*map(event_row, range(4))))
    for number, metadata in enumerate(kinds):
        endpoint.answer("DescribeClusterEvent", event_detail(number, {"EventMetadata": metadata}))

    def at() -> tuple[str, int]:
        """What the cursor is on, and where on the screen that stands."""
        return str(run.detail.value[1]), run.detail.cursor - int(run.detail.scroll_offset.y)

    async with running(account(endpoint, "efa-lab"), size=(80, 24)) as run:
        await run.shows("eni-0")
        height = run.detail.size.height
        await run.keys("tab", *["j"] * 22)
        await run.shows("NodeLogicalId: string")
        # The documentation lies over the last rows, and not over the cursor.
        await run.until(lambda: at()[1] < height - run.detail.ROOM_BELOW)
        assert at()[0] == "node-1"
        row = at()[1]
        assert run.detail.scroll_offset.y > 0
        await run.keys("escape")
        run.events.go_to(2)
        await run.shows("something else")
        await run.until(lambda: at()[1] == 0)
        run.events.go_to(0)
        await run.until(lambda: at() == ("node-1", row))
        run.events.go_to(1)
        await run.until(lambda: at()[0] == "node-2")
        # An event without that value: the nearest around it.
        run.events.go_to(3)
        await run.until(lambda: '"CustomerEni"' in at()[0])


async def test_what_is_open_is_kept_among_events_of_the_same_kind(
    endpoint: ScriptedEndpoint,
) -> None:
    kinds = ({"Instance": ENIS}, {"Cluster": {"SlrAccessEntry": "slr"}}, {"Instance": ENIS})
    extra = {"Extra": {"Inside": "deep"}}
    endpoint.answer("ListClusterEvents", events_page(*map(event_row, range(3))))
    for number, metadata in enumerate(kinds):
        body = event_detail(number, {"EventMetadata": metadata}, **extra)
        endpoint.answer("DescribeClusterEvent", body)
    async with running(account(endpoint, "efa-lab"), size=(100, 50)) as run:
        await run.shows("node-1", "deep")
        await run.keys("tab")
        await go_to(run, "▾ EfaEnis")
        await run.keys("h")
        await go_to(run, "Extra")
        await run.keys("h", "escape")
        await run.shows("▸ EfaEnis  2", "▸ Extra  1")
        run.events.go_to(1)
        # Another kind: what is the same in both opens and closes on its own.
        await run.shows("slr", "▾ Extra", "deep")
        run.events.go_to(2)
        await run.shows("Event number 2", "▸ EfaEnis  2", "▸ Extra  1")
        assert not re.search("eni-1", run.text)
