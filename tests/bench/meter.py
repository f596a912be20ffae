"""A terminal that notes when each byte came, and draws nothing while it measures."""

from __future__ import annotations

import math
import re
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.processes import UnmeasurableError, children, cpu
from help.terminal import Terminal

ROWS, COLUMNS = 36, 120

GAP = 0.08
"""Seconds without a byte that end an answer: less than the cursor's rest before a detail."""

REST = 0.4
"""Seconds without a byte after which nothing is under way: the detail has come as well."""

ANY = re.compile(rb".", re.DOTALL)

SETTLED = 4.0
"""Seconds without a byte, and without a call, after which nothing comes any more."""

_REASONS = 300.0
"""Seconds in which the reasons around the view have come, at the pace that they have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What followed a key."""

    seconds: float
    """From before the key was written until its last byte came."""
    size: int
    """Bytes."""


class Meter(Terminal):
    """One program in a pty, of 120 by 36 where nothing else is said; a context manager.

    pyte takes as long for a page as the program itself, and while it draws nobody reads the
    pty: so the screen is drawn when somebody asks for it.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        size: tuple[int, int] = (COLUMNS, ROWS),
    ) -> None:
        self._arrivals: list[tuple[int, float]] = []
        self._undrawn = bytearray()
        self.started = time.monotonic()
        super().__init__(command, rows=size[1], columns=size[0], env=env)

    def _draw(self, data: bytes) -> None:
        self._arrivals.append((len(self._raw), self._last_output))
        self._undrawn += data

    def _text(self) -> str:
        data = bytes(self._undrawn)
        self._undrawn.clear()
        super()._draw(data)
        return super()._text()

    def __enter__(self) -> Meter:
        return self

    def saw(self, pattern: re.Pattern[bytes], start: int = 0, timeout: float = 60.0) -> float:
        """Wait for bytes after a mark; when they came, on the monotonic clock.

        Raises:
            UnmeasurableError: they did not come.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (match := pattern.search(self._raw, start)):
                left = deadline - time.monotonic()
                if self._ended or left <= 0 or not self._changed.wait(left):
                    screen = re.sub(r"\s+", " ", self._text()).strip()
                    raise UnmeasurableError(f"no {pattern.pattern!r}; the screen: {screen:.200}")
            return self._arrivals[bisect_left(self._arrivals, (match.end(), 0.0))][1]

    def stood(self, *patterns: re.Pattern[str]) -> list[float | None]:
        """When the screen first showed each of these, since it was last asked for; None for never.

        What came meanwhile is drawn piece by piece, as it came: a line that is drawn again only
        in part, and what stood there before, are judged as by a reader.
        """
        matched: list[float | None] = [None for _ in patterns]
        with self._changed:
            begin = len(self._raw) - len(self._undrawn)
            self._undrawn.clear()
            for end, when in self._arrivals:
                if end <= begin:
                    continue
                super()._draw(bytes(self._raw[begin:end]))
                begin = end
                shown = super()._text()
                for index, pattern in enumerate(patterns):
                    if matched[index] is None and pattern.search(shown):
                        matched[index] = when
            return matched

    def has(self, pattern: re.Pattern[bytes], start: int) -> bool:
        """Whether these bytes have come since a mark."""
        with self._changed:
            return pattern.search(self._raw, start) is not None

    def since_start(self, pattern: re.Pattern[bytes]) -> float:
        """Seconds from before the process was made until these bytes came."""
        return self.saw(pattern) - self.started

    def ask(self, key: str, gap: float = GAP) -> Answer:
        """Press a key and wait until its answer has ended."""
        mark, start = self.mark(), time.monotonic()
        self.press(key)
        self.saw(ANY, mark)
        self.quiet(gap)
        with self._changed:
            return Answer(self._last_output - start, len(self._raw) - mark)

    @property
    def last_output(self) -> float:
        """When the last byte came, on the monotonic clock."""
        with self._changed:
            return self._last_output

    def rest(self) -> None:
        """Wait until nothing is under way."""
        self.quiet(REST)

    def wait_for_start(self) -> None:
        """Wait until all has come that follows a start, no key having been pressed."""
        while (silent := time.monotonic() - self.last_output) < SETTLED:
            self.quiet(SETTLED - silent, _REASONS)
        self._wait_for_calls()

    def wait_for_reasons(self) -> None:
        """Wait until the reasons have come, which would be measured, too."""
        self.quiet(SETTLED, _REASONS)
        self._wait_for_calls()

    def _wait_for_calls(self) -> None:
        """Wait until no call is made any more: many change nothing on the screen."""
        before, deadline = -1.0, time.monotonic() + _REASONS
        # Not each program has a process for its calls.
        while time.monotonic() < deadline and (taken := sum(map(cpu, children(self.pid)))) > before:
            before = taken
            time.sleep(SETTLED)


def nearest_rank(values: Sequence[float], part: float) -> float:
    """The value that this part of the values does not exceed: 0.95 for the 95th percentile."""
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]
