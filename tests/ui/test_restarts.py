"""The SDK's process ends or hangs: what is loaded stays, the rest comes, and the screen says so."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.accounts import CONFIG, Profiles, TokenService, pick, token_service
from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import event_row, mixed_rows
from help.following import following
from help.rest import PageGate
from help.scripted import ScriptedEndpoint
from help.sdk import is_gone, pid, pids, wait_until
from hpev_tui.model.settings import Settings
from hpev_tui.sources.process import RESTARTED
from hpev_tui.sources.sdk_process import CallLimits
from hpev_tui.ui.screens.questions import CodeInput


async def killed(run: Run) -> None:
    """Kill the process of an app, and wait until that is known."""
    processes = run.app.account.host.processes
    process = pid(processes)
    os.kill(process, signal.SIGKILL)
    await run.until(lambda: process not in pids(processes))


def limit(run: Run, seconds: float = 0.3) -> None:
    """Give up the calls of this process, and of no other one, after so long."""
    for process in run.app.account.host.processes._taken:
        process.limits = CallLimits(seconds=seconds)


async def test_while_following_the_next_poll_says_that_there_is_another_one() -> None:
    async with following(*mixed_rows(40)) as it:
        await killed(it.run)
        it.service.add(event_row(-1))
        await it.poll()
        await it.run.shows("41 loaded", RESTARTED)
        assert it.run.current == event_row(-1)["EventId"]


async def test_between_the_pages_of_a_long_run_none_is_lost_and_none_comes_twice() -> None:
    rows = mixed_rows(1_500)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older available (L)")
            gate = PageGate(service)
            await run.keys("L")
            for _ in range(3):
                await gate.let_one_through(run)
            await run.until(lambda: gate.waiting)
            await killed(run)
            gate.open()
            await run.shows("1,500 loaded, no older events")
            assert run.listed == [row["EventId"] for row in rows]


async def test_in_the_picker_the_header_says_it_for_a_while(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        with endpoint.hold("ListClusters") as hold:
            await run.until(lambda: not run.account_is_busy())
            await run.keys("r")
            await run.until(lambda: hold.waiting == 1)
            await killed(run)
            await run.until(lambda: hold.waiting == 2)
            await run.shows(RESTARTED)
        run.app.account.host.processes.limits = CallLimits(note_seconds=0.0)
        await run.keys("r")
        await run.gone(RESTARTED)
        assert "empty-new" in run.text


async def test_another_region_after_a_restart_is_another_account(
    endpoint: ScriptedEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    profiles = Profiles(monkeypatch, tmp_path)
    profiles.add("dev", endpoint.url)
    async with running(Settings(profile="dev")) as run:
        await run.shows("empty-new", "us-west-2")
        profiles.replace("us-west-2", "eu-west-1")
        await killed(run)
        await run.keys("r")
        await run.shows("The AWS configuration now selects another profile or region")
        await run.keys("r")
        await run.shows("empty-new", "eu-west-1")


# A question


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TokenService]:
    config = tmp_path / "config"
    config.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with token_service("123456") as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", service.url)
        yield service


async def test_a_question_stays_one_and_its_code_reaches_the_next_process(
    sts: TokenService, endpoint: ScriptedEndpoint
) -> None:
    async with running(Settings(profile="guarded", endpoint_url=endpoint.url)) as run:
        await run.shows("MFA code for the profile's role")
        await run.keys(*"123")
        await killed(run)
        source = run.app.account.source
        await run.until(lambda: any(len(waiting) > 1 for waiting in source._questions.values()))  # type: ignore[attr-defined]
        assert len(run.app.screen.query(CodeInput)) == 1
        await run.keys(*"456", "enter")
        await run.shows("empty-new", "guarded")
        assert sts.codes == ["123456"]


# It hangs


@pytest.mark.parametrize("how", ["held", "stopped"])
async def test_a_call_that_hangs_is_given_up_and_r_works(
    endpoint: ScriptedEndpoint, how: str
) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.until(lambda: not run.account_is_busy())
        limit(run)
        hanging = pid(run.app.account.host.processes)
        if how == "stopped":
            os.kill(hanging, signal.SIGSTOP)
        with endpoint.hold("ListClusters"):
            await run.keys("r")
            await run.shows("ListClusters timed out after 0.3 s", "empty-new")
        await run.until(lambda: is_gone(hanging))
        await run.keys("r")
        await run.gone("was not answered")
        await run.shows("empty-new", RESTARTED)


# A program for credentials


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, endpoint: ScriptedEndpoint) -> Path:
    """Where the credential_process of the profile `slow` notes its process; `dev` has keys."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    noted = tmp_path / "noted"
    script = tmp_path / "get-keys"
    script.write_text(f"#!/bin/sh\necho $$ > {noted}.new; mv {noted}.new {noted}; exec sleep 600\n")
    script.chmod(0o755)
    profiles = Profiles(monkeypatch, tmp_path)
    profiles.add("dev", endpoint.url)
    config = tmp_path / "config"
    config.write_text(
        f"{config.read_text()}\n[profile slow]\nregion = us-west-2\n"
        "credential_process = ./get-keys --for me\n"
    )
    monkeypatch.chdir(tmp_path)
    return noted


