"""The fixtures of the tests of the screens."""

from support import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "world"]
