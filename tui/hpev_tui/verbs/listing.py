"""The verbs `events` and `show`: the list of events, and one event with all that is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hpev_tui.arguments import BAD_COMMAND_LINE
from hpev_tui.detail.tree import Node
from hpev_tui.model.events import Event
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.details import LoadedDetail
from hpev_tui.verbs.answer import Answer, Printer
from hpev_tui.verbs.events import event_rows, record
from hpev_tui.verbs.exits import FAULT, StopError
from hpev_tui.verbs.loaded import Loaded

USUAL_ROWS = 100
"""How many events are printed where neither `--limit` nor `--since` says so: a page of them."""

_KEY = "enter: "
"""What says where a key leads."""

_GLYPH = re.compile(r"^\W ")


async def events(loaded: Loaded, _: Printer) -> Answer:
    """The newest events that the filter keeps, with their reasons."""
    command = loaded.command
    usual = 0 if command.since else USUAL_ROWS
    rows = usual if command.limit is None else command.limit
    model, read = await opened(loaded), list[Event]()
    with loaded.in_time():
        await loaded.events(model, rows)
    await loaded.filter(model)
    with loaded.in_time():
        await loaded.reasons_of_filter(model, rows, read)
        await loaded.reasons(model, model.rows[: rows or None])
    shown = list(model.rows[: rows or None])
    left_out = len(model.rows) - len(shown)
    with_words = command.output in ("table", "md")
    made_of = list({event.event_id: event for event in (*read, *shown)}.values())
    return Answer(event_rows(model, shown, with_words=with_words), model, made_of, left_out)


async def opened(loaded: Loaded) -> ClusterModel:
    """The cluster with its newest events.

    Raises:
        StopError: they cannot be had.
    """
    model = await loaded.open()
    if model.loading.failure is not None and not model.log.rows:
        raise loaded.stopped_by(model.loading.failure)
    return model


async def show(loaded: Loaded, _: Printer) -> Answer:
    """One event, with its whole detail and the sections that the screen has."""
    model = await opened(loaded)
    event = await _event(loaded, model)
    with loaded.in_time():
        await loaded.details(model, [event.event_id])
        await loaded.described(model)
        await loaded.nodes(model)
    detail = model.detail_of(event)
    made, sections = record(model, event), list[Node]()
    if isinstance(detail, LoadedDetail):
        sections = list(detail.root.children)
        made["sections"] = [_section(each) for each in sections]
    text = "\n".join(line for each in sections for line in _lines(each, 0))
    rows = event_rows(model, [event])._replace(records=[made], text=text)
    return Answer(rows, model, [event])


async def _event(loaded: Loaded, model: ClusterModel) -> Event:
    """The event that is meant; older ones are loaded until it comes."""
    begin, log = loaded.command.subject.lower(), model.log

    def index() -> int | None:
        return 0 if log.starting_with(begin) else None

    if index() is None:
        await loaded.seek(model, "event", index)
    matching = log.starting_with(begin)
    if len(matching) > 1:
        text = f'more than one EventId begins with "{begin}"'
        raise StopError(BAD_COMMAND_LINE, text)
    if not matching:
        if model.loading.failure is not None:
            raise loaded.stopped_by(model.loading.failure)
        text = f'no EventId of {len(log.rows):,} events begins with "{begin}"'
        raise StopError(FAULT, text)
    return matching[0]


def _section(node: Node) -> dict[str, Any]:
    """A part of a detail as JSON."""
    made: dict[str, Any] = {"label": node.label}
    if summary := _summary(node):
        made["summary"] = summary
    if node.children:
        made["parts"] = [_section(each) for each in node.children]
    else:
        made["text"] = node.value
    return made


def _summary(node: Node) -> str:
    """What stands beside a heading, without its glyph and the keys that a screen has."""
    text = "".join(text for text, _ in node.summary if _KEY not in text).strip()
    return _GLYPH.sub("", text)


def _lines(node: Node, depth: int) -> Iterator[str]:
    """A part of a detail as lines of text."""
    indent = "  " * depth
    said = _summary(node) or node.value
    first, *others = said.splitlines() or [""]
    yield f"{indent}{node.label}  {first}".rstrip()
    for line in others:
        yield f"{indent}  {line}"
    for each in node.children:
        yield from _lines(each, depth + 1)
