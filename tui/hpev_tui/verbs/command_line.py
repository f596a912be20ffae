"""The command line of `hpev`, read: which verb, of which cluster, and how it is printed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hpev_tui import __version__
from hpev_tui.arguments import (
    LineParser,
    argument,
    settings_of,
    with_filter_joined,
    with_times,
)
from hpev_tui.model.settings import Settings
from hpev_tui.text.clean import clean, plain
from hpev_tui.verbs.options import (
    DEMO_CLUSTER,
    LEVELS,
    PROGRAM_OPTIONS,
    SETTLED,
    VERBS,
    VerbOption,
    options_for,
)

LISTED = ("events", "watch")
"""The verbs whose filter the service applies, as far as it can; the others conclude from all
events, and a verdict is not known where some are missing."""


class Command(NamedTuple):
    """One command line, read."""

    verb: str
    subject: str
    """The event or the node that it is about."""
    settings: Settings
    output: str = "table"
    query: str = ""
    limit: int | None = None
    """How many rows are asked for at most; None where that was not given, 0 for all."""
    since: str = ""
    until: str = ""
    filter_text: str = ""
    """The filter as it was given, without the times."""
    filter_line: str = ""
    """The same with the times."""
    conditions: tuple[str, ...] = ()
    """On which of them the exit status is to say so."""
    awaited: tuple[str, ...] = (SETTLED,)
    group: str = ""
    timeout: float | None = None
    """Seconds; None for no limit."""
    quiet: bool = False

    @property
    def standing(self) -> tuple[str, ...]:
        """The conditions that events alone do not decide: verdicts on groups, and `active`."""
        return tuple(each for each in self.conditions if each not in LEVELS)


def _add(parser: argparse.ArgumentParser, options: Sequence[VerbOption]) -> None:
    for option, _, _ in options:
        if option.name == "--version":
            text = f"%(prog)s {__version__}"
            parser.add_argument(option.name, action="version", version=text, help=option.help)
        elif option.name == "--help":
            parser.add_argument(option.name, action="help", help=option.help)
        elif option.value:
            parser.add_argument(
                option.name, metavar=option.value, type=argument(option), help=option.help
            )
        else:
            parser.add_argument(option.name, action="store_true", help=option.help)


def parser() -> argparse.ArgumentParser:
    """The command line's parser, filled from the tables."""
    made = LineParser(
        prog="hpev",
        description="The events of Amazon SageMaker HyperPod clusters, for scripts.",
        epilog="hpev VERB --help shows the options of a verb.",
        allow_abbrev=False,
        add_help=False,
    )
    _add(made, PROGRAM_OPTIONS)
    verbs = made.add_subparsers(dest="verb", metavar="VERB", parser_class=LineParser)
    for verb in VERBS:
        of = verbs.add_parser(
            verb.name, help=verb.help, description=verb.help, allow_abbrev=False, add_help=False
        )
        if verb.subject:
            of.add_argument("subject", metavar=verb.subject)
        of.add_argument("files", metavar="FILE", nargs="*", help="saved events to read instead")
        _add(of, options_for(verb.name))
    return made


def read(argv: Sequence[str], environ: Mapping[str, str]) -> Command | str:
    """The command that a command line asks for, or the text that it asks to be printed.

    Raises:
        SystemExit: `--help` and `--version` were answered, or the line cannot be understood.
    """
    reader = parser()
    known_args, rest = reader.parse_known_args(with_filter_joined(argv))
    given = vars(known_args)
    # Argparse takes words in one place only: those after an option are left.
    if strange := [each for each in rest if each.startswith("-") and each != "-"]:
        reader.error(f"unrecognized arguments: {' '.join(strange)}")
    given["files"] = [*(given.get("files") or ()), *rest]
    if given["completion"]:
        from hpev_tui.verbs.completion import completion

        return completion(str(given["completion"]))
    if not given["verb"]:
        reader.error(f"a verb is missing: {', '.join(verb.name for verb in VERBS)}")
    if given["verb"] == "watch" and given["output"] == "json":
        reader.error("watch prints one event at a time: --output jsonl")
    named = given.get("cluster") or ""
    chosen = settings_of(reader, given, given["files"], environ, named)
    if chosen.cluster and given["verb"] == "clusters":
        reader.error("clusters lists them all: leave the name out")
    if chosen.files and given["verb"] in ("watch", "wait"):
        reader.error(f"{given['verb']} asks the service: saved events do not change")
    if given["demo"] and given["verb"] != "clusters":
        chosen = chosen._replace(cluster=chosen.cluster or DEMO_CLUSTER)
    return _command(given, chosen._replace(background=False))


def _command(given: Mapping[str, Any], settings: Settings) -> Command:
    wait = given["verb"] == "wait"
    text = clean(plain(given.get("filter") or ""))
    line = with_times(text, given.get("since"), None if wait else given.get("until"))
    read = Command(
        verb=given["verb"],
        subject=given.get("subject") or "",
        settings=settings,
        output=given["output"] or "table",
        query=given["query"] or "",
        limit=given.get("limit"),
        since=given.get("since") or "",
        until="" if wait else given.get("until") or "",
        filter_text=text,
        filter_line=line,
        conditions=given.get("fail_on") or (),
        awaited=(given["until"] or (SETTLED,)) if wait else (),
        group=given.get("group") or "",
        timeout=given["timeout"],
        quiet=given["quiet"],
    )
    sent = line if read.verb in LISTED and not read.standing else ""
    return read._replace(settings=settings._replace(filter_text=sent))
