"""The tables of README and docs/ are the code's, and what these pages name is there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from help.clipboards.matrix import ROWS, page_table
from help.clipboards.programs import PACKAGES
from hpev_tui.cli import OPTIONS
from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import SNIPPETS
from hpev_tui.session.day import DAY
from hpev_tui.sources.rate_limit import BUDGET
from hpev_tui.ui.commands import COMMANDS, key_text

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/*.md")])

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
    "find": "help's search",
    "palette": "commands",
    "app": "everywhere",
}


def _code(words: list[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def tables() -> dict[str, str]:
    """Each table by its name in the pages."""
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
        "matrix": page_table(),
    }


def test_the_pages_have_the_tables_that_the_code_gives() -> None:
    on_pages: dict[str, str] = {}
    for page in PAGES:
        for name, table in re.findall(
            r"<!-- (\w+) -->\n(.*?)\n<!-- /\1 -->", page.read_text(), re.S
        ):
            assert name not in on_pages, f"{name} is in two places"
            on_pages[name] = table
    assert on_pages == tables()


def test_the_constants_of_the_calls_are_the_codes() -> None:
    page = (ROOT / "docs/performance.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", page, re.MULTILINE))
    constants = {**BUDGET._asdict(), **DAY._asdict()}
    assert rows == {name: f"{value:g}" for name, value in constants.items()}


def test_the_matrix_has_each_row_once_and_make_installs_what_it_needs() -> None:
    assert len({row.name for row in ROWS}) == len({row.where for row in ROWS}) == len(ROWS)
    makefile = (ROOT / "Makefile").read_text()
    installed = re.search(r"^DEBIAN = (.*)$", makefile, re.MULTILINE)
    assert installed is not None
    needed = {PACKAGES[program] for row in ROWS for program in row.programs}
    # A certificate that nobody vouches for is made by it.
    needed.add("openssl")
    assert needed == set(installed[1].split())


def _anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub links to them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_or_a_heading(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if link.startswith("https://"):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not heading or heading in _anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_is_named_exists(page: Path) -> None:
    for path in re.findall(
        r"(?<![\w./~-])((?:\.ci|docs|styles|tests|tui)/[\w./*-]*)", page.read_text()
    ):
        assert list(ROOT.glob(path.rstrip("./"))), path


def test_every_module_and_name_of_the_architecture_exists() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()
    named = re.findall(r"`([a-z_]+(?:/[a-z_.]*)+|[a-z_]+\.py)`", page)
    assert len(named) > 40
    product = ROOT / "tui" / "hpev_tui"
    for path in named:
        assert (product / path).exists() or (ROOT / path).exists(), path
    code = "\n".join(file.read_text() for file in product.rglob("*.py"))
    for name in re.findall(r"`((?:[A-Z][a-z]+){2,})(?:\.\w+)?`", page):
        assert f"class {name}" in code, name


def test_the_readme_begins_with_a_picture_and_leads_to_every_page() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text())
    assert links[0] == "screenshots/events.svg"
    pages = {str(page.relative_to(ROOT)) for page in PAGES if page.parent.name != ".github"}
    assert pages - {"README.md"} <= set(links)


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {
        file.name: set(re.findall(r"(?<![\w-])make ([a-z-]+)", file.read_text()))
        for file in [ROOT / ".pre-commit-config.yaml", ROOT / ".github/workflows/ci.yml", *PAGES]
    }
    assert {"demo", "test"} <= named["README.md"]
    assert {"check", "test", "test-long", "test-system"} <= named["ci.yml"]
    for name, those in named.items():
        assert those <= targets, name


def test_the_command_line_accepts_what_the_options_table_lists() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "hpev_tui", "--help"], capture_output=True, text=True, check=True
    )
    for option in OPTIONS:
        assert option.name in helped.stdout
