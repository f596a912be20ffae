"""The rows of a node's timeline, and what there is to say of each of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from hpev_tui.findings.instances import Life
from hpev_tui.findings.timeline import Attempt, Moment, Usual
from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_letter, level_of, short_description
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.tables.node_words import Why, next_notes, why_failed, why_of
from hpev_tui.session.tables.words import moment
from hpev_tui.text.times import duration
from hpev_tui.ui.overviews.instances import (
    axis,
    bar_of,
    capacity,
    outcome_mark,
    outcome_words,
    said_of,
    slow_words,
)
from hpev_tui.ui.overviews.node_marks import shown_glyphs
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.table_list import Row
from hpev_tui.ui.widgets.text import Field

COLUMNS = 5
"""How many columns the table has."""


_LABEL = 10
"""Cells of a label below the table, with the blanks behind it."""


class Line(NamedTuple):
    """A row: an instance, an attempt's heading, one of its moments, or the gap below it."""

    attempt: int
    moment: int = -1
    gap: bool = False
    is_life: bool = False
    """Whether it is the row of the instance of that number, above all attempts."""


class TimelineRows:
    """The instances of a node, then its attempts, each with its steps."""

    def __init__(self, model: ClusterModel) -> None:
        """Have no rows yet."""
        self._model = model
        self.attempts: Sequence[Attempt] = ()
        self.instances: Sequence[Life] = ()
        self.usual: Mapping[tuple[str, str], Usual] = {}
        """How long steps took on other nodes; see `usual_times`."""

    def keys(self) -> list[Hashable]:
        """Those of the rows, from the top."""
        keys: list[Hashable] = [Line(number, is_life=True) for number in self.instance_rows]
        for number, attempt in enumerate(self.attempts):
            keys.append(Line(number))
            keys += [Line(number, index) for index in range(len(attempt.moments))]
            # What an instance lives through has no place before or after an attempt.
            if [each.is_one for each in self.attempts[number : number + 2]] == [True, True]:
                keys.append(Line(number, gap=True))
        return keys

    @property
    def instance_rows(self) -> range:
        """The numbers of the lives that have a row.

        None, where each is one attempt whose end is not known: the attempts say as much.
        """
        instances = self.instances
        has_rows = any(each.end is not None for each in instances)
        if not has_rows and len(instances) > 1:
            has_rows = any(each.attempts > 1 for each in instances)
        return range(len(instances) if has_rows else 0)

    def has(self, key: Hashable) -> bool:
        """Whether there is such a row: a key may be of before the last change."""
        return isinstance(key, Line) and key.attempt < len(
            self.instances if key.is_life else self.attempts
        )

    def widths(self) -> Mapping[str, int]:
        """The cells that the columns take, by their titles."""
        moments = [each for attempt in self.attempts for each in attempt.moments]
        times = {moment(self._model, each.event.event_time, exact=True) for each in moments}
        steps = {len(each.step.label) + len("├ ") for each in moments if each.step}
        steps |= {len(self._life_label(number)) for number in self.instance_rows}
        took = {len(duration(each.took)) for each in moments if each.took is not None}
        took |= {len(duration(life.last - life.begun)) for life in self.instances}
        return {
            "TIME": max(map(len, times), default=0),
            "STEP": max(steps, default=0),
            "TOOK": max(took, default=0),
        }

    def row(self, key: Hashable) -> Row:
        """That of a key."""
        if not isinstance(key, Line) or not self.has(key):
            return Row([""] * COLUMNS)
        if key.is_life:
            return self.row_of_life(key.attempt)
        attempt = self.attempts[key.attempt]
        if key.gap:
            return self._row_of_gap(key.attempt, attempt)
        if key.moment < 0:
            return self._heading(key.attempt, attempt)
        return self._moment(attempt, key.moment)

    def _row_of_gap(self, number: int, attempt: Attempt) -> Row:
        gap = self.attempts[number + 1].begun - attempt.ended
        text = "until the next attempt" if gap >= 0 else "before this attempt's last event"
        line = f" {shown_glyphs(self._model).gap} {duration(abs(gap))} {text}"
        return Row(["", "", duration(abs(gap)), "", text], "dim", line=[(line, "dim")])

    def _life_label(self, number: int) -> str:
        return f"instance {number + 1} of {len(self.instances)}"

    def row_of_life(self, number: int) -> Row:
        """The row of an instance."""
        life = self.instances[number]
        return Row(
            [
                moment(self._model, life.begun, exact=True),
                self._life_label(number),
                duration(life.last - life.begun),
                self._axis(life.begun, life.last),
                f"{life.instance_id}  {said_of(self._model, life)}",
            ],
            "dim" if life.end is not None else "strong",
        )

    def _heading(self, number: int, attempt: Attempt) -> Row:
        """The line of an attempt, across the columns: its outcome, and why it failed."""
        label, outcome = self.label(number, attempt), outcome_words(attempt)
        glyph, token = outcome_mark(attempt, shown_glyphs(self._model))
        why, source = self._why(attempt), capacity(self._model, attempt)
        said = str(why) if why is not None else attempt.instance_id
        line: list[Piece] = [
            (f" {glyph} ", token),
            (f"{label} {outcome}".rstrip(), "failed" if why is not None else "strong"),
            ("  ", ""),
            (f"{why.cause}: " if why is not None and why.cause else "", "cause"),
            (f"{why.text if why is not None else attempt.instance_id}{source}", ""),
        ]
        time = moment(self._model, attempt.begun, exact=True)
        return Row([time, label, "", "", f"{outcome}  {said}{source}"], line=line)

    def label(self, number: int, attempt: Attempt) -> str:
        """What an attempt is called."""
        tried = [each for each in self.attempts[: number + 1] if each.is_one]
        return f"attempt {len(tried)}" if attempt.is_one else "other events"

    def _why(self, attempt: Attempt) -> Why | None:
        return why_failed(self._model, attempt) if attempt.outcome == "failed" else None

    def outcome(self, attempt: Attempt) -> str:
        """How an attempt ended and why, in a sentence of a copy."""
        why, outcome = self._why(attempt), outcome_words(attempt)
        return outcome if why is None else f"{outcome}: {why}"

    def _moment(self, attempt: Attempt, index: int) -> Row:
        each = attempt.moments[index]
        event, shown = each.event, shown_glyphs(self._model)
        text = short_description(
            event.description, event.cluster_name, event.instance_group_name, event.instance_id
        )
        slow = self.slow(each)
        notes = [
            f"{shown.short} {slow}" if slow else "",
            "(node inferred from group and time)" if each.by_time else "",
        ]
        branch = shown.last_branch if index == len(attempt.moments) - 1 else shown.branch
        return Row(
            [
                moment(self._model, event.event_time, exact=True),
                f"{branch} {each.step.label if each.step else '-'}",
                "" if each.took is None else duration(each.took),
                bar_of(attempt, each, ascii_only=self._model.account.settings.ascii),
                "  ".join([*filter(None, notes), text]),
            ],
            tokens={
                **({1: "error"} if each.step and each.step.fails else {}),
                **({2: "warn", 4: "warn"} if slow else {}),
            },
        )

    def slow(self, each: Moment) -> str:
        """The figures of a step that took much longer than on other nodes; "" for others."""
        usual = self.usual.get((each.after, each.step.name)) if each.step else None
        return "" if usual is None or not each.is_slow(usual) else slow_words(usual)

    def _axis(self, begun: float, ended: float) -> str:
        """Where in the whole timeline something was."""
        ascii_only = self._model.account.settings.ascii
        return axis(self.attempts, self.instances, begun, ended, ascii_only=ascii_only)

    def message_of(self, event: Event) -> str:
        """The message of a failure, "" where its detail has none or is not loaded."""
        facts = self._model.log.findings.facts.get(event.event_id)
        return facts.failure_message if facts else ""

    def about(self, key: Hashable) -> Paragraphs:
        """What there is to say of a row."""
        if not isinstance(key, Line) or not self.has(key):
            return []
        if key.is_life:
            words = said_of(self._model, self.instances[key.attempt])
            return [(f"{words[0].upper()}{words[1:]}", "")]
        attempt = self.attempts[key.attempt]
        if key.moment < 0:
            return self._about_attempt(attempt)
        each = attempt.moments[key.moment]
        why, (level, _) = why_of(self._model, each.event), level_of(each.event)
        when = f"{moment(self._model, each.event.event_time, exact=True)} {level_letter(level)} "
        token = {"Error": "error", "Warn": "warn"}.get(level, "")
        # All of it as it was sent, of which the row has the start.
        said: Paragraphs = [
            Field(when, each.event.description, why.cause, width=len(when) + 1, mark=token)
        ]
        if message := self.message_of(each.event):
            said.append((message, ""))
        if slow := self.slow(each):
            said.append((f"{shown_glyphs(self._model).short} {slow}", "warn"))
        if each.by_time:
            said.append(
                (
                    "The node is inferred from group and time: no loaded detail names it.",
                    "dim",
                )
            )
        return said

    def _about_attempt(self, attempt: Attempt) -> Paragraphs:
        """Why an attempt failed, what to do about it, and what was tried."""
        why, said = self._why(attempt), Paragraphs()
        if why is not None:
            said.append(Field("", why.text, why.cause, width=0))
            failure = next(each.event for each in attempt.moments if each.step and each.step.fails)
            for number, text in enumerate(next_notes(self._model, failure)):
                said.append(Field("" if number else "Next", text, width=_LABEL))
        instance = attempt.instance_id or "not named"
        said.append(Field("Instance", f"{instance}{capacity(self._model, attempt)}", width=_LABEL))
        return said

    def title(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """What a row is called, the attempt, the step or the instance; and how that ended."""
        if not isinstance(key, Line) or not self.has(key):
            return "", ()
        if key.is_life:
            return self._life_label(key.attempt).capitalize(), [
                (self.instances[key.attempt].instance_id, "")
            ]
        attempt = self.attempts[key.attempt]
        label = self.label(key.attempt, attempt).capitalize()
        if key.moment < 0:
            _, token = outcome_mark(attempt, shown_glyphs(self._model))
            return label, [(outcome_words(attempt), "" if token in ("ok", "busy") else token)]
        each = attempt.moments[key.moment]
        took = [] if each.took is None else [(f"took {duration(each.took)}", "")]
        return f"{label}: {each.step.label}" if each.step else label, took
