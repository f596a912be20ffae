"""The command line: what it means, and how it fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import hpev_tui
from help.command_line import run
from hpev_tui import cli
from hpev_tui.model.settings import Settings


def test_nothing_given_is_nothing_asked_for() -> None:
    assert cli.settings([], {}) == Settings()


def test_every_option_reaches_the_settings() -> None:
    line = (
        "train-p5 --profile ml-prod --region eu-west-1 --endpoint-url http://localhost:5000/x"
        " --ascii --log-file a/b.log --demo --demo-events 12 --clipboard osc52 --clipboard-check"
    )
    assert cli.settings(line.split(), {"AWS_REGION": "us-east-1"}) == Settings(
        cluster="train-p5",
        profile="ml-prod",
        region="eu-west-1",
        region_of_environment="us-east-1",
        endpoint_url="http://localhost:5000/x",
        ascii=True,
        clipboard="osc52",
        clipboard_check=True,
        log_file=Path("a/b.log"),
        demo=True,
        demo_events=12,
    )


@pytest.mark.parametrize(
    ("line", "filter_text"),
    [
        (["--since", "2h"], "since:2h"),
        (["--until", "2026-11-20T10:00Z"], "until:2026-11-20T10:00Z"),
        (["--since", "2026-11-20 10:00"], 'since:"2026-11-20 10:00"'),
        (["--filter", "level:error a"], "level:error a"),
        (["--filter", "-type:instance", "--ascii"], "-type:instance"),
        (
            ["--filter", "level:error", "--since", "7d", "--until", "1h"],
            "level:error since:7d until:1h",
        ),
        # An option of its own says it louder than the filter does.
        (["--filter", "since:9d a", "--since", "1d"], "since:1d a"),
        # What cannot be read in the filter is shown on the screen, where it can be corrected.
        (["--filter", 'level:x "'], 'level:x "'),
        (["--filter", 'say "', "--since", "1d"], 'since:1d say "'),
    ],
)
def test_times_and_a_filter_begin_the_filters_line(line: list[str], filter_text: str) -> None:
    assert cli.settings(line, {}).filter_text == filter_text


def test_the_region_is_the_environments_where_none_is_given() -> None:
    environ = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "boto3 reads this one itself"}
    assert cli.settings([], environ).region == "us-east-1"
    assert cli.settings([], {"AWS_DEFAULT_REGION": "eu-north-1"}).region == ""


def test_an_arn_says_in_which_region_its_cluster_is_unless_a_region_is_given() -> None:
    arn = "arn:{}:sagemaker:{}:111122223333:cluster/f1a2r3a4w5y6"
    environ = {"AWS_REGION": "us-east-1"}
    for partition, region in (
        ("aws", "us-east-2"),
        ("aws-cn", "cn-north-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ):
        line = [arn.format(partition, region)]
        assert cli.settings(line, environ).region == region
        assert cli.settings([*line, "--region", "eu-west-1"], environ).region == "eu-west-1"
    # What is no region must not become part of the address that is called.
    for odd in ("evil.example/", "us-east-2.evil.example", "", "US-EAST-2", "us east-2-1"):
        assert cli.settings([arn.format("aws", odd)], environ).region == "us-east-1", odd


def test_the_way_for_copies_is_the_environments_where_none_is_given() -> None:
    assert cli.settings([], {"HPEV_CLIPBOARD": "cmd:tee 'a b'"}).clipboard == "cmd:tee 'a b'"
    assert cli.settings([], {"HPEV_CLIPBOARD": ""}).clipboard == "auto"
    line = ["--clipboard", "none"]
    assert cli.settings(line, {"HPEV_CLIPBOARD": "no such thing"}).clipboard == "none"


def test_an_unreadable_way_in_the_environment_is_named() -> None:
    done = run("--demo", HPEV_CLIPBOARD="cmd:'x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('hpev-tui: HPEV_CLIPBOARD: "cmd:\'x" is not auto, native, tmux,')
    assert done.stderr.endswith("; see hpev-tui --help\n")


def test_without_a_terminal_the_clipboards_check_says_what_it_sees_and_asks_nothing() -> None:
    done = run("--clipboard-check")
    assert done.returncode == 1
    assert "Environment\n  terminal  TERM=xterm-256color\n" in done.stdout
    assert "To change\n" in done.stdout
    assert "Paste it here" not in done.stdout
    assert done.stderr.startswith("hpev-tui: standard input is not a terminal")


@pytest.mark.parametrize(
    ("environ", "ascii_only"),
    [
        ({}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "de_DE"}, False),
        ({"LC_CTYPE": "UTF-8"}, False),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.utf8"}, False),
        # The fonts of the Linux console lack most glyphs.
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, True),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, True),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "en_US.ISO-8859-1"}, True),
        ({"LC_CTYPE": "C.UTF-8", "LC_ALL": "ja_JP.eucJP"}, True),
        ({"LC_CTYPE": "ja_JP.eucJP", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "en_US.ISO-8859-1", "LC_CTYPE": "", "LC_ALL": ""}, True),
        # As Python leaves it where the system does not know the locale, or has none.
        ({"LANG": "ja_JP.eucJP", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "ja_JP.eucJP", "LC_CTYPE": "C.utf8"}, True),
        ({"LANG": "ja_JP.eucJP", "LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "ja_JP.eucJP", "LC_CTYPE": "ja_JP.UTF-8"}, False),
    ],
)
def test_another_charset_than_utf8_or_the_console_asks_for_ascii(
    environ: dict[str, str], ascii_only: bool
) -> None:
    assert cli.settings([], environ).ascii is ascii_only
    assert cli.settings(["--ascii"], environ).ascii is True


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("--bogus", "--bogus"),
        ("one two", "two"),
        ("--demo-events 5", "--demo-events needs --demo"),
        ("--demo --demo-events -1", "'-1' is not a whole number"),
        ("--demo --demo-events many", "'many' is not a whole number"),
        ("--demo --demo-events ٣", "is not a whole number"),
        ("--endpoint-url localhost:5000", "is not a URL"),
        ("--endpoint-url http://[", "is not a URL"),
        ("--prof x", "--prof"),
        ("--region", "expected one argument"),
        ("--since soon", "'soon' is not a relative time (90m, 24h, 7d) or ISO 8601 (2026-"),
        ("--until 2026-13-01", "'2026-13-01' is not a relative time"),
        ("--since=", "'' is not a relative time"),
        ("--filter", "expected one argument"),
        (
            "--clipboard xclip",
            "'xclip' is not auto, native, tmux, screen, osc52, file, none or cmd:",
        ),
        ("--clipboard cmd:", "'cmd:' is not auto"),
        ("--clipboard=", "'' is not auto"),
    ],
)
def test_a_bad_command_line_is_status_2_and_one_line(
    line: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(line.split()) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(r"hpev-tui: .*; see hpev-tui --help\n", printed.err)
    assert reason in printed.err


def test_a_bad_argument_cannot_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--\x1b]52;c;eA==\x07\x9b2J"]) == 2
    assert capsys.readouterr().err.rstrip("\n").isprintable()


def test_version_and_help_go_to_standard_output() -> None:
    version = run("--version")
    assert (version.returncode, version.stderr) == (0, "")
    assert version.stdout == f"hpev-tui {hpev_tui.__version__}\n"
    usage = run("--help")
    assert (usage.returncode, usage.stderr) == (0, "")
    for option in cli.OPTIONS:
        assert option.name in usage.stdout
    assert "\x1b" not in usage.stdout


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_help_into_a_closed_pipe_is_quiet(unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hpev_tui", "--help"],
            stdout=writer,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_nobody_takes_leaves_the_exit_status_as_it_is() -> None:
    # As after a hang-up: what the terminal did not take is still in the stream at the end.
    code = (
        "import sys; from hpev_tui import cli; sys.stderr.buffer.write(b'left');"
        " sys.exit(cli.main(['--version']))"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=subprocess.DEVNULL,
            stderr=full,
            env={**os.environ, "PYTHONUNBUFFERED": ""},
        )
    assert done.returncode == 0


def test_saved_events_are_what_has_a_dot_or_a_slash_in_its_name_and_is_no_arn() -> None:
    arn = "arn:aws:sagemaker:us-west-2:111122223333:cluster/f1a2r3a4w5y6"
    for line, cluster, files in (
        ("events.json", "", ("events.json",)),
        ("train-p5 - ./b", "train-p5", ("-", "./b")),
        ("a/b train-p5 c.gz --region eu-west-1 ..", "train-p5", ("a/b", "c.gz", "..")),
        (f"{arn} x.zip", arn, ("x.zip",)),
        ("train-p5", "train-p5", ()),
    ):
        chosen = cli.settings(line.split(), {})
        assert (chosen.cluster, chosen.files) == (cluster, files), line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a b", "one cluster at a time, not a and b"),
        ("a.json --demo", "--demo opens no files"),
    ],
)
def test_what_makes_no_sense_with_saved_events_is_refused(line: str, said: str) -> None:
    done = run(*line.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
