"""Prints where a module comes from: what tests run in a process of its own."""

from __future__ import annotations

import importlib
import sys


def main() -> int:
    """Print the file of the module that the first argument names, or nothing; 2 if it is none."""
    try:
        module = importlib.import_module(sys.argv[1])
    except ImportError:
        return 2
    print(module.__file__)
    return 0
