"""The texts whose classes are known."""

from __future__ import annotations

import json
from pathlib import Path

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one of the files beside this one."""
    path = Path(__file__).with_name(f"{name}.json")
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return rows
