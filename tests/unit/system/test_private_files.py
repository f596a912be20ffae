"""Log, state, caches and the last copy: only the user's own regular files, never by way of a link.

Each is opened without waiting: a FIFO without a reader would hold the program up for ever.
"""

from __future__ import annotations

import os
import pwd
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hpev_tui.clipboard.service import Clipboard
from hpev_tui.sources.aws import models
from hpev_tui.system import recent
from hpev_tui.system.files import copy_file, model_file, read_private, state_file, write_private
from hpev_tui.system.log_file import LogFile
from hpev_tui.system.recent import Used, note_used, read_used

MODEL = "endpoints"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder, which is not the working folder."""
    made = tmp_path / "home"
    made.mkdir()
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(made))
    monkeypatch.setattr(recent, "problems", [])
    return made


def write_log(path: Path) -> str:
    try:
        log = LogFile(path)
    except OSError as error:
        return str(error.strerror)
    log.close()
    return ""


def write_state(path: Path) -> str:
    assert path == state_file(os.environ)
    assert read_used(os.environ) == Used()
    note_used(os.environ, "dev", "us-west-2")
    return "".join(recent.problems)


def write_copy(path: Path) -> str:
    assert path == copy_file(os.environ)
    return Clipboard(os.environ, lambda _: None).save("a text")[1]


def write_model(path: Path) -> str:
    assert path == model_file(os.environ, f"{MODEL}.json")
    assert models._read(MODEL, "") is None
    try:
        write_private(path, "{}")
    except OSError as error:
        return str(error.strerror)
    return ""


FILES: dict[str, tuple[Callable[[Path], Path], Callable[[Path], str]]] = {
    "log": (lambda home: home / "log" / "hpev.log", write_log),
    "state": (lambda home: home / ".local/state/hpev-tui/used.json", write_state),
    "copy": (lambda home: home / ".cache/hpev-tui/last-copy", write_copy),
    "model": (lambda home: home / f".cache/hpev-tui/sdk/{MODEL}.json", write_model),
}
"""Of each file its path, and what writes it: why that failed, or ""."""


def lay_link(path: Path) -> None:
    other = path.parents[1] / "other"
    other.write_text("mine")
    path.symlink_to(other)


def lay_socket(path: Path) -> None:
    # The address of a socket may not be as long as a path of pytest's.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def lay_hard_link(path: Path) -> None:
    other = path.parents[1] / "other"
    other.write_text("mine")
    path.hardlink_to(other)


IN_ITS_PLACE: dict[str, Callable[[Path], None]] = {
    "it is a link, not a regular file": lay_link,
    "it is a FIFO, not a regular file": os.mkfifo,
    "it is a folder, not a regular file": Path.mkdir,
    "it is a socket, not a regular file": lay_socket,
    "it has another name (hard link)": lay_hard_link,
}


@pytest.mark.parametrize("file", FILES)
def test_what_is_no_file_of_ones_own_is_refused_at_once(file: str, home: Path) -> None:
    path_in, write = FILES[file]
    for number, (why, lay) in enumerate(IN_ITS_PLACE.items()):
        recent.problems.clear()
        path = path_in(home)
        path.parent.mkdir(parents=True, exist_ok=True)
        lay(path)
        before = path.lstat()
        assert why in write(path), why
        after = path.lstat()
        # Nothing is written to it, and nothing takes its place.
        assert (before.st_ino, before.st_mode, before.st_size) == (
            after.st_ino, after.st_mode, after.st_size,
        )  # fmt: skip
        other = path.parents[1] / "other"
        assert not other.exists() or other.read_text() == "mine"
        assert list(path.parent.iterdir()) == [path]
        path.rename(home / f"old-{number}")
        other.unlink(missing_ok=True)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full", "/dev/tty"])
def test_a_device_is_no_log_file(device: str) -> None:
    assert write_log(Path(device)) == "it is a device, not a regular file"


def test_a_link_to_nothing_makes_no_file(home: Path) -> None:
    (home / "log").symlink_to(home / "made")
    assert write_log(home / "log") == "it is a link, not a regular file"
    assert not (home / "made").exists()


@pytest.mark.parametrize("file", FILES)
def test_only_its_owner_may_read_it_whatever_the_umask(file: str, home: Path) -> None:
    path_in, write = FILES[file]
    path = path_in(home)
    for umask in (0o000, 0o022, 0o277):
        before = os.umask(umask)
        try:
            path.parent.mkdir(mode=0o777, parents=True, exist_ok=True)
            path.parent.chmod(0o777)
            assert write(path) == ""
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.unlink()
    assert file == "log" or stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_log_that_others_could_read_is_theirs_no_more(home: Path) -> None:
    path = home / "log"
    path.write_text("before\n")
    path.chmod(0o644)
    assert write_log(path) == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "before\n"


def test_a_file_of_another_user_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home / "folder" / "file"
    write_private(path, "mine")
    monkeypatch.setattr("os.geteuid", lambda: path.stat().st_uid + 1)
    assert write_log(path) == "it belongs to another user"
    for read_or_write in (read_private, lambda each: write_private(each, "x")):
        with pytest.raises(OSError, match="its folder belongs to another user"):
            read_or_write(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("kind", ["link", "FIFO", "file"])
def test_what_is_no_folder_of_ones_own_is_refused(kind: str, home: Path) -> None:
    folder = home / ".local/state/hpev-tui"
    folder.parent.mkdir(parents=True)
    (home / "other").mkdir(mode=0o755)
    if kind == "link":
        folder.symlink_to(home / "other")
    elif kind == "FIFO":
        os.mkfifo(folder)
    else:
        folder.touch()
    note_used(os.environ, "dev", "us-west-2")
    assert recent.problems == [f"not saved: its folder is a {kind}, not a folder"]
    assert list((home / "other").iterdir()) == []
    assert stat.S_IMODE((home / "other").stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("home", "why"),
    [("relative", "HOME is not an absolute path"), (".", "HOME is not an absolute path")],
)
def test_a_relative_home_puts_nothing_into_the_working_folder(
    home: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recent, "problems", [])
    environ = {"HOME": home, "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache"}
    for path_of in (state_file, copy_file, lambda each: model_file(each, MODEL)):
        with pytest.raises(RuntimeError, match=why):
            path_of(environ)
    assert read_used(environ) == Used()
    note_used(environ, "dev", "us-west-2")
    assert recent.problems == [f"not saved: {why}"]
    assert Clipboard(environ, lambda _: None).save("x") == (None, f"cannot write the file ({why})")
    assert list(tmp_path.iterdir()) == []


def test_without_home_the_users_own_counts() -> None:
    own = pwd.getpwuid(os.getuid()).pw_dir
    for environ in ({}, {"HOME": ""}):
        assert state_file(environ) == Path(own) / ".local/state/hpev-tui/used.json"


def test_a_home_that_cannot_be_written_is_said(home: Path) -> None:
    (home / ".local").write_text("no folder")
    note_used(os.environ, "dev", "us-west-2")
    assert recent.problems == ["not saved: Not a directory"]
