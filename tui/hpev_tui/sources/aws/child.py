"""The process in which the SDK runs: it answers what the screen's process asks for.

It ends when the screen's process is gone, whatever ended that, with all that it has started.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from hpev_tui.sources.frames import Channel

if TYPE_CHECKING:
    from hpev_tui.model.events import Json, ServiceFilter
    from hpev_tui.sources.aws.client import AwsSource


def main() -> int:
    """Answer until the other end of the channel, whose number is the first argument, is gone."""
    # Nothing that the imports make is garbage; the first answer turns the collector on.
    gc.disable()
    try:
        serve(socket.socket(fileno=int(sys.argv[1])))
    finally:
        # This process, too: it leads its group.
        os.killpg(0, signal.SIGKILL)
    return 0


def serve(connected: socket.socket) -> None:
    """Answer what comes by a socket until its other end is gone."""
    channel = Channel(connected)
    try:
        try:
            server = _Server(channel)
        except Exception as error:  # Whatever is wrong with the installation.
            channel.send(("log", logging.ERROR, traceback.format_exc()))
            channel.send(("broken", f"{type(error).__name__}: {error}"))
            return
        for kind, *values in channel.frames():
            getattr(server, f"on_{kind}")(*values)
    except Exception:
        logging.getLogger(__name__).exception("the process with the AWS SDK ends")
    finally:
        channel.close()


class _LogHandler(logging.Handler):
    """Sends what is logged to the screen's process, which has the log file."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record, without secrets: they stay in this process."""
        from hpev_tui.text.secrets import redacted  # Little is logged here, and late.

        self._channel.send(("log", record.levelno, redacted(self.format(record))))


