"""Credentials are nowhere: not in the log, not on the screen, not in a copy."""

from __future__ import annotations

import re
from pathlib import Path

from help.attacks import leaving
from help.attacks.echo import EchoEndpoint, body, refusal
from help.terminal import full_disk, hpev, left_on

KEY_ID = "ASIAHPEVTUITESTKEY42"
SECRET_KEY = "hpev/Tui+SecretAccessKey/0123456789abcde"  # noqa: S105 - of no account
TOKEN = f"IQoJhpev{'Session+Token/0123456789' * 12}=="
ENV = {
    "AWS_ACCESS_KEY_ID": KEY_ID,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_SESSION_TOKEN": TOKEN,
    "AWS_REGION": "us-west-2",
    "SSH_CONNECTION": "there",
}

ANSWERS = {
    "SignatureDoesNotMatch": refusal(403, "SignatureDoesNotMatch"),
    "InvalidSignatureException": refusal(400, "InvalidSignatureException"),
    "AccessDeniedException": refusal(400, "AccessDeniedException"),
    "ExpiredTokenException": refusal(400, "ExpiredTokenException"),
    "ResourceNotFound": refusal(400, "ResourceNotFound"),
    "ValidationException": refusal(400, "ValidationException"),
    "NeverHeardOf": refusal(418, "NeverHeardOf"),
    "not JSON: 'x-amz-security-token": body(200, "x-amz-security-token: "),
    "not JSON: '<html>": body(200, "<html>"),
    "(status 403)": body(403, "<html>forbidden"),
}


def test_what_answers_repeat_is_masked_everywhere(tmp_path: Path) -> None:
    log = tmp_path / "log"
    service = EchoEndpoint()
    with service:
        args = ("efa-lab", "--endpoint-url", service.url, "--log-file", str(log))
        with hpev(*args, rows=40, columns=150, env=ENV) as terminal:
            terminal.wait_for("no older events")
            for number, (shown, answer) in enumerate(ANSWERS.items()):
                service.echoes.append(answer)
                packed = shown.replace(" ", "")
                terminal.press("r")
                terminal.wait_for(lambda text, packed=packed: packed in "".join(text.split()))  # type: ignore[misc]
                mark = terminal.mark()
                terminal.press("y", "elx"[number % 3])
                terminal.wait_raw(b"\x1b]52;c;", mark)
            # Throttling and faults of the service are tried again by the SDK.
            for status, code in ((400, "ThrottlingException"), (500, "InternalFailure")):
                service.echoes.extend([refusal(status, code)] * 3)
                terminal.press("r")
                terminal.wait_for(code)
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert left_on(terminal.raw) == []
        screen = leaving.SEQUENCE.sub(b"\n", terminal.raw).decode()
        copied = "\n".join(leaving.copies(terminal.raw))
    written = log.read_text()
    assert len(service.signatures) > len(ANSWERS)
    for text in (screen, copied, written):
        for secret in (KEY_ID, SECRET_KEY, TOKEN, *service.signatures):
            assert not leaving.held(secret, text)
    # It is there, and masked.
    assert all(code in written for code in ("SignatureDoesNotMatch", "ThrottlingException"))
    assert "Credential=****EY42/" in written
    assert "x-amz-security-token:****" in written


def test_a_full_disk_is_reported_when_the_screen_is_gone(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with full_disk("--region", "nowhere!", "--log-file", str(log), env=ENV) as terminal:
        terminal.wait_for("No valid AWS region")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        after = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    assert "Traceback" not in terminal.raw.decode()
    said = f"hpev-tui: the log file {log} is incomplete: File too large"
    assert re.sub(r"\x1b\[[^a-z]*[a-z]|\r", "", after) == f"{said}\n"
