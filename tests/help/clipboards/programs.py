"""The programs that the sites are built of: which Debian package has each, and is it here."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

PACKAGES = {
    "Xvfb": "xvfb",
    "mosh": "mosh",
    "screen": "screen",
    "sshd": "openssh-server",
    "tmux": "tmux",
    "xclip": "xclip",
    "xsel": "xsel",
    "xterm": "xterm",
    "openssl": "openssl",
}
"""The package of each program."""


def find(program: str) -> str | None:
    """The path of a program; None if this machine lacks it."""
    # Debian keeps servers where only root's PATH looks.
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


def installable(package: str) -> bool:
    """Whether this machine's apt has a package to install."""
    if not shutil.which("apt-cache"):
        return False
    policy = subprocess.run(
        ["apt-cache", "policy", package],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout


def require(programs: tuple[str, ...]) -> None:
    """Skip a test whose programs this machine lacks; in CI it fails if they could be installed."""
    reason, could_be_installed = lacking(programs)
    if could_be_installed and os.environ.get("CI"):
        pytest.fail(f"skipped although it need not be: {reason}")
    if reason:
        pytest.skip(reason)


def lacking(programs: tuple[str, ...]) -> tuple[str, bool]:
    """Why something that needs these programs cannot run, and whether that could be helped.

    Returns:
        The reason, empty where nothing is lacking; and whether each lacking program's package
        could be installed here.
    """
    absent = [program for program in programs if find(program) is None]
    if not absent:
        return "", False
    packages = [PACKAGES[program] for program in absent]
    could = all(installable(package) for package in packages)
    how = "could be installed" if could else "cannot be installed here"
    return f"no {', '.join(absent)} ({' '.join(packages)} {how})", could
