"""What holds for all tests: how many examples, and the figures that are printed at the end."""

from __future__ import annotations

import gc
import signal

import pytest
from coverage import Coverage

from help.examples import register

register()

# A shell's `&` has what it starts ignore it, and the programs that tests start inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what the imports have made, and look less often.

    That was a fifth of the time of the tests of screens.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    _unlock_coverage()


def _unlock_coverage() -> None:
    """Let coverage, where it is on, do without its lock.

    The alarm that ends a slow regular expression can go off while coverage 7.16 holds it. Then
    nobody would ever let go of it, and the run would hang.
    """
    measured = Coverage.current()
    if measured is not None and measured._collector is not None:
        measured._collector.data_lock = None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property`, which workers cannot print."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
