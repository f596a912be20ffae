"""The results of `EventSource` as plain data, and back, for the way between two processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    GroupCount,
    Page,
)
from hpev_tui.model.failure import Failure
from hpev_tui.sources import Identity

_CLASSES: dict[str, Callable[..., Any]] = {
    record.__name__: record
    for record in (
        Cluster, ClusterInfo, ClusterNode, Event, EventDetail, GroupCount, Failure, Identity,
    )
}  # fmt: skip


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any result, and what marshal takes
    """A result as plain data; what is no record stays as it is."""
    name = type(value).__name__
    if isinstance(value, Page):
        kind = type(value.items[0]).__name__ if value.items else "Event"
        return (name, kind, tuple(map(tuple, value.items)), value.next_token, value.unreadable)
    if isinstance(value, ClusterInfo):
        return (name, *value._replace(groups=tuple(map(tuple, value.groups))))  # type: ignore[arg-type]
    if isinstance(value, Shape):
        return (name, *_plain_shape(value))
    return (name, *value) if name in _CLASSES else value


def from_plain(data: Any) -> Any:  # noqa: ANN401 - see `to_plain`
    """The result that `to_plain` was given."""
    if not isinstance(data, tuple):
        return data
    name, *values = data
    if name == "Page":
        kind, rows, next_token, unreadable = values
        if kind == "Event":
            return Page(_events(rows), next_token, unreadable)
        return Page(tuple(_CLASSES[kind](*row) for row in rows), next_token, unreadable)
    if name == "ClusterInfo":
        info = ClusterInfo(*values)
        return info._replace(groups=tuple(GroupCount(*group) for group in info.groups))
    if name == "Shape":
        return _shape(tuple(values))
    return _CLASSES[name](*values)


_SHORT = 1000
"""Characters; longer texts are hardly ever equal, and not worth sharing."""

_MOST_TEXTS = 8192
"""How many texts are known at a time; where all differ, more would only take room."""

_texts: dict[str, str] = {}

_FIRST_TEXT = Event._fields.index("event_level")
"""The first of an event's texts that others may have as well."""

_new_event = cast("Callable[[Iterable[Any]], Event]", partial(tuple.__new__, Event))
"""As `Event._make`, for a row of as many values as an event has."""


def _events(rows: tuple[tuple[Any, ...], ...]) -> tuple[Event, ...]:
    """Events whose texts are stored once where many have them: they are most of an event's size."""
    if len(_texts) >= _MOST_TEXTS:
        _texts.clear()
    stored = _texts.setdefault
    # By columns: Python takes no step of its own for each event, a fifth of a page's time less.
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for index in range(_FIRST_TEXT, len(columns)):
        texts = tuple(columns[index])
        if max(map(len, texts)) <= _SHORT:
            columns[index] = map(stored, texts, texts)
        else:
            columns[index] = [stored(each, each) if len(each) <= _SHORT else each for each in texts]
    return tuple(map(_new_event, zip(*columns, strict=True)))


def _plain_shape(shape: Shape) -> tuple[Any, ...]:
    members = {name: _plain_shape(each) for name, each in shape.members.items()}
    element = _plain_shape(shape.element) if shape.element is not None else None
    return tuple(shape._replace(members=members, element=element))  # type: ignore[arg-type]


def _shape(data: tuple[Any, ...]) -> Shape:
    shape = Shape(*data)
    members = {name: _shape(each) for name, each in data[1].items()}
    element = _shape(data[2]) if data[2] is not None else None
    return shape._replace(members=members, element=element)
