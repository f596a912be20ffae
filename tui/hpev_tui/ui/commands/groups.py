"""The help screen's groups: which commands share a line, and what it says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from textual import actions
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from hpev_tui.ui.commands import BEHIND, COMMANDS, key_text

_SCOPES = {command.id: command.scope for command in COMMANDS}
_HELPS = {command.id: command.help for command in COMMANDS}

Keys = Mapping[str, Sequence[str]]
"""The keys, by Textual's names, of each command that works, by its ID."""

PANES = {
    "picker": "clusters",
    "events": "event list",
    "detail": "detail",
    "overview": "overview",
    "copies": "copies",
    "copy-view": "copy view",
    "info": "info",
    "query": "filter",
    "search": "search",
}
"""What the part of the screen is called in which the commands of a scope act."""


class Entry(NamedTuple):
    """A line of the help: what the keys of one or more commands do, in a few words."""

    says: str
    commands: tuple[str, ...]
    """Their IDs. Those that do the same in different places share an entry."""


class Line(NamedTuple):
    """An entry as it is shown: its keys, what they do, and all that can be searched in it."""

    keys: tuple[str, ...]
    says: str
    words: str


def _group(*entries: tuple[str, str]) -> tuple[Entry, ...]:
    return tuple([Entry(says, tuple(commands.split())) for says, commands in entries])


GROUPS: dict[str, tuple[Entry, ...]] = {
    "VIEWS": _group(
        ("open the cluster", "pick"),
        ("detail", "open"),
        ("open the row", "open-row"),
        ("failures by kind", "signatures rows-signatures"),
        ("instance groups", "groups rows-groups"),
        ("nodes and timelines", "nodes rows-nodes"),
        ("its nodes", "own-nodes"),
        ("why this verdict", "why-row"),
        ("other pane", "next-pane"),
        ("zoom", "zoom"),
        ("compare two marked", "differences"),
        ("other cluster, account", "clusters profile region"),
        ("profile, region", "profile-clusters region-clusters"),
        ("cluster of that name", "other"),
    ),
    "FILTER": _group(
        ("filter as you type", "query filter-clusters filter-rows"),
        ("errors", "errors"),
        ("errors and warnings", "warnings"),
        ("all levels", "any-level"),
        ("only events like this", "alike"),
        ("hide events like this", "unlike"),
        ("fold repeats", "fold"),
    ),
    "JUMP": _group(
        ("next, previous error", "next-error last-error"),
        ("next, previous warning", "next-warning last-warning"),
        ("same node, next, prev.", "next-same last-same"),
        ("back, forward", "place-back place-forward"),
        ("bar before, after", "bar-before bar-after"),
    ),
    "COPY": _group(
        ("value under the cursor", "copy-id copy-row copy-fact"),
        ("copy menu", "copy copy-more"),
        ("copy again", "copy-again"),
        ("mark row", "mark"),
        ("show the last copy", "copy-view"),
        ("show to select it", "show-copy"),
        ("copy the fix", "remedy remedy-clusters remedy-rows"),
    ),
    "DETAIL": _group(
        ("collapse, or to parent", "collapse"),
        ("expand", "expand"),
        ("find in the detail", "search"),
        ("next, previous match", "next-match last-match"),
        ("tree or JSON", "view"),
        ("wrap, expand all", "wrap expand-all"),
    ),
    "LIVE": _group(
        ("follow on, off", "follow follow-rows"),
        ("pause", "pause"),
        ("refresh, retry", "refresh refresh-clusters refresh-rows"),
        ("load older", "load-all load-rows"),
    ),
    "SHOW": _group(
        ("local, UTC, age", "times times-rows"),
        ("oldest first", "order"),
        ("sort", "sort-rows"),
        ("histogram", "histogram"),
        ("mouse off, on", "mouse"),
        ("redraw", "redraw"),
    ),
    "MOVE": _group(
        ("row", "down up"),
        ("top, end", "top bottom"),
        ("half page", "half-down half-up"),
        ("page", "page-down page-up"),
    ),
    "PROGRAM": _group(
        ("commands", "palette"),
        ("help", "help"),
        ("open the demo", "demo"),
        ("clear filter", "unfilter"),
        ("back, one step", "back leave-rows"),
        ("close", "leave-info leave-copies leave-copy-view"),
        ("back, quit", "leave"),
        ("quit", "interrupt quit"),
    ),
}
"""The most useful first. Commands that act in a text field are in its footer instead, and those
of the help in the help's own."""


