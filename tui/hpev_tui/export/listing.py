"""Copies of the whole list: the command that lists it, and its rows as a timeline.

Times are UTC, ISO 8601.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.rules.levels import level_of
from hpev_tui.text.clean import clean, is_value, utc_iso
from hpev_tui.text.lists import many


class ListSnippet(NamedTuple):
    """One letter of the copy menu, for what the list shows. `suffix` ends the name of a file."""

    letter: str
    label: str
    short: str
    """The label in the copy menu, and a part of a file's name."""
    suffix: str


COMMAND = ListSnippet("l", "AWS CLI command for the list", "list", "sh")
TIMELINE = ListSnippet("t", "rows as a timeline", "timeline", "md")
REPORT = ListSnippet("r", "incident report", "report", "md")
LISTS: tuple[ListSnippet, ...] = (COMMAND, TIMELINE, REPORT)
TABLE = ListSnippet("t", "table", "table", "md")
"""Offered instead of the timeline where a screen shows no events."""

_HEAD = "\n\n| UTC | Level | Node | Reason |\n|---|---|---|---|"
_INFERRED = "\n\nLevels in lower case are inferred: the service sent no EventLevel."

# Characters with a meaning in a line of Markdown, its tables or HTML; a backslash takes it away.
_ESCAPES = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<&~$|"})


def list_command(cluster: str, sent: ServiceFilter, options: str, *, oldest_first: bool) -> str:
    """The `aws` command that lists the events that the service sends for a filter.

    "" for a `cluster`, a name or an ARN, that the AWS CLI would not take as one. `sent` is the
    service's part of the filter, `options` is what `aws_options` makes.
    """
    if not is_value(cluster):
        return ""
    given = (
        ("--cluster-name", cluster),
        ("--node-id", sent.node_id),
        ("--instance-group-name", sent.instance_group_name),
        ("--resource-type", sent.resource_type),
        ("--operation-id", sent.operation_id),
        ("--event-time-after", "" if sent.after is None else utc_iso(sent.after)),
        ("--event-time-before", "" if sent.before is None else utc_iso(sent.before)),
        ("--sort-by", "EventTime"),
        ("--sort-order", "Ascending" if oldest_first else "Descending"),
    )
    filters = "".join(f" {name} {shlex.quote(value)}" for name, value in given if value)
    return f"aws sagemaker list-cluster-events{filters}{options}"


def without_info(events: Iterable[Event]) -> list[Event]:
    """The events that are more than progress; all, where there are no others."""
    rows = list(events)
    return [event for event in rows if level_of(event)[0] != "Info"] or rows


def timeline(events: Iterable[Event], why: Callable[[str], str], left_out: int = 0) -> str:
    """The events as a table in Markdown, the oldest first; "" where there are none.

    Args:
        events: The events of one cluster in any order. Of equal times those that come later
            are the older ones, unless the events as a whole begin with the oldest.
        why: The failure message of the event with that `EventId`; "" where none is known, and
            the table has the description.
        left_out: How many Info events are not among them, which is said below.
    """
    rows = list(events)
    if not rows:
        return ""
    if rows[0].event_time >= rows[-1].event_time:
        rows.reverse()
    rows.sort(key=lambda event: event.event_time)
    any_inferred = False
    cluster = one_line(rows[0].cluster_arn or rows[0].cluster_name)
    times = f"{utc_iso(rows[0].event_time)} to {utc_iso(rows[-1].event_time)}"
    lines = [f"## {cluster}, {times}", _HEAD]
    for event in rows:
        level, inferred = level_of(event)
        any_inferred = any_inferred or inferred
        lines.append(
            f"\n| {one_line(event.odd_time) or utc_iso(event.event_time)} "
            f"| {one_line(level.lower() if inferred else level)} "
            f"| {one_line(event.instance_id or event.instance_group_name)} "
            f"| {one_line(why(event.event_id) or event.description)} |"
        )
    if any_inferred:
        lines.append(_INFERRED)
    if left_out:
        were = "was" if left_out == 1 else "were"
        lines.append(f"\n\n{many(left_out, 'Info event')} {were} left out.")
    return "".join(lines)


def table(rows: Iterable[Sequence[str]], *, above: str = "", below: str = "") -> str:
    """A table in Markdown between two paragraphs; the first row has the titles."""
    titles, *others = rows
    lines = [_row(titles), "|---" * len(titles) + "|", *map(_row, others)]
    return "\n\n".join(filter(None, (one_line(above), "\n".join(lines), one_line(below))))


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(map(one_line, texts))} |"


def one_line(text: str) -> str:
    """A text on one line, without a meaning in Markdown."""
    return clean(text).translate(_ESCAPES)
