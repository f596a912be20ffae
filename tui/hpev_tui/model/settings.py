"""The settings of one run, from the command line and the environment."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """One run's settings. An empty text is one that was not given."""

    cluster: str = ""
    """A name or an ARN; empty means that the picker comes first."""
    files: tuple[str, ...] = ()
    """Files and folders with saved events, `-` for the standard input, to be read in place of the
    service; see `system.files.is_file`."""
    profile: str = ""
    region: str = ""
    """From `--region`, a cluster's ARN or `AWS_REGION`; empty leaves it to boto3's own chain."""
    region_of_environment: str = ""
    """`AWS_REGION`: unlike `--region`, it stays in force when another profile is chosen."""
    fallback_region: str = ""
    """Where boto3's chain finds none."""
    endpoint_url: str = ""
    filter_text: str = ""
    """The event list's filter at first."""
    reasons: bool = True
    """Whether the details of failures are fetched before anybody asks."""
    background: bool = True
    """Whether the day's events are loaded before anybody asks; see `session.day`."""
    ascii: bool = False
    """Whether lines and bars are drawn with ASCII characters only."""
    clipboard: str = "auto"
    """The route for copies, as `ClipboardRoute.of` reads it."""
    clipboard_check: bool = False
    """Whether to try out copying, instead of opening the screen."""
    log_file: Path | None = None
    demo: bool = False
    demo_events: int | None = None
    """How many events the demo's cluster `train-history` has; None leaves it out."""
    demo_stands_still: bool = False
    """Whether the demo's clock stands still, as for pictures."""

    @property
    def ellipsis(self) -> str:
        """What follows words that stand for something under way."""
        return "..." if self.ascii else "…"

    @property
    def separator(self) -> str:
        """What stands between the parts of a header."""
        return " - " if self.ascii else " · "
