"""Passwords in `--endpoint-url` and in proxies' variables are nowhere but where the user put them.

Looked at are the screen, `:info`, copies, the log, the message of a crash and the arguments of
every process that the program starts.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from help import crashing
from help.attacks import leaving
from help.attacks.echo import EchoEndpoint, refusal
from help.terminal import Terminal, hpev
from hpev_tui.demo.endpoint import error_reply
from hpev_tui.demo.validation import ServiceError

ENDPOINT = "Endp0int-S3cret%2FPassw0rd"
PROXY = "Pr0xy-S3cret%40Passw0rd"
SECRETS = (ENDPOINT, unquote(ENDPOINT), PROXY, unquote(PROXY))
PROXY_URL = f"http://proxy-user:{PROXY}@127.0.0.1:1"
ENV = {
    "AWS_ACCESS_KEY_ID": "ASIAHPEVTUITESTKEY42",
    "AWS_SECRET_ACCESS_KEY": "hpev/Tui+SecretAccessKey/0123456789abcde",
    "AWS_SESSION_TOKEN": f"IQoJhpev{'Session+Token/0123456789' * 12}==",
    "AWS_REGION": "us-west-2",
    "HTTPS_PROXY": PROXY_URL,
}
_TOOL = """\
#!/bin/sh
tr '\\0' ' ' < /proc/$$/cmdline >> {folder}/arguments
cat >> {folder}/copied
"""


def arguments_of_children(pid: int) -> list[str]:
    """The command lines of all processes below one."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:  # It has ended.
            continue
    below = {pid}
    while more := {each for each, parent in parents.items() if parent in below} - below:
        below |= more
    lines = []
    for each in below - {pid}:
        try:
            lines.append((Path("/proc") / str(each) / "cmdline").read_text())
        except OSError:
            continue
    return lines


def written_by(terminal: Terminal) -> str:
    """All that was on the screen, and what followed it."""
    return leaving.SEQUENCE.sub(b"\n", terminal.raw).decode()


def assert_none(text: str) -> None:
    """No part of a password is in a text."""
    for secret in SECRETS:
        assert not leaving.held(secret, text), secret


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="/proc is Linux's")
def test_a_password_of_the_endpoint_is_nowhere(tmp_path: Path) -> None:
    log, tool = tmp_path / "log", tmp_path / "tool"
    tool.write_text(_TOOL.format(folder=tmp_path))
    tool.chmod(0o700)
    service = EchoEndpoint()
    with service:
        address = service.url.replace("http://", f"http://endpoint-user:{ENDPOINT}@")
        args = ("efa-lab", "--endpoint-url", address, "--log-file", str(log))
        env = {**ENV, "HPEV_CLIPBOARD": f"cmd:{tool}"}
        with hpev(*args, rows=40, columns=150, env=env) as terminal:
            terminal.wait_for("no older events")
            arguments = arguments_of_children(terminal.pid)
            assert len(arguments) == 1
            # A command of the AWS CLI, which names the endpoint.
            terminal.press("y", "x")
            terminal.wait_for("Copied ")
            # What the service answers may repeat what it was asked, and how.
            said = ServiceError(
                "ValidationException", f"no cluster at {address} by {PROXY_URL}", 400
            )
            service.echoes += [refusal(400, "AccessDeniedException"), lambda _: error_reply(said)]
            for shown in ("Access denied", "no cluster at http://****@127.0.0.1"):
                terminal.press("r")
                terminal.wait_for(shown)
            terminal.type(":")
            terminal.wait_for("Commands")
            terminal.type("info")
            terminal.wait_for("Info")
            terminal.press("enter")
            terminal.wait_for("Endpoint         http://****@127.0.0.1")
            terminal.press("escape")
            terminal.wait_for("no older events")
            service.close()
            terminal.press("r")
            terminal.wait_for("Cannot connect to the service")
            arguments += arguments_of_children(terminal.pid)
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
        assert_none(written_by(terminal))
    copied = (tmp_path / "copied").read_text()
    assert "--endpoint-url 'http://****@127.0.0.1" in copied
    arguments.append((tmp_path / "arguments").read_text())
    for text in (copied, log.read_text(), *arguments):
        assert_none(text)
    assert "no cluster at http://****@127.0.0.1" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_password_is_in_no_message_of_a_crash(tmp_path: Path) -> None:
    log = tmp_path / "log"
    address = f"https://endpoint-user:{ENDPOINT}@sagemaker.example"
    args = ("efa-lab", "--endpoint-url", address, "--log-file", str(log))
    command = [sys.executable, crashing.__file__, *args]
    with Terminal(command, rows=40, columns=150, env=ENV) as terminal:
        terminal.wait_for("Cannot connect to the proxy")
        terminal.press("ctrl+l")
        assert terminal.wait_exit() == 1
        text = written_by(terminal)
    assert "hpev-tui: internal error: ConnectionError(" in text.replace("\n", "")
    assert "Traceback" not in text
    assert_none(text)
    written = log.read_text()
    assert_none(written)
    assert written.count("ConnectionError: no answer to") == 2
    assert "https://****@sagemaker.example" in written


def test_a_password_is_in_no_message_about_the_command_line() -> None:
    for address in (
        f"ftp://me:{ENDPOINT}@host",
        f"me:{ENDPOINT}@host",
        f"https://me:{unquote(ENDPOINT)}@host",
        f"https://me:{ENDPOINT}@host:port",
    ):
        with hpev("--endpoint-url", address, "--no-such-option") as terminal:
            assert terminal.wait_exit() == 2
            text = written_by(terminal)
        assert_none(text)
        assert "is not a URL such as https://host:port" in text
