"""Runs one verb: from the command line to what is printed and the exit status."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from hpev_tui.arguments import BAD_COMMAND_LINE, complain
from hpev_tui.model.failure import SourceError
from hpev_tui.query import Query, parse
from hpev_tui.session.headless import Headless, TimeLimitError
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.sources.sdk_process import Started
from hpev_tui.system.files import STDIN, MissingFileError, why_not_piped
from hpev_tui.system.interrupts import INTERRUPTED, raise_on_interrupt
from hpev_tui.system.log_file import log_thread, open_log
from hpev_tui.system.streams import OutputError, end_output, lost, print_out
from hpev_tui.verbs.answer import Answer, Printer, status_after
from hpev_tui.verbs.command_line import Command, read
from hpev_tui.verbs.exits import FAULT, TIME_LIMIT, StopError, said_of, status_of
from hpev_tui.verbs.loaded import Loaded
from hpev_tui.verbs.messages import Messages


def run(argv: Sequence[str], environ: Mapping[str, str], child: Started | None) -> int:
    """Run the command; the result is its exit status.

    Args:
        argv: The arguments of the command line.
        environ: The environment.
        child: The process with the AWS SDK, where one was started.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Data is UTF-8 wherever it goes.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(argv, environ, child)
    except OutputError as error:
        status = _lost(error)
    problem = end_output()
    if problem:
        complain("hpev", problem)
    return status or (FAULT if problem else 0)


def _lost(error: OSError) -> int:
    """Standard output takes nothing more: nobody reads it, or there is no room."""
    problem = lost(sys.stdout, error)
    if problem:
        complain("hpev", problem)
    return FAULT if problem else 0


def _run(argv: Sequence[str], environ: Mapping[str, str], child: Started | None) -> int:
    command = _read(argv, environ, child)
    if isinstance(command, int):
        if child is not None:
            child.kill()
            child.channel.close()
        return command
    messages = Messages(sys.stderr, quiet=command.quiet)
    return _logged(command, child, messages)


def _read(argv: Sequence[str], environ: Mapping[str, str], child: Started | None) -> Command | int:
    """The command line, or the exit status where there is nothing more to do."""
    try:
        try:
            command = read(argv, environ)
        except OSError as error:  # Of the help that argparse prints.
            raise OutputError(error.errno, error.strerror) from None
        if sys.stdout is None:
            complain("hpev", "standard output is closed: run it without >&-")
            return FAULT
        if isinstance(command, str):
            print_out(command)
            return 0
        _check(command)
        if STDIN in command.settings.files and not getattr(child, "has_stdin", False):
            raise StopError(BAD_COMMAND_LINE, why_not_piped())
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except StopError as stopped:
        complain("hpev", stopped.text)
        return stopped.status
    return command


def _check(command: Command) -> None:
    """Raise StopError for a filter or an expression that cannot be read, before any call."""
    text = command.filter_line
    query = parse(text, now=time.time(), find=lambda _: [])
    for problem in [] if isinstance(query, Query) else query:
        # Which event is meant is known when the events are.
        if not text[problem.start : problem.end].lstrip("-").startswith("like:"):
            raise StopError(BAD_COMMAND_LINE, f"--filter: {problem.reason}")
    keys = {term.key for term in query.terms} if isinstance(query, Query) else {"like"}
    if keys & {"cause", "like"} and not command.settings.reasons:
        text = "cause: and like: look at reasons: leave out --no-reasons"
        raise StopError(BAD_COMMAND_LINE, f"--filter: {text}")
    Printer(command, 0)


def _logged(command: Command, child: Started | None, messages: Messages) -> int:
    """Run, with a log where one was asked for."""
    # Without a handler of its own logging would write to standard error.
    logging.getLogger().addHandler(logging.NullHandler())
    path = command.settings.log_file
    if path is None:
        return _finish(command, child, messages)
    import threading

    try:
        log = open_log(path)
    except OSError as error:
        messages.say(f"cannot write the log file {path}: {error.strerror}")
        return FAULT
    threading.excepthook = log_thread
    status = _finish(command, child, messages)
    if log.problem:
        messages.say(f"the log file {path} is incomplete: {log.problem}")
    return status


def _finish(command: Command, child: Started | None, messages: Messages) -> int:
    try:
        raise_on_interrupt()
        return asyncio.run(_ask(command, child, messages))
    except StopError as stopped:
        messages.say(stopped.text)
        return stopped.status
    except SourceError as error:
        messages.say(said_of(error.failure))
        return status_of(error.failure)
    except TimeLimitError:
        messages.say("the time was over before anything could be printed")
        return TIME_LIMIT
    except KeyboardInterrupt:
        messages.progress("")
        return INTERRUPTED
    except MissingFileError as error:
        messages.say(str(error))
        return FAULT
    except OutputError:
        raise
    except OSError as error:
        messages.say(f"cannot go on: {error.strerror or error}")
        return FAULT
    except Exception as error:
        logging.getLogger(__name__).critical("internal error", exc_info=error)
        messages.say(f"internal error: {error!r}")
        return FAULT


async def _ask(command: Command, child: Started | None, messages: Messages) -> int:
    from hpev_tui.verbs.table import verb_of

    chosen, processes = command.settings, SdkProcesses(first=child)
    # What the verb is made of is imported meanwhile.
    processes.open_early(chosen)
    verb = verb_of(command.verb)
    headless = Headless(
        chosen,
        processes,
        notify=lambda text, _: messages.say(text),
        ask_code=messages.ask,
    )
    if command.timeout is not None:
        headless.end_after(command.timeout)
    headless.end_without_reader(sys.stdout)
    loaded = Loaded(command, headless, messages)
    printer = Printer(command, _width())
    try:
        answer: Answer = await verb(loaded, printer)
        coverage = answer.coverage(loaded)
        printer.end(answer, coverage, messages)
        return status_after(answer, loaded, coverage)
    finally:
        messages.progress("")
        headless.close()


def _width() -> int:
    """The cells of a line of the terminal; 0 where standard output is none."""
    with suppress(OSError, ValueError):
        if os.isatty(sys.stdout.fileno()):
            return os.get_terminal_size(sys.stdout.fileno()).columns
    return 0
