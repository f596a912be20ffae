"""A source of its own for tests: its processes are killed, stopped and renewed.

run = SourceRun(Settings(endpoint_url=endpoint.url))
call = run.begin(run.source.clusters, None)
run.kill()
assert call.result(SECONDS).items
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from help.sdk import pid, pids, sdk_processes, wait_until
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.sources.process import ProcessSource
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.sources.sdk_process import CallLimits

SECONDS = 30.0
"""How long a call may take: far more than a busy machine needs."""

CLUSTER = "train-history"


class SourceRun:
    """A source, its processes, and what it says and asks."""

    def __init__(
        self,
        settings: Settings,
        limits: CallLimits | None = None,
        processes: SdkProcesses | None = None,
    ) -> None:
        self.processes = processes or sdk_processes(limits)
        self.said: list[str] = []
        self.questions: list[str] = []
        self.has_asked = threading.Event()
        self.has_code = threading.Event()
        self.stats = CallStats()
        self.source = ProcessSource(
            self.processes,
            settings,
            stats=self.stats,
            start=0.0,
            ask_code=self._ask_code,
            say=self.said.append,
        )
        self._threads = ThreadPoolExecutor(8)

    def _ask_code(self, question: str) -> str | None:
        self.questions.append(question)
        self.has_asked.set()
        assert self.has_code.wait(SECONDS)
        return "123456"

    @property
    def pid(self) -> int:
        """The process that it has."""
        return pid(self.processes)

    def limit(self, seconds: float = 0.3) -> None:
        """Give up the calls of this process, and of no other one, after so long."""
        for process in self.processes._taken:
            process.limits = CallLimits(seconds=seconds)

    def kill(self) -> None:
        """Kill its process, and wait until that is known to be gone."""
        killed = self.pid
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: killed not in pids(self.processes))

    def begin(self, call: Callable[..., object], *values: object) -> Future[object]:
        """Make a call in a thread of its own."""
        return self._threads.submit(call, *values)

    def failure(self, call: Callable[..., object], *values: object) -> Failure:
        """Why a call fails."""
        with pytest.raises(SourceError) as caught:
            call(*values)
        return caught.value.failure

    def events(self, ahead: int = 0, after_first: Callable[[], object] = lambda: None) -> list[str]:
        """The IDs of all events, page by page; something happens after the first page."""
        listed: list[str] = []
        token = None
        while True:
            page = self.source.events(CLUSTER, NOTHING_SENT, token, ahead)
            listed += [event.event_id for event in page.items]
            if page.next_token is None:
                return listed
            if token is None:
                after_first()
            token = page.next_token

    def end(self) -> None:
        """End the source and its processes."""
        self.has_code.set()
        self.source.close()
        self.processes.close()
        self._threads.shutdown()
