"""Events for the tests of the filter, and short ways to read a filter line and apply it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hpev_tui.model.events import Event
from hpev_tui.query import AllTexts, DetailFields, FieldsOf, Problem, Query, no_fields, parse

NOW = 1_800_000_000.0
ARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd"


def event(
    event_id: str,
    description: str = "",
    *,
    time: float = NOW,
    level: str = "Info",
    kind: str = "Instance",
    group: str = "",
    node: str = "",
    operation_id: str = "",
) -> Event:
    """An event of the cluster train-p5."""
    return Event(
        event_id=event_id,
        event_time=time,
        odd_time="",
        event_level=level,
        resource_type=kind,
        instance_group_name=group,
        instance_id=node,
        description=description,
        cluster_arn=ARN,
        cluster_name="train-p5",
        operation_id=operation_id,
    )


def all_texts(rows: Sequence[Event]) -> AllTexts:
    """What is known of the texts of events; see `terms.AllTexts`."""
    names = {
        name
        for row in rows
        for name in (row.instance_id, row.instance_group_name, row.operation_id)
    }
    is_plain = all(set(row.event_id) <= set("0123456789ABCDEFabcdef-") for row in rows)
    return names, len(names), is_plain


def finder(rows: Sequence[Event]) -> Callable[[str], list[Event]]:
    """Looks up the events whose ID begins with a text."""
    return lambda start: [row for row in rows if row.event_id.startswith(start)]


def query(
    text: str,
    rows: Sequence[Event] = (),
    now: float = NOW,
    fields_of: FieldsOf = no_fields,
    of_all: Callable[[], AllTexts] | None = None,
) -> Query:
    """The query that a line means; the test fails where it cannot be read."""
    read = parse(text, now=now, find=finder(rows), fields_of=fields_of, all_texts=of_all)
    assert isinstance(read, Query), read
    return read


def problems(text: str, rows: Sequence[Event] = ()) -> list[Problem]:
    """What is wrong with a line; the test fails where nothing is."""
    read = parse(text, now=NOW, find=finder(rows))
    assert isinstance(read, list), read
    return read


def selected(
    text: str, rows: Sequence[Event], details: dict[str, DetailFields] | None = None
) -> list[str]:
    """The IDs of the events that a line keeps."""
    return [row.event_id for row in query(text, rows).select(rows, (details or {}).get)]
