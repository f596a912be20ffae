"""The command line: options, the terminal guard, the log file and the exit status.

Importing this module imports no Textual, so that `--version` and `--help` are instant.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hpev_tui import __version__
from hpev_tui.arguments import (
    WHEN,
    LineParser,
    Option,
    argument,
    complain,
    count,
    http_url,
    settings_of,
    when,
    with_filter_joined,
    with_times,
)
from hpev_tui.model.settings import Settings
from hpev_tui.system.children import ChildProcess
from hpev_tui.system.files import STDIN, MissingFileError, why_not_piped
from hpev_tui.system.interrupts import INTERRUPTED, raise_on_interrupt
from hpev_tui.system.log_file import open_log
from hpev_tui.system.terminal import forget_sizes, terminal_problem, wants_ascii
from hpev_tui.text.clean import clean, plain
from hpev_tui.ui.terminal.command_palette import without_command_palette

if TYPE_CHECKING:
    from hpev_tui.sources.processes import SdkProcesses

STARTUP_FAILED = 1
"""Something outside the command line stops the program from starting."""


def _clipboard(value: str) -> str:
    """Check a route for copies; it stays as it was written, for the clipboard to read."""
    if value == "auto":
        return value  # Without the import, for which every start would wait.
    from hpev_tui.clipboard.plan import ClipboardRoute

    ClipboardRoute.of(value)
    return value


_ROUTES = "auto, native, tmux, screen, osc52, file, none or cmd:COMMAND"


OPTIONS: tuple[Option, ...] = (
    Option("CLUSTER", "", "name or ARN of the cluster to open; default: cluster list"),
    Option("FILE", "", "saved events to open: JSON, .gz, .zip, folders; - is standard input"),
    Option("--profile", "NAME", "AWS profile to use"),
    Option("--region", "NAME", "AWS region; default: from the ARN, AWS_REGION or the profile"),
    Option(
        "--endpoint-url", "URL", "endpoint URL to use instead of the default", http_url,
        "a URL such as https://host:port",
    ),
    Option("--since", "WHEN", "only events after WHEN: 90m, 24h, 7d or ISO 8601", when, WHEN),
    Option("--until", "WHEN", "only events before WHEN", when, WHEN),
    Option("--filter", "QUERY", "start with this filter, as typed after /"),
    Option("--no-reasons", "", "do not load reasons ahead: fewer calls, no causes in the list"),
    Option("--no-background", "", "do not load older events ahead, only on demand"),
    Option(
        "--clipboard", "ROUTE", f"copy route: {_ROUTES}; default: HPEV_CLIPBOARD", _clipboard,
        _ROUTES,
    ),
    Option("--clipboard-check", "", "show and test the copy route, and exit"),
    Option("--ascii", "", "draw with ASCII characters only"),
    Option("--log-file", "PATH", "append a log to this file", Path),
    Option("--demo", "", "use the built-in demo: no AWS account, no network"),
    Option(
        "--demo-events", "N", "with --demo: add a cluster train-history with N events", count,
        "a whole number, 0 or more",
    ),
    Option("--version", "", "show the version and exit"),
    Option("--help", "", "show this help and exit"),
)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The command line's parser, filled from `OPTIONS`."""
    made = LineParser(
        prog="hpev-tui",
        description="Browse the events of Amazon SageMaker HyperPod clusters.",
        allow_abbrev=False,
        add_help=False,
    )
    for option in OPTIONS:
        if option.name == "--version":
            made.add_argument(
                option.name, action="version", version=f"%(prog)s {__version__}", help=option.help
            )
        elif option.name == "--help":
            made.add_argument(option.name, action="help", help=option.help)
        elif not option.name.startswith("--"):
            nargs = "?" if option.name == "CLUSTER" else "*"
            made.add_argument(
                option.name.lower(), metavar=option.name, nargs=nargs, help=option.help
            )
        elif option.value:
            made.add_argument(
                option.name, metavar=option.value, type=argument(option), help=option.help
            )
        else:
            made.add_argument(option.name, action="store_true", help=option.help)
    return made


