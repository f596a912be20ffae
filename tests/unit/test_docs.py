"""The tables of README and docs/ are the code's, and what these pages name is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from help.clipboards.matrix import ROWS
from help.clipboards.programs import PACKAGES
from help.page_tables import MARKED, PAGES, ROOT, tables
from hpev_tui.cli import OPTIONS
from hpev_tui.clipboard.copies import MOST, MOST_CHARACTERS
from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import SNIPPETS
from hpev_tui.findings.facts import MOST_MESSAGE
from hpev_tui.query import parse
from hpev_tui.query.parser import KEYS
from hpev_tui.query.selection import Query
from hpev_tui.session.bounds import BOUNDS
from hpev_tui.session.day import DAY
from hpev_tui.session.sections import MOST_KEPT, MOST_KEPT_BYTES
from hpev_tui.sources.rate_limit import BUDGET
from hpev_tui.sources.sdk_process import CallLimits
from hpev_tui.ui.commands import COMMANDS, key_text
from hpev_tui.ui.widgets.detail_tree import MOST_LAID_OUT, MOST_LINES

README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"")
"""A link of Markdown, or a picture of HTML."""


def links_of(page: Path) -> list[str]:
    """Where a page leads to, and its pictures."""
    return [link or picture for link, picture in LINK.findall(page.read_text())]


def test_the_pages_have_the_tables_that_the_code_gives() -> None:
    on_pages: dict[str, str] = {}
    for page in PAGES:
        for _, name, table, _ in MARKED.findall(page.read_text()):
            assert name not in on_pages, f"{name} is in two places"
            on_pages[name] = table.rstrip("\n")
    assert on_pages == tables(), "make tables writes them"


def test_the_constants_of_the_calls_and_of_what_is_kept_are_the_codes() -> None:
    page = (ROOT / "docs/performance.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", page, re.MULTILINE))
    constants = {
        **BUDGET._asdict(),
        **DAY._asdict(),
        **BOUNDS._asdict(),
        "message_characters": MOST_MESSAGE,
        "shown_bytes": MOST_KEPT_BYTES,
        "laid_out_lines": MOST_LINES,
        "copied_characters": MOST_CHARACTERS,
        "answer_bytes": CallLimits().most_bytes,
    }
    said = {name: f"{value:g}" for name, value in constants.items() if value < 1e6}
    assert rows == said | {name: f"{value}" for name, value in constants.items() if value >= 1e6}
    assert f"(at most {MOST_KEPT})" in page
    assert f"of others, {MOST_LAID_OUT} keep" in page
    assert f"(at most {MOST})" in page


def test_the_limits_of_a_call_are_the_codes() -> None:
    faults = (ROOT / "docs/accounts-and-faults.md").read_text().replace("\n", " ")
    limits = CallLimits()
    end, named = f"{limits.seconds:g} s", f"{limits.waiting_after:g} s"
    rate = f"{limits.least_rate / 1000:g} kB/s after {limits.slow_after:g} s"
    size = f"{limits.most_bytes / (1 << 20):g} MiB"
    for said in (
        f"named after {named}, and stopped after {end}.",
        f"| a `credential_process` hangs | stops it after {end}, ",
        f"| gives up after {end}, below {rate}, and beyond {size} |",
    ):
        assert said in faults
    assert f"longer than {size}" in (ROOT / "SECURITY.md").read_text()


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
    for link in links_of(page):
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


def test_the_readme_is_short_and_begins_with_a_picture_and_two_commands() -> None:
    text = README.read_text()
    assert len(text.splitlines()) <= 150
    pictures = {"screenshots/events-light.svg", "screenshots/events-dark.svg"}
    assert set(links_of(README)[:2]) == pictures
    commands = re.findall(r"^\$ (.*?)(?:  .*)?$", text, re.MULTILINE)
    assert commands[:2] == ["make demo", "make test"]


def test_the_readmes_keys_are_bound() -> None:
    keys = {key for command in COMMANDS for key in key_text(command.keys)}
    letters = {each.letter for each in SNIPPETS} | {each.letter for each in LISTS}
    rows = re.findall(r"^\| (`.`) \| (.*) \|$", README.read_text(), re.MULTILINE)
    assert len(rows) == 5
    for row in rows:
        named = re.findall(r"`(\S+?)`", " ".join(row))
        if named[0] == "y":
            # A second key follows it, for what is copied.
            assert set(named[2::2]) <= letters
            named = named[1::2]
        assert {key for key in named if ":" not in key[1:]} <= keys, row


def test_the_policy_allows_the_calls_that_are_made() -> None:
    policy = re.search(r"```json\n(.*?)```", README.read_text(), re.S)
    assert policy is not None
    allowed: set[str] = set()
    for statement in json.loads(policy[1])["Statement"]:
        actions = statement["Action"]
        allowed |= {actions} if isinstance(actions, str) else set(actions)
    client = (ROOT / "tui/hpev_tui/sources/aws/client.py").read_text()
    made = set(re.findall(r"\"((?:List|Describe)Cluster\w*)\"", client))
    assert allowed == {f"sagemaker:{operation}" for operation in made}
    faults = (ROOT / "docs/accounts-and-faults.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", faults, re.MULTILINE)) == made


def test_the_filter_reads_each_term_of_its_page_and_knows_no_other_key() -> None:
    page = (ROOT / "docs/filter.md").read_text()
    rows = re.findall(r"^\| (`.*?`) \| ", page, re.MULTILINE)
    lines = [line for row in rows for line in re.findall(r"`(.+?)`", row)]
    named = [line.partition(":")[0] for line in lines[: len(KEYS)]]
    assert named == list(KEYS)
    for line in lines:
        if not line.startswith("like:"):
            assert isinstance(parse(line, now=0.0, find=lambda _: []), Query), line


def test_every_page_can_be_found() -> None:
    index = ROOT / "docs/README.md"
    linked = {(page.parent / link).resolve() for page in (README, index) for link in links_of(page)}
    pages = {page for page in PAGES if page.parent.name != ".github"}
    assert pages - {README} <= linked


def test_every_picture_is_on_a_page() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in links_of(page)}
    assert set(ROOT.glob("screenshots/*")) == {path for path in shown if path.suffix == ".svg"}


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {
        str(file.relative_to(ROOT)): set(re.findall(r"(?<![\w-])make ([a-z-]+)", file.read_text()))
        for file in [ROOT / ".pre-commit-config.yaml", ROOT / ".github/workflows/ci.yml", *PAGES]
    }
    assert {"demo", "test"} <= named["README.md"]
    assert {"check", "test", "test-long", "test-system"} <= named[".github/workflows/ci.yml"]
    for name, those in named.items():
        assert those <= targets, name


def test_the_command_line_accepts_what_the_options_table_lists() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "hpev_tui", "--help"], capture_output=True, text=True, check=True
    )
    for option in OPTIONS:
        assert option.name in helped.stdout
