"""At the end of a run: how each row of the matrix came out, also of those that passed."""

from __future__ import annotations

import re

import pytest

from help.clipboards.matrix import ROWS

_ROW = re.compile(r"test_clipboard_matrix\.py::test_what_arrives\[(.+)\]")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each row: passed, failed, or the reason why it could not run."""
    outcomes = {}
    for outcome in ("passed", "skipped", "failed", "error"):
        for report in terminalreporter.getreports(outcome):
            if match := _ROW.search(report.nodeid):
                # Of a skipped one pytest keeps the file, the line and the reason.
                reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
                outcomes[match[1]] = reason or outcome
    if outcomes:
        terminalreporter.section("what arrives where")
    for row in ROWS:
        if row.name in outcomes:
            terminalreporter.write_line(f"{row.where}: {outcomes[row.name]}".replace("`", ""))
