"""The formats of `--output`: data on standard output, the same on a terminal and in a pipe.

Only the width differs: on a terminal the last column of a table is cut to fit.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hpev_tui.export.listing import one_line
from hpev_tui.text.cells import ELLIPSIS, cells, fit
from hpev_tui.text.clean import clean, printable_json

FORMULA = ("=", "+", "-", "@")
"""What a text begins with that a spreadsheet would take for a formula: an apostrophe goes before
it (OWASP, CSV Injection). A blank before it does not help: some programs trim."""


class Rows(NamedTuple):
    """What a verb gives."""

    records: Sequence[Mapping[str, Any]]
    """The rows as in JSON."""
    fields: Sequence[str] = ()
    """The members that are columns of csv and tsv; empty for those of all rows."""
    titles: Sequence[str] = ()
    """The headings of the table; empty for the fields."""
    words: Sequence[Sequence[str]] = ()
    """The cells below these headings, a row each; empty for the fields' values."""
    text: str = ""
    """What stands in place of the table, such as the sections of an event."""
    report: str = ""
    """What stands in place of the table in Markdown."""


def json_text(value: object, *, indent: int | None = None) -> str:
    """A value as JSON, in which no character acts on a terminal."""
    return printable_json(json.dumps(value, ensure_ascii=False, indent=indent))


def formatted(rows: Rows, output: str, *, head: bool = True, width: int = 0) -> str:
    """The rows in a format other than `json`, each line with its end.

    Args:
        rows: What there is.
        output: table, jsonl, csv, tsv or md.
        head: Whether the headings are printed, too.
        width: The cells of a terminal's line, into which the table is cut; 0 for no limit.
    """
    if output == "jsonl":
        return "".join(f"{json_text(record)}\n" for record in rows.records)
    if output in ("csv", "tsv"):
        return _separated(rows, "," if output == "csv" else "\t", head=head)
    if output == "md" and rows.report:
        return f"{rows.report}\n"
    if output == "table" and rows.text:
        return f"{rows.text}\n"
    titles, lines = _worded(rows)
    if output == "md":
        return _markdown(titles, lines, head=head)
    return _table([titles, *lines] if head and titles else lines, width)


def queried(result: object) -> Rows:
    """What an expression has selected, as rows: of a list each value is one."""
    values: list[Any] = [] if result is None else [result]
    if isinstance(result, list):
        values = result
    if values and all(isinstance(value, dict) for value in values):
        return Rows(values)
    if values and all(isinstance(value, list) for value in values):
        words = [[_plain(each) for each in value] for value in values]
    else:
        words = [[_plain(value)] for value in values]
    return Rows([], words=words)


def _fields(rows: Rows) -> list[str]:
    if rows.fields:
        return list(rows.fields)
    return list(dict.fromkeys(name for record in rows.records for name in record))


def _worded(rows: Rows) -> tuple[list[str], list[list[str]]]:
    """The headings, and the cells below them."""
    if rows.titles or rows.words:
        return list(rows.titles), [list(each) for each in rows.words]
    fields = _fields(rows)
    lines = [[_plain(record.get(name)) for name in fields] for record in rows.records]
    return [name.upper() for name in fields], lines


def _plain(value: object) -> str:
    """A value as a text on one line."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return "; ".join(map(clean, value))
    return json_text(value)


def _safe(value: object) -> str:
    """The same, and nothing that a spreadsheet would work out."""
    text = _plain(value)
    is_formula = isinstance(value, (str, list, tuple)) and text.lstrip().startswith(FORMULA)
    return f"'{text}" if is_formula else text


def _separated(rows: Rows, separator: str, *, head: bool) -> str:
    fields, written = _fields(rows), io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\n")
    if not rows.records:
        lines = [[_safe(each) for each in line] for line in rows.words]
        writer.writerows(lines or [fields] * bool(head and fields))
        return written.getvalue()
    if head:
        writer.writerow(map(_safe, fields))
    writer.writerows([_safe(record.get(name)) for name in fields] for record in rows.records)
    return written.getvalue()


def _table(lines: Sequence[Sequence[str]], width: int) -> str:
    columns = max(map(len, lines), default=0)
    widths = [
        max((cells(line[column]) for line in lines if column < len(line)), default=0)
        for column in range(columns)
    ]
    return "".join(f"{_row(line, widths, width)}\n" for line in lines)


def _row(line: Sequence[str], widths: Sequence[int], width: int) -> str:
    padded = [text + " " * (of - cells(text)) for text, of in zip(line, widths, strict=False)]
    text = "  ".join(padded).rstrip(" ")
    return fit(text, width, ELLIPSIS).rstrip(" ") if width and cells(text) > width else text


def _markdown(titles: Sequence[str], lines: Sequence[Sequence[str]], *, head: bool) -> str:
    drawn = [f"| {' | '.join(map(one_line, line))} |\n" for line in lines]
    if head and titles:
        drawn[:0] = [f"| {' | '.join(map(one_line, titles))} |\n", "|---" * len(titles) + "|\n"]
    return "".join(drawn)
