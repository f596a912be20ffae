"""What the command lines of `hpev-tui` and `hpev` have in common: options, values, messages.

Imports next to nothing: `--help` and the first frame wait for it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, NoReturn, TextIO
from urllib.parse import urlsplit

from hpev_tui.model.settings import Settings
from hpev_tui.system.files import files_of, is_file
from hpev_tui.text.arns import region_of
from hpev_tui.text.clean import clean

BAD_COMMAND_LINE = 2
"""The exit status where the command line cannot be understood."""

WHEN = "a relative time (90m, 24h, 7d) or ISO 8601 (2026-11-20T10:00Z)"
"""What `when` expects."""


def http_url(value: str) -> str:
    """An absolute HTTP address, which is what botocore accepts as an endpoint."""
    if "@" in value:  # Hardly ever needed.
        from hpev_tui.text.secrets import hide_password_of

        hide_password_of(value)
    parts = urlsplit(value)
    # A port that is none raises ValueError by itself.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(value)
    return value


def count(value: str) -> int:
    """A whole number, zero or more, in ASCII digits."""
    if not (value.isascii() and value.isdigit()):
        raise ValueError(value)
    return int(value)


def when(value: str) -> str:
    """Check a time as the filter reads it; it stays as it was written, for the filter's line."""
    from hpev_tui.query import parse_when

    parse_when(value, now=time.time())
    return value


def with_times(text: str, since: str | None, until: str | None) -> str:
    """A filter with the times that were given."""
    from hpev_tui.query import with_term  # Not for `--help`.

    for key, value in (("since", since), ("until", until)):
        if value:
            text = with_term(text, key, value)
    return text


class Option(NamedTuple):
    """One row of the table of options, from which argparse is filled."""

    name: str
    """`--name` or, for a positional argument, the word that stands for it."""
    value: str
    """What follows the name; empty for a switch and for a positional argument."""
    help: str
    parse: Callable[[str], object] = str
    expected: str = ""
    """What `parse` expects, for the message that refuses anything else."""


class LineParser(argparse.ArgumentParser):
    """Argparse, whose messages bring no control character and no secret to the terminal."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and leave."""
        complain(self.prog, f"{message}; see {self.prog} --help")
        self.exit(BAD_COMMAND_LINE)


def argument(option: Option) -> Callable[[str], object]:
    """The option's `parse`, with a message that says what is expected."""

    def parse(value: str) -> object:
        try:
            return option.parse(value)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{value!r} is not {option.expected}") from None

    return parse


def with_filter_joined(argv: Sequence[str]) -> list[str]:
    """The arguments in which `--filter` and a value such as `-type:instance` are one.

    Argparse would take that value for an option.
    """
    made: list[str] = []
    for word in argv:
        is_value = made[-1:] == ["--filter"] and word[:1] == "-" and word[:2] != "--"
        if is_value and "--" not in made:
            made[-1] = f"--filter={word}"
        else:
            made.append(word)
    return made


def settings_of(
    reader: argparse.ArgumentParser,
    given: Mapping[str, Any],
    words: Sequence[str],
    environ: Mapping[str, str],
    cluster: str = "",
) -> Settings:
    """The settings that both commands have, of what argparse found in the command line.

    Args:
        reader: The parser; it says what is wrong.
        given: The values of the options by their names.
        words: The positional arguments that may name a cluster or files.
        environ: The environment variables.
        cluster: A cluster that is named by an option.

    Raises:
        SystemExit: these do not go together.
    """
    files = files_of(words)
    clusters = dict.fromkeys([cluster] * bool(cluster))
    clusters.update(dict.fromkeys(each for each in words if not is_file(each)))
    if len(clusters) > 1:
        reader.error(f"one cluster at a time, not {' and '.join(clusters)}")
    if files and given["demo"]:
        reader.error("--demo opens no files: leave one of them out")
    if given["demo_events"] is not None and not given["demo"]:
        reader.error("--demo-events needs --demo")
    named = next(iter(clusters), "")
    return Settings(
        cluster=named,
        files=files,
        profile=given["profile"] or "",
        # An ARN says where its cluster is, whatever region the shell was left in.
        region=given["region"] or region_of(named) or environ.get("AWS_REGION", ""),
        region_of_environment=environ.get("AWS_REGION", ""),
        endpoint_url=given["endpoint_url"] or "",
        reasons=not given.get("no_reasons"),
        log_file=given["log_file"],
        demo=given["demo"],
        demo_events=given["demo_events"],
    )


def complain(program: str, text: str, instead: TextIO | None = None) -> None:
    """Say what is wrong in one line on standard error or, where that is closed, on `instead`."""
    if (stream := sys.stderr or instead) is not None:
        with suppress(OSError):  # Nobody may be there to read it.
            print(f"{program}: {line(text)}", file=stream)


def line(text: str) -> str:
    """A text to print on one line."""
    from hpev_tui.text.secrets import redacted  # Only a start that fails needs it.

    return clean(redacted(text))
