"""constraints.txt holds what this environment was made of, with hashes and no address."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

LOCK = Path(__file__).parents[2] / "constraints.txt"

_PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+) .*\\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", re.M)

NOT_INSTALLED_BY_US = {"hpev-tui", "setuptools"}
"""The project itself, and what Python's own venv puts into an environment before 3.12."""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins() -> dict[str, str]:
    return {name: version for name, version, _ in _PIN.findall(LOCK.read_text())}


def test_every_line_is_a_pin_with_hashes_or_a_comment() -> None:
    rest = _PIN.sub("", LOCK.read_text())
    assert [line for line in rest.splitlines() if not line.lstrip().startswith("#")] == []


def test_every_installed_package_is_the_pinned_one() -> None:
    installed = {_normal(each.name): each.version for each in distributions()}
    ours = {name: version for name, version in installed.items() if name not in NOT_INSTALLED_BY_US}
    pins = _pins()
    assert len(ours) > 30
    assert ours == {name: pins.get(name) for name in ours}


def test_it_names_no_address() -> None:
    assert "://" not in LOCK.read_text()
    assert "index" not in LOCK.read_text()
