"""What is known of saved events and of the files that they came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class SavedProblem(NamedTuple):
    """What could not be read. Its texts are clean, and hold no secrets."""

    file: str
    """The file as it was named; for one in an archive, the archive's name, a colon and its own."""
    position: str
    """`line 3, column 5`, or `byte 12`; empty where it is the whole file."""
    sentence: str
    """What is wrong and what to do, in one or more sentences."""

    def __str__(self) -> str:
        """All of it, for one line."""
        return f"{self.file}{', ' if self.position else ''}{self.position}: {self.sentence}"


class SavedReport(NamedTuple):
    """What was read, of all files together."""

    names: tuple[str, ...] = ()
    """What was to be read, as it was named and clean; `standard input` for that."""
    files: int = 0
    """Files that were read; those of folders and archives count, and these do not."""
    events: int = 0
    with_metadata: int = 0
    """Events whose reasons are there, so that nothing has to be asked for them."""
    oldest: float | None = None
    """The time of the oldest event, in seconds since the epoch; None where there is none."""
    newest: float | None = None
    clusters: tuple[str, ...] = ()
    """Their names, those with the newest events first."""
    newest_of: Mapping[str, float] = {}
    """The time of each cluster's newest event, by its ARN and by its name."""
    problems: tuple[SavedProblem, ...] = ()
    """What could not be read, in the order of the files; at least one where there is no event."""
