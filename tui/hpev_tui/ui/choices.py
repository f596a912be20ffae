"""What there is to choose from: profiles and regions, those that were used last first."""

from __future__ import annotations

import os

from hpev_tui.text import clean
from hpev_tui.ui.messages import Choice
from hpev_tui.used import read_used

DEFAULT_CHAIN = "(no profile)"


def profile_choices(current: str) -> list[Choice]:
    """The profiles, in a background thread: it reads files and imports the SDK.

    Raises:
        SourceError: the AWS configuration cannot be read.
    """
    from hpev_tui.sources.aws.places import profiles

    names = profiles()
    used = [name for name in read_used(os.environ).profiles if name in names]
    chain = "the environment, the default profile or the instance's role"
    choices = [Choice("", DEFAULT_CHAIN, _remark(current == "", chain))]
    return choices + _ordered(names, used, current)


def region_choices(current: str) -> list[Choice]:
    """The regions of the current one's partition, in a background thread."""
    from hpev_tui.sources.aws.places import regions

    names = regions(current)
    used = [name for name in read_used(os.environ).regions if name in names]
    return _ordered(names, used, current)


def _ordered(names: list[str], used: list[str], current: str) -> list[Choice]:
    rest = [name for name in names if name not in used]
    return [
        Choice(name, clean(name), _remark(name == current, "used before" if name in used else ""))
        for name in (*used, *rest)
    ]


def _remark(is_current: bool, otherwise: str) -> str:
    return "now" if is_current else otherwise
