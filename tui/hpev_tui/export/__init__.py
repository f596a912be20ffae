"""What leaves the program by a copy or a file."""

from __future__ import annotations

from hpev_tui.export import next_steps

__all__ = ["load_plan"]


def load_plan() -> None:
    """Read the file of next steps now rather than with the first event."""
    next_steps.step_plan()
