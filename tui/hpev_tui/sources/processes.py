"""The SDK's processes of one run, and what to say where one has ended or does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.query.pushdown import NOTHING_SENT
from hpev_tui.sources.sdk_process import (
    Call,
    CallLimits,
    CallTimeoutError,
    ProcessLostError,
    Profile,
    SdkProcess,
    Started,
)
from hpev_tui.system.children import ChildProcess
from hpev_tui.text.clean import clean

CHILD = "hpev_tui.sources.aws.child"
"""Named, not imported: the SDK must not come into the screen's process."""

_LIMITED = "Check the limits on processes and open files (ulimit -u -n), then r to retry"
_REPLACED = "Python was replaced or removed: restart hpev-tui"

LEFT = Failure("other", "Account closed", "", retryable=False)

ELSEWHERE = Failure(
    "credentials",
    "The AWS configuration now selects another profile or region",
    "r to switch, or fix ~/.aws/config first",
)


def profile_of(settings: Settings) -> Profile:
    """Whose credentials a source of these settings uses."""
    return settings.demo, settings.profile


def options_of(settings: Settings, limits: CallLimits, start: float) -> dict[str, Any]:
    """What the SDK's process has to know to open a source, as plain data.

    The demo begins at `start`, in seconds since the epoch.
    """
    return {
        "demo": settings.demo,
        "start": start if settings.demo else 0.0,
        "stands_still": settings.demo_stands_still,
        "extra_events": settings.demo_events or 0,
        "port": 0,
        "files": settings.files,
        "profile": settings.profile or None,
        "region": settings.region or None,
        "endpoint_url": settings.endpoint_url or None,
        "fallback_region": settings.fallback_region,
        "read_seconds": limits.read_seconds,
        "slow_after": limits.slow_after,
        "least_rate": limits.least_rate,
        "most_bytes": limits.most_bytes,
        "waiting_after": limits.waiting_after,
    }


def first_call(settings: Settings) -> Call:
    """What a start is certain to ask the service for: so much is asked before there is a screen."""
    if settings.files:
        return ()
    if not settings.cluster:
        return "clusters", None
    if settings.filter_text:
        # What the service is to filter is worked out with the screen.
        return "cluster", settings.cluster
    return "events", settings.cluster, NOTHING_SENT, None


