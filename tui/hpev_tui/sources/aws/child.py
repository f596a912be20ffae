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
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cached_property
from itertools import count
from queue import SimpleQueue
from types import ModuleType
from typing import TYPE_CHECKING, Any

from hpev_tui.sources.aws.ahead import ON_SENT, Behind, Window
from hpev_tui.sources.frames import Channel

if TYPE_CHECKING:
    from hpev_tui.model.events import Json, ServiceFilter
    from hpev_tui.sources.aws.client import AwsSource
    from hpev_tui.sources.files.opening import StandardInput
    from hpev_tui.sources.files.source import SavedSource


def main() -> int:
    """Answer until the other end of the channel, whose number is the first argument, is gone.

    Among the others, `files` says that no SDK is needed at first, `stdin` that there is something
    on the standard input.
    """
    # Nothing that the imports make is garbage; the first answer turns the collector on.
    gc.disable()
    try:
        serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
    finally:
        # This process, too: it leads its group.
        os.killpg(0, signal.SIGKILL)
    return 0


def serve(connected: socket.socket, given: Sequence[str] = ()) -> None:
    """Answer what comes by a socket until its other end is gone; for `given` see `main`."""
    channel = Channel(connected)
    try:
        try:
            server = _Server(channel, given)
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


class _Server:
    """Answers each request in a thread of its own; `on_…` takes in one kind of frame."""

    def __init__(self, channel: Channel, given: Sequence[str]) -> None:
        from hpev_tui.sources.records import to_plain

        self._to_plain = to_plain
        self._stdin: StandardInput | None = None
        if "stdin" in given:
            from hpev_tui.sources.files.opening import StandardInput

            self._stdin = StandardInput(0)
        # What is imported takes most of the start, and is so before the first request comes.
        if "files" in given:
            from hpev_tui.sources.files import opening as _  # noqa: F401
        else:
            assert self._opening is not None  # noqa: S101
        self._channel = channel
        self._sources: dict[int, Future[AwsSource | SavedSource]] = {}
        self._windows: dict[int, Window] = {}
        self._questions = count(1)
        self._codes: dict[int, SimpleQueue[str | None]] = {}
        logging.getLogger("hpev_tui").addHandler(_LogHandler(channel))

    @cached_property
    def _opening(self) -> ModuleType:
        """What opens accounts; with it the SDK is imported."""
        from hpev_tui.sources.aws import opening

        return opening

    # Frames

    def on_open(self, number: int, source: int, options: dict[str, Any]) -> None:
        """Open a source with these options, see `ProcessSource`; its identity is the answer."""
        opening: Future[AwsSource | SavedSource] = Future()
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
            result = getattr(opened, name)(*values)
            if name == "report":
                from hpev_tui.sources.files.opening import plain_report

                return plain_report(result, self._stdin)
            return result

        self._answer(number, work)

    def on_pages(
        self, number: int, source: int, cluster: str, sent: tuple[Any, ...], token: str | None,
        ahead: int,
    ) -> None:  # fmt: skip
        """List a page of events, and up to `ahead` pages that follow it before they are wanted."""
        from hpev_tui.model.events import ServiceFilter

        window = self._windows[number] = Window(ahead)
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

    def on_stop_reading(self) -> None:
        """Read no more of the standard input."""
        if self._stdin is not None:
            self._stdin.stop()

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
            if error.ends_process:
                self._channel.send(("ended", *self._to_plain(error.failure)[1:]))
            else:
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
            gc.freeze()
            gc.enable()
            # Of what the SDK has read; where it is not needed it is not loaded for that.
            if (models := sys.modules.get("hpev_tui.sources.aws.models")) is not None:
                models.FILES.save()

    def _fail(self, number: int, failure: object) -> None:
        self._channel.send(("failure", number, *self._to_plain(failure)[1:]))

    def _pages(
        self,
        number: int,
        source: int,
        cluster: str,
        sent: ServiceFilter,
        token: str | None,
        window: Window,
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
                if behind is None:
                    behind = Behind(send)
                    ON_SENT.set(behind.start)
                behind.do(body)
                token = following
        finally:
            if behind is not None:
                behind.end()

    def _open(self, source: int, options: dict[str, Any]) -> AwsSource | SavedSource:
        if options.get("files"):
            from hpev_tui.sources.aws.documentation import detail_shape
            from hpev_tui.sources.files.opening import open_saved

            return open_saved(
                options["files"],
                self._stdin,
                lambda *progress: self._channel.send(("reading", source, *progress)),
                detail_shape,
            )
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
            demo: AwsSource = self._opening.open_demo(endpoint.url, stats)
            return demo
        if "@" in (options["endpoint_url"] or ""):
            from hpev_tui.text.secrets import hide_password_of

            hide_password_of(options["endpoint_url"])
        from hpev_tui.sources.aws.transport import BodyLimits, limit_bodies

        limit_bodies(
            BodyLimits(options["slow_after"], options["least_rate"], options["most_bytes"])
        )
        opened: AwsSource = self._opening.open_source(
            options["profile"],
            options["region"],
            options["endpoint_url"],
            stats=stats,
            fallback_region=options["fallback_region"],
            ask_code=lambda question: self._ask_code(source, question),
            read_seconds=options["read_seconds"],
            waiting=lambda program: self._channel.send(("waiting", program)),
            waiting_after=options["waiting_after"],
        )
        return opened

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
