"""What a real shell makes of a command that was copied."""

from __future__ import annotations

import subprocess
from pathlib import Path

from help.attacks.strings import MARK

_END = "\x01"
_AWS = 'aws() {{ printf "%s\\0" "$@" "{end}"; }}\n'


def words(commands: str, folder: Path, shell: str = "sh") -> list[list[str]]:
    """The words that each `aws` in the commands gets; nothing else may run or be written."""
    done = subprocess.run(
        [shell],
        # As if it were pasted, and longer than what an argument may be.
        input=_AWS.format(end=_END) + commands + "\n",
        capture_output=True,
        cwd=folder,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert not (folder / MARK).exists()
    assert [*folder.iterdir()] == []
    calls: list[list[str]] = [[]]
    for word in done.stdout.split("\0")[:-1]:
        if word == _END:
            calls.append([])
        else:
            calls[-1].append(word)
    assert calls[-1] == []
    return calls[:-1]
