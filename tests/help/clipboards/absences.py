"""What a machine may lack: tools that are not there, one that hangs, a display that is gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from help.clipboards.site import Site, end_process_in

COPY_TOOLS = ("xclip", "xsel", "wl-copy", "pbcopy", "clip.exe", "copyq", "klipper", "qdbus")
"""Every tool that pyperclip knows by name, and some that it may know one day."""


class Without:
    """A machine on whose PATH some programs are not."""

    programs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *absent: str) -> None:
        self.absent = absent

    def enter(self, site: Site) -> None:
        folder = site.folder / "programs"
        folder.mkdir()
        for parent in map(Path, os.get_exec_path()):
            if not parent.is_dir():
                continue
            for program in parent.iterdir():
                link = folder / program.name
                if program.name not in self.absent and not link.is_symlink():
                    link.symlink_to(program)
        site.environ["PATH"] = str(folder)

    def around(self, command: list[str], site: Site) -> list[str]:
        del site
        return command


class Hanging:
    """An xclip that never ends: a script, since the real one hangs only by misfortune."""

    programs: ClassVar[tuple[str, ...]] = ()
    STARTED: ClassVar[str] = "xclip-started"
    """The file in the site's folder that has its process ID once it hangs."""

    def enter(self, site: Site) -> None:
        never = site.folder / "never"
        os.mkfifo(never)
        folder = site.folder / "first"
        folder.mkdir()
        # Nobody ever opens the other end of the pipe.
        script = f"#!/bin/sh\necho $$ > {site.folder / self.STARTED}\nexec < {never}\n"
        site.file("first/xclip", script, mode=0o700)
        site.environ["PATH"] = f"{folder}:{site.environ['PATH']}"
        site.ends.callback(end_process_in, site.folder / self.STARTED)

    def around(self, command: list[str], site: Site) -> list[str]:
        del site
        return command


class DeadDisplay:
    """A DISPLAY that nobody serves any more."""

    programs: ClassVar[tuple[str, ...]] = ("xclip",)

    def enter(self, site: Site) -> None:
        site.environ["DISPLAY"] = ":9999"

    def around(self, command: list[str], site: Site) -> list[str]:
        del site
        return command
