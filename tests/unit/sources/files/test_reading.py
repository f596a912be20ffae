"""Files, folders, pipes and archives: each is read, or it is said why it is not."""

from __future__ import annotations

import gzip
import os
import select
import socket
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from help.cases import every
from help.saved_files import read, words, zipped
from help.saved_shapes import CASES, SHAPES, an_event
from hpev_tui.model.saved import SavedProblem
from hpev_tui.sources.files.bounds import BOUNDS
from hpev_tui.sources.files.loading import load

ONE = SHAPES["list"].write([an_event(1)])
"""A file with one event."""

POLL = select.poll


# What is no file


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    secret = tmp_path / "no-permission.json"
    secret.write_bytes(ONE)
    secret.chmod(0)
    gone = tmp_path / "gone.json"
    dangling = tmp_path / "dangling.json"
    dangling.symlink_to(gone)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "s.sock"))
    (tmp_path / "empty").mkdir()
    expected = {
        gone: "There is no such file.",
        dangling: "There is no such file.",
        tmp_path / ("x" * 300): "It cannot be read: File name too long.",
        tmp_path / "s.sock": "It is a socket. Name a file, a folder or a pipe.",
        Path("/dev/zero"): "It is a device. Name a file, a folder or a pipe.",
        Path("/dev/null"): "It is a device. Name a file, a folder or a pipe.",
        tmp_path / "empty": "The folder has no files that can be read.",
        Path("a\0b"): "There is no such file.",
    }
    if os.geteuid():
        expected[secret] = "No permission to read it."
    with listening:
        assert {path: read(path).problems[0].sentence for path in expected} == expected
    assert [load(paths).problems[0].file for paths in ([], ["-"])] == ["", "standard input"]


def test_a_file_that_changes_while_it_is_read_is_said_to(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    real = os.read
    for change in (_append, _truncate):
        path.write_bytes(ONE * 3)

        def read_and_change(
            opened: int, size: int, change: Callable[[Path], None] = change
        ) -> bytes:
            data = real(opened, min(size, len(ONE)))
            if data:
                change(path)
            return data

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "read", read_and_change)
            loaded = read(path, most_bytes=1 << 20)
        assert len(loaded.answers.events) == 1
        assert "The file changed while it was read" in words(loaded)


def _append(path: Path) -> None:
    if path.stat().st_size < 1 << 16:
        path.write_bytes(path.read_bytes() + ONE)


def _truncate(path: Path) -> None:
    os.truncate(path, len(ONE))


def test_only_regular_files_of_a_folder_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.fifo")
    (tmp_path / ".hidden.json").write_bytes(b"EVENTS\ta")
    (tmp_path / "link.json").symlink_to(CASES / "list-v1.json")
    (tmp_path / "z.json").write_bytes(ONE)
    loaded = read(tmp_path)
    assert (loaded.files, len(loaded.answers.events), loaded.problems) == (2, 9, ())


# Pipes


@contextmanager
def pipe_with(write: Callable[[int], None]) -> Iterator[int]:
    """The end to read of a pipe that a thread writes to, which closes it."""
    reading, writing = os.pipe()

    def run() -> None:
        try:
            write(writing)
        except BrokenPipeError:
            pass
        finally:
            os.close(writing)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield reading
    finally:
        os.close(reading)
        thread.join()


def test_what_a_pipe_brings_is_read_to_its_end_or_to_a_bound() -> None:
    def bit_by_bit(writing: int) -> None:
        for at in range(0, len(ONE), 50):
            os.write(writing, ONE[at : at + 50])

    def without_end(writing: int) -> None:
        os.write(writing, ONE)
        while True:
            os.write(writing, b"y\n" * 2048)

    with pipe_with(bit_by_bit) as reading:
        loaded = load(["-"], reading)
    assert (len(loaded.answers.events), loaded.problems) == (1, ())
    with pipe_with(without_end) as reading:
        loaded = load(["-"], reading, BOUNDS._replace(most_bytes=1 << 18))
    assert len(loaded.answers.events) == 1
    assert words(loaded) == "standard input, byte 262,144: Only the first 262,144 bytes were read."
    with pipe_with(lambda _: None) as reading:
        loaded = load(["-"], reading)
    assert "Nothing came by it." in words(loaded)
    # What `<(…)` of a shell gives.
    with pipe_with(bit_by_bit) as reading:
        loaded = load([f"/dev/fd/{reading}"])
    assert (len(loaded.answers.events), loaded.problems) == (1, ())


