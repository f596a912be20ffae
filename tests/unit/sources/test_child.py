"""The SDK's process from within: frames come in, and frames go out."""

from __future__ import annotations

import contextlib
import gc
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import create_loader

from help.scripted import ScriptedEndpoint
from help.sdk import wait_until
from help.source_run import CLUSTER, SECONDS
from hpev_tui.detail.shapes import Shape
from hpev_tui.sources.aws import ahead, child, models, opening
from hpev_tui.sources.frames import Channel
from hpev_tui.sources.records import from_plain

OPTIONS: dict[str, Any] = {
    "demo": False,
    "profile": None,
    "region": "us-west-2",
    "endpoint_url": None,
    "fallback_region": "",
    "read_seconds": None,
    "slow_after": 10.0,
    "least_rate": 1000.0,
    "most_bytes": 1 << 24,
    "waiting_after": 1.0,
}
SENT = ("", "", "", None, None)
"""No filter of the service, as plain data."""


class Served:
    """The body of the process in a thread, and the screen's end of its channel."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        ours.settimeout(SECONDS)
        self.channel = Channel(ours)
        self._frames = self.channel.frames()
        self._thread = threading.Thread(target=child.serve, args=[theirs])
        self._thread.start()

    def ask(self, *frame: object) -> None:
        """Send a frame."""
        self.channel.send(frame)

    def next(self) -> tuple[Any, ...]:
        """The next frame that comes."""
        return next(self._frames)

    def open(self, url: str, source: int = 1) -> None:
        """Open a source on an endpoint."""
        self.ask("open", 1, source, {**OPTIONS, "endpoint_url": url})
        kind, number, is_last, identity = self.next()
        assert (kind, number, is_last) == ("value", 1, True)
        assert identity == ("Identity", "us-west-2", "", url, False)

    def end(self) -> None:
        """Close the channel, which ends it."""
        with contextlib.suppress(OSError):
            self.ask("close", 1)
        self.channel.close()
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()


@pytest.fixture
def served(account: pytest.MonkeyPatch, endpoint: ScriptedEndpoint) -> Iterator[Served]:
    assert account
    account.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)
    endpoint.calls.clear()
    logger = logging.getLogger("hpev_tui")
    before = list(logger.handlers)
    made = Served()
    yield made
    made.end()
    logger.handlers[:] = before


def test_methods_profiles_and_regions_are_answered_each_by_its_number(
    served: Served, endpoint: ScriptedEndpoint
) -> None:
    served.open(endpoint.url)
    asked = [
        ("call", 11, 1, "facts"),
        ("call", 12, 1, "detail_shape"),
        ("call", 13, 1, "cluster", CLUSTER),
        ("profiles", 14),
        ("regions", 15, "us-west-2"),
    ]
    for frame in asked:
        served.ask(*frame)
    values = {number: value for _, number, _, value in (served.next() for _ in asked)}
    assert [name for name, _ in values[11]][:2] == ["boto3", "botocore"]
    assert values[12][0] == "Shape"
    assert values[13][0] == "ClusterInfo"
    assert values[14] == []
    assert "us-west-2" in values[15]


def test_as_many_pages_are_ahead_as_may_be(served: Served, endpoint: ScriptedEndpoint) -> None:
    served.open(endpoint.url)
    served.ask("pages", 2, 1, CLUSTER, SENT, None, 1)
    for is_last in (False, False, True):
        kind, number, last, page = served.next()
        assert (kind, number, last) == ("value", 2, is_last)
        served.ask("more", 2)
    assert page[3] is None
    assert endpoint.calls.count("ListClusterEvents") == 3


def test_a_page_is_sent_once_the_next_one_is_asked_for(
    served: Served, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "START_SECONDS", 10 * SECONDS)
    served.open(endpoint.url)
    with endpoint.hold("ListClusterEvents") as first:
        served.ask("pages", 2, 1, CLUSTER, SENT, None, 1)
        first.wait_for(1)
        with endpoint.hold("ListClusterEvents") as second:
            first.release()
            second.wait_for(1)
            assert served.next()[:3] == ("value", 2, False)
    served.ask("more", 2, 2)
    assert [served.next()[2] for _ in range(2)] == [False, True]


def test_several_pages_are_let_go_at_once(served: Served, endpoint: ScriptedEndpoint) -> None:
    served.open(endpoint.url)
    served.ask("pages", 2, 1, CLUSTER, SENT, None, 1)
    assert served.next()[2] is False
    served.ask("more", 2, 2)
    assert [served.next()[2] for _ in range(2)] == [False, True]


def test_a_page_that_fails_comes_after_those_before_it(
    served: Served, endpoint: ScriptedEndpoint
) -> None:
    served.open(endpoint.url)
    served.ask("pages", 2, 1, CLUSTER, SENT, None, 1)
    assert served.next()[2] is False
    wait_until(lambda: endpoint.calls.count("ListClusterEvents") == 2)
    endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "not today")
    served.ask("more", 2, 2)
    assert served.next()[:3] == ("value", 2, False)
    assert served.next()[:3] == ("failure", 2, "access")


def test_no_page_is_loaded_ahead_after_a_stop(served: Served, endpoint: ScriptedEndpoint) -> None:
    served.open(endpoint.url)
    served.ask("pages", 2, 1, CLUSTER, SENT, None, 0)
    assert served.next()[2] is True
    with endpoint.hold("ListClusterEvents") as hold:
        served.ask("pages", 3, 1, CLUSTER, SENT, None, 12)
        hold.wait_for(1)
        served.ask("stop", 3)
        served.ask("profiles", 4)
        assert served.next()[1] == 4
    assert served.next()[1:3] == (3, True)
    assert endpoint.calls.count("ListClusterEvents") == 2


def test_a_throttling_ends_what_is_loaded_ahead(served: Served, endpoint: ScriptedEndpoint) -> None:
    served.open(endpoint.url)
    endpoint.fail("ListClusterEvents", 400, "ThrottlingException", "slower", times=1)
    served.ask("pages", 2, 1, CLUSTER, SENT, None, 12)
    assert served.next() == ("throttled", 1)
    assert served.next()[1:3] == (2, True)
    # The SDK has tried it again by itself.
    assert endpoint.calls.count("ListClusterEvents") == 2


def test_what_fails_says_why(served: Served, endpoint: ScriptedEndpoint) -> None:
    served.open(endpoint.url)
    endpoint.fail("ListClusters", 400, "AccessDeniedException", "not today")
    served.ask("call", 2, 1, "clusters", None)
    kind, number, failure_kind, title, *_ = served.next()
    assert (kind, number, failure_kind) == ("failure", 2, "access")
    assert "not today" in title


def test_a_source_that_cannot_be_opened_has_a_failure_for_each_call(served: Served) -> None:
    served.ask("open", 1, 1, {**OPTIONS, "profile": "nobody"})
    kind, number, failure_kind, title, *_ = served.next()
    assert (kind, number, failure_kind) == ("failure", 1, "credentials")
    assert title.startswith("AWS profile not found")
    served.ask("call", 2, 1, "clusters", None)
    assert served.next()[:3] == ("failure", 2, "credentials")
    served.ask("close", 1)


def test_a_defect_is_a_failure_and_is_logged(served: Served) -> None:
    served.ask("call", 2, 99, "clusters", None)
    frames = {frame[0]: frame for frame in (served.next(), served.next())}
    assert "request failed" in frames["log"][2]
    assert "KeyError: 99" in frames["log"][2]
    assert frames["failure"][1:4] == (2, "other", "Internal error: KeyError")


def test_a_source_that_is_closed_closes_its_connections(
    served: Served, endpoint: ScriptedEndpoint
) -> None:
    served.open(endpoint.url)
    served.ask("call", 2, 1, "clusters", None)
    served.next()
    served.ask("close", 1)
    served.ask("call", 3, 1, "clusters", None)
    kinds = [served.next()[0], served.next()[0]]
    assert "failure" in kinds


def test_a_broken_sdk_is_said_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hpev_tui.sources.aws.opening", None)
    monkeypatch.delattr("hpev_tui.sources.aws.opening")
    served = Served()
    kind, level, text = served.next()
    assert (kind, level) == ("log", logging.ERROR)
    assert text.startswith("Traceback")
    kind, why = served.next()
    assert kind == "broken"
    assert why.startswith(("ImportError", "ModuleNotFoundError"))
    served.end()


def test_the_collector_is_on_after_the_first_answer(served: Served) -> None:
    gc.disable()
    try:
        served.ask("profiles", 1)
        served.next()
        served.ask("profiles", 2)
        served.next()
        served.ask("profiles", 3)
        served.next()
        assert gc.isenabled()
    finally:
        gc.enable()


@pytest.fixture
def start(account: pytest.MonkeyPatch, endpoint: ScriptedEndpoint) -> Iterator[Callable[[], str]]:
    """Starts a process, and says what the service's documentation says of a detail there."""
    # Other tests share one loader, which has read all.
    account.setattr(opening, "create_loader", create_loader)
    logger = logging.getLogger("hpev_tui")
    before = list(logger.handlers)

    def start() -> str:
        # The first thread that ends turns the collector on; it must be one of this start.
        wait_until(are_answered)
        gc.disable()
        made = Served()
        made.open(endpoint.url)
        made.ask("call", 2, 1, "detail_shape")
        shape: Shape = from_plain(made.next()[3])
        wait_until(lambda: gc.isenabled() and are_answered())
        made.end()
        return shape.members["EventDetails"].documentation

    yield start
    gc.enable()
    logger.handlers[:] = before


