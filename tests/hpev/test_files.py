"""`hpev FILE`: the same answers from saved events, and what files cannot answer."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from help.endpoint import MadeUp
from help.events import NAME, event_row, fault
from help.hpev_run import COMMAND, Ran, environ_of, hpev

EFA = {
    "EventMetadata": {"Instance": {"FailureMessage": "EFA health checks did not run successfully."}}
}


@pytest.fixture
def service() -> Iterator[MadeUp]:
    with MadeUp(*(row for number in range(5) for row in fault(number))) as made:
        for number in range(10):
            made.rows.details[event_row(number)["EventId"]] = EFA
        yield made


@pytest.fixture
def saved(service: MadeUp, tmp_path: Path) -> str:
    """What `hpev events` prints as lines, in a file."""
    ran = hpev(service, "events", "--cluster", NAME, "--output", "jsonl")
    file = tmp_path / "events.jsonl"
    file.write_text(ran.out)
    service.calls.clear()
    return str(file)


def rows(service: MadeUp, *argv: str) -> list[dict[str, Any]]:
    ran = hpev(service, *argv, "--output", "json")
    assert ran.status == 0, ran.err
    read: list[dict[str, Any]] = ran.document["rows"]
    return read


@pytest.mark.parametrize(
    "argv",
    [
        ("events",),
        ("events", "--filter", "cause:efa", "--limit", "2"),
        ("events", "--since", "2026-05-12T14:28Z"),
        ("timeline", f"i-0{1:016x}"),
    ],
)
def test_saved_lines_give_the_same_rows_without_a_call(
    service: MadeUp, saved: str, argv: tuple[str, ...]
) -> None:
    read = rows(service, *argv, saved)
    assert service.calls.operations() == ()
    assert read == rows(service, *argv, "--cluster", NAME)
    assert read


def test_what_is_wrong_with_a_file_is_said_with_its_position(
    service: MadeUp, saved: str, tmp_path: Path
) -> None:
    cut, text = tmp_path / "cut.json", tmp_path / "text.json"
    cut.write_text(Path(saved).read_text()[:2000])
    text.write_text("EVENTS  some text\n")
    ran = hpev(service, "events", str(cut), "--output", "json")
    assert ran.status == 1
    assert ran.document["rows"]
    (problem,) = ran.document["coverage"]["files"]["problems"]
    assert problem["position"].startswith("line ")
    ran = hpev(service, "events", str(text))
    assert (ran.status, ran.out) == (1, "")
    assert f"{text}" in ran.err
    assert "--output json" in ran.err
    assert hpev(service, "events", str(tmp_path / "none.json")).status == 1


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_standard_input_is_read_by_each_of_its_names_and_a_closed_one_is_said(
    service: MadeUp, saved: str, name: str
) -> None:
    def piped(line: str) -> Ran:
        argv = ["sh", "-c", line, "sh", *COMMAND, "events", name, "--output", "jsonl"]
        environ = {**environ_of(service), "SAVED": saved}
        done = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=30)
        return Ran(done.returncode, done.stdout, done.stderr)

    ran = piped('cat "$SAVED" | "$@"')
    assert (ran.status, len(ran.lines)) == (0, 10)
    ran = piped('exec "$@" <&-')
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "hpev: standard input is closed: pipe saved events into it, or name a file\n"
    )


def test_what_needs_the_service_says_so(service: MadeUp, saved: str) -> None:
    for verb in ("watch", "wait"):
        ran = hpev(service, verb, saved)
        assert ran.status == 2
        assert f"{verb} asks the service" in ran.err
    ran = hpev(service, "groups", saved)
    assert ran.status == 0
    assert "Saved events hold no answer to DescribeCluster" in ran.err
    assert hpev(service, "events", "-").status == 2
