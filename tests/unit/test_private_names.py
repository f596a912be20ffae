"""Private names of Textual and of botocore: each has a reason, one place, and is there still.

An update that takes one away fails here by the name, before the program misses it. What replaces
it is found where the name is used: in `ui/terminal`, or in `sources/aws`.
"""

from __future__ import annotations

import importlib.util
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from botocore.credentials import AssumeRoleProvider, ProcessProvider, ProfileProviderBuilder
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.widgets import Input

import hpev_tui
from help.private_names import names_of, names_used

TERMINAL = "hpev_tui.ui.terminal"
SDK = "hpev_tui.sources.aws"

_MOUSE = "There is no public call to give the mouse to the terminal and to take it back."

OF_TEXTUAL: dict[tuple[type, str], str] = {
    (App, "_driver"): "What writes to the terminal between two frames, and lets go of it.",
    (App, "_display"): "Each frame passes here: only its cells that have changed are sent.",
    (App, "_exit"): "A program that ends does not take the terminal again after a stop.",
    (App, "_clipboard"): "What text fields paste; the public call copies in Textual's way, too.",
    (App, "_handle_exception"): "A defect ends with one line, not with Textual's traceback.",
    (Screen, "_push_result_callback"): "The first screen is not pushed, and yet switched.",
    (Input, "_value"): "A hidden code is drawn in bullets, which not every terminal has.",
    (LinuxDriver, "_get_terminal_size"): "It asks the environment before the terminal.",
    (LinuxDriver, "_app"): "The driver ends the app when the terminal is gone.",
    (LinuxDriver, "_loop"): "The thread that reads keys ends the app in the loop's own thread.",
    (LinuxDriver, "_file"): "The terminal is put back without waiting for what is to be written.",
    (LinuxDriver, "_writer_thread"): "Whether the terminal was to be had after a stop.",
    (LinuxDriver, "_must_signal_resume"): "All is drawn again after a stop that Textual missed.",
    (LinuxDriver, "_mouse"): "Else the mouse would be taken again after a stop.",
    (LinuxDriver, "_mouse_pixels"): "Whether the mouse reports pixels, which is set up anew.",
    (LinuxDriver, "_disable_mouse_support"): _MOUSE,
    (LinuxDriver, "_enable_mouse_support"): _MOUSE,
    (LinuxDriver, "_enable_mouse_pixels"): _MOUSE,
    (XTermParser, "_timeout_time"): "Esc is known from a sequence at its time, not at twice that.",
}

MODULES_OF_TEXTUAL = {
    "textual._xterm_parser.XTermParser": "The driver's own thread reads keys: it outlives what is"
    " no UTF-8, no sequence, and the end of the file.",
    "textual._compositor.ChopsUpdate": "The parts of lines that are drawn again, with their cells.",
    "textual._compositor.LayoutUpdate": "The lines of a whole screen, with their cells.",
    "textual._compositor.CompositorUpdate": "What stands for either, with fewer bytes.",
    "textual._time.get_time": "The clock by which that parser waits for the rest of a sequence.",
}

OF_BOTOCORE: dict[tuple[type, str], str] = {
    (AssumeRoleProvider, "_prompter"): "It asks for MFA codes on the terminal, which is taken.",
    (AssumeRoleProvider, "_profile_provider_builder"): "Makes the providers of source profiles.",
    (ProfileProviderBuilder, "_create_process_provider"): "Its providers start programs, too.",
    (ProcessProvider, "_popen"): "Credential programs would read the keys meant for the screen.",
}


def modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(hpev_tui.__path__, f"{hpev_tui.__name__}."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


@pytest.mark.parametrize(
    ("owner", "name"),
    [*OF_TEXTUAL, *OF_BOTOCORE],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_each_name_is_there(owner: type, name: str) -> None:
    assert name in names_of(owner), {**OF_TEXTUAL, **OF_BOTOCORE}[owner, name]


@pytest.mark.parametrize("path", MODULES_OF_TEXTUAL)
def test_each_private_module_has_what_is_used(path: str) -> None:
    module, _, name = path.rpartition(".")
    assert hasattr(importlib.import_module(module), name), MODULES_OF_TEXTUAL[path]


def test_what_is_used_is_listed_and_nothing_else() -> None:
    used: dict[str, set[str]] = {TERMINAL: set(), SDK: set()}
    elsewhere = []
    for module in modules():
        names = names_used(module)
        owner = next((each for each in used if module.__name__.startswith(each)), None)
        if owner is not None:
            used[owner] |= names.keys()
        else:
            elsewhere += [f"{module.__name__}:{line}: {name}" for name, line in names.items()]
    assert not elsewhere
    assert used[TERMINAL] == {name for _, name in OF_TEXTUAL} | MODULES_OF_TEXTUAL.keys()
    assert used[SDK] == {name for _, name in OF_BOTOCORE}


SAMPLE = """
import os
import textual
import textual._time
from textual._loop import loop_last
from textual.app import App
from textual.keys import _character_to_key, format_key

class Own:
    def __init__(self, app):
        self._app = app
        self._driver = app._driver, textual._time.get_time

    def _mine(self):
        os._exit(self._app._exit or getattr(self._app, "_return_value"))

class Program(App):
    _registry = {}

    def _mine(self, other: Own):
        other._mine()
        return self._clipboard

    def _on_idle(self):
        return super()._context()
"""


def test_the_search_finds_what_is_foreign_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE)
    spec = importlib.util.spec_from_file_location("hpev_tui.sample", path)
    assert spec is not None
    assert spec.loader is not None
    sample = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sample)
    assert names_used(sample).keys() == {
        "textual._time",
        "textual._loop.loop_last",
        "textual.keys._character_to_key",
        "_time",
        "_exit",
        "_return_value",
        "_registry",
        "_clipboard",
        "_on_idle",
        "_context",
    }
