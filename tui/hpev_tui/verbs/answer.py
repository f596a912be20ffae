"""The answer of a verb: its rows, what they cover, how they are printed, and the exit status."""

from __future__ import annotations

from typing import Any, NamedTuple

from hpev_tui.arguments import BAD_COMMAND_LINE
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.system.streams import print_out
from hpev_tui.verbs.command_line import Command
from hpev_tui.verbs.coverage import NOT_ASKED, SCHEMA, coverage_of, fault_status, in_words
from hpev_tui.verbs.exits import FAULT, HOLDS, TIME_LIMIT, StopError, status_of
from hpev_tui.verbs.loaded import Loaded
from hpev_tui.verbs.messages import Messages
from hpev_tui.verbs.output import Rows, formatted, json_text, queried


class Answer(NamedTuple):
    """What a verb has to print at its end."""

    rows: Rows
    model: ClusterModel | None = None
    """The cluster; None where the answer is of all clusters."""
    events: list[Event] | None = None
    """Those whose reasons it is made of; None where it is made of no reasons."""
    left_out: int = 0
    """How many more rows there would be without `--limit`."""
    holds: bool = False
    """Whether a condition of `--fail-on` holds."""
    unknown: bool = False
    """Whether nobody can say of one of them whether it holds."""
    printed: int = 0
    """How many rows were printed already."""

    def coverage(self, loaded: Loaded) -> dict[str, Any]:
        """What it covers; see `coverage_of`."""
        shown = self.printed + len(self.rows.records)
        return coverage_of(loaded, self.model, shown, self.left_out, self.events)


class Printer:
    """Prints rows in the format of a command, at once or bit by bit."""

    def __init__(self, command: Command, width: int) -> None:
        """Print to lines of that many cells; 0 for no limit.

        Raises:
            StopError: the expression of `--query` cannot be read.
        """
        self._command = command
        self._width = width
        self._has_head = False
        self._query = _compiled(command.query) if command.query else None

    def print(self, rows: Rows) -> None:
        """Print rows now, the headings once: what `watch` prints, of each row what is selected."""
        if self._query is None:
            self._write(rows, head=not self._has_head)
            self._has_head = True
            return
        for record in rows.records:
            selected = self._selected(record)
            if selected is not None:
                self._print_selected([selected], head=not self._has_head)
                self._has_head = True

    def end(self, answer: Answer, coverage: dict[str, Any], messages: Messages) -> None:
        """Print an answer, and say what it does not cover."""
        verb, rows = self._command.verb, answer.rows
        document = {
            "schema": SCHEMA,
            "verb": verb,
            "coverage": coverage,
            "rows": list(rows.records),
        }
        if verb != "watch":
            if self._query is not None:
                self._print_selected(self._selected(document))
            elif self._command.output == "json":
                self._emit(f"{json_text(document, indent=2)}\n")
            else:
                self._write(rows, head=True)
        if self._command.output == "jsonl":
            del document["rows"]
            messages.data(json_text(document))
        elif self._command.output != "json":
            for text in in_words(coverage):
                messages.say(text)

    def _selected(self, value: object) -> object:
        """What the expression of `--query` selects of a value."""
        from jmespath.exceptions import JMESPathError

        assert self._query is not None  # noqa: S101
        try:
            return self._query.search(value)
        except (JMESPathError, ValueError) as error:  # ValueError: a step of 0.
            raise _bad_query(error) from None

    def _print_selected(self, result: object, *, head: bool = True) -> None:
        if self._command.output == "json":
            self._emit(f"{json_text(result, indent=2)}\n")
        elif self._command.output == "jsonl":
            values = result if isinstance(result, list) else [result]
            self._emit("".join(f"{json_text(value)}\n" for value in values))
        else:
            self._write(queried(result), head=head)

    def _write(self, rows: Rows, *, head: bool) -> None:
        self._emit(formatted(rows, self._command.output, head=head, width=self._width))

    def _emit(self, text: str) -> None:
        print_out(text)


def _compiled(expression: str) -> Any:  # noqa: ANN401 - of a package without types
    import jmespath  # Rarely used.
    from jmespath.exceptions import JMESPathError

    try:
        compiled = jmespath.compile(expression)
    except JMESPathError as error:
        raise _bad_query(error) from None
    _look_at_functions(compiled.parsed)
    return compiled


def _look_at_functions(node: Any) -> None:  # noqa: ANN401 - of a package without types
    """Refuse a function that there is not: the search would find it when all is loaded."""
    from jmespath.functions import Functions

    if not isinstance(node, dict):
        return
    if node["type"] == "function_expression" and node["value"] not in Functions.FUNCTION_TABLE:
        raise StopError(BAD_COMMAND_LINE, f"--query: Unknown function: {node['value']}()")
    for child in node.get("children", ()):
        _look_at_functions(child)


def _bad_query(error: Exception) -> StopError:
    return StopError(BAD_COMMAND_LINE, f"--query: {str(error).splitlines()[0]}")


def status_after(answer: Answer, loaded: Loaded, coverage: dict[str, Any]) -> int:
    """The exit status: a condition that holds goes first, then the time, then what is missing."""
    if answer.holds:
        return HOLDS
    if loaded.is_late:
        return TIME_LIMIT
    why = coverage["reasons"]["why"] if coverage["reasons"] else ()
    kinds = [each["kind"] for each in why if each["kind"] != NOT_ASKED]
    unread = max([status_of(Failure(kind, "")) for kind in kinds], default=0)
    return max(fault_status(answer.model, loaded), unread, FAULT * answer.unknown)