def settings(argv: Sequence[str] | None, environ: Mapping[str, str]) -> Settings:
    """The settings that a command line and an environment ask for.

    Raises:
        SystemExit: `--help` and `--version` were answered, or the line cannot be understood.
    """
    reader = parser()
    given = reader.parse_intermixed_args(with_filter_joined(sys.argv[1:] if argv is None else argv))
    words = [name for name in (given.cluster, *(given.file or ())) if name is not None]
    chosen = settings_of(reader, vars(given), words, environ)
    clipboard = given.clipboard or environ.get("HPEV_CLIPBOARD") or "auto"
    try:
        _clipboard(clipboard)
    except ValueError:
        reader.error(f"HPEV_CLIPBOARD: {clipboard!r} is not {_ROUTES}")
    return chosen._replace(
        clipboard=clipboard,
        clipboard_check=given.clipboard_check,
        # Cleaned like what is pasted into the filter's line.
        filter_text=with_times(clean(plain(given.filter or "")), given.since, given.until),
        background=not given.no_background,
        ascii=given.ascii or wants_ascii(environ),
    )


def _complain(problem: str) -> int:
    """One line on standard error; the exit status that goes with it."""
    complain("hpev-tui", problem, instead=sys.stdout)
    return STARTUP_FAILED


def _start(chosen: Settings, child: ChildProcess | None) -> int:
    """Run, with a log where one was asked for; its problems are printed when the screen is gone."""
    if chosen.log_file is None:
        return _open(chosen, child)
    try:
        log = open_log(chosen.log_file)
    except OSError as error:
        return _complain(f"cannot write the log file {chosen.log_file}: {error.strerror}")
    status = _open(chosen, child)
    if log.problem:
        _complain(f"the log file {chosen.log_file} is incomplete: {log.problem}")
    return status


def _open(chosen: Settings, child: ChildProcess | None) -> int:
    """Open the screen, or say in one line why not."""
    reads = STDIN in chosen.files
    problem = terminal_problem(sys.stdin, sys.stderr, os.environ.get("TERM", ""), reads_stdin=reads)
    if chosen.clipboard_check:
        return _check_clipboard(chosen, problem)
    if not problem and reads and not (child and child.has_stdin):
        problem = why_not_piped()
    if problem:
        return _complain(problem)
    forget_sizes(os.environ)
    # Textual reads it once, when it is imported. Its own 100 ms make esc feel slow.
    os.environ.setdefault("ESCDELAY", "50")
    try:
        processes = _processes(chosen, child)
        with without_command_palette():
            from hpev_tui.ui.app import run
        return run(chosen, processes)
    except MissingFileError as error:
        return _complain(str(error))


def _processes(chosen: Settings, child: ChildProcess | None) -> SdkProcesses:
    """The processes with the SDK; the one that runs opens the account while Textual is imported.

    Where none runs there is one core only, and the first frame does not share it.
    """
    from hpev_tui.sources.processes import CHILD, SdkProcesses

    start = partial(ChildProcess, CHILD, *["files"] * bool(chosen.files))
    processes = SdkProcesses(start, first=child, starts_later=child is None)
    processes.open_early(chosen)
    return processes


def _check_clipboard(chosen: Settings, problem: str) -> int:
    """Say how copies go from here and, with a terminal, try one out."""
    from hpev_tui.clipboard.check import Check

    if sys.stdout is None:
        return _complain("standard output is closed: run it without >&-")
    check = Check(os.environ, chosen.clipboard)
    try:
        raise_on_interrupt()  # What it starts has to be ended.
        print("\n".join(check.report()), flush=True)
        if problem:
            return _complain(problem)
        return 0 if check.try_out(sys.stdin.readline, sys.stderr) else STARTUP_FAILED
    except KeyboardInterrupt:
        print()
        return INTERRUPTED
    except OSError as error:
        from hpev_tui.system.streams import lost

        problem = lost(sys.stdout, error)
        return _complain(problem) if problem else STARTUP_FAILED


def _end_output() -> int:
    """Flush what was printed: 0, or the exit status where it is lost."""
    from hpev_tui.system.streams import end_output  # The start does not wait for it.

    problem = end_output()
    return _complain(problem) if problem else 0


def main(argv: Sequence[str] | None = None, child: ChildProcess | None = None) -> int:
    """Run the program; the result is its exit status.

    Args:
        argv: The arguments of the command line; None takes the process's own.
        child: The process with the AWS SDK, where one was started.
    """
    try:
        return _run(argv, child)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        logging.getLogger().addHandler(logging.NullHandler())
        logging.getLogger(__name__).critical("internal error", exc_info=error)
        return _complain(f"internal error: {error!r}")


def _run(argv: Sequence[str] | None, child: ChildProcess | None) -> int:
    try:
        chosen = settings(argv, os.environ)
    except SystemExit as leaving:
        status = _end_output()
        return leaving.code if isinstance(leaving.code, int) and leaving.code else status
    except BrokenPipeError:  # Some versions of argparse let it through, some do not.
        _end_output()
        return 0
    status = _start(chosen, child)
    lost = _end_output()
    return status or lost
