"""The installed command at a site: it opens one event, and copies that event's message."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from help.clipboards.site import REST_SECONDS, WIDTH, Site
from help.endpoint import MadeUp
from help.events import NAME, event_row
from help.terminal import SECONDS, Terminal, hpev_command, left_on

POLL_SECONDS = 0.02


def value_of(size: int) -> str:
    """A text of so many bytes, in which no stretch is like another one; not all of it ASCII."""
    text = "it's the value é " + ".".join(str(number) for number in range(size))
    return text.encode()[:size].decode()


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for what no output of the terminal shows; AssertionError when the time is up."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"{what} never came to be"
        time.sleep(POLL_SECONDS)


class Copying:
    """A running command whose one event has a message, and what a user does with it."""

    def __init__(self, terminal: Terminal, site: Site, event_id: str) -> None:
        self.terminal = terminal
        self.event_id = event_id
        self.site = site
        self.cache = site.folder / "cache" / "hpev-tui" / "last-copy"
        """The file of the last copy."""

    def open(self) -> None:
        """Wait until the event's message stands in its detail, where it can be copied."""
        self.terminal.wait_for(lambda text: "FailureMessage" in text and "it's the value" in text)
        self.terminal.quiet(REST_SECONDS)

    def copy(self) -> int:
        """Copy the message; the position in the output where that began."""
        mark = self.terminal.mark()
        self.terminal.press("y", "m")
        return mark

    def toast(self, start: str, end: str) -> str:
        """Wait for a toast that begins and ends so; the whole of it in one line."""
        self.terminal.wait_for(lambda text: end in _unwrapped(text, start))
        return _unwrapped(self.terminal.screen_text(), start)

    def view(self, value: str) -> None:
        """Wait for the copy view with the value from its first column on, and the mouse freed."""
        start = value[:WIDTH]
        self.terminal.wait_for(lambda text: text.startswith(start) and "esc back" in text)
        self.terminal.wait_for(lambda _: "mouse clicks" not in left_on(self.terminal.raw))


def _unwrapped(screen: str, start: str) -> str:
    """The text in the screen's corner that begins so; empty if there is none."""
    lines = screen.splitlines()
    for number, line in enumerate(lines):
        if (column := line.find(start)) >= 0:
            return " ".join(each[column:].strip() for each in lines[number:])
    return ""


@contextmanager
def copying(site: Site, value: str, term: str) -> Iterator[Copying]:
    """Run the command at a site, on an account whose one event has this message."""
    row = event_row(0, EventLevel="Error", InstanceId="i-0391f86fa0fe0d465")
    with MadeUp(row) as service:
        metadata = {"Instance": {"FailureMessage": value}}
        service.rows.details[row["EventId"]] = {"EventMetadata": metadata}
        environ = {
            "AWS_ENDPOINT_URL": service.url,
            "AWS_REGION": "us-west-2",
            "AWS_ACCESS_KEY_ID": "demo",
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_EC2_METADATA_DISABLED": "true",
            "XDG_CACHE_HOME": str(site.folder / "cache"),
            **of_this_python(),
        }
        with site.terminal([*hpev_command(), NAME], environ, term=term) as terminal:
            yield Copying(terminal, site, row["EventId"])


def of_this_python() -> dict[str, str]:
    """What this Python needs to find its own files, wherever it is started."""
    passed_on = {}
    if path := os.environ.get("PYTHONPATH"):
        parts = (str(Path(part).resolve()) for part in path.split(os.pathsep))
        passed_on["PYTHONPATH"] = os.pathsep.join(parts)
    if library := os.environ.get("LD_LIBRARY_PATH"):
        passed_on["LD_LIBRARY_PATH"] = library
    return passed_on