def keys_at(widget: Widget) -> dict[str, list[str]]:
    """The keys that work while this widget has the focus, by the IDs of their commands."""
    keys: dict[str, list[str]] = {}
    taken: set[str] = set()
    for node in widget.ancestors_with_self:
        for key, binding in _bound(type(node)).items():
            if key in taken or not _works(binding, node, widget) or _is_typed(widget, key):
                continue
            taken.add(key)
            command = binding.id or BEHIND.get(key, "")
            if command in _SCOPES:
                keys.setdefault(command, []).append(key)
    return keys


def _bound(kind: type) -> dict[str, Binding]:
    """The bindings of a class by their keys; its own go before those that it inherits."""
    bound: dict[str, Binding] = {}
    for each in kind.__mro__:
        for binding in vars(each).get("BINDINGS", ()):
            if isinstance(binding, Binding):
                for key in binding.key.split(","):
                    bound.setdefault(key, binding)
    return bound


def _works(binding: Binding, node: object, widget: Widget) -> bool:
    """Whether the action of a binding of this node can be run now."""
    owner, name, parameters = actions.parse(binding.action)
    target = {"app": widget.app, "screen": widget.screen}.get(owner, node)
    check = getattr(target, "check_action", None)
    return check is None or bool(check(name, parameters))


def _is_typed(widget: Widget, key: str) -> bool:
    """Whether the key is text where the focus is."""
    return isinstance(widget, Input) and len(key_text(key)[0]) == 1 and key_text(key)[0].isascii()


def lines_of(keys: Keys, *, ascii_only: bool = False) -> dict[str, list[Line]]:
    """The lines of the help for these keys, by the names of their groups."""
    groups = {}
    for name, entries in GROUPS.items():
        lines = [
            _line(entry, live, keys, ascii_only=ascii_only)
            for entry in entries
            if (live := [command for command in entry.commands if keys.get(command)])
        ]
        if lines:
            groups[name] = lines
    return groups


def _line(entry: Entry, live: Sequence[str], keys: Keys, *, ascii_only: bool) -> Line:
    # The first keys of all commands stand before the second ones: j k ↓ ↑.
    ordered = [
        key for each in zip_longest(*(keys[command] for command in live)) for key in each if key
    ]
    shown = key_text(",".join(ordered), ascii_only=ascii_only)
    words = " ".join([*shown, entry.says, *(_HELPS[command] for command in live)]).casefold()
    return Line(tuple(shown), entry.says, words)


def matching(groups: Mapping[str, Sequence[Line]], typed: str) -> dict[str, list[Line]]:
    """The lines that have a key of this name, else those with all of the words."""
    name, words = typed.strip(), typed.casefold().split()
    if not words:
        return {group: list(lines) for group, lines in groups.items()}
    matches: dict[str, list[Line]] = {
        group: [line for line in lines if name in line.keys] for group, lines in groups.items()
    }
    if not any(matches.values()):
        matches = {
            group: [line for line in lines if all(word in line.words for word in words)]
            for group, lines in groups.items()
        }
    return {group: lines for group, lines in matches.items() if lines}


def pane_name(keys: Keys) -> str:
    """What the part of the screen is called in which these keys work."""
    scopes = {_SCOPES[command] for command in keys}
    return next((name for scope, name in PANES.items() if scope in scopes), "")
