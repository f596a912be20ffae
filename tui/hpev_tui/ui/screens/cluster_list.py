"""The rows of the picker: a cluster each, with its nodes, its errors, and what failed last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.model.events import Cluster, ClusterInfo
from hpev_tui.session.picker import PickerModel
from hpev_tui.session.tables import clusters
from hpev_tui.session.tables.clusters import ClusterRow
from hpev_tui.text.cells import cells, fit, shorten_middle
from hpev_tui.text.glyphs import gauge
from hpev_tui.ui.theme import Piece, glyphs_of, strip_of, styles_of
from hpev_tui.ui.widgets.lines import GAP, LineView
from hpev_tui.ui.widgets.text import ellipsis_of

TOKENS = {"failed": "failed", "busy": "busy", "short": "warn", "off": "dim", "ok": "ok"}
"""The token of each state of `PickerModel.state`, which is also the name of its glyph."""

_GAP = " " * GAP
_MARK = 3
"""Cells of the mark, with a blank on both sides."""
_GAUGE = 8
_ERRORS, _LAST = len("ERR 24H"), len("LAST")
_LEAST_NODES = len("NODES")
_LEAST_MESSAGE = 16
"""Cells of LAST ERROR, before another column goes."""
_SHARE = 0.4
"""The part of the width that LAST ERROR has before the gauge has room."""
_LEAST_NAME, _MOST_NAME = 8, 63
_MOST_STATUS = 16
"""Room for each status of the AWS service model; one that is longer is cut."""


class ClusterColumns(NamedTuple):
    """Cells for each column; 0 leaves a column out."""

    name: int
    status: int
    gauge: int
    nodes: int
    errors: int
    last: int
    message: int


def cluster_columns(
    width: int, name: int, status: int, nodes: int = _LEAST_NODES, *, reasons: bool = True
) -> ClusterColumns:
    """The columns for contents of these widths.

    The gauge goes first when the room runs out, then the end of LAST ERROR, then LAST; only then
    the name is cut. Without `reasons` there is nothing to say of events.
    """
    name = max(_LEAST_NAME, min(name, _MOST_NAME))
    errors, last = (_ERRORS, _LAST) if reasons else (0, 0)

    def left(gauge: int, last: int) -> int:
        shown = [each for each in (status, nodes + gauge, errors, last) if each]
        return width - _MARK - name - sum(GAP + each for each in shown) - GAP

    gauge_cells = _GAUGE + 1
    if left(gauge_cells, last) < _SHARE * width:
        gauge_cells = 0
    if left(gauge_cells, last) < _LEAST_MESSAGE:
        last = 0
    missing = max(0, _LEAST_MESSAGE - left(gauge_cells, last))
    cut = min(missing, name - _LEAST_NAME)
    message = max(0, left(gauge_cells, last) + cut)
    return ClusterColumns(name - cut, status, gauge_cells, nodes, errors, last, message)


class ClusterList(LineView):
    """Clusters, one a row; what is asked about them fills in when it comes."""

    @dataclass(eq=False, repr=False)
    class Opened(Message):
        """The user picks the cluster under the cursor."""

        cluster: Cluster

    def __init__(self, model: PickerModel, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._model = model
        self._clusters: Sequence[Cluster] = ()
        self._made_again: Collection[str] = ()
        self._name_width = self._status_width = 0
        self._nodes_width = _LEAST_NODES
        self._columns = (0, cluster_columns(0, 0, 0))

    @property
    def current(self) -> Cluster | None:
        """The cluster under the cursor."""
        return self._clusters[self.cursor] if self.row_count else None

    @property
    def clusters_in_view(self) -> list[Cluster]:
        """The clusters on the screen."""
        return [self._clusters[row] for row in self.in_view]

    def show(
        self, clusters: Sequence[Cluster], cursor: int, made_again: Collection[str] = ()
    ) -> None:
        """Show these clusters; what is known of each is looked up whenever its row is drawn.

        `made_again` are the ARNs of those that have the name of another one before them.
        """
        self._clusters, self._made_again = clusters, made_again
        self._name_width = max((cells(self._name_cell(each)) for each in clusters), default=0)
        statuses = (cells(each.cluster_status[:_MOST_STATUS]) for each in clusters)
        self._status_width = min(_MOST_STATUS, max(statuses, default=0))
        self._nodes_width = max((self._nodes_needed(each) for each in clusters), default=0)
        self._forget_columns()
        self.set_rows(len(clusters), cursor)

    def refresh_cluster(self, cluster_arn: str) -> None:
        """More is known of one cluster."""
        for row in self.in_view:
            cluster = self._clusters[row]
            if cluster.cluster_arn != cluster_arn:
                continue
            if (needed := self._nodes_needed(cluster)) > self._nodes_width:
                self._nodes_width = needed
                self._forget_columns()
                self.refresh_rows()
            else:
                self.refresh_line(row)

    def _nodes_needed(self, cluster: Cluster) -> int:
        info = self._model.info(cluster)
        if not isinstance(info, ClusterInfo):
            return _LEAST_NODES
        return len(clusters.counts(info.current_count, info.target_count))

    def _forget_columns(self) -> None:
        self._columns = (0, self._columns[1])

    def _columns_in(self, width: int) -> ClusterColumns:
        if self._columns[0] != width:
            columns = cluster_columns(
                width,
                self._name_width,
                max(len("STATUS"), self._status_width),
                max(_LEAST_NODES, self._nodes_width),
                reasons=self._model.has_reasons,
            )
            self._columns = (width, columns)
        return self._columns[1]

    @property
    def heading(self) -> list[Piece]:
        """The columns' titles, where the columns are, without the first cell."""
        columns = self._columns_in(self.row_width)
        texts = [" " * (_MARK - 1) + fit("CLUSTER", columns.name), fit("STATUS", columns.status)]
        texts.append(fit("NODES", columns.gauge + columns.nodes))
        texts += ["ERR 24H"] if columns.errors else []
        texts += ["LAST"] if columns.last else []
        texts += [fit("LAST ERROR", columns.message).rstrip()] if columns.errors else []
        return [(_GAP.join(texts), "heading")]

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        cluster, columns, shown = self._clusters[row], self._columns_in(width), glyphs_of(self)
        said = clusters.row_of(self._model, cluster)
        state = said.mark
        mark = f" {getattr(shown, state)} "
        name = fit(
            shorten_middle(self._name_cell(cluster), columns.name, shown.ellipsis), columns.name
        )
        status = fit(said.cluster_status, columns.status, shown.ellipsis)
        nodes = self._node_cells(said, columns)
        errors, last, message = self._event_cells(said, columns)
        if state == "off":
            # One run: nothing in it needs a look.
            text = "".join([text for text, _ in message])
            parts = (f"{mark}{name}", status, nodes, errors, last, text)
            return [(_GAP.join([part for part in parts if part]), "dim")]
        token = TOKENS[state]
        loud = token if state in ("failed", "busy") else ""
        counted = loud if state == "failed" else "warn" if said.is_short else ""
        is_troubled = errors.strip(" 0+-") not in ("", shown.ellipsis)
        pieces = [(mark, token), (f"{name}{_GAP}", ""), (f"{status}{_GAP}", loud)]
        pieces.append((nodes, counted))
        if errors:
            pieces.append((f"{_GAP}{errors}", "error" if is_troubled else ""))
        pieces.append((f"{_GAP}{last}{_GAP}" if last else _GAP, ""))
        pieces += message
        if row == self.cursor and self.has_focus:
            # Two runs: only the mark keeps its colour. It ends with the text: blanks cost bytes.
            return [pieces[0], ("".join([text for text, _ in pieces[1:]]), "")]
        return pieces

    def _name_cell(self, cluster: Cluster) -> str:
        is_again = cluster.cluster_arn in self._made_again
        return clusters.name_of(cluster.cluster_name, is_recreated=is_again)

    def _node_cells(self, said: ClusterRow, columns: ClusterColumns) -> str:
        """The gauge, where nodes are missing, and the counts."""
        counts = clusters.nodes_of(self._model, said).ljust(columns.nodes)
        bar = " " * columns.gauge
        current, target = said.current_count, said.target_count
        if columns.gauge and current is not None and target is not None and current < target:
            bar = f"{gauge(current, target, _GAUGE, glyphs_of(self))} "
        return f"{bar}{counts}"

    def _event_cells(
        self, said: ClusterRow, columns: ClusterColumns
    ) -> tuple[str, str, list[Piece]]:
        """Errors of 24 hours, the age of the last event, and what failed last."""
        errors, last = clusters.events_of(self._model, said)
        cause: list[Piece] = [(f"{said.cause}:", "cause"), (" ", "")] if said.cause else []
        message: list[Piece] = [*cause, (said.message, "")] if said.message else cause
        return (
            errors.rjust(columns.errors) if columns.errors else "",
            last.rjust(columns.last) if columns.last else "",
            self._cut(message, columns.message),
        )

    def _cut(self, pieces: list[Piece], width: int) -> list[Piece]:
        """The pieces in at most so many cells, the last of them cut."""
        taken: list[Piece] = []
        for text, token in pieces:
            if cells(text) > width:
                cut = fit(text, width, ellipsis_of(self)).rstrip()
                return [*taken, (cut, token)] if cut else taken
            taken.append((text, token))
            width -= cells(text)
        return taken

    def open_row(self) -> None:
        """See `LineView.open_row`."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))


class PieceLines(Widget):
    """Lines of pieces, each of them drawn again only when it changes."""

    ALLOW_SELECT = False
    _lines: Sequence[Sequence[Piece]] = ()

    def show(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show these instead."""
        before, self._lines = self._lines, lines
        for y in range(max(len(before), len(lines))):
            if before[y : y + 1] != lines[y : y + 1]:
                # Not the last cell, which is beside the side of the box.
                self.refresh(Region(0, y, self.size.width - 1, 1))

    def render_line(self, y: int) -> Strip:
        """One of the lines, cut at the right edge."""
        width, shown = self.size.width, glyphs_of(self)
        room = width - 2
        pieces: list[Piece] = [(" ", "")]
        for text, token in self._lines[y] if y < len(self._lines) else []:
            pieces.append((fit(text, min(room, cells(text)), shown.ellipsis), token))
            room = max(0, room - cells(text))
        return strip_of(pieces, styles_of(self.app), width)
