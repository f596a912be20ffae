"""Each line whose behaviour depends on the version of Python is named, and runs on each version.

What the Pythons beside the default one run is in the Makefile: see `make test-python`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import hpev_tui
from help.cases import every

ROOT = Path(__file__).parents[2]
PRODUCT = Path(hpev_tui.__file__).parent

SUSPICIOUS = re.compile(
    r"version_info|python_version|fromisoformat|unicodedata|asyncio\.TimeoutError|socket\.timeout"
    r"|re\.error|re\.PatternError|re\.compile\(token|RecursionError|BrokenPipeError|int\(digits"
    r"|setitimer\(.*seconds|gc\.freeze|utcnow|utcfromtimestamp|get_event_loop|TaskGroup|zoneinfo"
    r"|ExceptionGroup|asyncio\.(?:timeout|Runner)|tomllib|StrEnum|getencoding|\(\?P=|\(\?>"
)
"""What has come, gone or changed between 3.10 and 3.13. A line with one of these has to be named;
comments have none."""


@dataclass(frozen=True)
class Line:
    """A line of the product, why versions matter to it, and a test that runs it."""

    file: str
    text: str
    """A part of the line."""
    why: str
    test: str
    """The test's file, below `tests`, and its name."""


_PIPE = "unit/test_cli.py::test_help_into_a_closed_pipe_is_quiet"
_REGEX = "unit/query/test_parser.py::test_a_bad_regular_expression_says_why_and_where"
_DEEP = "unit/sources/test_wire.py::test_an_answer_that_is_none_is_refused"
_TOUR = "ui/test_tour.py::test_every_screen_is_opened_and_every_key_is_pressed"

LINES = (
    Line("cli.py", "except BrokenPipeError:  # Some", "argparse lets it through or not", _PIPE),
    Line(
        "query/parser.py",
        "re.compile(token.regex",
        "3.11 reads possessive repetitions and atomic groups",
        "unit/query/test_parser.py::test_a_line_keeps_what_it_says",
    ),
    Line("query/parser.py", "except re.error as error", "3.13 calls it PatternError", _REGEX),
    Line(
        "query/parser.py",
        "except (OverflowError, RecursionError)",
        "how deep an expression may be",
        "unit/query/test_parser.py::test_a_term_that_cannot_be_read_says_why_and_where",
    ),
    Line(
        "query/selection.py",
        "setitimer(signal.ITIMER_REAL, seconds, seconds)",
        "how often regular expressions look for signals",
        "unit/query/test_guard.py::test_a_regular_expression_that_would_take_years_is_refused",
    ),
    Line(
        "query/values.py",
        "(?P=r{number})",
        "3.10 has no atomic groups",
        "unit/query/test_values.py"
        "::test_many_wildcards_and_a_long_text_that_almost_fits_come_to_an_end",
    ),
    Line("sources/aws/wire.py", "except RecursionError", "how deep json reads", _DEEP),
    Line(
        "sources/aws/wire.py",
        "int(digits)",
        "3.10.7 and 3.11 began to refuse long numbers",
        "unit/sources/test_wire.py::test_numbers_that_python_does_not_read_are_kept_as_digits",
    ),
    Line(
        "sources/files/clusters.py",
        "datetime.fromisoformat(value)",
        "3.11 reads more forms; the others are read in another way",
        "unit/sources/files/test_source.py::test_times_in_all_their_forms_are_in_one_order",
    ),
    Line(
        "sources/files/values.py",
        "except RecursionError",
        "how deep json reads",
        "unit/sources/files/test_bounds.py::test_json_that_is_nested_too_deeply_is_said_to_be",
    ),
    Line(
        "sources/files/values.py",
        "int(digits)",
        "3.10.7 and 3.11 began to refuse long numbers",
        "unit/sources/files/test_values.py::test_a_number_with_many_digits_spoils_no_event",
    ),
    Line(
        "demo/endpoint.py",
        "except (ValueError, RecursionError)",
        "how deep json reads",
        "unit/demo/test_refusals.py::test_a_body_that_cannot_be_read",
    ),
    Line(
        "system/recent.py",
        "except (OSError, RuntimeError, ValueError, RecursionError)",
        "how deep json reads",
        "unit/system/test_recent.py::test_a_file_that_cannot_be_read_is_none",
    ),
    Line(
        "ui/terminal/key_order.py",
        "asyncio.TimeoutError",
        "another class than TimeoutError until 3.11",
        "unit/ui/test_key_order.py"
        "::test_the_next_key_is_let_through_though_the_one_before_is_stuck",
    ),
    Line(
        "ui/app.py",
        "atexit.register(gc.freeze)",
        "how the interpreter ends",
        "pty/test_smoke.py::test_the_demos_clusters_are_shown_and_q_quits",
    ),
    Line("ui/screens/info.py", "python_version()", "it is what is shown", _TOUR),
)

NO_DIFFERENCE = (
    # The clipboard's check prints without argparse.
    ("cli.py", "except BrokenPipeError:"),
    # Of a pipe, whose reader is gone; no other version calls that otherwise.
    (
        "sources/files/opening.py",
        'with contextlib.suppress(BrokenPipeError), open(descriptor, "wb") as pipe:',
    ),
    # What is nested too deeply on one version is so on the others, or is no object.
    ("sources/aws/credentials.py", "except (ValueError, RecursionError):"),
    # What the SDK makes of a sign-in that is nested too deeply offers a new one in either case.
    ("sources/aws/sign_ins.py", "RecursionError,"),
    (
        "sources/aws/sign_ins.py",
        'return "nested too deeply" if isinstance(error, RecursionError) else message',
    ),
    ("session/garbage.py", "gc.freeze()"),
    ("sources/aws/child.py", "gc.freeze()"),
    ("ui/app.py", "gc.freeze()"),
    ("verbs/following.py", "gc.freeze()"),
)
"""Lines that look like it, and behave the same on each version."""


def code_lines() -> list[tuple[str, str]]:
    """Each line of the product that is more than a comment, with its file."""
    lines = []
    for path in sorted(PRODUCT.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(PRODUCT).as_posix()
        lines += [(name, line.strip()) for line in text.splitlines()]
    return [(name, line) for name, line in lines if not line.startswith("#")]


def test_each_suspicious_line_is_named() -> None:
    suspicious = [(name, line) for name, line in code_lines() if SUSPICIOUS.search(line)]
    assert suspicious
    named = [(line.file, line.text) for line in LINES]
    unnamed = [
        (name, line)
        for name, line in suspicious
        if (name, line) not in NO_DIFFERENCE
        and not any(name == file and text in line for file, text in named)
    ]
    assert unnamed == []


@every("line", LINES)
def test_each_named_line_is_there_and_a_test_of_every_python_runs_it(line: Line) -> None:
    assert sum(name == line.file and line.text in text for name, text in code_lines()) == 1
    file, _, test = line.test.partition("::")
    path = ROOT / "tests" / file
    assert any(path.is_relative_to(ROOT / each) for each in run_by_every_python())
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, FUNCTIONS)}
    assert test in names


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def run_by_every_python() -> list[str]:
    """The files and folders of `make test-python`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    match = re.search(r"^EVERY_PYTHON = ((?:.*\\\n)*.*)", makefile, re.MULTILINE)
    assert match is not None
    return match[1].replace("\\\n", " ").split()
