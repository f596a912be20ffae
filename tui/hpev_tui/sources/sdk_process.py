"""A process with the AWS SDK, as the screen's sees it: what is asked, and what comes back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from itertools import count
from queue import Empty, SimpleQueue
from socket import socket
from typing import Any, NamedTuple, Protocol, TypeAlias

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.frames import Channel
from hpev_tui.text.clean import clean

Profile: TypeAlias = tuple[bool, str]
"""Whether it is the demo, and the profile's name."""

Answer: TypeAlias = Callable[[str | None], bool]
"""Takes an MFA code, or None; whether the process that asked for it is still there."""

Call: TypeAlias = tuple[Any, ...]
"""The name of a method of `EventSource`, and its values; () for none."""

log = logging.getLogger(__name__)


class CallLimits(NamedTuple):
    """When a call is given up. Each is far beyond what a service that works needs."""

    seconds: float = 60.0
    """The whole of a call, with the SDK's retries: three of 13 s each and the pauses between. It
    is counted again when a code was typed, and when a credential_process has ended."""
    slow_after: float = 10.0
    least_rate: float = 1000.0
    """Bytes a second that a body has to come with after `slow_after` seconds. A page has some
    60 kB; below this it would take a minute."""
    most_bytes: int = 16 << 20
    """The greatest body: some 270 times a page of 100 events."""
    read_seconds: float | None = None
    """How long the SDK waits for each piece of an answer; None leaves that to the SDK's side."""
    waiting_after: float = 1.0
    """After how many seconds the screen names a credential_process that it waits for."""
    note_seconds: float = 5.0
    """How long the screen says that a process was started again, at least."""


class Started(Protocol):
    """A child process; see `ChildProcess`."""

    channel: socket

    def kill(self) -> None:
        """End it with all that it started, at once."""

    def reap(self) -> None:
        """End it, and wait until the system has forgotten it."""


class Listener(Protocol):
    """Whoever a source belongs to; called in the thread that reads the channel."""

    def throttled(self) -> None:
        """The service has throttled a call, perhaps one that the SDK makes again by itself."""

    def waiting(self, program: str, *, can_stop: bool = False) -> None:
        """A credential_process takes long, or a file: its name, or "" once it has ended.

        `can_stop` says whether that can be ended without losing what has come.
        """

    def asked(self, question: str, answer: Answer) -> None:
        """The SDK wants an MFA code."""


class ProcessLostError(Exception):
    """The process has ended, or was ended for another call, before it answered."""

    def __init__(self, process: SdkProcess) -> None:
        super().__init__()
        self.process = process


class CallTimeoutError(Exception):
    """No answer has come in time."""


_LOST = object()
"""What a request is answered with when the process ends."""


class Request:
    """Something that was asked, whose answers come one by one."""

    def __init__(self, process: SdkProcess, number: int, more_after: int = 1) -> None:
        """Wait for the answers to the request of that number; for `more_after`, see `more`."""
        self.process = process
        self._number = number
        self._more_after = more_after
        self._taken = 0
        self.answers: SimpleQueue[Any] = SimpleQueue()
        self.has_all = False
        """Whether the last answer has come, and is a value."""
        self.is_done = False
        """Whether the last answer was taken."""

    def next(self) -> Any:  # noqa: ANN401 - plain data
        """The next answer, as plain data.

        Raises:
            SourceError: it cannot be answered.
            ProcessLostError: the process has ended.
            CallTimeoutError: nothing came in time.
        """
        answer = self._wait()
        if answer is _LOST:
            if self.process.ended_by is not None:
                raise SourceError(self.process.ended_by)
            raise ProcessLostError(self.process)
        if isinstance(answer, Failure):
            raise SourceError(answer)
        self.is_done, value = answer
        return value

    def _wait(self) -> Any:  # noqa: ANN401 - see `next`
        process, begun = self.process, time.monotonic()
        while True:
            since = max(begun, process.resumed)
            left = since + process.limits.seconds - time.monotonic()
            try:
                return self.answers.get(timeout=max(left, 0.0))
            except Empty:
                if process.questions:
                    begun = time.monotonic()
                elif process.resumed <= since:
                    raise CallTimeoutError from None

    def more(self) -> None:
        """One of its answers is being taken: it may go on by one.

        The process gets so many at once as `more_after` says: each time both are held up.
        """
        self._taken += 1
        if self._taken >= self._more_after:
            self.process.send("more", self._number, self._taken)
            self._taken = 0

    def end(self) -> None:
        """No more of its answers are wanted."""
        self.process.forget(self._number)


