"""The command as a process: its exit status, its ends, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.accounts import CONFIG, token_service
from help.endpoint import MadeUp
from help.events import NAME, clusters_of, event_row, mixed_rows
from help.hpev_run import COMMAND, Ran, ended, environ_of, hpev, started
from help.scripted import ScriptedEndpoint
from help.sdk import is_gone, wait_until
from hpev_tui.verbs import table
from hpev_tui.verbs.exits import EXITS
from hpev_tui.verbs.options import VERBS
from hpev_tui.verbs.table import VerbFunction, verb_of


@pytest.fixture
def service() -> Iterator[MadeUp]:
    with MadeUp(*mixed_rows(150)) as made:
        yield made


def children_of(process: int) -> list[int]:
    """The processes that a process has started."""
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def test_it_imports_no_textual_and_no_sdk(service: MadeUp) -> None:
    script = (
        "import sys; from hpev_tui.hpev import main; status = main();"
        "print(sorted({'textual', 'rich', 'boto3', 'botocore', 'pyperclip', 'jmespath'}"
        " & {name.split('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(status)"
    )
    argv = [COMMAND[0], "-c", script, "events", "--cluster", NAME, "--quiet", "--output", "csv"]
    done = subprocess.run(argv, env=environ_of(service), capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert len(done.stdout.splitlines()) == 101


@pytest.mark.parametrize(
    ("argv", "operation"),
    [
        (("clusters",), "ListClusters"),
        (("events",), "ListClusters"),
        (("events", "--cluster", NAME), "ListClusterEvents"),
        (("events", "--cluster", NAME, "--filter", "level:Error"), "DescribeCluster"),
        (("nodes", "--cluster", NAME, "--since", "24h"), "ListClusterEvents"),
    ],
)
def test_the_service_is_asked_before_the_verb_is_imported_and_once(
    argv: tuple[str, ...], operation: str, service: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verb_when_asked(name: str) -> VerbFunction:
        wait_until(lambda: service.calls.operations() == (operation,))
        return verb_of(name)

    monkeypatch.setattr(table, "verb_of", verb_when_asked)
    assert hpev(service, *argv, "--quiet").status == 0
    assert service.calls.count(operation) == 1


def test_help_names_every_verb_and_starts_no_process() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    assert all(f"    {verb.name} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        ((), 2, "a verb is missing"),
        (("listen",), 2, "invalid choice"),
        (("events", "--output", "xml"), 2, "'xml' is not one of table, json"),
        (("events", "--since", "noon"), 2, "is not a relative time"),
        (("events", "--filter", "levl:error"), 2, 'Unknown key "levl"'),
        (("events", "--query", "rows["), 2, "Invalid jmespath expression"),
        (("events", "one", "two"), 2, "one cluster at a time"),
        (("events", "--query", "upper(rows)"), 2, "--query: Unknown function: upper()"),
        (("events", "--cluster", NAME, "--query", "abs(rows)"), 2, "--query: In function abs()"),
        (("events", "--cluster", NAME, "--query", "rows[::0]"), 2, "--query: slice step"),
        (("events", "--cluster", NAME, "--filter", "-type:cluster"), 0, "older ones remain"),
        (("events", "--group", "x"), 2, "unrecognized arguments: --group"),
        (("events", "--cluster", NAME, "--cluster=x", "file.json", "--demo"), 2, "opens no files"),
        (("status", "--fail-on", "sunshine"), 2, "'sunshine' is not error, warn"),
        (("watch", "--output", "json"), 2, "--output jsonl"),
        (("events", "--cluster", "none"), 1, "Not found: ListClusterEvents"),
        (("events", "--cluster", NAME), 0, "older ones remain"),
        (("events", "--cluster", NAME, "--quiet"), 0, ""),
        (("wait", "--cluster", NAME, "--group", "none"), 1, "no instance group none"),
    ],
)
def test_each_line_has_its_status(
    service: MadeUp, argv: tuple[str, ...], status: int, said: str
) -> None:
    ran = hpev(service, *argv)
    assert (ran.status, said in ran.err) == (status, True), ran.err
    assert bool(ran.out) is (status == 0)
    assert not said or ran.err.startswith("hpev")
    assert said or not ran.err


def test_what_the_service_refuses_ends_with_3_or_1_and_the_fix(service: MadeUp) -> None:
    for code, http, status in (
        ("AccessDeniedException", 400, 3),
        ("ExpiredTokenException", 403, 3),
        ("ValidationException", 400, 1),
    ):
        service.fail("ListClusterEvents", http, code, "not today", times=9)
        ran = hpev(service, "events", "--cluster", NAME)
        service.forget("ListClusterEvents")
        assert (ran.status, ran.out) == (status, ""), code
        assert " r to " not in ran.err


def test_a_time_limit_ends_with_4_and_prints_what_came(service: MadeUp) -> None:
    with service.hold("DescribeClusterEvent"):
        argv = ("events", "--cluster", NAME, "--output", "json", "--timeout", "1s")
        ran = hpev(service, *argv)
        assert (ran.status, len(ran.document["rows"])) == (4, 100)
        assert ran.document["coverage"]["timed_out"] is True
        assert ran.document["coverage"]["reasons"]["why"][0]["kind"] == "late"
    with service.hold("ListClusterEvents"):
        ran = hpev(service, "events", "--cluster", NAME, "--timeout", "0s")
        assert (ran.status, ran.out) == (4, "")


def test_without_a_cluster_the_only_one_with_events_is_taken(service: MadeUp) -> None:
    ran = hpev(service, "events", "--output", "json", "--no-reasons", "--limit", "1")
    assert ran.document["coverage"]["cluster"] == NAME


def test_without_a_cluster_several_or_none_end_with_2(endpoint: ScriptedEndpoint) -> None:
    several = hpev(endpoint, "events")
    assert several.status == 2
    assert "Continuous clusters in us-west-2: use --cluster: " in several.err
    assert len(several.err.split(", ")) > 1
    endpoint.answer("ListClusters", clusters_of("111122223333"))
    none = hpev(endpoint, "events")
    assert none.status == 2
    assert "none is Continuous" in none.err


def test_a_code_that_nobody_can_type_ends_with_3(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with token_service("123456") as sts:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
        ran = hpev(endpoint, "events", "--profile", "guarded")
        assert ran.status == 3
        assert "An MFA code is needed, and there is no terminal" in ran.err
        assert not sts.codes


def test_a_code_is_asked_for_on_a_terminal(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    ours, theirs = os.openpty()
    with token_service("123456") as sts:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
        with subprocess.Popen(
            [*COMMAND, "events", "--profile", "guarded", "--cluster", "empty-new"],
            env=environ_of(endpoint),
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        ) as process:
            asked = b""
            while b"mfa/me" not in asked:
                asked += os.read(ours, 1024)
            os.write(ours, b"123456\n")
            assert process.wait(30) == 0
        assert sts.codes == ["123456"]
    os.close(ours)
    os.close(theirs)


def test_nodes_need_no_events(service: MadeUp) -> None:
    message = "ListClusterEvents is only supported with NodeProvisioningMode set to Continuous"
    for verb, status in (("nodes", 0), ("groups", 0), ("events", 1)):
        service.fail("ListClusterEvents", 400, "ValidationException", message, times=3)
        assert hpev(service, verb, "--cluster", NAME).status == status, verb
        service.forget("ListClusterEvents")


def test_a_condition_that_holds_ends_with_10(service: MadeUp) -> None:
    since = ("--since", "2026-05-12T00:00Z")
    for conditions, status in (("error", 10), ("stuck,warn", 10), ("failed", 0)):
        argv = ("status", "--cluster", NAME, *since, "--fail-on", conditions)
        assert hpev(service, *argv).status == status, conditions


def test_wait_ends_with_what_it_waits_for_or_with_a_condition(service: MadeUp) -> None:
    for argv, status in (
        ((), 0),
        (("--group", "workers", "--until", "settled"), 0),
        (("--until", "stuck", "--fail-on", "steady,recovered,not-known"), 10),
        (("--until", "stuck", "--timeout", "1s"), 4),
    ):
        ran = hpev(service, "wait", "--cluster", NAME, "--output", "json", *argv)
        assert ran.status == status, argv
        assert [row["instance_group_name"] for row in ran.document["rows"]] == ["workers"]


def test_sigint_ends_it_quietly_with_its_child(service: MadeUp) -> None:
    with service.hold("ListClusterEvents") as held:
        process = started(service, "events", "--cluster", NAME)
        held.wait_for(1)
        (child,) = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        assert ended(process) == Ran(130, "", "")
    wait_until(lambda: is_gone(child))


def test_its_child_ends_with_it_when_it_is_killed(service: MadeUp) -> None:
    with service.hold("ListClusterEvents") as held:
        process = started(service, "events", "--cluster", NAME)
        held.wait_for(1)
        (child,) = children_of(process.pid)
        process.kill()
        ended(process)
    wait_until(lambda: is_gone(child))


def test_watch_prints_each_event_at_once_until_nobody_reads(service: MadeUp) -> None:
    argv = ("--cluster", NAME, "--since", "2026-05-12T14:29Z", "--output", "jsonl")
    with started(service, "watch", *argv) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert f'"{event_row(1)["EventId"]}"' in process.stdout.readline()
        assert f'"{event_row(0)["EventId"]}"' in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_broken_pipe_is_no_fault(service: MadeUp) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "events", "--cluster", NAME],
        env=environ_of(service),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_one(service: MadeUp) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "events", "--cluster", NAME],
            env=environ_of(service),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.endswith("cannot write to standard output: No space left on device\n")


def test_a_standard_output_that_does_not_wait_gets_all() -> None:
    with MadeUp(*mixed_rows(1000)) as service:
        argv = ("events", "--cluster", NAME, "--limit", "0", "--no-reasons", "--output", "jsonl")
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        with subprocess.Popen(
            [*COMMAND, *argv], env=environ_of(service), stdout=writing, stderr=subprocess.PIPE
        ) as process:
            os.close(writing)
            with os.fdopen(reading) as output:
                assert len(output.readlines()) == 1000
            assert process.wait(30) == 0


def test_a_closed_standard_error_puts_no_message_among_the_data(service: MadeUp) -> None:
    closed = ("sh", "-c", 'exec "$@" 2>&-', "sh", *COMMAND)
    for argv, status in (
        (("events", "--output", "xml"), 2),
        (("events", "--filter", "levl:error"), 2),
        (("events", "--cluster", "none"), 1),
    ):
        done = subprocess.run(
            [*closed, *argv], env=environ_of(service), stdout=subprocess.PIPE, check=False
        )
        assert (done.returncode, done.stdout) == (status, b""), argv


def test_an_error_that_is_not_of_standard_output_is_said(
    service: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("hpev_tui.verbs.program.Headless", fail)
    assert hpev(service, "events") == Ran(1, "", "hpev: cannot go on: Too many open files\n")


def test_progress_is_shown_on_a_terminal_only(service: MadeUp) -> None:
    argv = ("events", "--cluster", NAME, "--limit", "20")
    shown = hpev(service, *argv, terminal=True)
    assert "Loading reasons: " in shown.err
    assert hpev(service, *argv).out == shown.out
    assert "Loading" not in hpev(service, *argv).err
    assert hpev(service, *argv, "--quiet", terminal=True).err == ""


def test_statuses_are_said_once_each() -> None:
    assert [status for status, _ in EXITS] == [0, 1, 2, 3, 4, 10, 130]
