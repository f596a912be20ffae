"""Copies of many rows: the command that lists them and the timeline, copied and saved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from help.app import Clock, Run, account, running
from help.endpoint import MadeUp
from help.events import Row, event_row, mixed_rows
from hpev_tui.demo.plan import REGION
from hpev_tui.model.settings import Settings
from ui.test_copies import copied

ARN = event_row(0)["ClusterArn"]
NODE = "i-00000003"
SAVE_COMMAND = "Save the AWS CLI command for this list to a file"
SAVE_REPORT = "Save the incident report as Markdown to a file"
SAVE_TIMELINE = "Save the rows as a Markdown timeline to a file"
COMMAND_FILE = "hpev-tui-made-up-list-20260512T143000Z.sh"
REPORT_FILE = "hpev-tui-made-up-report-20260512T143000Z.md"
TIMELINE_FILE = "hpev-tui-made-up-timeline-20260512T143000Z.md"


def command(service: MadeUp, filters: str = "", order: str = "Descending") -> str:
    """The command that lists the cluster."""
    return (
        f"aws sagemaker list-cluster-events --cluster-name made-up{filters}"
        f" --sort-by EventTime --sort-order {order}"
        f" --region {REGION} --endpoint-url {service.url}"
    )


def head(newest: str, oldest: str) -> str:
    return (
        f"## {ARN}, 2026-05-12T{oldest}:00.000Z to 2026-05-12T{newest}:00.000Z"
        "\n\n| UTC | Level | Node | Reason |\n|---|---|---|---|"
    )


def line(time: str, level: str, node: str, reason: str) -> str:
    return f"\n| 2026-05-12T{time}:00.000Z | {level} | {node} | {reason} |"


def story() -> list[Row]:
    return [
        event_row(0, InstanceId="i-00000000", EventLevel="Error", Description="It | failed"),
        event_row(1, InstanceGroupName="workers", EventLevel="", Description="Successfully done"),
        event_row(2, InstanceId="i-00000002", EventLevel="Warn", Description="It was *odd*"),
    ]


INFERRED = "\n\nLevels in lower case are inferred: the service sent no EventLevel."
LAST = line("14:30", "Error", "i-00000000", "It \\| failed")
MIDDLE = line("14:29", "info", "workers", "Successfully done")
FIRST = line("14:28", "Warn", "i-00000002", "It was \\*odd\\*")
ALL = head("14:30", "14:28") + FIRST + MIDDLE + LAST + INFERRED
SHORT = head("14:30", "14:28") + FIRST + LAST
LEFT_OUT = "\n\n1 Info event was left out."


# The command


async def test_the_command_lists_the_whole_cluster() -> None:
    with MadeUp(*mixed_rows(20)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("20 loaded")
            await run.keys("y", "l")
            await run.says("OSC 52): AWS CLI command for the list aws sagemaker list-cluster")
            assert copied(run) == [command(service)]


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        (f"node:{NODE}", f" --node-id {NODE}"),
        ("group:system type:instance", " --instance-group-name system --resource-type Instance"),
        # A second more on either side, for what the service makes of its limits.
        ("since:2h", " --event-time-after 2026-05-12T12:29:59.000Z"),
        ("until:2026-05-12T14:20Z", " --event-time-before 2026-05-12T14:20:01.000Z"),
    ],
)
async def test_the_command_has_the_filters_that_the_service_knows(query: str, filters: str) -> None:
    with MadeUp(*mixed_rows(20)) as service:
        settings = account(service, "made-up")._replace(filter_text=query)
        async with running(settings, size=(149, 36)) as run:
            await run.shows("[service: ")
            await run.shows("no older events")
            await run.keys("y", "l")
            await run.says("OSC 52): AWS CLI command for the list aws sagemaker list-cluster")
            assert copied(run) == [command(service, filters)]


async def test_the_command_keeps_the_order() -> None:
    with MadeUp(*mixed_rows(20)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("20 loaded")
            await run.keys("S", "y", "l")
            await run.says("AWS CLI command for the list aws")
            assert copied(run) == [command(service, order="Ascending")]


async def test_the_toast_says_what_of_the_filter_the_service_cannot_do() -> None:
    with MadeUp(*mixed_rows(20)) as service:
        async with running(account(service, "made-up"), size=(149, 36)) as run:
            await run.shows("20 loaded")
            await run.keys("/", *"group:system level:error -number", "enter")
            await run.shows("0 of 20 loaded, no older events")
            await run.keys("y", "l")
            await run.says(
                "AWS CLI command for the list (the service cannot filter level:error -number) aws"
            )
            # Also of a list that shows nothing.
            assert copied(run) == [command(service, " --instance-group-name system")]


async def test_the_command_of_the_demo_names_no_profile() -> None:
    async with running(Settings(cluster="efa-lab", demo=True, demo_stands_still=True)) as run:
        await run.shows("no older events", "us-west-2", "demo")
        await run.keys("y", "l")
        await run.says("AWS CLI command for the list")
        assert "--profile" not in copied(run)[0]
        assert "--cluster-name efa-lab " in copied(run)[0]


# The timeline


async def test_the_timeline_has_what_is_shown_and_info_where_it_is_asked_for() -> None:
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("3 loaded")
            await run.keys("y", "t")
            await run.says("OSC 52): rows as a timeline ## arn:aws:sagemaker:")
            # The order of the list is no matter.
            await run.keys("S", "y", "t")
            await run.until(lambda: len(run.sent) == 2)
            await run.keys("2", "y", "t")
            await run.until(lambda: len(run.sent) == 3)
            await run.keys("0", "/", *"level:info,warn,error", "enter", "y", "t")
            await run.until(lambda: len(run.sent) == 4)
            assert copied(run) == [SHORT + LEFT_OUT, SHORT + LEFT_OUT, SHORT, ALL]


async def test_the_timeline_has_the_marked_rows_where_there_are_any() -> None:
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("3 loaded")
            await run.keys("j", "space", "g", "space")
            await run.shows("2 marked")
            await run.keys("y", "t")
            await run.says("rows as a timeline")
            assert copied(run) == [head("14:30", "14:29") + MIDDLE + LAST + INFERRED]


async def test_the_timeline_has_the_reason_where_the_detail_is_loaded() -> None:
    rows = mixed_rows(30)
    with MadeUp(*rows) as service:
        for row in rows:
            message = f"No room for {row['EventId'][-2:]}"
            service.rows.details[row["EventId"]] = {
                "EventMetadata": {"Instance": {"FailureMessage": message}}
            }
        settings = account(service, "made-up")._replace(filter_text="level:info,warn,error")
        async with running(settings) as run:
            await run.shows("30 of 30 loaded", "No room for 00")
            await run.until(lambda: len(run.app.account.details) == 2)
            asked = service.calls.count("DescribeClusterEvent")
            await run.keys("y", "t")
            await run.says("rows as a timeline")
            lines = copied(run)[0].splitlines()
            assert lines[-1].endswith(" | No room for 00 |")
            assert lines[-2].endswith(" | No room for 01 |")
            assert lines[-3].endswith(" | Event number 2 |")
            assert len(lines) == 4 + 30
            # A copy of many rows asks for none of their details.
            assert service.calls.count("DescribeClusterEvent") == asked


@pytest.mark.parametrize("chosen", ["y t", SAVE_TIMELINE])
async def test_where_no_row_is_shown_there_is_no_timeline(
    chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with MadeUp(*mixed_rows(20)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("20 loaded")
            await run.keys("/", *"nowhere", "enter")
            await run.shows("0 of 20 loaded")
            if chosen == "y t":
                await run.keys("y", "t")
                await run.says("Not copied: nothing to copy")
            else:
                await run.command(chosen)
                await run.says("Not saved: no rows")
            assert run.sent == []
            assert list(tmp_path.iterdir()) == []


# Files


async def test_the_command_and_the_timeline_are_saved_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("3 loaded")
            await run.command(SAVE_COMMAND)
            await run.says(f"Saved {tmp_path / COMMAND_FILE}")
            await run.command(SAVE_TIMELINE)
            await run.says(f"Saved {tmp_path / TIMELINE_FILE}")
            await run.command(SAVE_REPORT)
            await run.says(f"Saved {tmp_path / REPORT_FILE}")
            assert run.sent == []
            report = (tmp_path / REPORT_FILE).read_text("utf-8")
            assert report.startswith("## HyperPod incident: `made-up`\n")
            (tmp_path / REPORT_FILE).unlink()
            expected = {
                COMMAND_FILE: f"{command(service)}\n",
                TIMELINE_FILE: f"{SHORT}{LEFT_OUT}\n",
            }
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == expected


async def test_an_arn_makes_a_name_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with MadeUp(*story()) as service:
        cluster = service._world.cluster("made-up")
        assert cluster is not None
        arn = cluster.stage.arn
        async with running(account(service, arn)) as run:
            await run.shows("3 loaded")
            await run.command(SAVE_COMMAND)
            await run.says(f"Saved {tmp_path}")
    assert [path.name for path in tmp_path.iterdir()] == [
        COMMAND_FILE.replace("made-up", arn[-12:])
    ]


async def test_a_file_that_exists_stays_as_it_is_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / COMMAND_FILE
    path.write_text("mine")
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("3 loaded")
            await run.command(SAVE_COMMAND)
            await run.shows("File exists", "enter overwrites it.")
            await run.keys("escape")
            await run.gone("File exists")
    assert path.read_text() == "mine"


def unwritable(tmp_path: Path) -> Path:
    """A directory where nothing can be written; to root that is only what is no real one."""
    path = tmp_path / "closed"
    path.mkdir(mode=0o500)
    return Path("/proc") if os.access(path, os.W_OK) else path


async def test_a_directory_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = unwritable(tmp_path)
    monkeypatch.chdir(directory)
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("3 loaded")
            await run.command(SAVE_COMMAND)
            await run.shows(f"Not saved: {directory}", "Type another name or path")
            await run.keys("escape", "j")
            assert run.events.cursor == 1


async def test_a_directory_that_is_gone_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("3 loaded")
            gone.rmdir()
            await run.command(SAVE_TIMELINE)
            await run.shows("Not saved: hpev-tui-made-up", "the working folder is gone")


async def saved(run: Run, path: Path) -> None:
    await run.command(SAVE_TIMELINE)
    await run.says(f"Saved {path}")


async def test_one_moment_later_it_is_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    clock = Clock()
    with MadeUp(*story()) as service:
        async with running(account(service, "made-up"), now=clock) as run:
            await run.shows("3 loaded")
            await saved(run, tmp_path / TIMELINE_FILE)
            clock.seconds += 61
            await saved(run, tmp_path / TIMELINE_FILE.replace("1430", "1431").replace("00Z", "01Z"))
