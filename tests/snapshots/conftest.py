"""The fixtures of the pictures."""

from help.app import unhurried
from help.endpoint import endpoint, surroundings, world

__all__ = ["endpoint", "surroundings", "unhurried", "world"]
