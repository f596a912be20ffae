"""The process that reads saved events: it loads no SDK, and says how far it is."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest

from help.events import event_row
from hpev_tui.model.saved import SavedReport
from hpev_tui.sources.files.opening import STANDARD_INPUT, StandardInput, plain_report
from hpev_tui.sources.files.reading import Reader

_SCRIPT = """
import socket, sys, threading
from hpev_tui.sources.aws import child
from hpev_tui.sources.frames import Channel

ours, theirs = socket.socketpair()
threading.Thread(target=child.serve, args=[theirs, ["files"]], daemon=True).start()
channel = Channel(ours)
frames = (frame for frame in channel.frames() if frame[0] != "reading")
channel.send(("open", 1, 1, {"files": (sys.argv[1],)}))
assert next(frames)[:2] == ("value", 1)
channel.send(("pages", 2, 1, "made-up", ("", "", "", None, None, ""), None, 0))
kind, number, is_last, page = next(frames)
channel.send(("call", 3, 1, "report"))
report = next(frames)[3]
print(len(page[2]), report[2], *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_saved_events_are_read_without_the_sdk(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"Events": [event_row(number) for number in range(3)]}))
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    listed, counted, *modules = done.stdout.split()
    assert (listed, counted) == ("3", "3")
    assert not {"boto3", "botocore", "urllib3", "textual"} & set(modules)


def test_a_pipe_without_an_end_is_read_up_to_a_bound() -> None:
    reading, writing = os.pipe()
    stdin = StandardInput(reading, most_bytes=1 << 20)
    thread = threading.Thread(target=stdin.read)
    thread.start()
    while thread.is_alive():
        # As soon as nobody reads it any more.
        with contextlib.suppress(BrokenPipeError):
            os.write(writing, b" " * 4096)
    assert stdin.why == "Only the first 1 MiB were read."
    os.close(reading)
    os.close(writing)


def test_what_is_piped_in_is_stored_once_and_its_part_that_is_handed_on(tmp_path: Path) -> None:
    path, size = tmp_path / "spaces.json", 16 << 20
    path.write_bytes(b" " * size)
    piped = os.open(path, os.O_RDONLY)
    stdin = StandardInput(piped)
    tracemalloc.start()
    try:
        stdin.read()
        (content,) = Reader(lambda *_: None).contents(["-"], stdin.hand_on())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        os.close(piped)
    assert len(content.data) == size
    assert peak < 1.5 * size


@pytest.mark.parametrize("ends", [True, False])
def test_a_pipe_is_read_to_its_end_or_until_that_is_enough(ends: bool) -> None:
    reading, writing = os.pipe()
    stdin = StandardInput(reading)
    thread = threading.Thread(target=stdin.read)
    os.write(writing, b'{"Events": []}')
    if not ends:
        stdin.stop()
    thread.start()
    if ends:
        os.close(writing)
    thread.join(30)
    assert stdin.has_ended
    handed_on = os.read(stdin.hand_on(), 100)
    problems = plain_report(SavedReport(), stdin)[-1]
    assert isinstance(problems, list)
    if ends:
        assert handed_on == b'{"Events": []}'
        assert problems == []
    else:
        # Whoever writes more gets an error.
        with pytest.raises(BrokenPipeError):
            os.write(writing, b"more")
        os.close(writing)
        ((file, position, said),) = problems
        assert (file, position) == (STANDARD_INPUT, "")
        assert said.startswith("Reading was stopped after ")
    os.close(reading)
