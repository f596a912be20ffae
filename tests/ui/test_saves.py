"""Saving: what cannot be written as it was to be is asked about, and no key waits for a disk."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import mixed_rows
from hpev_tui.ui.screens.saving import SaveInput
from ui.test_list_copies import COMMAND_FILE, SAVE_COMMAND, SAVE_TIMELINE, TIMELINE_FILE

ASKS = "ype another name or path"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, and a working folder in it, which has a file of the list's name."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / COMMAND_FILE).write_text("mine")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


@pytest.fixture
def service() -> Iterator[MadeUp]:
    with MadeUp(*mixed_rows(20)) as started:
        yield started


@pytest.fixture
async def run(home: Path, service: MadeUp) -> AsyncIterator[Run]:
    """A cluster's screen."""
    assert Path.cwd() == home / "here"
    async with running(account(service, "made-up")) as started:
        await started.shows("20 loaded")
        yield started


async def asks(run: Run, *words: str) -> None:
    """Wait until the screen says this, on however many lines."""
    pressed = ["".join(each.split()) for each in words]
    await run.until(lambda: all(each in "".join(run.text.split()) for each in pressed))


async def name(run: Run, named: str) -> None:
    """Type another name and save."""
    run.the(SaveInput).value = named
    await run.keys("enter")


async def test_a_file_that_is_there_is_overwritten_after_asking(run: Run, home: Path) -> None:
    path = home / "here" / COMMAND_FILE
    await run.command(SAVE_COMMAND)
    await asks(run, f"{COMMAND_FILE}: File exists", "enter overwrites it.")
    assert path.read_text() == "mine"
    await run.keys("enter")
    await run.says(f"Saved {path}")
    assert path.read_text().startswith("aws sagemaker list-cluster-events ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await run.gone(ASKS)


async def test_another_name_is_saved_beside_it(run: Run, home: Path) -> None:
    await run.command(SAVE_COMMAND)
    await run.shows("File exists")
    await name(run, "~/other.sh")
    await run.says(f"Saved {home}/other.sh")
    assert (home / "other.sh").read_text().startswith("aws ")
    assert (home / "here" / COMMAND_FILE).read_text() == "mine"


async def test_only_the_file_that_was_asked_about_is_overwritten(run: Run, home: Path) -> None:
    (home / "another").write_text("another's")
    await run.command(SAVE_COMMAND)
    await run.shows("File exists")
    await name(run, "~/another")
    await asks(run, f"{home}/another: File exists")
    await name(run, COMMAND_FILE)
    await asks(run, f"{COMMAND_FILE}: File exists")
    assert (home / "another").read_text() == "another's"
    assert (home / "here" / COMMAND_FILE).read_text() == "mine"


async def test_a_name_that_cannot_be_had_is_asked_for_again(run: Run, home: Path) -> None:
    refused = {
        "x" * 300: "File name too long",
        "missing/a": "No such file or directory",
        "~nobody-has-this-name/a": "no home folder for ~nobody-has-this-name",
        "/dev/null/a": "Not a directory",
        "/proc/a": "No such file or directory",
        ".": "it exists and is not a regular file",
    }
    await run.command(SAVE_COMMAND)
    await run.shows("File exists")
    for named, why in refused.items():
        await name(run, named)
        await asks(run, why, ASKS)
        assert run.the(SaveInput).value == named
    await name(run, "é ▁ 'x'")
    await run.says(f"Saved {home}/here/é ▁ 'x'")
    assert sorted(path.name for path in (home / "here").iterdir()) == [COMMAND_FILE, "é ▁ 'x'"]


async def test_the_text_is_kept_until_it_is_saved(run: Run, home: Path) -> None:
    (home / "here" / COMMAND_FILE).unlink()
    (home / "here").rmdir()
    await run.command(SAVE_TIMELINE)
    await run.shows("the working folder is gone", ASKS)
    await name(run, "~/rows.md")
    await run.says(f"Saved {home}/rows.md")
    assert (home / "rows.md").read_text().startswith("## arn:")


async def test_esc_saves_nothing(run: Run, home: Path) -> None:
    await run.command(SAVE_COMMAND)
    await run.shows("File exists")
    await run.keys("escape", "j")
    assert run.events.cursor == 1
    assert [path.name for path in (home / "here").iterdir()] == [COMMAND_FILE]
    assert (home / "here" / COMMAND_FILE).read_text() == "mine"


async def test_no_key_and_no_other_save_waits_for_a_file_system_that_hangs(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, answer, sync = threading.Event(), threading.Event(), os.fsync

    def hang(handle: int) -> None:
        # The state file is saved, too.
        is_here = Path(f"/proc/self/fd/{handle}").readlink().is_relative_to(home / "here")
        if is_here and not hanging.is_set():
            hanging.set()
            answer.wait()
        sync(handle)

    monkeypatch.setattr(os, "fsync", hang)
    await run.command(SAVE_TIMELINE)
    await run.until(hanging.is_set)
    await run.keys("j", "j")
    assert run.events.cursor == 2
    await run.command(SAVE_COMMAND)
    await run.shows("File exists")
    await run.keys("enter")
    await run.says("Saved ")
    assert not (home / "here" / TIMELINE_FILE).exists()
    # What the end of the program says, which waits a moment.
    monkeypatch.setattr("hpev_tui.ui.saves.FINISH_SECONDS", 0.0)
    late = f"not saved: {TIMELINE_FILE}: the file system does not answer"
    assert run.app._copying.saves.finish() == [late]
    answer.set()
    await run.says(f"Saved {home}/here/{TIMELINE_FILE}")


async def test_what_is_asked_and_left_is_said(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, answer = threading.Event(), threading.Event()
    await run.command(SAVE_COMMAND)
    await run.shows("File exists")

    def hang(_: int) -> None:
        hanging.set()
        answer.wait()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", hang)
    await run.keys("enter")
    await run.until(hanging.is_set)
    await run.shows(f"Saving {COMMAND_FILE}")
    await run.keys("escape")
    await run.gone("Saving")
    answer.set()
    await run.says(f"Not saved: {home}/here/{COMMAND_FILE}: Input/output error")
    assert (home / "here" / COMMAND_FILE).read_text() == "mine"


async def test_enter_twice_saves_once(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, sync = list[int](), os.fsync

    def count(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            saved.append(handle)
        sync(handle)

    await run.command(SAVE_COMMAND)
    await run.shows("File exists")
    monkeypatch.setattr(os, "fsync", count)
    run.the(SaveInput).value = "~/other.sh"
    await run.keys("enter", "enter")
    await run.says(f"Saved {home}/other.sh")
    assert len(saved) == 1