class _Window:
    """How many pages may be loaded before somebody asks for them."""

    def __init__(self, ahead: int) -> None:
        self._changed = threading.Condition()
        self._left = ahead
        self._is_open = ahead > 0

    def more(self, pages: int) -> None:
        """So many pages were taken."""
        with self._changed:
            self._left += pages
            self._changed.notify()

    def stop(self) -> None:
        """No more pages are wanted ahead."""
        with self._changed:
            self._is_open = False
            self._changed.notify()

    def wait(self) -> bool:
        """Wait until another page may be loaded; False where none is wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._left > 0 or not self._is_open)
            self._left -= 1
            return self._is_open


class _Behind:
    """Does one piece of work after the other in a thread of its own, while the next one is got."""

    def __init__(self, work: Callable[[Any], object]) -> None:
        self._work = work
        self._waiting: SimpleQueue[Any] = SimpleQueue()
        self._done: SimpleQueue[Exception | None] = SimpleQueue()
        self._is_working = False
        threading.Thread(target=self._run, daemon=True).start()

    def do(self, piece: object) -> None:
        """Have a piece worked on; what is worked on must have been waited for."""
        self._is_working = True
        self._waiting.put(piece)

    def wait(self) -> None:
        """Wait until nothing is worked on; raises what that has raised."""
        if self._is_working:
            self._is_working = False
            if (error := self._done.get()) is not None:
                raise error

    def end(self) -> None:
        """Wait, and work no more."""
        self._waiting.put(None)
        self.wait()

    def _run(self) -> None:
        while (piece := self._waiting.get()) is not None:
            try:
                self._work(piece)
            except Exception as error:  # Whoever waits raises it.
                self._done.put(error)
            else:
                self._done.put(None)


class _Server:
    """Answers each request in a thread of its own; `on_…` takes in one kind of frame."""

    def __init__(self, channel: Channel) -> None:
        # The imports take most of the start: they are done before the first request comes.
        from hpev_tui.sources.aws import opening
        from hpev_tui.sources.records import to_plain

        self._opening = opening
        self._to_plain = to_plain
        self._channel = channel
        self._sources: dict[int, Future[AwsSource]] = {}
        self._windows: dict[int, _Window] = {}
        self._questions = count(1)
        self._codes: dict[int, SimpleQueue[str | None]] = {}
        logging.getLogger("hpev_tui").addHandler(_LogHandler(channel))

    # Frames

    def on_open(self, number: int, source: int, options: dict[str, Any]) -> None:
        """Open a source with these options, see `ProcessSource`; its identity is the answer."""
        opening: Future[AwsSource] = Future()
        self._sources[source] = opening

        def work() -> object:
            try:
                opening.set_result(self._open(source, options))
            except BaseException as error:
                opening.set_exception(error)
            return opening.result().identity

        self._answer(number, work)

    def on_call(self, number: int, source: int, name: str, *values: object) -> None:
        """Call a method of a source."""

        def work() -> object:
            opened = self._sources[source].result()
            if name == "detail_shape":
                return opened.detail_shape
            return getattr(opened, name)(*values)

        self._answer(number, work)

    def on_pages(
        self, number: int, source: int, cluster: str, sent: tuple[Any, ...], token: str | None,
        ahead: int,
    ) -> None:  # fmt: skip
        """List a page of events, and up to `ahead` pages that follow it before they are wanted."""
        from hpev_tui.model.events import ServiceFilter

        window = self._windows[number] = _Window(ahead)
        self._answer(
            number,
            lambda: self._pages(number, source, cluster, ServiceFilter(*sent), token, window),
        )

    def on_more(self, number: int, pages: int = 1) -> None:
        """So many pages were taken: as many more may be loaded ahead."""
        if (window := self._windows.get(number)) is not None:
            window.more(pages)

    def on_stop(self, number: int) -> None:
        """No more pages of this request are wanted."""
        if (window := self._windows.get(number)) is not None:
            window.stop()

    def on_profiles(self, number: int) -> None:
        """Name the profiles."""
        self._answer(number, self._opening.profiles)

    def on_regions(self, number: int, current: str) -> None:
        """Name the regions of the current one's partition."""
        self._answer(number, lambda: self._opening.regions(current))

    def on_code(self, question: int, code: str | None) -> None:
        """The user has given a code, or none."""
        from hpev_tui.text.secrets import hide

        hide(code or "")
        self._codes.pop(question).put(code)

    def on_close(self, source: int) -> None:
        """Let go of a source."""
        opening = self._sources.pop(source, None)
        if opening is not None and opening.done() and opening.exception() is None:
            opening.result().close(at_once=True)

    # Work

    def _answer(self, number: int, work: Callable[[], object]) -> None:
        """Do work in a thread of its own, and send its value, or why there is none."""
        try:
            threading.Thread(target=self._work, args=(number, work), daemon=True).start()
        except RuntimeError as error:
            from hpev_tui.model.failure import Failure

            title = f"The AWS SDK process: {error}"
            self._fail(number, Failure("other", title, "Check ulimit -u, then r to retry"))

    def _work(self, number: int, work: Callable[[], object]) -> None:
        from hpev_tui.model.failure import Failure, SourceError, unreadable

        try:
            try:
                self._channel.send(("value", number, True, self._to_plain(work())))
            except ValueError:
                raise unreadable("the call", "nested too deeply") from None
        except SourceError as error:
            self._fail(number, error.failure)
        except OSError:
            return  # The other end is gone; so will be this process.
        except Exception as error:
            logging.getLogger(__name__).exception("request failed")
            title = f"Internal error: {type(error).__name__}"
            self._fail(number, Failure("other", title, "r retry"))
        finally:
            self._windows.pop(number, None)
        if not gc.isenabled():
            from hpev_tui.sources.aws.models import FILES

            gc.freeze()
            gc.enable()
            FILES.save()

    def _fail(self, number: int, failure: object) -> None:
        self._channel.send(("failure", number, *self._to_plain(failure)[1:]))

    def _pages(
        self,
        number: int,
        source: int,
        cluster: str,
        sent: ServiceFilter,
        token: str | None,
        window: _Window,
    ) -> object:
        from hpev_tui.sources.aws import wire

        opened, behind = self._sources[source].result(), None

        def send(body: dict[str, Json]) -> None:
            plain = self._to_plain(wire.events(body))
            self._channel.send(("value", number, False, plain))

        try:
            while True:
                body = opened.events_body(cluster, sent, token)
                if behind is not None:
                    behind.wait()
                following = wire.next_token(body)
                # A page that leads back to itself is refused by whoever reads them.
                if following is None or following == token or not window.wait():
                    return wire.events(body)
                # It is read and sent while the service makes the next one.
                behind = behind or _Behind(send)
                behind.do(body)
                token = following
        finally:
            if behind is not None:
                behind.end()

    def _open(self, source: int, options: dict[str, Any]) -> AwsSource:
        from hpev_tui.sources.aws.transport import BodyLimits
        from hpev_tui.sources.call_stats import CallStats

        stats = CallStats(lambda: self._throttled(source))
        if options["demo"]:
            from hpev_tui.demo.endpoint import DemoEndpoint
            from hpev_tui.demo.world import World

            start = options["start"]
            now = (lambda: start) if options["stands_still"] else time.time
            world = World(now, extra_events=options["extra_events"], start=start)
            try:
                endpoint = DemoEndpoint(world, options["port"]).start()
            except OSError:  # Somebody else has the port now.
                endpoint = DemoEndpoint(world).start()
            return self._opening.open_demo(endpoint.url, stats)
        if "@" in (options["endpoint_url"] or ""):
            from hpev_tui.text.secrets import hide_password_of

            hide_password_of(options["endpoint_url"])
        return self._opening.open_source(
            options["profile"],
            options["region"],
            options["endpoint_url"],
            stats=stats,
            fallback_region=options["fallback_region"],
            ask_code=lambda question: self._ask_code(source, question),
            read_seconds=options["read_seconds"],
            body_limits=BodyLimits(
                options["slow_after"], options["least_rate"], options["most_bytes"]
            ),
            waiting=lambda program: self._channel.send(("waiting", program)),
            waiting_after=options["waiting_after"],
        )

    def _throttled(self, source: int) -> None:
        # What is loaded ahead would only be throttled, too.
        for window in tuple(self._windows.values()):
            window.stop()
        self._channel.send(("throttled", source))

    def _ask_code(self, source: int, prompt: str) -> str | None:
        question = next(self._questions)
        answer = self._codes[question] = SimpleQueue()
        self._channel.send(("question", question, source, prompt))
        return answer.get()
