"""What `:info` tells of a run, as far as the screen's thread knows it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import textual

from hpev_tui import __version__
from hpev_tui.errors import Failure
from hpev_tui.paths import state_file
from hpev_tui.session import Session
from hpev_tui.sources.tally import Tally

Fact = tuple[str, str]

_NOT_YET = "not known yet"


def facts_of_run(
    session: Session, tally: Tally, failure: Failure | None, log_file: Path | None
) -> Sequence[Fact]:
    """Names and values; `failure` is the last one."""
    identity = session.identity
    told = [failure.title, failure.advice, failure.remedy] if failure else ["none"]
    return [
        ("hpev-tui", __version__),
        ("Python", platform.python_version()),
        ("Textual", textual.__version__),
        ("Profile", identity.profile or "(none)" if identity else _NOT_YET),
        ("Region", identity.region if identity else _NOT_YET),
        ("Account", session.account_id or _NOT_YET),
        ("Calls", f"{tally.calls:,}"),
        ("Throttled", f"{tally.throttles:,}"),
        ("Last failure", " ".join(part for part in told if part)),
        ("Log file", str(log_file or "none (--log-file)")),
        ("Used last", _state_path()),
    ]


def _state_path() -> str:
    try:
        return str(state_file(os.environ))
    except RuntimeError:
        return "nowhere"
