"""Whatever a file is, it costs a bounded time and memory, and what was not read is said."""

from __future__ import annotations

import gzip
import re
import struct
import zipfile
from pathlib import Path

import pytest

from help.cases import every
from help.saved_files import read, words, zipped
from help.saved_shapes import SHAPES, an_event
from hpev_tui.sources.files.answers import Answers
from hpev_tui.sources.files.bounds import BOUNDS

ONE = SHAPES["list"].write([an_event(1)])
"""A file with one event."""


# Sizes


def test_of_a_file_that_is_too_large_the_start_is_read_and_its_size_is_said(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(ONE + b'{"Events": [')
        file.truncate(1 << 30)
    size = len(ONE) + 12
    loaded = read(path, most_bytes=size)
    assert len(loaded.answers.events) == 1
    # That it is cut off here need not be said as well.
    (problem,) = loaded.problems
    assert problem.position == f"byte {size}"
    said = f"Only the first {size} bytes of 1,024 MiB were read. Split the file."
    assert problem.sentence == said


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
