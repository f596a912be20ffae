"""Nothing of this machine, such as its zone, is in the tests of what a run knows."""

from __future__ import annotations

from help.endpoint import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "world"]
