"""How the rows of a node's timeline are drawn, and what there is to say of each of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from hpev_tui.rules.levels import level_letter
from hpev_tui.session.tables import timeline
from hpev_tui.session.tables.timeline import Line, NodeTimeline, TimelineRow
from hpev_tui.session.tables.words import moment
from hpev_tui.text.times import duration
from hpev_tui.ui.overviews.bars import axis, bar_of
from hpev_tui.ui.overviews.node_marks import shown_glyphs
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.theme import MARK_TOKENS, Piece
from hpev_tui.ui.widgets.table_list import Row
from hpev_tui.ui.widgets.text import Field

COLUMNS = 5
"""How many columns the table has."""

_LABEL = 10
"""Cells of a label below the table, with the blanks behind it."""


class TimelineRows:
    """Draws the rows of a timeline."""

    def __init__(self, of: NodeTimeline) -> None:
        self._of, self._model = of, of.model
        self._shown = shown_glyphs(of.model)

    def widths(self) -> Mapping[str, int]:
        """The cells that the columns take, by their titles."""
        of = self._of
        moments = [each for attempt in of.attempts for each in attempt.moments]
        times = {moment(self._model, each.event.event_time, exact=True) for each in moments}
        steps = {len(each.step.label) + len("├ ") for each in moments if each.step}
        steps |= {len(of.instance_label(number)) for number in of.instance_rows}
        took = {len(duration(each.took)) for each in moments if each.took is not None}
        took |= {len(duration(life.last - life.begun)) for life in of.instances}
        return {
            "TIME": max(map(len, times), default=0),
            "STEP": max(steps, default=0),
            "TOOK": max(took, default=0),
        }

    def row(self, key: Hashable) -> Row:
        """That of a key."""
        row = self._of.row(key)
        if row is None or not isinstance(key, Line):
            return Row([""] * COLUMNS)
        cells = timeline.cells(self._model, row)
        if row.kind == timeline.INSTANCE:
            cells.insert(3, self._axis(key.attempt))
            return Row(cells, "dim" if row.mark == "off" else "strong")
        if row.kind == timeline.ATTEMPT:
            return self._heading(row, cells)
        if row.kind == timeline.GAP:
            line = f" {self._shown.gap} {cells[2]} {row.message}"
            return Row([*cells[:3], "", cells[3]], "dim", line=[(line, "dim")])
        return self._step(key, row, cells)

    def _heading(self, row: TimelineRow, cells: Sequence[str]) -> Row:
        """The line of an attempt, across the columns: its outcome, and why it failed."""
        is_failed = row.mark == "failed"
        said = row.message if is_failed else row.instance_id
        line: list[Piece] = [
            (f" {getattr(self._shown, row.mark)} ", MARK_TOKENS[row.mark]),
            (f"{row.label} {row.outcome}".rstrip(), "failed" if is_failed else "strong"),
            ("  ", ""),
            (f"{row.cause}: " if row.cause else "", "cause"),
            (f"{said}{timeline.given(row)}", ""),
        ]
        return Row([*cells[:3], "", cells[3]], line=line)

    def _step(self, key: Line, row: TimelineRow, cells: Sequence[str]) -> Row:
        shown, attempt = self._shown, self._of.attempts[key.attempt]
        branch = shown.last_branch if key.moment == len(attempt.moments) - 1 else shown.branch
        bar = bar_of(
            attempt, attempt.moments[key.moment], ascii_only=self._model.account.settings.ascii
        )
        slow = f"{shown.short} " * bool(row.slow)
        return Row(
            [cells[0], f"{branch} {cells[1]}", cells[2], bar, f"{slow}{cells[3]}"],
            tokens={
                **({1: "error"} if row.mark == "failed" else {}),
                **({2: "warn", 4: "warn"} if row.slow else {}),
            },
        )

    def _axis(self, number: int) -> str:
        """Where in the whole timeline an instance was."""
        life, ascii_only = self._of.instances[number], self._model.account.settings.ascii
        return axis(
            self._of.attempts, self._of.instances, life.begun, life.last, ascii_only=ascii_only
        )

    def about(self, key: Hashable) -> Paragraphs:
        """What there is to say of a row."""
        row = self._of.row(key)
        if row is None or not isinstance(key, Line):
            return []
        if row.kind == timeline.INSTANCE:
            return [(f"{row.message[0].upper()}{row.message[1:]}", "")]
        if key.moment < 0:
            return self._about_attempt(key)
        when = f"{timeline.cells(self._model, row)[0]} {level_letter(row.level)} "
        token = {"Error": "error", "Warn": "warn"}.get(row.level, "")
        # All of it as it was sent, of which the row has the start.
        said: Paragraphs = [
            Field(when, row.description, row.cause, width=len(when) + 1, mark=token)
        ]
        if row.failure_message:
            said.append((row.failure_message, ""))
        if row.slow:
            said.append((f"{self._shown.short} {row.slow}", "warn"))
        if row.is_inferred:
            text = "The node is inferred from group and time: no loaded detail names it."
            said.append((text, "dim"))
        return said

    def _about_attempt(self, key: Line) -> Paragraphs:
        """Why an attempt failed, what to do about it, and what was tried."""
        # Of the gap below an attempt is said what is said of the attempt.
        key, said = Line(key.attempt), Paragraphs()
        row = self._of.row(key)
        if row is None:
            return said
        if row.mark == "failed":
            said.append(Field("", row.message, row.cause, width=0))
            for number, text in enumerate(self._of.next_steps(key)):
                said.append(Field("" if number else "Next", text, width=_LABEL))
        instance = row.instance_id or "not named"
        said.append(Field("Instance", f"{instance}{timeline.given(row)}", width=_LABEL))
        return said

    def title(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """What a row is called, the attempt, the step or the instance; and how that ended."""
        row = self._of.row(key)
        if row is None or not isinstance(key, Line):
            return "", ()
        label = row.label.capitalize()
        if row.kind == timeline.INSTANCE:
            return label, [(row.instance_id, "")]
        attempt = self._of.row(Line(key.attempt))
        if attempt is None:
            return "", ()
        if key.moment < 0:
            token = "" if attempt.mark in ("ok", "busy") else MARK_TOKENS[attempt.mark]
            return attempt.label.capitalize(), [(attempt.outcome, token)]
        name = attempt.label.capitalize()
        took = [] if row.took is None else [(f"took {duration(row.took)}", "")]
        return f"{name}: {row.label}" if row.label else name, took