class Clock:
    """Each look at it takes a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def test_a_pipe_that_does_not_end_is_waited_for_so_long(tmp_path: Path) -> None:
    bounds = BOUNDS._replace(wait_seconds=3.0)
    reading, writing = os.pipe()
    os.write(writing, ONE)
    with pytest.MonkeyPatch.context() as patch:
        # It waits no longer than the clock says, of which each look takes a second.
        patch.setattr("select.poll", _Impatient)
        loaded = load(["-"], reading, bounds, Clock())
        assert len(loaded.answers.events) == 1
        assert "It did not end within 3 s. What came so far was read." in words(loaded)
        os.mkfifo(tmp_path / "fifo")
        loaded = load([str(tmp_path / "fifo")], None, bounds, Clock())
        assert "Nothing came within 3 s." in words(loaded)
    os.close(reading)
    os.close(writing)


class _Impatient:
    """A `select.poll` that does not wait for what has not come."""

    def __init__(self) -> None:
        self._poll = POLL()

    def register(self, opened: int, events: int) -> None:
        self._poll.register(opened, events)

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        assert milliseconds > 0
        return self._poll.poll(0)


# Archives


@every("name", ["../../a.json", "/a/a.json", "a/../../a.json", "C:\\a.json", "..\\a.json"])
def test_a_name_that_leads_out_of_an_archive_is_said_to_and_not_used(
    name: str, tmp_path: Path
) -> None:
    inside = tmp_path / "inside"
    inside.mkdir(exist_ok=True)
    path = inside / "a.zip"
    path.write_bytes(zipped({name: ONE}))
    loaded = read(path)
    assert len(loaded.answers.events) == 1
    assert words(loaded).startswith(f"{path}:{name}: Its name leads out of the archive.")
    assert {*tmp_path.rglob("*")} == {inside, path}


def test_names_in_an_archive_are_shown_clean(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a/\x1b]0;x\x07..json": b"EVENTS\tarn"}))
    (problem,) = read(path).problems
    assert problem.file == f"{path}:a/␛]0;x␇..json"


def test_what_is_wrong_with_an_archive_is_said(tmp_path: Path) -> None:
    good = zipped({"a.json": ONE, "b.json": ONE})
    encrypted = bytearray(good)
    for at in (good.index(b"PK\1\2") + 8, 6):
        encrypted[at] |= 1
    corrupt = bytearray(good)
    corrupt[60] ^= 0xFF
    tarred = SHAPES["tar.gz"].write([an_event(1)])
    expected = {
        bytes(encrypted): "has a password. Unpack it",
        good[:-30]: "zip is damaged or cut off",
        bytes(corrupt): "It cannot be unpacked: ",
        zipped({}): "archive has no files that can be read",
        zipped({"a/": b""}): "archive has no files that can be read",
        zipped({"__MACOSX/._a.json": b"\0\5"}): "archive has no files that can be read",
        zipped({"a": ONE}, zipfile.ZIP_BZIP2): "compressed in a rare way",
        gzip.compress(ONE)[:-9]: "gzip data is cut off",
        gzip.compress(ONE)[:40] + b"\xff" * 40: "gzip data is damaged",
        gzip.compress(b""): "an empty file",
        gzip.compress(zlib.decompress(tarred, 31)[:700]): "",
    }
    failures = []
    for number, (data, said) in enumerate(expected.items()):
        path = tmp_path / str(number)
        path.write_bytes(data)
        loaded = read(path)
        if said not in words(loaded) or not loaded.problems:
            failures.append(f"{said}: {words(loaded)}")
    assert not failures


def test_what_follows_the_streams_of_a_gzip_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(ONE) + bytes(512))
    loaded = read(path)
    assert (len(loaded.answers.events), loaded.problems) == (1, ())
    path.write_bytes(gzip.compress(b"") * 30 + gzip.compress(ONE))
    assert len(read(path, most_streams=50).answers.events) == 1
    assert "too many" in words(read(path, most_streams=20))


# Names


def test_names_are_clean_and_without_secrets(tmp_path: Path) -> None:
    name = "a\x1b[2J\u202e?token=abcdefgh12345678.json"
    (tmp_path / name).write_bytes(b"EVENTS\tarn")
    (problem,) = read(tmp_path / name).problems
    assert problem == SavedProblem(
        f"{tmp_path}/a␛[2J\\u202e?token=****", "line 1, column 1",
        "This is AWS CLI text output (--output text). Save it with --output json.",
    )  # fmt: skip
    raw = os.fsencode(tmp_path) + b"/\xff.json"
    with open(raw, "wb") as file:  # noqa: PTH123
        file.write(b"EVENTS\tarn")
    assert load([os.fsdecode(raw)]).problems[0].file == f"{tmp_path}/\ufffd.json"
