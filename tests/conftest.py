"""What holds for all tests: how many examples, and the figures that are printed at the end."""

from __future__ import annotations

import gc

import pytest

from help.examples import register

register()


def pytest_collection_finish() -> None:
    """Let the collector leave alone what the imports have made, and look less often.

    That was a fifth of the time of the tests of screens.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property`, which workers cannot print."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
