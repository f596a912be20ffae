"""What holds for all tests: how many examples, and the figures that are printed at the end."""

from __future__ import annotations

import pytest

from help.examples import register

register()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property`, which workers cannot print."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