@pytest.mark.parametrize("cluster", ["", "train-p5"])
async def test_a_program_that_hangs_is_named_and_ends_with_a_switch(
    hanging: Path, cluster: str
) -> None:
    settings = Settings(profile="slow", cluster=cluster)
    async with running(settings, calls=CallLimits(waiting_after=0.0)) as run:
        await run.shows("Waiting for credential_process: ./get-keys")
        await run.until(hanging.exists)
        process = int(hanging.read_text())
        await pick(run, "P", "dev")
        await run.shows("empty-new", "dev")
        assert "Waiting" not in run.text
        await run.until(lambda: is_gone(process))


@pytest.mark.parametrize("cluster", ["", "train-p5"])
async def test_a_program_with_a_long_name_is_named_where_there_is_little_room(
    hanging: Path, tmp_path: Path, cluster: str
) -> None:
    folder = tmp_path / "folder-with-a-long-name" / "another-one"
    folder.mkdir(parents=True)
    script = (tmp_path / "get-keys").rename(folder / "get-keys")
    config = tmp_path / "config"
    config.write_text(config.read_text().replace("./get-keys", str(script)))
    settings, calls = Settings(profile="slow", cluster=cluster), CallLimits(waiting_after=0.0)
    async with running(settings, size=(60, 20), calls=calls) as run:
        # The next lines have words of their own.
        await run.until(hanging.exists)
        start = f"Waiting for credential_process: {script}"[:44]
        await run.shows(start)
        assert run.text.splitlines()[0].endswith("…")


async def test_a_program_that_hangs_is_given_up(hanging: Path) -> None:
    calls = CallLimits(seconds=0.5, waiting_after=0.0)
    async with running(Settings(profile="slow"), calls=calls) as run:
        await run.shows("credential_process ./get-keys timed out after 0.5 s")
        await run.gone("Waiting for credential_process")
        await run.until(lambda: is_gone(int(hanging.read_text())))


# The end


@pytest.mark.parametrize("moment", ["call", "program", "replaced"])
async def test_it_quits_at_any_moment_and_leaves_nothing(
    request: pytest.FixtureRequest, endpoint: ScriptedEndpoint, moment: str
) -> None:
    noted: Path | None = None
    settings = account(endpoint)
    if moment == "program":
        noted, settings = request.getfixturevalue("hanging"), Settings(profile="slow")
    with endpoint.hold("ListClusters") as hold:
        async with running(settings) as run:
            if noted is not None:
                await run.until(noted.exists)
            else:
                await run.until(lambda: hold.waiting == 1)
            left = [pid(run.app.account.host.processes)]
            if noted is not None:
                left.append(int(noted.read_text()))
            if moment == "replaced":
                os.kill(left[0], signal.SIGKILL)
            run.post("ctrl+q")
            await run.ended()
            left += pids(run.app.account.host.processes)
    wait_until(lambda: all(map(is_gone, left)))


async def test_the_demo_goes_on_at_the_address_that_it_had() -> None:
    settings = Settings(cluster="efa-lab", demo=True, demo_stands_still=True, reasons=False)
    async with running(settings) as run:
        # Rows may come before the word of whose they are.
        await run.until(lambda: run.events.row_count > 0 and run.app.account.identity is not None)
        identity, listed = run.app.account.identity, run.listed
        await killed(run)
        await run.keys("r")
        await run.shows(RESTARTED)
        await run.until(lambda: not run.app.account.loader._working)
        assert run.app.account.source.identity == identity
        assert run.listed == listed
        await run.gone("r to retry")
