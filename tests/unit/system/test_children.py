"""Python in processes of its own: what it imports, and that nothing is left of it."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import hpev_tui
from help.sdk import is_gone, wait_until
from hpev_tui.system.children import ChildProcess, allow_open_files, python_command

ROOT = Path(hpev_tui.__file__).parents[1]

STRAY = "raise SystemExit('a stray module was imported')"

SHOW = """
import sys
sys.path.insert(0, {first!r})
from hpev_tui.system.children import python_command
import subprocess
done = subprocess.run(python_command("help.imported", {module!r}), stdout=subprocess.PIPE)
print(done.stdout.decode(), end="")
"""


def imported(module: str, folder: Path, first: str, **environ: str) -> str:
    """The file of a module in a child of a program that was started in a folder."""
    script = SHOW.format(first=first, module=module)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with modules that are not to be imported."""
    for name in ("boto3", "urllib3", "awscrt"):
        (tmp_path / f"{name}.py").write_text(STRAY)
    (tmp_path / "botocore").mkdir()
    (tmp_path / "botocore/__init__.py").write_text(STRAY)
    return tmp_path


@pytest.mark.parametrize("first", ["", ".", "{folder}", "{folder}/"])
def test_a_childs_modules_do_not_come_from_the_working_folder(folder: Path, first: str) -> None:
    file = imported("botocore", folder, first.format(folder=folder))
    assert file.endswith("site-packages/botocore/__init__.py")


def test_not_even_modules_that_are_nowhere_else(folder: Path) -> None:
    (folder / "of_nobody.py").write_text("")
    path = os.pathsep.join(["", *filter(None, sys.path)])
    assert imported("of_nobody", folder, "", PYTHONPATH=path) == ""


def test_where_packages_are_installed_may_be_the_working_folder() -> None:
    packages = Path(pytest.__file__).parents[1]
    assert packages.name == "site-packages"
    file = imported("botocore", packages, "")
    assert file == str(packages / "botocore/__init__.py")


def test_this_program_is_the_one_that_runs_wherever_it_is(folder: Path) -> None:
    """Also in the working folder, beside modules that are not to be imported."""
    shutil.copytree(ROOT / "hpev_tui", folder / "hpev_tui")
    path = os.pathsep.join(filter(None, sys.path))
    file = imported("hpev_tui.sources.aws.client", folder, str(folder), PYTHONPATH=path)
    assert file == str(folder / "hpev_tui/sources/aws/client.py")


@pytest.mark.parametrize("is_relative", [False, True])
def test_it_runs_from_an_archive(tmp_path: Path, *, is_relative: bool) -> None:
    archive = tmp_path / "packed/app.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        for file in ROOT.glob("hpev_tui/**/*.py"):
            packed.write(file, file.relative_to(ROOT))
        packed.write(Path(__file__).parents[2] / "help/imported.py", "help/imported.py")
        packed.writestr("help/__init__.py", "")
    first = "packed/app.zip" if is_relative else str(archive)
    others = [each for each in sys.path if each and "tests" not in each and each != str(ROOT)]
    came_from = imported("hpev_tui", tmp_path, first, PYTHONPATH=os.pathsep.join(others))
    assert came_from == str(archive / "hpev_tui/__init__.py")


@pytest.mark.skipif(sys.version_info[:3] == (3, 13, 0), reason="it cannot import socket there")
def test_it_runs_where_the_working_folder_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = SHOW.format(first=str(gone), module="botocore")
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [
            "sh",
            "-c",
            'cd "$1" && rmdir "$1" && exec "$2" -c "$3"',
            "sh",
            gone,
            sys.executable,
            script,
        ],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith("site-packages/botocore/__init__.py"), done.stderr


def test_arguments_and_the_exit_status_go_over(tmp_path: Path) -> None:
    done = subprocess.run(python_command("help.imported", "no.such", "module"), cwd=tmp_path)
    assert done.returncode == 2


# ChildProcess


def test_a_child_has_no_terminal_and_a_session_of_its_own() -> None:
    child = ChildProcess("help.said_by_child")
    with child.channel, child.channel.makefile() as said:
        assert said.readline() == f"{child.pid} {child.pid} {['/dev/null'] * 3} 1\n"
    child.reap()
    assert is_gone(child.pid)
    # What has its number now is another one.
    child.kill()
    child.reap()


def test_a_child_is_ended_with_all_that_it_started() -> None:
    child = ChildProcess("help.said_by_child")
    with child.channel, child.channel.makefile() as said:
        said.readline()
        child.channel.sendall(b"start\n")
        grandchild = int(said.readline())
        assert not is_gone(grandchild)
        child.kill()
        child.reap()
    wait_until(lambda: is_gone(grandchild))


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("what", ["no process", "no socket"])
def test_where_none_can_be_started_nothing_is_left_open(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    owner, name = (os, "posix_spawn") if what == "no process" else (socket, "socketpair")
    before = open_files()
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, refuse)
        with pytest.raises(OSError, match="temporarily unavailable"):
            ChildProcess("help.said_by_child")
    assert open_files() == before


# Open files


@pytest.mark.parametrize(
    ("limits", "then"),
    [
        ((16, 1024), (64, 1024)),
        ((16, 64), (64, 64)),
        ((16, -1), (64, -1)),
        ((64, 64), None),
        ((1024, 4096), None),
        ((-1, -1), None),
    ],
)
def test_as_many_files_may_be_open_as_are_needed(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], then: tuple[int, int] | None
) -> None:
    changes: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, to: changes.append(to))
    allow_open_files()
    assert changes == ([] if then is None else [then])


def test_too_few_files_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (16, 16))
    with pytest.raises(OSError, match="16 files may be open, and 64 are needed"):
        allow_open_files()
