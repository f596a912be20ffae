"""How much is read of files, so that whatever they are costs a bounded time and memory."""

from __future__ import annotations

from typing import NamedTuple


class Bounds(NamedTuple):
    """The constants of reading; tests set smaller ones."""

    most_bytes: int = 256 << 20
    """Of one file, and of one that was unpacked: 500,000 events as ListClusterEvents sends them.
    Counted is what is read, whatever a header says."""
    most_bytes_together: int = 512 << 20
    """Of all files: as JSON they take some three times as much memory."""
    most_events: int = 500_000
    """The screen keeps 200,000 (`session/bounds.py`); small ones take far more room than bytes."""
    most_files: int = 10_000
    """Of folders and archives together. EventBridge through Firehose writes some 300 a day."""
    most_folders_deep: int = 8
    """Folders in folders: S3 keys have year, month, day and hour."""
    most_packed_deep: int = 3
    """Archives in archives: a zip of .gz files is common, more is not."""
    most_streams: int = 100_000
    """Gzip streams one after the other in a file, as Firehose writes them; each may be empty."""
    most_texts_deep: int = 6
    """JSON in strings in JSON: an event by way of SNS, SQS and CloudWatch Logs is at 4."""
    most_problems: int = 100
    """Those that are listed; the others are counted."""
    wait_seconds: float = 45.0
    """For a pipe to end. A call of the SDK's process may take 60 (`CallLimits`), and what has come
    is to be read in the rest."""


BOUNDS = Bounds()
