"""The details that are loaded: the latest ones ready to draw, the others packed."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hpev_tui.detail.json_lines import json_lines
from hpev_tui.detail.shapes import Shape
from hpev_tui.detail.shortened import shortened
from hpev_tui.detail.tree import JsonLine, Node, Path, build, default_paths
from hpev_tui.findings import Facts
from hpev_tui.model.events import Json
from hpev_tui.session.bounds import BOUNDS, Bounds


class LoadedDetail(NamedTuple):
    """One event's detail, ready to draw: as it came, as a tree, and as lines of JSON."""

    body: Json
    """As much of it as is shown: of a very long one not all."""
    root: Node
    expanded: frozenset[Path]
    """The branches of the tree that are open at first."""
    json_lines: list[JsonLine]
    shape: Shape
    """What the installed SDK's model says of the body."""
    facts: Facts
    """What the findings need of it."""
    whole: Json
    """All of the body, for copies; the same object where all of it is shown."""
    packed: bytes | None
    """The same, from which all else can be made again; None where it is nested too deeply."""

    @classmethod
    def of(cls, body: Json, shape: Shape) -> LoadedDetail:
        """A body, made ready to draw."""
        shown = shortened(body)
        root = build(shown, shape)
        try:
            packed = marshal.dumps(body)
        except ValueError:  # Nested deeper than it packs, as no answer of the service's process is.
            packed = None
        lines, facts = json_lines(shown), Facts.of(shown)
        return cls(shown, root, default_paths(root), lines, shape, facts, body, packed)


class PackedDetail(NamedTuple):
    """A detail that was not looked at lately: a tenth as large."""

    packed: bytes | None
    """None where the body was dropped: it is loaded again when it is needed."""
    shape: Shape
    facts: Facts

    @property
    def body(self) -> Json:
        """As much of it as is shown; None where it was dropped."""
        return shortened(self.whole)

    @property
    def whole(self) -> Json:
        """As it came; None where it was dropped."""
        return None if self.packed is None else marshal.loads(self.packed)  # noqa: S302 - packed above


class LoadedDetails(dict[str, "LoadedDetail | PackedDetail"]):
    """The details of a cluster that are loaded, by their `EventId`; `add` adds one.

    The latest are ready to draw, the others packed. Of more than are kept the bodies are dropped,
    first of those that were not looked at for longest; what the findings need of them stays.
    """

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        super().__init__()
        self._bounds = bounds
        self._of_node: dict[str, list[str]] = {}
        self._ready: dict[str, int] = {}
        """Those that are ready to draw, with their bytes, the latest last."""
        self._ready_bytes = 0
        self._whole: dict[str, int] = {}
        """Those whose body is kept, with its bytes, the latest last."""
        self.bytes = 0
        """Of all bodies, packed."""
        self.without_body: set[str] = set()
        """Those whose body was dropped."""

    def add(self, event_id: str, detail: LoadedDetail) -> bool:
        """Keep an event's detail; whether there was none of it."""
        is_new = event_id not in self
        node = detail.facts.node_logical_id
        if is_new and node:
            self._of_node.setdefault(node, []).append(event_id)
        self._keep(event_id, detail)
        return is_new

    def ready(self, event_id: str) -> LoadedDetail | None:
        """A loaded detail, made ready to draw again where it was packed; None where there is none.

        None, too, where its body was dropped.
        """
        detail = self.get(event_id)
        if isinstance(detail, PackedDetail):
            detail = None if detail.packed is None else LoadedDetail.of(detail.whole, detail.shape)
            if detail is not None:
                self._keep(event_id, detail)
        return detail

    def _keep(self, event_id: str, detail: LoadedDetail) -> None:
        size = len(detail.packed or b"")
        self._ready_bytes += size - self._ready.pop(event_id, 0)
        self.bytes += size - self._whole.pop(event_id, 0)
        self[event_id], self._ready[event_id], self._whole[event_id] = detail, size, size
        self.without_body.discard(event_id)
        bounds = self._bounds
        while len(self._ready) > bounds.ready_details or (
            self._ready_bytes > bounds.ready_bytes and len(self._ready) > 1
        ):
            self._pack(next(iter(self._ready)))
        while self.bytes > bounds.detail_bytes and len(self._whole) > 1:
            self._drop_body(next(iter(self._whole)))

    def _pack(self, event_id: str) -> None:
        self._ready_bytes -= self._ready.pop(event_id)
        detail = self[event_id]
        self[event_id] = PackedDetail(detail.packed, detail.shape, detail.facts)
        if detail.packed is None:
            self.without_body.add(event_id)

    def _drop_body(self, event_id: str) -> None:
        if event_id in self._ready:
            self._pack(event_id)
        self.bytes -= self._whole.pop(event_id)
        self[event_id] = PackedDetail(None, self[event_id].shape, self[event_id].facts)
        self.without_body.add(event_id)

    def drop_bodies(self) -> None:
        """Keep of each only what the findings need: another cluster is looked at."""
        for event_id in list(self._whole):
            self._drop_body(event_id)

    def forget(self, event_ids: Iterable[str]) -> None:
        """Keep nothing of these."""
        nodes = set[str]()
        for event_id in event_ids:
            if (detail := self.pop(event_id, None)) is not None:
                self._ready_bytes -= self._ready.pop(event_id, 0)
                self.bytes -= self._whole.pop(event_id, 0)
                self.without_body.discard(event_id)
                nodes.add(detail.facts.node_logical_id)
        for node in nodes & self._of_node.keys():
            rest = [event_id for event_id in self._of_node[node] if event_id in self]
            self._of_node[node] = rest
            if not rest:
                del self._of_node[node]

    def of_node(self, node_logical_id: str) -> Sequence[str]:
        """The events whose loaded details name that `NodeLogicalId`."""
        return self._of_node.get(node_logical_id, ())
