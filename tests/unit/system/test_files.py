"""Where the package's own files are found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hpev_tui.system import files


def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A wheel's folder of styles and a checkout's, neither of which exists yet."""
    folders = (tmp_path / "package" / "styles", tmp_path / "checkout" / "styles")
    monkeypatch.setattr(files, "_STYLES", folders)
    return folders


def test_this_installation_has_its_styles() -> None:
    sheets = files.styles()
    assert sheets == sorted(sheets)
    assert all(sheet.suffix == ".tcss" and sheet.is_file() for sheet in sheets)


def test_the_packages_own_styles_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, checkout = lay(tmp_path, monkeypatch)
    checkout.mkdir(parents=True)
    (checkout / "other.tcss").touch()
    assert files.styles() == [checkout / "other.tcss"]
    wheel.mkdir(parents=True)
    for name in ("b.tcss", "a.tcss", "notes.txt"):
        (wheel / name).touch()
    assert files.styles() == [wheel / "a.tcss", wheel / "b.tcss"]


def test_missing_styles_are_an_error_that_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, _ = lay(tmp_path, monkeypatch)
    with pytest.raises(files.MissingFileError, match=re.escape(str(wheel))):
        files.styles()


def test_a_data_file_is_found_or_named_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PACKAGE", tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rules.json").touch()
    assert files.data_file("rules.json") == tmp_path / "data" / "rules.json"
    with pytest.raises(files.MissingFileError, match=r"absent\.json is missing"):
        files.data_file("absent.json")
