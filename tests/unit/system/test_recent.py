"""What was used last is kept in one small file, which nothing depends on."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from hpev_tui.system.files import state_file
from hpev_tui.system.recent import MOST, Used, note_used, read_used


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path / "state")}


def test_the_last_comes_first_and_each_once(environ: dict[str, str]) -> None:
    assert read_used(environ) == Used()
    note_used(environ, "dev", "us-west-2")
    note_used(environ, "prod", "eu-west-1")
    note_used(environ, "dev", "eu-west-1")
    assert read_used(environ) == Used(("dev", "prod"), ("eu-west-1", "us-west-2"))


def test_the_default_chain_is_no_name_to_keep(environ: dict[str, str]) -> None:
    note_used(environ, "", "us-west-2")
    assert read_used(environ) == Used((), ("us-west-2",))


def test_only_so_many_are_kept(environ: dict[str, str]) -> None:
    for number in range(MOST + 5):
        note_used(environ, f"p{number}", f"r{number}")
    used = read_used(environ)
    assert len(used.profiles) == len(used.regions) == MOST
    assert used.profiles[0] == f"p{MOST + 4}"


def test_nobody_else_may_read_it(environ: dict[str, str]) -> None:
    note_used(environ, "dev", "us-west-2")
    path = state_file(environ)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"profiles": 1, "regions": {"a": 1}}',
        b'{"profiles": [1, null, "", ["x"]]}',
        b"[" * 5000,
        json.dumps({"regions": ["x"], "more": "y" * 100_000}).encode(),
    ],
)
def test_a_file_that_cannot_be_read_is_none(environ: dict[str, str], content: bytes) -> None:
    path = state_file(environ)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert read_used(environ) == Used()
    note_used(environ, "dev", "us-west-2")
    assert read_used(environ) == Used(("dev",), ("us-west-2",))


def test_where_it_cannot_be_written_it_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    environ = {"XDG_STATE_HOME": str(tmp_path / "state")}
    note_used(environ, "dev", "us-west-2")
    assert read_used(environ) == Used()


def test_names_that_are_not_utf_8_do_no_harm(environ: dict[str, str]) -> None:
    note_used(environ, "a\udcffb", "us-west-2")
    assert read_used(environ).regions in ((), ("us-west-2",))


def test_it_stands_below_home_unless_there_is_another_place() -> None:
    assert state_file({"HOME": "/h"}) == Path("/h/.local/state/hpev-tui/used.json")
    assert state_file({"HOME": "/h", "XDG_STATE_HOME": "rel"}).is_relative_to("/h/.local/state")
    assert state_file({"XDG_STATE_HOME": "/s"}) == Path("/s/hpev-tui/used.json")
