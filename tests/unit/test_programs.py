"""Which tests of copying may be skipped: those whose programs cannot be had, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from help.clipboards.programs import lacking, require

KNOWN = "xsel:\\n  Installed: (none)\\n  Candidate: 1.2.0\\n"
UNKNOWN = "xsel:\\n  Installed: (none)\\n  Candidate: (none)\\n"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def put(machine: Path, name: str, prints: str = "") -> None:
    program = machine / name
    program.write_text(f"#!/bin/sh\nprintf '{prints}'\n")
    program.chmod(0o700)


def test_nothing_is_lacking_where_the_program_is_there(machine: Path) -> None:
    put(machine, "xsel")
    assert lacking(("xsel",)) == ("", False)


@pytest.mark.parametrize(("apt", "could"), [(KNOWN, True), (UNKNOWN, False), ("", False)])
def test_a_program_could_be_installed_where_apt_has_its_package(
    machine: Path, apt: str, could: bool
) -> None:
    put(machine, "apt-cache", apt)
    reason, could_be_installed = lacking(("xsel",))
    assert reason.startswith("no xsel")
    assert could_be_installed is could


def test_nothing_could_be_installed_without_apt(machine: Path) -> None:
    assert not any(machine.iterdir())
    assert lacking(("xsel",)) == ("no xsel (xsel cannot be installed here)", False)


def test_one_package_that_cannot_be_had_excuses_the_test(machine: Path) -> None:
    (machine / "apt-cache").write_text(
        f"#!/bin/sh\nif [ \"$2\" = xsel ]; then printf '{KNOWN}'; else printf '{UNKNOWN}'; fi\n"
    )
    (machine / "apt-cache").chmod(0o700)
    assert lacking(("xsel", "xclip"))[1] is False


def test_in_ci_no_test_is_skipped_whose_program_could_be_installed(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(machine, "apt-cache", KNOWN)
    with pytest.raises(pytest.skip.Exception):
        require(("xsel",))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        require(("xsel",))
    put(machine, "apt-cache", UNKNOWN)
    with pytest.raises(pytest.skip.Exception):
        require(("xsel",))
