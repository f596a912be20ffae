"""A file is written whole or not at all, whatever fails on the way, and for its owner only."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from help.terminal import SECONDS
from hpev_tui.system.saving import Saves, save, write_whole

TEXT = "é ▁ 0123456789\n" * 1000


@pytest.fixture(params=[False, True], ids=["new", "replaced"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that is to be written, and may be there already."""
    path = tmp_path / "file.md"
    if request.param:
        path.write_text("before")
        path.chmod(0o644)
    return path


def content(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


@pytest.mark.parametrize("umask", [0, 0o777])
def test_it_is_whole_and_its_owners(target: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_whole(target, TEXT, replace=target.exists())
    finally:
        os.umask(before)
    assert content(target) == TEXT
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_it_is_on_the_disk_before_it_has_its_name(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, synced = content(target), list[tuple[bool, str | None]]()
    sync = os.fsync

    def note(handle: int) -> None:
        sync(handle)
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), content(target)))

    monkeypatch.setattr(os, "fsync", note)
    write_whole(target, TEXT, replace=target.exists())
    assert synced == [(False, before), (True, TEXT)]


def refuse(*_: object, **__: object) -> int:
    raise OSError(errno.EIO, "Input/output error")


def test_a_step_that_fails_leaves_what_was_there(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(target)
    for call in ("open", "fsync", "link" if before is None else "rename"):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, refuse)
            with pytest.raises(OSError, match="Input/output error"):
                write_whole(target, TEXT, replace=before is not None)
        assert content(target) == before
        assert list(target.parent.iterdir()) == [target] * (before is not None)


WRITE = """
import resource, sys
from pathlib import Path
from hpev_tui.system.saving import write_whole
if sys.argv[2]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
path = Path(sys.argv[1])
try:
    write_whole(path, "x" * 200_000, replace=path.exists())
except OSError as error:
    print(error.strerror)
"""


def test_a_file_that_may_not_be_so_long_is_not_there(target: Path) -> None:
    before = content(target)
    command = [sys.executable, "-c", WRITE, str(target), "100000"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "File too large\n"
    assert content(target) == before
    assert list(target.parent.iterdir()) == [target] * (before is not None)


@pytest.mark.system
def test_a_full_disk_has_nothing_half_written(tmp_path: Path) -> None:
    # In a namespace of its own the mount ends with the shell. Only root may do this.
    script = (
        'mount -t tmpfs -o size=64k none "$1" && echo before > "$1/file.md"'
        ' && "$2" -c "$3" "$1/file.md" "" && "$2" -c "$3" "$1/new.md" "" && ls -A "$1"'
        ' && cat "$1/file.md"'
    )
    command = ["unshare", "-m", "sh", "-c", script, "sh", str(tmp_path), sys.executable, WRITE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    no_room = "No space left on device\n"
    assert done.stdout == f"{no_room}{no_room}file.md\nbefore\n"


KEEP_WRITING = """
import sys
from pathlib import Path
from hpev_tui.system.saving import write_whole
while True:
    for letter in "ab":
        write_whole(Path(sys.argv[1]), letter * 100_000, replace=True)
        print(flush=True)
"""


def test_a_reader_finds_all_of_it_at_any_time_also_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "file.md"
    command = [sys.executable, "-c", KEEP_WRITING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        contents = {path.read_text() for _ in range(500)}
        writer.send_signal(signal.SIGKILL)
    assert {*contents, path.read_text()} <= {"a" * 100_000, "b" * 100_000}


def no_links(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("has_links", [True, False])
def test_of_many_that_write_a_new_file_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    path = tmp_path / "file.md"
    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
        write_whole(path, "first", replace=False)
        with pytest.raises(FileExistsError):
            write_whole(path, "second", replace=False)
        assert content(path) == "first"
        return
    start = threading.Barrier(8)

    def write(text: str) -> str:
        start.wait(SECONDS)
        try:
            write_whole(path, text, replace=False)
        except FileExistsError:
            return ""
        return text

    with ThreadPoolExecutor(8) as pool:
        (winner,) = filter(None, pool.map(write, "abcdefgh"))
    assert content(path) == winner
    assert list(tmp_path.iterdir()) == [path]


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def a_dead_link(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [a_fifo, a_link, a_dead_link, Path.mkdir])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "file.md"
    make(path)
    before = path.lstat()
    for replace in (True, False):
        with pytest.raises(OSError, match="not a regular file"):
            write_whole(path, TEXT, replace=replace)
    assert path.lstat() == before
    assert list(tmp_path.iterdir()) == [path]


# Names


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, and a working folder in it."""
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("a.md", "work/a.md"),
        ("../a.md", "work/../a.md"),
        ("~/a.md", "a.md"),
        ("b~", "work/b~"),
        (" ~", "work/ ~"),
        ("é ▁ \udcff*?'\"", "work/é ▁ \udcff*?'\""),
        ("x" * 255, f"work/{'x' * 255}"),
    ],
)
def test_a_name_is_in_the_working_folder_or_at_home(home: Path, named: str, path: str) -> None:
    assert save(named, "text", replace=False) == home / path
    assert (home / path).read_text() == "text"


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("x" * 300, "File name too long"),
        ("x/" * 2500, "File name too long"),
        ("~nobody-has-this-name/a.md", "no home folder for ~nobody-has-this-name"),
        ("missing/a.md", "No such file or directory"),
        ("/dev/null", "not a regular file"),
        ("/dev/null/a.md", "Not a directory"),
        ("/proc/a.md", "No such file or directory"),
        (".", "not a regular file"),
        ("", "not a regular file"),
        ("~", "not a regular file"),
        ("a\x00b", "embedded null"),
    ],
)
def test_a_name_that_cannot_be_had_is_refused(home: Path, named: str, why: str) -> None:
    with pytest.raises(OSError, match=why) as refused:
        save(named, "text", replace=False)
    assert refused.value.filename
    assert list((home / "work").iterdir()) == []


def test_a_working_folder_that_is_gone_is_said(home: Path) -> None:
    (home / "work").rmdir()
    with pytest.raises(OSError, match="the working folder is gone"):
        save("a.md", "text", replace=False)
    assert save("~/a.md", "text", replace=False) == home / "a.md"


def test_text_that_is_no_unicode_is_not_saved(home: Path) -> None:
    with pytest.raises(OSError, match="surrogates"):
        save("a.md", "a\udcff", replace=False)
    assert list((home / "work").iterdir()) == []


# The saves of a run


def test_a_save_that_hangs_holds_up_no_other_one() -> None:
    saves, answer, done = Saves(), threading.Event(), threading.Event()
    saves.start("hangs", answer.wait)
    saves.start("quick", done.set)
    assert done.wait(SECONDS)
    assert saves.finish(0.0) in (["hangs"], ["hangs", "quick"])
    answer.set()
    assert saves.finish(SECONDS) == []


def test_where_there_is_no_thread_nothing_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_thread(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_thread)
    saves = Saves()
    with pytest.raises(RuntimeError):
        saves.start("one", lambda: None)
    assert saves.finish(0.0) == []
