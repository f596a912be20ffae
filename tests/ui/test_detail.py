"""The detail of an event: everything the service sent, readable, and quick however much it is."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import pytest

from help.app import account, detail_lines, opened, running
from help.endpoint import MadeUp, serve
from help.events import event_detail, event_row, events_page, leaves, one_of_each
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World
from hpev_tui.detail import layout
from hpev_tui.ui.theme import styles_of
from hpev_tui.ui.widgets.detail_tree import DetailTree

MEMBERS = (
    "Cluster",
    "DatabaseConfiguration",
    "Instance",
    "InstanceGroup",
    "InstanceGroupScaling",
    "SlurmHealth",
)
SHAPES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "unknown member": (
        {"EventMetadata": {"Weather": {"Wind": "strong", "Degrees": 21}}},
        ("Weather", "(not in this SDK's model)", "Wind", "strong", "Degrees", "21"),
    ),
    "two members": (
        {"EventMetadata": {"Instance": {"NodeLogicalId": "n1"}, "Cluster": {"Advice": "wait"}}},
        ("EventMetadata", "(two members set)", "Instance", "n1", "Cluster", "Advice", "wait"),
    ),
    "no member": (
        {"EventMetadata": {}},
        ("EventMetadata", "(no member set)", "{}"),
    ),
    "null metadata": (
        {"EventMetadata": None},
        ("EventMetadata", "(no member set)", "null"),
    ),
    "null members": (
        {"EventMetadata": {"Instance": {"CustomerEni": None}, "Cluster": None}},
        ("Instance", "CustomerEni", "null", "EventMetadata", "Cluster"),
    ),
    "empty values": (
        {
            "EventMetadata": {
                "Instance": {
                    "AdditionalEnis": {"EfaEnis": []},
                    "FailureMessage": "",
                    "InstanceRequirementsEniConfigurations": [{"CustomerEni": "eni-1"}, {}],
                }
            }
        },
        ("AdditionalEnis", "EfaEnis", "[]", '""', "[0]", "eni-1", "[1]", "{}"),
    ),
    "no details at all": (None, ("EventDetails", "null")),
    "wrong type": (
        {"EventMetadata": {"InstanceGroupScaling": {"InstanceCount": "many"}}},
        ("InstanceCount", "many", "(the model has integer)"),
    ),
}


def test_the_demo_serves_every_union_member(world: World) -> None:
    assert set(one_of_each(world)) == set(MEMBERS)


@pytest.mark.parametrize("member", MEMBERS)
async def test_the_member_that_is_set_is_the_heading_with_all_it_holds(
    endpoint: ScriptedEndpoint, world: World, member: str
) -> None:
    cluster, row, metadata = one_of_each(world)[member]
    endpoint.answer("ListClusterEvents", events_page(row))
    async with running(account(endpoint, cluster), size=(160, 50)) as run:
        await opened(run)
        # One line for each value, so that a value's whole text can be looked for.
        await run.keys("z")
        lines = detail_lines(run)
        assert f"   ▾ {member}" in lines
        for label, text in leaves(metadata):
            shown = " ".join(text.split("\n"))[:60]
            assert any(label in line and shown in line for line in lines), (label, shown)
        for label, text in leaves(row):
            if label != "EventTime":
                assert any(label in line and text[:60] in line for line in lines), (label, text)


@pytest.mark.parametrize("name", SHAPES)
async def test_what_the_model_does_not_foresee_is_shown_whole_and_marked(
    endpoint: ScriptedEndpoint, name: str
) -> None:
    details, words = SHAPES[name]
    serve(endpoint, details)
    async with running(account(endpoint, "efa-lab"), size=(120, 40)) as run:
        await opened(run)
        await run.shows(*words, "Event number 1")


async def test_ids_enums_and_free_text_look_different(endpoint: ScriptedEndpoint) -> None:
    scaling = {"TargetCount": 28, "FailureMessage": "no room"}
    serve(endpoint, {"EventMetadata": {"InstanceGroupScaling": scaling}})
    async with running(account(endpoint, "efa-lab"), size=(120, 40)) as run:
        tree = await opened(run)
        await run.keys("G")
        looks = {}
        for y in range(tree.row_count):
            for text, token in tree.row_pieces(y, tree.size.width):
                if text.strip() in ("28", "no room", "Instance", event_row(1)["EventId"]):
                    looks[text.strip()] = str(styles_of(run.app)[token])
    assert len(looks) == 4
    # A number is no state, and no colour is its own.
    assert looks["28"] == looks["no room"]
    assert len(set(looks.values())) == 3, looks


async def test_v_switches_between_the_tree_and_the_json_as_it_came(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    cluster, row, _ = one_of_each(world)["Instance"]
    endpoint.answer("ListClusterEvents", events_page(row))
    async with running(account(endpoint, cluster), size=(160, 50)) as run:
        await opened(run)
        await run.keys("v")
        await run.shows('"EventMetadata": {', f'"EventId": "{row["EventId"]}",')
        assert (
            json.loads("\n".join(detail_lines(run))) == run.app.account.details[row["EventId"]].body
        )
        await run.keys("v")
        await run.gone('"EventMetadata": {')
        await run.shows("▾ Instance")


async def test_the_cursor_can_stand_on_every_value_and_c_copies_it(
    endpoint: ScriptedEndpoint,
) -> None:
    enis = {"AdditionalEnis": {"EfaEnis": ["eni-1", "eni-2"]}, "NodeLogicalId": "n" * 200}
    serve(endpoint, {"EventMetadata": {"Instance": enis}})
    async with running(account(endpoint, "efa-lab"), size=(100, 40)) as run:
        tree = await opened(run)
        values = []
        for row in range(tree.row_count):
            await run.until(lambda row=row: tree.cursor == row)  # type: ignore[misc]
            values.append(tree.value)
            await run.keys("j")
    assert ("EfaEnis", '[\n  "eni-1",\n  "eni-2"\n]') in values
    for label, text in (("[0]", "eni-1"), ("[1]", "eni-2"), ("NodeLogicalId", "n" * 200)):
        assert (label, text) in values
    # A long value wraps: the cursor can stand on each of its lines.
    assert values.count(("NodeLogicalId", "n" * 200)) > 2
    for label, text in leaves(event_row(1)):
        if label != "EventTime":
            assert (label, text) in values


async def test_long_values_wrap_and_z_cuts_them(endpoint: ScriptedEndpoint) -> None:
    message = " ".join(f"word{number}" for number in range(40))
    serve(endpoint, {"EventMetadata": {"Instance": {"FailureMessage": message}}})
    async with running(account(endpoint, "efa-lab"), size=(80, 40)) as run:
        await opened(run)
        await run.shows("word0", "word20", "word39")
        await run.keys("z")
        await run.gone("word20", "word39")
        await run.keys("z")
        await run.shows("word39")


async def test_branches_close_and_open_and_stay_so_from_event_to_event(
    endpoint: ScriptedEndpoint,
) -> None:
    endpoint.answer("ListClusterEvents", events_page(event_row(1), event_row(2)))
    for number in (1, 2):
        metadata = {"EventMetadata": {"Instance": {"CustomerEni": f"eni-{number}"}}}
        endpoint.answer("DescribeClusterEvent", event_detail(number, metadata))
    async with running(account(endpoint, "efa-lab"), size=(120, 40)) as run:
        await run.shows("eni-1")
        await run.keys("tab")
        run.detail.go_to(next(n for n, line in enumerate(detail_lines(run)) if "▾ Inst" in line))
        await run.keys("h")
        await run.shows("▸ Instance  1")
        await run.gone("eni-1")
        await run.keys("escape", "j", "enter")
        await run.shows("Event number 2", "▸ Instance  1")
        await run.gone("eni-2")
        await run.keys("l")
        await run.shows("▾ Instance", "eni-2")
        await run.keys("h", "Z")
        await run.shows("eni-2")


def counting(name: str) -> AbstractContextManager[mock.Mock]:
    """Count the calls of a method of the tree, which still does its work."""
    method = getattr(DetailTree, name)
    return mock.patch.object(DetailTree, name, autospec=True, side_effect=method)


@pytest.mark.parametrize("what", ["megabyte", "list"])
async def test_a_key_costs_no_more_than_the_screen_however_large_the_detail(
    endpoint: ScriptedEndpoint, what: str
) -> None:
    contents: dict[str, dict[str, Any]] = {
        "megabyte": {"FailureMessage": "word " * 200_000},
        "list": {"AdditionalEnis": {"EfaEnis": [f"eni-{number}" for number in range(10_000)]}},
    }
    serve(endpoint, {"EventMetadata": {"Instance": contents[what]}})
    async with running(account(endpoint, "efa-lab"), size=(100, 40)) as run:
        tree = await opened(run)
        await run.keys("Z")
        # Of a megabyte some thousand characters are shown.
        await run.until(lambda: tree.row_count > 100)
        for keys, rows in (("jjjj", 2), ("kk", 2), ("G", tree.size.height), ("g", 40)):
            for key in keys:
                before, line = tree.cursor, run.text
                with (
                    counting("row_pieces") as drawn,
                    counting("_lay_out") as laid_out,
                    mock.patch.object(layout, "wrap") as wrapped,
                ):
                    await run.keys(key)
                    await run.until(lambda spy=drawn: spy.call_count >= 2)  # type: ignore[misc]
                assert tree.cursor != before, line
                assert drawn.call_count <= max(rows, 2)
                assert not laid_out.called
                assert not wrapped.called


async def test_the_log_of_a_lifecycle_script_is_on_the_first_screen() -> None:
    row = event_row(
        0,
        InstanceId="i-00000000000000001",
        InstanceGroupName="workers",
        EventLevel="Error",
        Description="Instance creation failed",
    )
    with MadeUp(row) as service:
        service.rows.details[row["EventId"]] = {
            "EventMetadata": {
                "Instance": {"FailureMessage": "Lifecycle scripts did not run successfully."}
            }
        }
        async with running(account(service, "made-up"), size=(80, 24)) as run:
            await run.shows(
                "Why          × lifecycle  Lifecycle script",
                "/aws/sagemaker/Clusters/made-up/abcdefghijkl",
                "LifecycleConfig/workers/i-00000000000000001",
            )