class SdkProcess:
    """One child process with the SDK, which may hold several sources."""

    def __init__(self, child: Started, limits: CallLimits) -> None:
        self.limits = limits
        self.profile: Profile | None = None
        """Whose credentials it has; None while it has none."""
        self.questions: set[int] = set()
        """The MFA codes that it waits for."""
        self.waiting_for = ""
        """The credential_process that it waits for."""
        self.resumed = 0.0
        """When it last had what it waited for, a code or a credential_process, by a monotonic
        clock."""
        self.ended_by: Failure | None = None
        """Why it cannot go on, where asking another process again would be of no use."""
        self.is_lost = False
        """Whether it has ended, or is being ended."""
        self.was_ended = False
        """Whether it was ended from here."""
        self._child = child
        self._channel = Channel(child.channel)
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._requests: dict[int, Request] = {}
        self._listeners: dict[int, Listener] = {}
        self._early: tuple[dict[str, Any], int, Request] | None = None
        """What `open_early` was asked for."""
        self._asked_early: list[tuple[str, Answer]] = []
        """What its source has asked the user before there was who asks them."""
        self.early: dict[int, tuple[Call, Request]] = {}
        """The call that `open_early` was asked for, by the source's number."""
        threading.Thread(target=self._read, name="sdk-process", daemon=True).start()

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked is not answered."""
        return bool(self._requests or self.questions or self.waiting_for)

    def open_early(self, profile: Profile, options: dict[str, Any], call: Call = ()) -> None:
        """Begin to open the source that will be asked for first, before there is who asks.

        And to make its first call.
        """
        self.profile = profile
        source = next(self._numbers)
        self._early = options, source, self.ask("open", source, options)
        if call[:1] == ("events",):
            _, cluster, sent, token = call
            self.early[source] = call, self.ask("pages", source, cluster, tuple(sent), token, 0)
        elif call:
            self.early[source] = call, self.ask("call", source, *call)

    def open(self, options: dict[str, Any], listener: Listener) -> tuple[int, Any]:
        """Open a source: its number, and its identity as plain data. Raises as `Request.next`."""
        early = self._early
        if early is not None and early[0] == options:
            _, source, request = early
            with self._lock:
                self._early, self._listeners[source] = None, listener
            if self.waiting_for:
                listener.waiting(self.waiting_for)
            for prompt, answer in self._asked_early:
                listener.asked(prompt, answer)
        else:
            source = next(self._numbers)
            self._listeners[source] = listener
            request = self.ask("open", source, options)
        try:
            return source, request.next()
        except SourceError:
            del self._listeners[source]
            raise

    def ask(self, kind: str, *values: object, more_after: int = 1) -> Request:
        """Ask for something; for `more_after`, see `Request.more`."""
        number = next(self._numbers)
        request = Request(self, number, more_after)
        with self._lock:
            if not self.is_lost:
                self._requests[number] = request
        if self.is_lost:
            request.answers.put(_LOST)
        else:
            self.send(kind, number, *values)
        return request

    def send(self, kind: str, *values: object) -> None:
        """Send a frame; the thread that reads finds out where the process has ended."""
        try:
            self._channel.send((kind, *values))
        except (OSError, ValueError):
            self.is_lost = True
            self._child.kill()

    def forget(self, number: int) -> None:
        """Drop whatever still comes of a request."""
        if self._requests.pop(number, None) is not None:
            self.send("stop", number)

    def close_source(self, source: int) -> None:
        """Let go of a source."""
        self._listeners.pop(source, None)
        self.send("close", source)

    def kill(self, failure: Failure | None = None) -> None:
        """End it with all that it started; what waits for it fails so, or may be asked again."""
        self.ended_by = self.ended_by or failure
        # In this order: who sees that it is lost asks whether it was ended.
        self.was_ended = self.was_ended or not self.is_lost
        self.is_lost = True
        self._child.kill()

    # What comes, in a thread of its own

    def _read(self) -> None:
        try:
            for kind, *values in self._channel.frames():
                getattr(self, f"_came_{kind}")(*values)
        except Exception:
            log.exception("unreadable message from the AWS SDK process")
        finally:
            if self.waiting_for:
                self._came_waiting("")
            with self._lock:
                self.is_lost = True
                requests = tuple(self._requests.values())
                self._requests.clear()
            for request in requests:
                request.answers.put(_LOST)
            self._channel.close()
            self._child.reap()

    def _came_value(self, number: int, is_last: bool, value: object) -> None:
        request = self._requests.pop(number, None) if is_last else self._requests.get(number)
        if request is not None:
            request.answers.put((is_last, value))
            request.has_all = is_last

    def _came_failure(self, number: int, *values: Any) -> None:  # noqa: ANN401 - plain data
        if (request := self._requests.pop(number, None)) is not None:
            request.answers.put(Failure(*values))

    def _came_ended(self, *values: Any) -> None:  # noqa: ANN401 - plain data
        # Its group ends with it; all that it was asked would end so.
        self.kill(Failure(*values))

    def _came_broken(self, why: str) -> None:
        from hpev_tui.text.secrets import redacted  # Hardly ever needed.

        title = f"Cannot load the AWS SDK ({clean(redacted(why))})"
        self.ended_by = Failure("other", title, "Reinstall hpev-tui, then r to retry")
        self.is_lost = True

    def _came_throttled(self, source: int) -> None:
        if (listener := self._listeners.get(source)) is not None:
            listener.throttled()

    def _came_waiting(self, program: str) -> None:
        self.waiting_for = program
        # To be named gives it no more time.
        if not program:
            self.resumed = time.monotonic()
        for listener in tuple(self._listeners.values()):
            listener.waiting(program)

    def _came_reading(self, source: int, progress: str, can_stop: bool) -> None:
        self.resumed = time.monotonic()
        if (listener := self._listeners.get(source)) is not None:
            listener.waiting(progress, can_stop=can_stop)

    def _came_question(self, question: int, source: int, prompt: str) -> None:
        def answer(code: str | None) -> bool:
            self.resumed = time.monotonic()
            self.questions.discard(question)
            self.send("code", question, code)
            return not self.is_lost

        self.questions.add(question)
        with self._lock:
            listener = self._listeners.get(source)
            if self._early is not None and self._early[1] == source:
                self._asked_early.append((prompt, answer))
                return
        if listener is None:
            answer(None)
        else:
            listener.asked(prompt, answer)

    def _came_log(self, level: int, text: str) -> None:
        from hpev_tui.text.secrets import redacted  # Hardly ever needed.

        # The log has one line for each record, and a secret may go over several.
        for line in redacted(text).splitlines():
            log.log(level, "%s", line)
