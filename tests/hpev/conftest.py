"""Nothing of this machine is in the tests of the command."""

from __future__ import annotations

from help.endpoint import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "world"]
