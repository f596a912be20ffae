"""The log file: no secret, no control character, no forged record, no traceback of its own."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpev_tui.system.log_file import LogFile
from unit.text.test_secrets import KEY_ID, SIGNATURE, TOKEN

HEADERS = f"x-amz-security-token:{TOKEN} Credential={KEY_ID}/2026, Signature={SIGNATURE}"


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """A logger whose records reach only the handler of the test."""
    made = logging.getLogger("alone")
    made.propagate = False
    yield made
    for handler in list(made.handlers):
        made.removeHandler(handler)
        handler.close()


def logged(logger: logging.Logger, path: Path) -> LogFile:
    made = LogFile(path)
    logger.addHandler(made)
    return made


def test_neither_a_message_nor_a_traceback_holds_a_secret(
    logger: logging.Logger, tmp_path: Path
) -> None:
    logged(logger, tmp_path / "log")
    logger.warning("refused: %s", HEADERS)
    try:
        raise ValueError(f"the service said\n{HEADERS}")
    except ValueError:
        logger.exception("it failed")
    log = (tmp_path / "log").read_text()
    assert not any(secret[:-4] in log for secret in (TOKEN, SIGNATURE, KEY_ID))
    assert log.count("Credential=****MPLE/2026") == 2
    assert "ValueError: the service said" in log


def test_no_text_acts_on_a_terminal_or_passes_for_a_record(
    logger: logging.Logger, tmp_path: Path
) -> None:
    logged(logger, tmp_path / "log")
    nasty = "\x1b]0;x\x07\n2026-01-01 00:00:00,000 ERROR alone MainThread forged\x9b2J\u202e"
    logger.warning("%s", nasty)
    try:
        raise ValueError(nasty)
    except ValueError:
        logger.exception("again")
    lines = (tmp_path / "log").read_text().splitlines()
    assert all(line.isprintable() for line in lines)
    assert [line.partition(" MainThread ")[2] for line in lines if line[0] != " "] == [
        "␛]0;x␇ 2026-01-01 00:00:00,000 ERROR alone MainThread forged\\x9b2J\\u202e",
        "again",
    ]


def test_a_full_disk_is_remembered_and_not_printed_in_the_middle(
    logger: logging.Logger, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = logged(logger, tmp_path / "log")
    assert handler.stream is not None
    with Path("/dev/full").open("wb") as full:
        assert handler.stream is not None
        os.dup2(full.fileno(), handler.stream.fileno())
    for _ in range(3):
        logger.warning("x" * 10_000)
    logging.shutdown([lambda: handler])
    assert handler.problem == "No space left on device"
    # Left open, the interpreter would write once more when it ends.
    assert handler.stream is None
    assert capfd.readouterr() == ("", "")


def test_a_record_that_cannot_be_made_is_not_printed_either(
    logger: logging.Logger, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = logged(logger, tmp_path / "log")
    logger.warning("%d", "not a number")
    assert "TypeError" in handler.problem
    assert capfd.readouterr() == ("", "")
