"""The README's tables are the code's: keys, copies and options."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from help.clipboards.matrix import ROWS, readme_table
from help.clipboards.programs import PACKAGES
from hpev_tui.cli import OPTIONS
from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import SNIPPETS
from hpev_tui.ui.commands import COMMANDS, key_text

README = Path(__file__).parents[2] / "README.md"

_WHERE = {
    "lines": "every list",
    "picker": "picker",
    "filter": "picker's filter",
    "events": "event list",
    "query": "event list's filter",
    "detail": "detail",
    "search": "detail's search",
    "browser": "cluster's screen",
    "overview": "overviews",
    "table": "overviews",
    "choice": "profiles, regions",
    "code": "MFA code",
    "info": "info",
    "copies": "copies",
    "copy-view": "copy view",
    "help": "help",
    "app": "everywhere",
}


def _code(words: list[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def tables() -> dict[str, str]:
    """Each table by its name in the README."""
    keys = [
        (
            _code(key_text(command.keys)) if command.keys else f"`:` {command.label}",
            _WHERE[command.scope],
            command.help,
        )
        for command in COMMANDS
    ]
    copies = [(f"`{snippet.letter}`", snippet.label) for snippet in SNIPPETS]
    copies += [(f"`{snippet.letter}`", snippet.label) for snippet in LISTS]
    options = [(f"`{f'{option.name} {option.value}'.strip()}`", option.help) for option in OPTIONS]
    return {
        "keys": _table(("key", "where", "does"), keys),
        "copies": _table(("key", "copies"), copies),
        "options": _table(("option", "does"), options),
        "matrix": readme_table(),
    }


@pytest.mark.parametrize("name", ["keys", "copies", "options", "matrix"])
def test_the_readme_has_the_table_that_the_code_gives(name: str) -> None:
    found = re.search(rf"<!-- {name} -->\n(.*)\n<!-- /{name} -->", README.read_text(), re.DOTALL)
    assert found is not None
    assert found.group(1) == tables()[name]


def test_the_matrix_has_each_row_once_and_make_installs_what_it_needs() -> None:
    assert len({row.name for row in ROWS}) == len({row.where for row in ROWS}) == len(ROWS)
    makefile = (README.parent / "Makefile").read_text()
    installed = re.search(r"^DEBIAN = (.*)$", makefile, re.MULTILINE)
    assert installed is not None
    needed = {PACKAGES[program] for row in ROWS for program in row.programs}
    # A certificate that nobody vouches for is made by it.
    needed.add("openssl")
    assert needed == set(installed[1].split())


def test_every_picture_in_the_readme_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text())
    assert pictures
    for picture in pictures:
        assert (README.parent / picture).is_file(), picture


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (README.parent / "Makefile").read_text()
    targets = set(re.findall(r"make\s([a-z-]+)", README.read_text()))
    assert {"demo", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_command_line_accepts_what_the_options_table_lists() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "hpev_tui", "--help"], capture_output=True, text=True, check=True
    )
    for option in OPTIONS:
        assert option.name in helped.stdout