def are_answered() -> bool:
    """Whether no thread is left that answers a request."""
    return not any("(_work)" in thread.name for thread in threading.enumerate())


def saved_files(tmp_path: Path) -> list[Path]:
    """The files that a start has kept for the next one."""
    return sorted((tmp_path / "cache" / "hpev-tui" / "sdk").glob("*.json"))


def test_what_a_start_has_read_is_kept_and_the_next_one_reads_that(
    start: Callable[[], str], tmp_path: Path
) -> None:
    said = start()
    wait_until(lambda: len(saved_files(tmp_path)) == 2)
    endpoints, model = saved_files(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in (endpoints, model)} == {0o600}
    good = model.read_text("utf-8")
    made_of, _, text = good.partition("\n")
    assert said[:20] in text
    text = text.replace(said[:20], "As it was kept:")
    model.write_text(f"{made_of.split()[0]} {models._digest(text)}\n{text}", "utf-8")
    assert start() == "As it was kept:" + said[20:]
    # One that is damaged is made again.
    model.write_text(good[:-9], "utf-8")
    assert start() == said
    wait_until(lambda: model.read_text("utf-8") == good)


def test_a_start_needs_no_folder_to_keep_anything_in(
    start: Callable[[], str], account: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    account.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert start() == start() != ""


def test_a_call_for_which_there_is_no_thread_fails_and_the_next_one_is_answered(
    served: Served, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    served.open(endpoint.url)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        served.ask("call", 2, 1, "facts")
        kind, number, *failure = served.next()
    assert (kind, number) == ("failure", 2)
    assert "The AWS SDK process: can't start new thread" in failure
    served.ask("call", 3, 1, "facts")
    assert served.next()[:2] == ("value", 3)
