"""The fixtures of the pictures."""

from help.endpoint import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "world"]
