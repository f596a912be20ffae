"""The fixtures of the pictures."""

from support import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "world"]
