"""One property over many inputs is one test, which names every input on which it fails.

    @every("text", NASTY)
    def test_no_text_breaks_it(text: str) -> None: ...

It is written as `pytest.mark.parametrize` is, where each input is a test of its own. Fixtures are
made once, for all inputs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TypeAlias

Test: TypeAlias = Callable[..., None]

LONGEST = 120
"""Characters of an input, or of what went wrong with it, in the list of failures."""


def every(names: str | Sequence[str], inputs: Iterable[object]) -> Callable[[Test], Test]:
    """Let a test check each of the inputs, and go on where one fails.

    Above another `every` it means each of its inputs with each of the other's.

    Args:
        names: the parameter that an input is for; or several, for which each input has a value.
        inputs: at least one.
    """
    parameters = [names] if isinstance(names, str) else [*names]
    rows = [[each] if isinstance(names, str) else [*_values(each)] for each in inputs]
    assert rows

    def decorate(test: Test) -> Test:
        assert not inspect.iscoroutinefunction(test)
        checked = getattr(test, "checked", None)
        if checked is None:
            return _checking(test, parameters, rows)
        inner, its_parameters, its_rows = checked
        both = [[*row, *its_row] for row in rows for its_row in its_rows]
        return _checking(inner, [*parameters, *its_parameters], both)

    return decorate


def _values(given: object) -> Sequence[object]:
    assert isinstance(given, Sequence)
    return given


def _checking(test: Test, parameters: list[str], rows: list[list[object]]) -> Test:
    """The test of all rows, which has what is no parameter of theirs as fixtures."""

    @wraps(test)
    def check_all(**fixtures: object) -> None:
        failures = []
        for row in rows:
            try:
                test(**dict(zip(parameters, row, strict=True)), **fixtures)
            except Exception as error:
                failures.append((row, error))
        if failures:
            raise AssertionError(_report(failures, len(rows))) from failures[0][1]

    whole = inspect.signature(test)
    left = [each for name, each in whole.parameters.items() if name not in parameters]
    vars(check_all).update(
        __signature__=whole.replace(parameters=left), checked=(test, parameters, rows)
    )
    return check_all


@contextmanager
def noting(name: object, failures: list[str]) -> Iterator[None]:
    """Note what fails inside under a name, and go on: for inputs that one app goes through."""
    try:
        yield
    except Exception as error:
        failures.append(f"{name}: {error!r}")


def _report(failures: list[tuple[list[object], Exception]], count: int) -> str:
    lines = [f"{len(failures)} of {count} inputs fail:"]
    for row, error in failures:
        said = (str(error) or type(error).__name__).partition("\n")[0]
        lines.append(f"  {_short(', '.join(map(repr, row)))}: {_short(said)}")
    return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
