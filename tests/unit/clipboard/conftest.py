"""The fixtures of the tests of copying."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.clipboard.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A machine below no mosh, whatever the tests run below."""
    return Desk(tmp_path)
