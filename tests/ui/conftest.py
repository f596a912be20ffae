"""The fixtures of the tests of the screens."""

from __future__ import annotations

from help.endpoint import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "world"]
