"""Saved events in the app: what the screen says of them, and what only the service has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.app import running
from help.endpoint import MadeUp
from help.events import LATER, NAME, Row, event_row, mixed_rows
from help.hpev_run import COMMAND
from help.saved import save
from help.troubled import SHORT, Troubled
from hpev_tui.model.settings import Settings
from hpev_tui.session.saved import SavedAccount
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.picker import PickerScreen
from ui.test_copies import copied


@pytest.fixture
def service() -> Iterator[Troubled]:
    with Troubled() as served:
        yield served


@pytest.fixture
def listed(service: Troubled, tmp_path: Path) -> Path:
    """Its events without their metadata."""
    path = save(service.url, NAME, tmp_path / "listed.jsonl", details=False, described=False)
    service.calls.clear()
    return path


def file_of(path: Path, *rows: Row) -> Path:
    """A file with an answer of ListClusterEvents."""
    path.write_text(json.dumps({"Events": rows}), encoding="utf-8")
    return path


def settings(*files: Path, url: str = "", cluster: str = "") -> Settings:
    return Settings(files=tuple(map(str, files)), endpoint_url=url, cluster=cluster)


def calls(service: MadeUp) -> list[str]:
    """The operations that the endpoint was asked for."""
    return list(service.calls.operations())


async def test_what_hpev_saves_of_the_demo_opens_with_the_same_list(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    argv = ["events", "--demo", "--cluster", "efa-lab", "--limit", "0", "--output", "jsonl"]
    with path.open("wb") as file:
        subprocess.run([*COMMAND, *argv], stdout=file, stderr=subprocess.DEVNULL, check=True)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    async with running(settings(path)) as run:
        await run.shows(f"{len(lines)} loaded, no older saved")
        rows = run.browser.model.rows
        assert [row.event_id for row in rows] == [line["EventId"] for line in lines]


async def test_the_header_says_of_when_saved_events_are_and_ages_are_those_of_now(
    listed: Path, service: Troubled
) -> None:
    async with running(settings(listed, url=service.url), now=lambda: LATER) as run:
        await run.shows("72 loaded, no older saved")
        await run.shows(
            "made-up   ○ saved events  listed.jsonl  2026-05-12 12:31 to 14:29  us-west-2",
            "as of 05-12 14:29:00",
        )
        await run.keys("t", "t")
        await run.shows("AGO", "05-12 1d        E")
        # What is concluded is as of the newest event, else nothing of it would go on.
        await run.keys("u")
        await run.shows("× active")
        await run.keys("escape", "f")
        await run.says("Saved events cannot be followed")
        await run.keys("M")
        await run.shows("current nodes need the service")
        await run.keys("escape", "m")
        await run.shows("Node counts of groups need the service.", "describe-cluster")
    assert calls(service) == []


async def test_of_another_year_the_header_says_that(listed: Path) -> None:
    async with running(settings(listed), now=lambda: LATER + 366 * 86400, size=(80, 24)) as run:
        await run.shows("as of 2026-05-12 14:29:00")


async def test_an_event_without_metadata_shows_what_is_listed_of_it_and_how_to_get_the_rest(
    listed: Path,
) -> None:
    async with running(settings(listed)) as run:
        await run.shows("Why          reason not in the files  :fetch asks the service")
        await run.shows("Description", "EventId            00000000-0000-4000-8000-000000000001")
        await run.keys("y", "m")
        await run.says("Not copied: The file has no metadata of this event")
        await run.keys("u")
        await run.shows("The files lack the metadata of", ":fetch asks the service")


async def test_fetch_asks_the_service_for_what_is_in_view_first_and_says_how_far_it_is(
    listed: Path, service: Troubled
) -> None:
    async with running(settings(listed, url=service.url)) as run:
        await run.shows("72 loaded, no older saved", "reason not in the files")
        with service.hold("DescribeClusterEvent") as hold:
            await run.command("fetch")
            await run.shows("fetching details…", "as of 05-12 14:29:00")
            hold.release()
        await run.shows(f"FailureMessage  {SHORT[:60]}")
        await run.gone("fetching details")
        assert set(calls(service)) == {"DescribeClusterEvent"}
        asked = [call["EventId"] for call in service.calls.list("DescribeClusterEvent")]
        # By the ARN, each once.
        assert len(asked) == len(set(asked)) >= 12
        arn = event_row(0)["ClusterArn"]
        named = {call["ClusterName"] for call in service.calls.list("DescribeClusterEvent")}
        assert named == {arn}
        # What was fetched stays when the files are read again.
        await run.keys("r")
        await run.says("The files were read again")
        await run.shows(f"FailureMessage  {SHORT[:60]}")
        again = [call["EventId"] for call in service.calls.list("DescribeClusterEvent")]
        assert sorted(again) == sorted(set(again))


async def test_without_credentials_fetch_says_so_and_the_saved_events_stay(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    async with running(settings(listed)) as run:
        await run.shows("72 loaded, no older saved")
        await run.command("fetch")
        await run.shows("× No AWS credentials")
        await run.shows("72 loaded, no older saved", "reason not in the files")


async def test_several_clusters_are_listed_and_the_only_one_opens_by_itself(
    tmp_path: Path,
) -> None:
    other = {
        "ClusterName": "other",
        "ClusterArn": "arn:aws:sagemaker:eu-west-1:111122223333:cluster/bbbbbbbbbbbb",
    }
    one = file_of(tmp_path / "one.json", event_row(1), event_row(2))
    two = file_of(tmp_path / "two.json", {**event_row(3), **other}, {**event_row(2), **other})
    async with running(settings(one)) as run:
        await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
        await run.keys("C")
        await run.shows("Clusters  1")
        await run.keys("enter")
        await run.shows("2 loaded")
        run.post("q", "q")
        await run.ended()
    async with running(settings(one, two), now=lambda: LATER) as run:
        await run.shows("HyperPod clusters   ○ saved events  2 files  2026-05-12", "Clusters  2")
        assert isinstance(run.app.screen, PickerScreen)
        await run.keys("/", *"other", "enter")
        await run.shows(" other   ○ saved events  2 files", "eu-west-1")
        # The region of what is copied is the cluster's own.
        await run.keys("y", "l")
        await run.until(lambda: bool(run.sent))
        assert copied(run)[-1].endswith("--region eu-west-1")
    async with running(settings(one, cluster="nowhere")) as run:
        await run.shows("The files hold no events of cluster nowhere")


async def test_all_of_a_file_is_loaded_by_itself(tmp_path: Path) -> None:
    path = file_of(tmp_path / "many.json", *mixed_rows(1_250))
    async with running(settings(path)) as run:
        await run.shows("1,250 loaded, no older saved")


async def test_what_cannot_be_read_is_said_and_all_of_it_is_in_info(tmp_path: Path) -> None:
    text = tmp_path / "list.text"
    text.write_text("EVENTS\ti-0123\tInfo\n")
    missing = tmp_path / "missing.json"
    async with running(settings(text, missing)) as run:
        await run.shows("× No events in 2 files.", "--output json", "There is no such file.")
        run.post("q")
        await run.ended()
    whole = file_of(tmp_path / "whole.json", event_row(1))
    async with running(settings(whole, text, missing)) as run:
        await run.shows("1 loaded", "list.text", "1 other problem in the files: see :info")
        await run.command("info")
        await run.shows("1, 0 with metadata", "list.text", "missing.json", "Calls")


async def test_refresh_reads_the_files_again_and_keeps_what_is_loaded_where_that_fails(
    tmp_path: Path,
) -> None:
    path = file_of(tmp_path / "events.json", event_row(1), event_row(2))
    async with running(settings(path)) as run:
        await run.shows("2 loaded")
        await run.keys("/", *"level:info", "enter")
        file_of(path, event_row(0), event_row(1), event_row(2))
        await run.keys("r")
        await run.shows("Events  level:info", "3 of 3 loaded")
        path.unlink()
        await run.keys("r")
        await run.shows("There is no such file.", "3 of 3 loaded")


async def test_a_profile_or_a_region_is_not_picked_for_saved_events(listed: Path) -> None:
    async with running(settings(listed)) as run:
        await run.shows("72 loaded")
        await run.keys("P", "R")
        assert isinstance(run.app.screen, BrowserScreen)
        assert isinstance(run.app.account, SavedAccount)
        state = Path(run.environ["HOME"])
        assert not list(state.rglob("used.json"))
