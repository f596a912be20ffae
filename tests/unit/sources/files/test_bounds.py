"""Whatever a file is, it costs a bounded time and memory, and what was not read is said."""

from __future__ import annotations

import gzip
import io
import os
import re
import select
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from help.cases import every
from help.saved_shapes import CASES, SHAPES, an_event
from hpev_tui.model.saved import SavedProblem
from hpev_tui.sources.files.answers import Answers
from hpev_tui.sources.files.bounds import BOUNDS
from hpev_tui.sources.files.loading import Loaded, load
from hpev_tui.sources.files.values import Values, Work

ONE = SHAPES["list"].write([an_event(1)])
"""A file with one event."""


POLL = select.poll


def words(loaded: Loaded) -> str:
    """All that is said of what could not be read."""
    return "\n".join(map(str, loaded.problems))


def read(path: Path, **bounds: int | float) -> Loaded:
    """What is read of a path under these bounds."""
    return load([str(path)], bounds=BOUNDS._replace(**bounds))  # type: ignore[arg-type]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()


# Sizes


def test_of_a_file_that_is_too_large_the_start_is_read_and_its_size_is_said(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(ONE)
        file.truncate(1 << 30)
    loaded = read(path, most_bytes=1 << 20)
    assert len(loaded.answers.events) == 1
    (problem,) = loaded.problems
    assert problem.position == f"byte {1 << 20:,}"
    assert problem.sentence == "Only the first 1 MiB of 1,024 MiB were read. Split the file."


@every(
    ("name", "data"),
    [
        ("gzip", gzip.compress(bytes(1 << 22))),
        ("gzip streams", gzip.compress(bytes(1 << 19)) * 8),
        ("zip", zipped({"a": bytes(1 << 22)})),
        (
            "zip that lies",
            zipped({"a": bytes(1 << 22)}).replace(struct.pack("<L", 1 << 22), b"\1\0\0\0"),
        ),
        ("zip in zips", zipped({"b": zipped({"a": bytes(1 << 22)})})),
        ("gzip in a zip", zipped({"a": gzip.compress(bytes(1 << 22))}, zipfile.ZIP_STORED)),
    ],
)
def test_of_a_bomb_no_more_comes_out_than_the_bound(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    sizes = []
    real = Answers.read

    def read_and_note(self: Answers, text: str) -> object:
        sizes.append(len(text))
        return real(self, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Answers, "read", read_and_note)
        loaded = read(path, most_bytes=1 << 16)
    assert max(sizes, default=0) <= 1 << 16
    assert re.search("first 65,536 bytes were unpacked|cannot be unpacked", words(loaded))


def test_all_files_together_have_a_bound_and_the_first_beyond_it_is_named(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.json").write_bytes(
            SHAPES["list"].write([an_event(1, EventId=f"{number:036}")])
        )
    loaded = read(tmp_path, most_bytes_together=3 * len(ONE))
    assert (loaded.files, len(loaded.answers.events)) == (3, 3)
    assert "3.json: From here on nothing was read: more than" in words(loaded)
    assert len(loaded.problems) == 1
    loaded = read(tmp_path, most_files=4)
    assert (loaded.files, len(loaded.problems)) == (4, 1)
    assert "4.json: From here on nothing was read: more than 4 files" in words(loaded)


def test_what_is_unpacked_counts_for_all_files_together(tmp_path: Path) -> None:
    broken = b"PK\3\4" + bytes(1 << 16)
    path = tmp_path / "many.zip"
    path.write_bytes(zipped({f"{number}.zip": broken for number in range(50)}))
    loaded = read(path, most_bytes_together=1 << 18)
    damaged = [each for each in loaded.problems if "damaged" in each.sentence]
    assert 0 < len(damaged) < 5
    assert "From here on nothing was read" in words(loaded)


def test_of_too_many_events_the_first_are_read(tmp_path: Path) -> None:
    for name in ("array", "messages", "log lines"):
        path = tmp_path / name
        path.write_bytes(SHAPES[name].write([an_event(number) for number in range(30)]))
        loaded = read(path, most_events=20)
        assert len(loaded.answers.events) == 20
        assert words(loaded) == f"{path}: Only the first 20 events were read."


def test_an_archive_of_too_many_files_is_not_even_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(zipped({f"{number}/": b"" for number in range(40)}))
    assert "more than 30 files are not read" in words(read(path, most_files=30))
    path.write_bytes(zipped({f"{number}.zip": path.read_bytes() for number in range(3)}))
    assert "more than 50 files in all" in words(read(path, most_files=50))


def test_as_many_problems_are_listed_as_can_be_read(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}").write_bytes(b"EVENTS\tarn")
    loaded = read(tmp_path, most_problems=3)
    assert len(loaded.problems) == 4
    assert words(loaded).endswith("6 more files have problems.")


# Depths


def test_what_is_nested_is_read_to_a_depth(tmp_path: Path) -> None:
    data = ONE
    for _ in range(5):
        data = gzip.compress(data)
    (tmp_path / "packed.gz").write_bytes(data)
    assert "Archives more than 3 deep are not read" in words(read(tmp_path / "packed.gz"))
    folder = tmp_path
    for _ in range(9):
        folder = folder / "f"
        folder.mkdir()
    (folder / "deep.json").write_bytes(ONE)
    loaded = read(tmp_path / "f")
    assert not loaded.answers.events
    assert "Folders more than 8 deep are not read" in words(loaded)
    # As the folder names itself, there is no end of it but by links, which are not followed.
    (tmp_path / "f" / "again").symlink_to(tmp_path / "f")
    assert "again" not in words(read(tmp_path / "f"))


def test_json_in_strings_is_read_to_a_depth(tmp_path: Path) -> None:
    from json import dumps

    path, text = tmp_path / "a.json", dumps(an_event(1))
    for level in range(1, 9):
        text = dumps({"Message": text})
        path.write_text(text)
        loaded = read(path)
        assert len(loaded.answers.events) == (level <= BOUNDS.most_texts_deep)
        assert ("nested too deeply" in words(loaded)) == (level > BOUNDS.most_texts_deep)


@every("opening", ['{"a":', "[[", '{"a":[', '[{"a":'])
def test_json_that_is_nested_too_deeply_is_said_to_be(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_bytes(ONE + opening.encode() * 40_000)
    loaded = read(path)
    assert len(loaded.answers.events) == 1
    assert re.search("nested too deeply|no event|cut off", words(loaded))


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
        Path("a\0b"): "It cannot be read: embedded null byte.",
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


@every("name", ["../../escaped.json", "/tmp/escaped.json", "a/\x1b]0;x\x07.json", "C:\\x.json"])  # noqa: S108
def test_no_name_in_an_archive_is_used_as_a_path(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir(exist_ok=True)
    (inside / "a.zip").unlink(missing_ok=True)
    before = {*tmp_path.rglob("*")}
    data = zipped({name: b"EVENTS\tarn"})
    (inside / "a.zip").write_bytes(data)
    loaded = read(inside / "a.zip")
    (problem,) = loaded.problems
    shown = name.replace("\x1b", "␛").replace("\x07", "␇")
    assert problem.file == f"{inside}/a.zip:{shown}"
    assert {*tmp_path.rglob("*")} == before | {inside / "a.zip"}


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


# The work of the scanner


HOSTILE = {
    "braces": '{"',
    "brackets": "[{",
    "brackets only": "[[",
    "quotes": '"',
    "objects": '{"a":{',
    "strings": '["',
    "JSON in strings": '"{\\"',
    "an object that goes on": '{"a":1,',
    "blanks": '{   "',
    "escapes": '{"\\',
    "two levels": '[["a",',
    "words": "[tru",
    "a string that goes on": '{"a": "x{\\"',
    "numbers": '{"a": ' + "1" * 40 + ",",
}


@every(("name", "piece"), [*HOSTILE.items()])
@every("length", [1_000, 60_000])
def test_the_work_for_a_hostile_text_grows_as_the_text(length: int, name: str, piece: str) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    failures = 0
    work = Work(length)

    class Counted(Values):
        def _value_at(self, start: int) -> tuple[object, int]:  # type: ignore[override]
            nonlocal failures
            value, size = super()._value_at(start)
            failures += size == 0
            return value, size

    given = work.left
    values = Counted(text, work)
    assert sum(1 for _ in values) <= length
    # One more attempt may begin with what is left, and each ends within the largest window.
    assert given - work.left <= 17 * length + (1 << 22) + 3 * (length + 512)
    assert failures <= length / 32 + 8_192, name


def test_the_work_within_strings_is_that_of_the_whole_text() -> None:
    from json import dumps

    inner = '{"EventId' * 200
    answers = Answers()
    text = dumps([inner] * 500)
    taken = answers.read(text)
    assert taken.events == 0
    work = Work(len(text))
    list(Values(text, work))
    assert work.left > 0


def test_a_failure_inside_of_a_long_text_costs_no_look_at_its_start() -> None:
    # An error's line is counted from the start of what is decoded.
    lines = [f'[{number}] {{"broken {number}}}\n' for number in range(20_000)]
    text = "".join([*lines, ONE.decode()])
    answers = Answers()
    assert answers.read(text).events == 1
