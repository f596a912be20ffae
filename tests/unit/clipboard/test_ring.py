"""The file and the ring: what stays of copies."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpev_tui.clipboard import Clipboard, Copy, Outcome, Ring, Route
from hpev_tui.system.files import copy_file
from unit.clipboard.desk import Desk


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def saved(text: str, home: Path) -> Path:
    path, problem = Clipboard({"HOME": str(home)}, lambda _: None).save(text)
    assert path
    assert not problem
    return path


@pytest.fixture
def loose() -> Iterator[None]:
    """A umask that forbids nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("loose")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = saved("an id\nanother é", tmp_path)
    assert path == tmp_path / ".cache/hpev-tui/last-copy"
    assert path.read_bytes() == "an id\nanother é\n".encode()
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_file_and_a_folder_that_were_open_are_closed(tmp_path: Path) -> None:
    path = saved("an id", tmp_path)
    path.parent.chmod(0o755)
    path.chmod(0o644)
    assert saved("another", tmp_path) == path
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert path.read_text() == "another\n"
    assert list(path.parent.iterdir()) == [path]


def test_it_takes_the_place_of_a_link_and_does_not_follow_it(tmp_path: Path) -> None:
    file = copy_file({"HOME": str(tmp_path)})
    file.parent.mkdir(parents=True)
    other = tmp_path / "other"
    other.write_text("mine")
    file.symlink_to(other)
    path = saved("an id", tmp_path)
    assert other.read_text() == "mine"
    assert not path.is_symlink()


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HOME": "/h"}, "/h/.cache/hpev-tui"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "/c/hpev-tui"),
        ({"HOME": "/h", "XDG_CACHE_HOME": ""}, "/h/.cache/hpev-tui"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "c"}, "/h/.cache/hpev-tui"),
    ],
)
def test_the_folder_is_below_the_users_caches(environ: dict[str, str], folder: str) -> None:
    assert copy_file(environ) == Path(folder) / "last-copy"


def test_a_file_that_cannot_be_written_is_reported(desk: Desk) -> None:
    desk.environ["XDG_CACHE_HOME"] = str(desk.tool(""))
    why = "cannot write the file (Not a directory)"
    assert desk.copy("an id", "file") == Outcome(Route.VIEW, (why,))


def test_the_file_as_a_choice(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    outcome = desk.copy("an id", "file")
    assert (outcome, outcome.confirmed) == (Outcome(Route.FILE, file=desk.file), False)
    assert desk.file.read_text() == "an id\n"
    assert not desk.pasted.exists()


def test_with_none_nothing_is_written_anywhere(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an id", "none") == Outcome(Route.VIEW)
    assert desk.clipboard("none").save("an id") == (None, "")
    assert not desk.file.exists()
    assert not desk.pasted.exists()
    assert desk.written == []


def a_copy(text: str, route: Route = Route.OSC52) -> Copy:
    return Copy("event ID", text, Outcome(route))


def test_the_ring_keeps_the_last_twenty() -> None:
    ring = Ring()
    assert ring.newest is None
    for number in range(25):
        ring.add(a_copy(f"i-{number}"))
    assert [copy.text for copy in ring] == [f"i-{number}" for number in range(24, 4, -1)]
    assert ring.newest == a_copy("i-24")


def test_the_same_again_takes_the_place_of_the_old() -> None:
    ring = Ring()
    for copy in (a_copy("one"), a_copy("two"), a_copy("one", Route.NATIVE)):
        ring.add(copy)
    assert list(ring) == [a_copy("one", Route.NATIVE), a_copy("two")]
