"""Rules in data files, and what reads them."""

from __future__ import annotations

from hpev_tui.rules import causes, noise, says

__all__ = ["load_all"]


def load_all() -> None:
    """Read the files of causes, noise and sentences now rather than with the first event."""
    causes.cause_rules()
    noise.noise_rules()
    says.sentence_rules()
