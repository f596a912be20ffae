"""What a user reads is in short sentences and plain words: no stop word, at most 80 characters.

Looked at are the literals of the packages that speak to the user and the words of the rule files.
A value that is filled in counts as nothing: it is the service's, or the user's own.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hpev_tui.cli import OPTIONS
from hpev_tui.ui.commands import COMMANDS
from hpev_tui.verbs import options as hpev

ROOT = Path(__file__).parents[2] / "tui" / "hpev_tui"

HELPED = [
    *(each.help for each in COMMANDS),
    *(each.help for each in OPTIONS),
    *(each.help for each in hpev.VERBS),
    *(each.option.help for each in (*hpev.OPTIONS, *hpev.PROGRAM_OPTIONS)),
]
"""The help of commands, verbs and options."""

MOST = 80
"""Characters of a sentence."""

STOP = re.compile(
    r"\b(?:anew|news|tells?|telling|told|stands?|stood|be had|mend(?:s|ed)?|please|wants?"
    r"|story|stories|came up|come up|comes up|goes on|went on|persons?)\b|!(?!=)",
    re.IGNORECASE,
)

SILENT = ("demo/", "ui/theme.py", "sources/aws/models.py")
"""Whose literals are no words of ours: the demo repeats the service."""

QUOTES = {
    "rules/levels.py": "descriptions of the service",
    "rules/denials.py": "patterns of the service's refusals",
    "query/signature.py": "patterns of texts of the service",
    "query/values.py": "patterns of times",
    "text/clean.py": "patterns of times",
    "text/secrets.py": "patterns of secrets",
    "findings/rollouts.py": "patterns of descriptions",
    "findings/capacity.py": "patterns of descriptions",
}
"""Modules whose patterns repeat what others write; their other literals are looked at."""

_LOG = {"debug", "info", "warning", "error", "exception", "log"}
"""Methods of a logger, whose words are in the log file."""

_KEYS = re.compile(r"! copies|\(!\)|^!$|: !$| !$")
"""The exclamation mark as the name of its key, or of a glyph."""


def _docstrings(tree: ast.Module) -> set[int]:
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _unseen(tree: ast.Module) -> set[int]:
    """The literals that nobody reads: of assertions, logs, patterns and annotations."""
    unseen: set[int] = _docstrings(tree)
    for node in ast.walk(tree):
        parts: list[ast.AST] = []
        if isinstance(node, ast.Assert):
            parts = [node]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            if owner == "re" or (owner in ("log", "logger") and node.func.attr in _LOG):
                parts = [*node.args]
        elif isinstance(node, (ast.AnnAssign, ast.arg)) and node.annotation is not None:
            parts = [node.annotation]
        for part in parts:
            unseen |= {id(each) for each in ast.walk(part)}
    return unseen


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """The literals of a module that a user may read, each with its line."""
    tree = ast.parse(source)
    unseen, inner = _unseen(tree), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(each) for each in node.values}
            if id(node) not in unseen:
                parts = [
                    each.value
                    for each in node.values
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                yield node.lineno, "".join(parts)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in unseen | inner
        ):
            yield node.lineno, node.value


def problems_of(text: str) -> list[str]:
    """What is wrong with a text: its long sentences and its stop words."""
    if " " not in text.strip() or "\\" in text:
        return []
    long = [
        f"{len(sentence)} characters: {sentence}"
        for sentence in re.split(r"(?<=[.;])\s+|\n+", text)
        if len(sentence.strip()) > MOST
    ]
    words = [f"stop word {match[0]!r}: {text}" for match in STOP.finditer(_KEYS.sub("", text))]
    return long + words


def _modules() -> Iterator[tuple[str, str]]:
    for module in sorted(ROOT.rglob("*.py")):
        path = str(module.relative_to(ROOT))
        if not path.startswith(SILENT):
            yield path, module.read_text()


def test_every_text_in_the_code_is_short_and_plain() -> None:
    problems = [
        f"{path}:{line}: {problem}"
        for path, source in _modules()
        for line, text in texts_of(source)
        if path not in QUOTES or not re.search(r"[\\|(]\S*[?*]", text)
        for problem in problems_of(text)
    ]
    assert not problems, "\n".join(problems)


def _rule_texts() -> Iterator[tuple[str, str]]:
    """The words of the rule files that are shown, each with where it is."""
    data = {name: json.loads((ROOT / f"data/{name}.json").read_text()) for name in _READ}
    for name, text in {**data["verdicts"]["verdicts"], **data["verdicts"]["unknown"]}.items():
        yield f"verdicts {name}", re.sub(r"\{\w+\}", "", text)
    for step in data["next-steps"]["steps"]:
        yield f"next-steps {step['label']}", step["label"]
        if step["kind"] == "note":
            yield f"next-steps {step['label']}", re.sub(r"\{\w+\}", "", step["text"])
    for tag, title in data["causes"]["classes"].items():
        yield f"causes {tag}", title
    for step in data["steps"]["steps"]:
        yield f"steps {step['step']}", step["label"]
    for policy in data["denials"]["policies"]:
        yield f"denials {policy['names'][0]}", policy["allow"].replace("{action}", "")
        yield f"denials {policy['names'][0]}", policy["owner"]
    for rule in [*data["noise"]["pairs"], data["noise"]["scaling"]]:
        yield "noise", re.sub(r"\{\w+\}", "", rule["reason"])


_READ = ("verdicts", "next-steps", "causes", "steps", "denials", "noise")

_CLAUSES = re.compile(r"(?<=[.;,:])\s+")


def test_every_text_of_the_rule_files_is_short_and_plain() -> None:
    problems: list[str] = []
    for where, text in _rule_texts():
        # A verdict's rule is a list of conditions, each of which is measured.
        parts = _CLAUSES.split(text) if where.startswith("verdicts") else [text]
        problems += [f"{where}: {each}" for part in parts for each in problems_of(part)]
    assert not problems, "\n".join(problems)


def test_the_help_of_commands_and_options_is_one_line_without_a_full_stop() -> None:
    for text in HELPED:
        assert not text.endswith("."), text
        assert "\n" not in text
        assert problems_of(text) == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('x = "Ask for news"', 1),
        ('x = "Please try again"', 1),
        ('x = "It is done!"', 1),
        ('x = f"{a} was told {b}"', 1),
        (f'x = "{"word " * 20}"', 1),
        (f'x = f"{{a}} {"word " * 20}"', 1),
        (f'x = "{"Short sentence. " * 20}"', 0),
        (f'"""{"word " * 20}"""', 0),
        ('log.info("it was told anew")', 0),
        ('re.compile("it was told anew")', 0),
        ('x = "! copies: it"', 0),
        ('x = "news"', 0),
    ],
)
def test_what_is_wrong_is_found(source: str, count: int) -> None:
    problems = [each for _, text in texts_of(source) for each in problems_of(text)]
    assert len(problems) == count
