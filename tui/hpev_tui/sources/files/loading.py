"""Reads saved events: from paths to what is in the files, with a report."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from hpev_tui.model.saved import SavedProblem
from hpev_tui.sources.files.answers import EVENT_ID, Answers
from hpev_tui.sources.files.bounds import BOUNDS, Bounds
from hpev_tui.sources.files.decoding import other_forms, text_of
from hpev_tui.sources.files.explaining import SAVE, Problem, problems_of
from hpev_tui.sources.files.reading import STDIN, STDIN_NAME, Content, Reader
from hpev_tui.text.clean import clean
from hpev_tui.text.secrets import redacted

_OF_USE = {"DescribeCluster", "ListClusters", "ListClusterNodes"}
"""Calls whose answers are used beside events, so that a file of them is no problem there."""

_LONGEST_NAME = 400
"""Characters of a file's name that are shown."""


class Loaded(NamedTuple):
    """What was read of files."""

    answers: Answers
    files: int
    problems: tuple[SavedProblem, ...]


class _Problems:
    """What could not be read, with names that are safe to show."""

    def __init__(self, bounds: Bounds) -> None:
        self._most = bounds.most_problems
        self._listed: list[SavedProblem] = []
        self._quiet: list[tuple[str, str, str]] = []
        self._more = 0

    def note(self, name: str, position: str, sentence: str) -> None:
        """Note a problem of a file."""
        if len(self._listed) >= self._most:
            self._more += 1
            return
        self._listed.append(SavedProblem(shown_name(name), position, sentence))

    def note_quietly(self, name: str, position: str, sentence: str) -> None:
        """Note one that is worth a word only where no file has an event."""
        if len(self._quiet) <= self._most:
            self._quiet.append((name, position, sentence))

    def all(self, *, has_events: bool) -> tuple[SavedProblem, ...]:
        """Those to show."""
        if not has_events:
            for each in self._quiet:
                self.note(*each)
            if not self._listed:
                self.note("", "", f"Nothing was read. {SAVE}")
        more = self._more
        rest = [SavedProblem("", "", f"{more:,} more files have problems.")] if more else []
        return (*self._listed, *rest)


def shown_name(path: str) -> str:
    """A file's name as it is shown: clean, and without what looks like a secret."""
    name = clean(redacted(STDIN_NAME if path == STDIN else path))
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def load(
    paths: Sequence[str],
    stdin: int | None = None,
    bounds: Bounds = BOUNDS,
    clock: Callable[[], float] = time.monotonic,
) -> Loaded:
    """Read files, folders, archives and pipes. Whatever is wrong with them is in the report.

    Args:
        paths: What to read; `-` stands for standard input.
        stdin: The descriptor of that.
        bounds: How much is read.
        clock: Seconds, for how long a pipe is waited for.
    """
    answers, problems, files = Answers(bounds), _Problems(bounds), 0
    with _no_collection():
        for content in Reader(problems.note, bounds, clock).contents(paths, stdin):
            files += 1
            _take(content, answers, problems)
            if answers.is_full:
                most = f"{bounds.most_events:,}"
                problems.note(content.name, "", f"Only the first {most} events were read.")
                break
    return Loaded(answers, files, problems.all(has_events=bool(answers.events)))


def _take(content: Content, answers: Answers, problems: _Problems) -> None:
    """Take what is in a file."""
    text = text_of(content.data)
    taken = answers.read(text)
    if not taken.events:
        for other in other_forms(text, EVENT_ID):
            again = answers.read(other)
            if again.events:
                text, taken = other, again
                break
    for problem in problems_of(content.data, text, taken, is_whole=content.is_whole):
        is_used = not problem.is_of_events and bool(taken.kinds & _OF_USE)
        is_worth_a_word = problem.is_of_events or (content.is_named and not is_used)
        note = problems.note if is_worth_a_word else problems.note_quietly
        note(content.name, _position(text, problem), problem.sentence)


def _position(text: str, problem: Problem) -> str:
    """Where a problem is, for people: lines and columns from 1 on, bytes from 0 on."""
    if problem.byte is not None:
        return f"byte {problem.byte:,}"
    if problem.at is None:
        return ""
    line = text.count("\n", 0, problem.at) + 1
    return f"line {line:,}, column {problem.at - text.rfind(chr(10), 0, problem.at):,}"


@contextmanager
def _no_collection() -> Iterator[None]:
    """Make no search for garbage: hundreds of thousands of objects come, and all of them stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
