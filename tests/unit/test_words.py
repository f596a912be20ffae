"""No name, docstring, comment or page has one of the words that were given up for plainer ones.

String literals, which may be words on the screen, are not looked at.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from hpev_tui.ui.commands import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/**/*.md")])


@dataclass(frozen=True)
class Old:
    """Words that are not used any more."""

    instead: str
    """What to write."""
    names: tuple[str, ...] = ()
    """Not as a whole name, also where that begins with underscores."""
    parts: tuple[str, ...] = ()
    """Not as a part of a name: `pace` is a part of `at_pace` and of `AtPace`."""
    prose: tuple[str, ...] = ()
    """Not in docstrings, comments and pages, in any case. Regular expressions."""
    under: str = ""
    """Only in paths with this in them."""


OLD = (
    Old("the user", parts=("person", "persons"), prose=("persons?",)),
    Old(
        "say, said; notify, Notice",
        parts=("tell", "tells", "telling", "told"),
        prose=("tell(s|ing)?", "told"),
    ),
    Old("index, row, position", names=("place", "places", "Place", "Places")),
    Old(
        "timeline",
        names=("lives", "STORY", "StoryScreen"),
        prose=(
            "(node|instance)('?s|s')? stor(y|ies)",
            "(stor(y|ies)|lives|life) of (a|an|the|one|its|each) (node|instance)",
        ),
    ),
    *(Old("timeline", names=("story",), under=f"hpev_tui/{name}/") for name in ("findings", "ui")),
    Old("correlation", parts=("spread",), prose=("spread",)),
    Old("ClusterModel", parts=("watched",)),
    Old("Debounce", parts=("settle",)),
    Old("Throttle", parts=("pace",)),
    Old("RateLimit", names=("Budget",)),
    Old("CallStats", parts=("tally", "tallies"), prose=("tall(y|ies)",)),
    Old("account", names=("shared", "Context")),
    Old("Ticket", names=("origin",)),
    Old("surroundings", names=("look", "seen"), under="clipboard"),
    Old("PickItem, ClipboardRoute", names=("Choice",)),
    Old("DemoLog", names=("EventLog",), under="demo"),
    Old("Requested; what the value is", parts=("wanted",)),
    Old("what the value is", names=("found", "known")),
    Old(
        "add, arrived, saved, what the value is",
        names=("kept",),
        parts=("hear", "hears", "heard", "learn", "learns", "learned"),
        prose=("hears", "heard", "learn(s|ed)?"),
    ),
    Old("again", prose=("anew",), under="tui/"),
    Old("new events", prose=("news",), under="tui/"),
)

OLD_MODULES = ("wording", "phrases", "readings", "texts", "prose", "told", "seen", "lives", "story")


PROSE = re.compile(rf"\b(?:{'|'.join(word for old in OLD for word in old.prose)})\b", re.IGNORECASE)
"""One of all words; few lines have any."""


@cache
def rows_of(name: str) -> tuple[Old, ...]:
    """The rows that a name violates in the places that they are for."""
    bare = name.strip("_")
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare).lower().split("_")
    return tuple(old for old in OLD if bare in old.names or not set(old.parts).isdisjoint(parts))


def old_in_name(name: str, path: str) -> Iterator[Old]:
    """The rows that a name violates."""
    return (old for old in rows_of(name) if old.under in path)


def old_in_prose(text: str, path: str) -> Iterator[tuple[str, Old]]:
    """The words of a line that must not be there, each with its row."""
    for old in OLD if PROSE.search(text) else ():
        if old.under in path:
            for word in old.prose:
                for match in re.finditer(rf"\b(?:{word})\b", text, re.IGNORECASE):
                    yield match[0], old


def names_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that a module makes or uses, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.end_lineno or node.lineno
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node.lineno
        elif isinstance(node, (ast.arg, ast.keyword)):
            yield node.arg or "", node.lineno
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).rpartition(".")[2], node.lineno


def prose_in(source: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The lines of docstrings and comments, each with its number."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            text = node.value.value
            if isinstance(text, str):
                for offset, line in enumerate(text.splitlines()):
                    yield line, node.lineno + offset
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string, token.start[0]


def old_in_module(source: str, path: str) -> list[str]:
    """What to change in a module."""
    tree = ast.parse(source)
    lines = {
        f"{path}:{line}: the name {name}: {old.instead}"
        for name, line in names_in(tree)
        for old in old_in_name(name, path)
    }
    lines |= {
        f"{path}:{line}: {word!r}: {old.instead}"
        for text, line in prose_in(source, tree)
        for word, old in old_in_prose(text, path)
    }
    if Path(path).stem.removeprefix("test_") in OLD_MODULES:
        lines.add(f"{path}: the name of the file")
    return sorted(lines)


def test_no_name_docstring_or_comment_has_an_old_word() -> None:
    problems: list[str] = []
    modules = sorted([*ROOT.glob("tui/**/*.py"), *ROOT.glob("tests/**/*.py")])
    assert len(modules) > 300
    for module in modules:
        problems += old_in_module(module.read_text(), str(module.relative_to(ROOT)))
    assert not problems, "\n".join(problems)


def pages() -> Iterator[tuple[str, str]]:
    """What is written for readers outside the code, each with its path."""
    for page in [*PAGES, *sorted(ROOT.glob("styles/*.tcss"))]:
        yield str(page.relative_to(ROOT)), page.read_text()
    for file in sorted(ROOT.glob("tui/hpev_tui/data/*.json")):
        yield str(file.relative_to(ROOT)), json.loads(file.read_text())["about"]


def test_no_page_has_an_old_word() -> None:
    problems: list[str] = []
    for path, text in pages():
        for command in COMMANDS:
            # A page has the help of commands as the screen has it.
            text = text.replace(command.help, "")
        for number, line in enumerate(text.splitlines(), 1):
            for word, old in old_in_prose(line, path):
                problems.append(f"{path}:{number}: {word!r}: {old.instead}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""What the person sees."""', 1),
        ('def f():\n    """Of a thing.\n\n    It tells nothing.\n    """', 1),
        ("x = 1\n'''It was told.'''", 1),
        ("# Told again.", 1),
        ("def tell_again(place: int) -> None: ...", 2),
        ("class WatchedList: ...", 1),
        ("class ChoiceWanted: ...", 1),
        ("self._found = found", 2),
        ("f(wanted=1)", 1),
        ("from a.b import Choice", 1),
        ("import a.Tally as b", 0),
        ("notify('the person was told')", 0),
        ("displaced = founder = tellurium", 0),
        ('"""As far as this is known, in its place."""', 0),
    ],
)
def test_old_words_are_found_where_they_stand(source: str, count: int) -> None:
    assert len(old_in_module(source, "module.py")) == count


def test_some_words_are_old_in_some_packages_only() -> None:
    assert old_in_module("seen = look()", "tui/hpev_tui/clipboard/plan.py")
    assert not old_in_module("seen = look()", "tui/hpev_tui/session/paging.py")
    assert old_in_module("", "tests/unit/detail/test_readings.py")