class SdkProcesses:
    """The SDK's processes of one run: one, and for a moment two, while one replaces the other."""

    def __init__(
        self,
        start: Callable[[], Started] = lambda: ChildProcess(CHILD),
        limits: CallLimits | None = None,
        first: Started | None = None,
        *,
        starts_later: bool = False,
    ) -> None:
        """Have none yet, or the `first`, which was started before anything else.

        With `starts_later` none is started before `may_start` is set.
        """
        self.limits = limits or CallLimits()
        self.may_start = threading.Event()
        if not starts_later:
            self.may_start.set()
        self._start = start
        self._lock = threading.Lock()
        self._spare = None if first is None else SdkProcess(first, self.limits)
        self._taken: set[SdkProcess] = set()
        self._is_closed = False

    def open_early(self, settings: Settings) -> None:
        """Let the first process open a source and make its first call, before somebody asks."""
        # The demo's start is known only by the clock of who asks.
        if self._spare is not None and not settings.demo:
            options = options_of(settings, self.limits, 0.0)
            self._spare.open_early(profile_of(settings), options, first_call(settings))

    def take(self, profile: Profile) -> SdkProcess:
        """A process for a profile: the spare one where it has that or none yet, else a fresh one.

        Raises:
            SourceError: none can be started.
        """
        self.may_start.wait()
        with self._lock:
            process, self._spare = self._spare, None
            if process is None or process.is_lost or process.profile not in (None, profile):
                if process is not None:
                    process.kill()
                process = self._started()
            process.profile = profile
            self._taken.add(process)
        return process

    def give_back(self, process: SdkProcess) -> None:
        """Its source is closed: keep it for the same profile. One that is at work is ended."""
        with self._lock:
            self._taken.discard(process)
            if process.is_busy or process.is_lost or self._is_closed or self._spare is not None:
                process.kill()
            else:
                self._spare = process

    def end(self, process: SdkProcess) -> None:
        """End a process that was taken, for credentials and settings that are read again."""
        with self._lock:
            self._taken.discard(process)
        process.kill()

    def ask(self, kind: str, *values: object) -> Any:  # noqa: ANN401 - plain data
        """Ask something that is no source's: the profiles, or the regions.

        Raises:
            SourceError: it cannot be had.
        """
        name = f"The list of {kind}"
        attempts = Attempts(name)
        while True:
            process = self._any()
            try:
                return process.ask(kind, *values).next()
            except ProcessLostError as error:
                attempts.end(error.process)
            except CallTimeoutError:
                raise given_up(process, name) from None

    def _any(self) -> SdkProcess:
        self.may_start.wait()
        with self._lock:
            process = next((each for each in self._taken if not each.is_lost), self._spare)
            if process is None or process.is_lost:
                process = self._spare = self._started()
            return process

    def close(self) -> None:
        """End them all, and what they have started. Does not wait."""
        # Without the lock: whoever holds it may be starting one, which ends with this process.
        self._is_closed = True
        for process in (*self._taken, self._spare):
            if process is not None:
                process.kill()

    def _started(self) -> SdkProcess:
        if self._is_closed:
            raise SourceError(LEFT)
        try:
            process = SdkProcess(self._start(), self.limits)
        # Where there can be no more threads, that is a RuntimeError.
        except (OSError, RuntimeError) as error:
            why = clean(getattr(error, "strerror", None) or str(error))
            title = f"Cannot start the AWS SDK process: {why}"
            is_gone = isinstance(error, FileNotFoundError)
            advice = _REPLACED if is_gone else _LIMITED
            raise SourceError(Failure("other", title, advice)) from error
        if self._is_closed:
            process.kill()
        return process


class Attempts:
    """How often one call is asked: again once where its process has ended by itself.

    Where that was ended from here, for another call or for fresh credentials, as often as that
    happens within the time that one call may take.
    """

    def __init__(self, call: str) -> None:
        """The call is about to be asked; `call` names it."""
        self._call = call
        self._begun = time.monotonic()
        self._is_second = False

    def end(self, process: SdkProcess) -> None:
        """Its process has ended before the answer; it may be asked again, unless this raises.

        Raises:
            SourceError: that was the last time.
        """
        if not process.was_ended:
            if self._is_second:
                raise SourceError(_lost()) from None
            self._is_second = True
        # What the process waited for meanwhile, such as a code, does not count.
        elif time.monotonic() - max(self._begun, process.resumed) >= process.limits.seconds:
            raise SourceError(_timed_out(self._call, process.limits.seconds)) from None


def _lost() -> Failure:
    return Failure(
        "other",
        "The AWS SDK process ended unexpectedly",
        "r to restart it; --log-file may show why",
    )


def given_up(process: SdkProcess, call: str) -> SourceError:
    """End a process of which nothing has come in time; the error to raise."""
    # Its thread may never come back. What else it was asked is asked of another one, but not where
    # that would only wait for the same program.
    failure = _timed_out(call, process.limits.seconds, process.waiting_for)
    process.kill(failure if process.waiting_for else None)
    return SourceError(failure)


def _timed_out(call: str, seconds: float, program: str = "") -> Failure:
    """The failure where nothing has come in time, perhaps from a credential_process."""
    if program:
        return Failure(
            "credentials",
            f"credential_process {program} timed out after {seconds:g} s",
            "Run it in a shell to see what it waits for, then r to retry",
        )
    return Failure(
        "network",
        f"{call} timed out after {seconds:g} s",
        "Check the network, the VPN and the proxy, then r to retry",
    )
