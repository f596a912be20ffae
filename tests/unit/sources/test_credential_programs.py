"""A credential_process: what is said of it, and when it is ended."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from help.scripted import ScriptedEndpoint
from help.sdk import is_gone, pid, wait_until
from help.source_run import SECONDS, SourceRun
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.opening import open_source
from hpev_tui.sources.sdk_process import CallLimits

Starting = Callable[..., SourceRun]

KEYS = {"Version": 1, "AccessKeyId": "an-id", "SecretAccessKey": "a-key"}


@pytest.fixture
def program(account: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a shell script the credential_process of the default profile."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        account.delenv(name)

    def make(script: str) -> Path:
        path = tmp_path / "get-keys"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        (tmp_path / "config").write_text(f"[default]\ncredential_process = {path} --role reader\n")
        return path

    return make


def failure_of_opening() -> Failure:
    with pytest.raises(SourceError) as caught:
        open_source(None, None, "http://127.0.0.1:1")
    return caught.value.failure


def printing(text: str) -> str:
    return f"printf %s {shlex.quote(text)}"


# What it prints


JSON = "JSON with Version 1, AccessKeyId and SecretAccessKey"
TIME = "Expiration as 2030-01-31T12:00:00Z, or leave it out"


def printing_keys(**changed: object) -> str:
    return printing(json.dumps({**KEYS, **changed}))


MISPRINTS = [
    (":", "its output is empty", JSON),
    (printing("AKIAWHATEVER"), "its output is not JSON", JSON),
    (printing("[1]"), "its output is not a JSON object", JSON),
    ("head -c 100000 /dev/zero | tr '\\0' '['", "its output is not JSON", JSON),
    ("printf '\\377\\376'", "its output is not JSON", JSON),
    ("printf '\\377\\376{\\000}\\000'", "its output is not JSON", JSON),
    (printing_keys(Version=2), "its Version is not 1", JSON),
    (printing('{"Version": 1}'), "AccessKeyId and SecretAccessKey missing", JSON),
    (printing_keys(SecretAccessKey=None), "SecretAccessKey missing", JSON),
    (printing_keys(SecretAccessKey=""), "its SecretAccessKey is empty", "SecretAccessKey as"),
    (printing_keys(AccessKeyId=7), "its AccessKeyId is not a string", "AccessKeyId as a line"),
    (printing_keys(AccessKeyId="a\nb"), "its AccessKeyId is not printable ASCII", "AccessKeyId as"),
    (printing_keys(SecretAccessKey="é"), "its SecretAccessKey is not printable", "Key as a line"),
    (printing_keys(SessionToken=7), "its SessionToken is not a string", "SessionToken as a line"),
    (printing_keys(SessionToken=["a"]), "its SessionToken is not a string", "SessionToken as"),
    (printing_keys(SessionToken="a\x00"), "its SessionToken is not printable", "SessionToken as"),
    (printing_keys(Expiration=7), "its Expiration is not a string", TIME),
    (printing_keys(Expiration="soon"), "its Expiration is not an ISO 8601 time", TIME),
    (printing_keys(Expiration="9" * 400), "its Expiration is not an ISO 8601 time", TIME),
    (printing_keys(Expiration="2099-01-01T00:00:00"), "its Expiration has no time zone", TIME),
    (printing_keys(Expiration="2020-01-01T00:00:00Z"), "its Expiration is in the past", "clock"),
]


@pytest.mark.parametrize(("script", "why", "fix"), MISPRINTS)
def test_what_is_not_the_documented_json_is_said_without_showing_it(
    program: Callable[[str], Path], script: str, why: str, fix: str
) -> None:
    path = program(script)
    failure = failure_of_opening()
    assert failure.kind == "credentials"
    assert failure.title.startswith(f"credential_process {path} did not print credentials: {why}")
    assert failure.advice.startswith("It must print ")
    assert fix in failure.advice
    assert failure.retryable


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"SessionToken": None, "Expiration": None},
        {"SessionToken": ""},
        {"SessionToken": "a+/=", "Expiration": "2099-01-01T00:00:00+01:00", "AccountId": "1"},
    ],
)
def test_what_is_the_documented_json_is_used(
    program: Callable[[str], Path],
    endpoint: ScriptedEndpoint,
    closing: Callable[[AwsSource], AwsSource],
    more: dict[str, object],
) -> None:
    program(printing_keys(**more))
    assert closing(open_source(None, None, endpoint.url)).clusters(None).items


def test_its_errors_are_shown_cleaned_and_masked(program: Callable[[str], Path]) -> None:
    path = program(
        "printf 'no way\\033]0;x\\007\\377: aws_session_token=abcdefgh\\nASIAHPEVTUITESTKEY42' >&2;"
        " exit 3"
    )
    failure = failure_of_opening()
    assert failure.kind == "credentials"
    assert failure.title.startswith(f"credential_process {path} failed with status 3: no way")
    assert failure.title.endswith("****EY42")
    assert "abcdefgh" not in failure.title
    assert failure.title.isprintable()
    assert "in a shell" in failure.advice


KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = f"IQoJb3JpZ2luX2VjE{'a1+/B' * 40}=="


@pytest.mark.parametrize(
    "errors",
    [
        f"cannot use {KEY} here",
        f"cannot use\n  {KEY[:25]}\n  {KEY[25:]}",
        "\n".join(TOKEN[start : start + 64] for start in range(0, len(TOKEN), 64)),
        json.dumps({"error": json.dumps({**KEYS, "SecretAccessKey": KEY, "SessionToken": TOKEN})}),
        f"GET https://me:{quote(KEY, safe='')}@vault/?token={quote(TOKEN, safe='')} failed",
        f"-H 'Authorization: Bearer {TOKEN}' is wrong",
        # Half of it is before what is shown.
        f"x {TOKEN * 3} y",
    ],
)
def test_no_key_that_it_prints_is_shown(program: Callable[[str], Path], errors: str) -> None:
    program(f"{printing(errors)} >&2; exit 1")
    title = "".join(failure_of_opening().title.split())
    for secret in (KEY, TOKEN, quote(KEY, safe=""), quote(TOKEN, safe="")):
        assert not any(secret[start : start + 8] in title for start in range(len(secret) - 7))
    assert "****" in title


@pytest.mark.parametrize(
    ("script", "end"),
    [
        ("exit 1", "get-keys failed with status 1"),
        ("kill -9 $$", "get-keys was ended by signal 9"),
        ("yes no >&2", "get-keys printed more than 1,048,576 bytes and was stopped"),
        ("yes no", "get-keys printed more than 1,048,576 bytes and was stopped"),
        ("seq 9999 >&2; exit 1", "get-keys failed with status 1: …"),
    ],
)
def test_how_it_ends_is_said(program: Callable[[str], Path], script: str, end: str) -> None:
    program(script)
    title = failure_of_opening().title
    assert end in title
    assert len(title) < 700


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/nowhere/get-keys x", "/nowhere/get-keys did not start: No such file or directory"),
        ("'/etc' x", "/etc did not start: Permission denied"),
        ("''", "did not start: "),
    ],
)
def test_one_that_cannot_be_started(
    account: pytest.MonkeyPatch, tmp_path: Path, command: str, why: str
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        account.delenv(name)
    (tmp_path / "config").write_text(f"[default]\ncredential_process = {command}\n")
    failure = failure_of_opening()
    assert failure.kind == "credentials"
    assert why in failure.title
    assert "credential_process in ~/.aws/config" in failure.advice


@pytest.mark.parametrize("command", ["sh -c 'x", "sh \\"])
def test_one_whose_command_cannot_be_read(
    account: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        account.delenv(name)
    (tmp_path / "config").write_text(f"[default]\ncredential_process = {command}\n")
    failure = failure_of_opening()
    assert failure.kind == "credentials"
    assert failure.title.startswith("Invalid credential_process in the profile (No ")


def test_a_relative_one_is_looked_for_in_the_working_folder(
    program: Callable[[str], Path],
    tmp_path: Path,
    started: Starting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = program(printing(json.dumps(KEYS)))
    (tmp_path / "config").write_text("[default]\ncredential_process = ./get-keys\n")
    monkeypatch.chdir(path.parent)
    assert started().source.clusters(None).items


# While it runs


def hanging(folder: Path) -> str:
    """A script that notes its process and that of a program that it starts, and hangs."""
    return f"echo $$ >> {folder}/pids; sleep 600 & echo $! >> {folder}/pids; wait"


def those_that_hang(folder: Path, count: int = 2) -> list[int]:
    """The processes of the script, once it has noted them."""
    noted = folder / "pids"
    wait_until(lambda: noted.exists() and noted.read_text().count("\n") >= count)
    return [int(line) for line in noted.read_text().split()]


def test_one_that_takes_long_is_named_and_ended_with_all_that_it_started(
    program: Callable[[str], Path], tmp_path: Path, started: Starting
) -> None:
    path = program(hanging(tmp_path))
    run = started(CallLimits(seconds=0.5, waiting_after=0.0))
    calls = [run.begin(run.failure, run.source.clusters, None) for _ in range(3)]
    waiting = f"Waiting for credential_process: {path}"
    wait_until(lambda: run.said == [waiting])
    processes = those_that_hang(tmp_path)
    failures = {call.result(SECONDS) for call in calls}
    assert failures == {
        Failure(
            "credentials",
            f"credential_process {path} timed out after 0.5 s",
            "Run it in a shell to see what it waits for, then r to retry",
        )
    }
    wait_until(lambda: all(map(is_gone, processes)))
    # It ran once for all three.
    assert len(those_that_hang(tmp_path)) == 2
    # `r` looks again.
    program(printing(json.dumps(KEYS)))
    run.processes.limits = CallLimits()
    run.source.renew()
    assert run.source.clusters(None).items
    assert run.said[-1] == ""


def test_one_that_prints_without_end_is_ended_with_all_that_it_started(
    program: Callable[[str], Path], tmp_path: Path, started: Starting
) -> None:
    program(f"sleep 600 & echo $! > {tmp_path}/pids; exec yes no")
    run = started()
    failure = run.failure(run.source.clusters, None)
    assert "printed more than 1,048,576 bytes and was stopped" in failure.title
    wait_until(lambda: all(map(is_gone, those_that_hang(tmp_path, 1))))
    program(printing(json.dumps(KEYS)))
    run.source.renew()
    assert run.source.clusters(None).items


def test_one_that_ends_in_time_is_not_named_any_more(
    program: Callable[[str], Path], tmp_path: Path, started: Starting
) -> None:
    os.mkfifo(tmp_path / "go-on")
    path = program(f"cat {tmp_path}/go-on; {printing(json.dumps(KEYS))}")
    run = started(CallLimits(waiting_after=0.0))
    call = run.begin(run.source.clusters, None)
    wait_until(lambda: run.said == [f"Waiting for credential_process: {path}"])
    (tmp_path / "go-on").write_text("")
    assert call.result(SECONDS)
    assert run.said[1:] == [""]


def test_one_that_is_quick_is_not_named(program: Callable[[str], Path], started: Starting) -> None:
    program(printing(json.dumps(KEYS)))
    run = started()
    assert run.source.clusters(None).items
    assert run.said == []


@pytest.mark.parametrize("end", ["switch", "quit"])
def test_one_that_hangs_does_not_outlive_its_use(
    program: Callable[[str], Path], tmp_path: Path, started: Starting, end: str
) -> None:
    program(hanging(tmp_path))
    run = started()
    call = run.begin(run.failure, run.source.clusters, None)
    processes = [*those_that_hang(tmp_path), pid(run.processes)]
    if end == "switch":
        run.source.close()
    else:
        run.processes.close()
    assert isinstance(failure := call.result(SECONDS), Failure)
    assert failure.title == "Account closed"
    wait_until(lambda: all(map(is_gone, processes)))
