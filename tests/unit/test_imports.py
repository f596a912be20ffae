"""What starting up imports: the screen must not wait for what it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def loaded_by(statement: str) -> set[str]:
    """The top-level modules in a fresh interpreter after a statement."""
    script = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import hpev_tui.cli", {"textual", "rich", "boto3", "botocore", "pyperclip", "asyncio"}),
        ("import hpev_tui.clipboard", {"textual", "boto3", "botocore", "pyperclip"}),
        ("import hpev_tui.ui.app", {"boto3", "botocore", "pyperclip"}),
        ("import hpev_tui.session.cluster", {"textual", "boto3", "botocore", "pyperclip"}),
        (
            "from hpev_tui.session.tables import clusters, failures, groups, nodes, timeline",
            {"textual", "boto3", "botocore", "pyperclip"},
        ),
    ],
)
def test_start_up_imports_nothing_that_can_wait(statement: str, unwanted: set[str]) -> None:
    loaded = loaded_by(statement)
    assert "hpev_tui" in loaded
    assert not loaded & unwanted


def test_the_first_frame_needs_no_overview_and_no_row_of_one() -> None:
    script = "import hpev_tui.ui.app, hpev_tui.ui.browser.screen, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.split()
    assert "hpev_tui.ui.browser.screen" in loaded
    assert not [each for each in loaded if each.startswith("hpev_tui.session.tables")]
    assert "hpev_tui.ui.overviews.base" not in loaded


def test_the_version_is_printed_without_textual() -> None:
    loaded = loaded_by("from hpev_tui.cli import main; main(['--version'])")
    assert "hpev_tui" in loaded
    assert "textual" not in loaded


_FIRST_CHILD = """
import importlib, os, sys
before = set(sys.modules)
def spawn(*_, **__):
    import gc
    print(*sorted({*sys.modules} - before), f"collector:{gc.isenabled()}", flush=True)
    os._exit(0)
os.posix_spawn, os.isatty = spawn, lambda _: True
os.cpu_count, os.sched_getaffinity = lambda: 2, lambda _: {0, 1}
module = sys.argv[1]
sys.argv[:2] = [module]
importlib.import_module(module).main()
"""
"""Says what is loaded when the program starts its first process, which is not started."""

_WAITS = {"asyncio", "logging", "pathlib", "typing", "re", "json", "argparse", "subprocess", "ssl"}


@pytest.mark.parametrize(
    ("module", "arguments", "own"),
    [("hpev_tui.__main__", ["train-p5"], set()), ("hpev_tui.hpev", ["events"], {"hpev_tui.hpev"})],
)
def test_the_sdk_is_started_before_anything_else_is_imported(
    module: str, arguments: list[str], own: set[str]
) -> None:
    command = [sys.executable, "-c", _FIRST_CHILD, module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    *loaded, collector = done.stdout.split()
    ours = {name for name in loaded if name.startswith("hpev_tui")}
    assert ours == own | {
        "hpev_tui",
        "hpev_tui.__main__",
        "hpev_tui.system",
        "hpev_tui.system.children",
        "hpev_tui.system.interrupts",
    }
    others = {name.split(".")[0] for name in loaded} - {"hpev_tui"}
    assert others <= sys.stdlib_module_names
    assert not others & _WAITS
    assert len(others) < 40
    assert collector == "collector:False"


def test_the_sdk_needs_nothing_of_what_shows_its_answers() -> None:
    """It can be the body of a process of its own."""
    modules = "client, credentials, failures, opening, wire"
    script = f"from hpev_tui.sources.aws import {modules}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {name.split(".")[1] for name in done.stdout.split() if name.startswith("hpev_tui.")}
    assert loaded == {"detail", "model", "sources", "system", "text"}


def test_no_contract_on_imports_has_an_exception() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert text.count("[[tool.importlinter.contracts]]") >= 5
    assert "ignore_imports" not in text


def test_the_screen_is_imported_without_textuals_command_palette() -> None:
    script = """
from hpev_tui.ui.terminal.command_palette import without_command_palette
with without_command_palette():
    from hpev_tui.ui.app import HpevApp
import sys
assert not HpevApp.ENABLE_COMMAND_PALETTE
print(*sys.modules)
from textual.command import CommandPalette
assert CommandPalette.__module__ == "textual.command"
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    unwanted = {"textual.command", "textual.widgets._option_list", "textual.widgets._tree"}
    assert not unwanted & set(done.stdout.split())
