"""One table of commands, which feeds bindings, footer, help, palette, key map and README."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a key does.

    `keys` are Textual's names, separated by commas; without any the command is in the palette
    only. `scope` says where the keys act: `lines` (every list), `picker`, `filter` (its text
    field), `events`, `query` (their filter's text field), `detail`, `search` (its text
    field), `browser` (both of its panes), `copies`, `copy-view`, `help` or `app`.
    `footer` commands are shown on the last line of the screen. `label` is a word or two,
    `help` a sentence for the help screen and the README.
    """

    id: str
    keys: str
    action: str
    label: str
    help: str
    scope: str
    footer: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("help", "question_mark", "app.help", "help", "Show the keys", "app", footer=True),
    Command("down", "j,down", "move(1)", "down", "Move down", "lines"),
    Command("up", "k,up", "move(-1)", "up", "Move up", "lines"),
    Command("top", "g,home", "move_to(0)", "top", "Go to the top", "lines"),
    Command("bottom", "G,end", "move_to(-1)", "bottom", "Go to the bottom", "lines"),
    Command("half-down", "ctrl+d", "page(0.5)", "half page down", "Half a page down", "lines"),
    Command("half-up", "ctrl+u", "page(-0.5)", "half page up", "Half a page up", "lines"),
    Command("page-down", "pagedown", "page(1)", "page down", "A page down", "lines"),
    Command("page-up", "pageup", "page(-1)", "page up", "A page up", "lines"),
    Command("pick", "enter", "open", "open", "Open the cluster", "picker", footer=True),
    Command(
        "filter-clusters",
        "slash",
        "filter",
        "filter",
        "Filter by name or ARN as you type; enter opens, esc clears",
        "picker",
        footer=True,
    ),
    Command(
        "unfilter", "escape", "unfilter", "clear filter", "Clear the filter", "picker", footer=True
    ),
    Command("filter-open", "enter", "submit", "open", "Open the cluster", "filter", footer=True),
    Command("filter-down", "down", "steer(1)", "down", "Move down in the list", "filter"),
    Command("filter-up", "up", "steer(-1)", "up", "Move up in the list", "filter"),
    Command("filter-clear", "escape", "clear", "clear", "Clear the filter", "filter", footer=True),
    Command("open", "enter", "open", "detail", "Open the event's detail", "events", footer=True),
    Command(
        "query", "slash", "screen.filter", "filter", "Filter as you type", "events", footer=True
    ),
    Command("query-older", "up", "history(-1)", "history", "An earlier filter", "query"),
    Command("query-newer", "down", "history(1)", "newer", "A later filter", "query"),
    Command(
        "query-take", "right,tab", "take", "complete", "Take the completion", "query", footer=True
    ),
    Command(
        "query-apply",
        "enter",
        "apply",
        "apply",
        "Keep the filter, to the list",
        "query",
        footer=True,
    ),
    Command(
        "query-leave",
        "escape",
        "leave_line",
        "as before",
        "The filter as it was",
        "query",
        footer=True,
    ),
    Command("errors", "1", "levels('error')", "errors", "Errors only", "browser"),
    Command(
        "warnings",
        "2",
        "levels('warn,error')",
        "warnings",
        "Warnings and errors only",
        "browser",
    ),
    Command("any-level", "0", "levels()", "any level", "Events of any level", "browser"),
    Command("next-error", "e", "jump('Error', 1)", "error", "Next error", "browser"),
    Command("last-error", "E", "jump('Error', -1)", "error up", "Previous error", "browser"),
    Command("next-warning", "w", "jump('Warn', 1)", "warning", "Next warning", "browser"),
    Command("last-warning", "W", "jump('Warn', -1)", "warning up", "Previous warning", "browser"),
    Command("next-same", "o", "jump_same(1)", "same", "Next event of the same node", "browser"),
    Command(
        "last-same",
        "O",
        "jump_same(-1)",
        "same node up",
        "Previous event of the same node",
        "browser",
    ),
    Command(
        "place-back",
        "left_square_bracket",
        "place(-1)",
        "place before",
        "Back to where the last jump came from, with its filter",
        "browser",
    ),
    Command(
        "place-forward",
        "right_square_bracket",
        "place(1)",
        "place after",
        "Forward again",
        "browser",
    ),
    Command(
        "alike", "asterisk", "alike(False)", "alike", "Only events worded like this one", "browser"
    ),
    Command(
        "unlike",
        "number_sign",
        "alike(True)",
        "unlike",
        "Hide events worded like this one",
        "browser",
    ),
    Command(
        "follow",
        "f",
        "follow",
        "follow",
        "Follow: ask for news every 10 s; and no more",
        "browser",
        footer=True,
    ),
    Command("pause", "p", "pause", "pause", "Pause what follows, and go on", "browser"),
    Command("load-all", "L", "load_all", "load all", "Load all older events", "browser"),
    Command("times", "t", "times", "times", "Times: local, UTC, how long ago", "browser"),
    Command("order", "S", "order", "order", "Oldest events first, or newest first", "browser"),
    Command(
        "fold", "F", "fold", "fold", "One row for the two events of a fault, or both", "browser"
    ),
    Command(
        "histogram", "i", "histogram", "histogram", "Events over time, shown or hidden", "browser"
    ),
    Command("bar-before", "less_than_sign", "bar(-1)", "older bar", "To the bar before", "browser"),
    Command("bar-after", "greater_than_sign", "bar(1)", "newer bar", "To the bar after", "browser"),
    Command(
        "bell",
        "",
        "bell_on_error",
        "bell",
        "Ring the terminal's bell on a new error, or not",
        "browser",
    ),
    Command(
        "save-list",
        "",
        "save('l')",
        "save command",
        "Save the AWS CLI command that lists what is shown to a file",
        "browser",
    ),
    Command(
        "save-timeline",
        "",
        "save('t')",
        "save timeline",
        "Save the rows as a timeline in Markdown to a file",
        "browser",
    ),
    Command(
        "copies",
        "",
        "app.copies",
        "copies",
        "Copies: the last twenty, to copy again or to select",
        "app",
    ),
    Command("mark", "space", "mark", "mark", "Mark the row; copies act on all marked", "events"),
    Command(
        "differences",
        "D",
        "differences",
        "differences",
        "What differs between the two marked events",
        "browser",
    ),
    Command(
        "collapse",
        "h,left",
        "collapse",
        "collapse",
        "Collapse, or go to the parent",
        "detail",
        footer=True,
    ),
    Command("expand", "l,right,enter", "expand", "expand", "Expand", "detail", footer=True),
    Command("search", "slash", "search", "search", "Search in the detail", "detail", footer=True),
    Command("next-match", "n", "match(1)", "next match", "Next match of the search", "detail"),
    Command("last-match", "N", "match(-1)", "match up", "Previous match of the search", "detail"),
    Command("search-apply", "enter", "apply", "search", "Search", "search", footer=True),
    Command("search-leave", "escape", "leave_line", "back", "Go back", "search", footer=True),
    Command("view", "v", "switch_view", "tree/JSON", "Tree or JSON", "browser", footer=True),
    Command("wrap", "z", "wrap", "wrap", "Wrap long values, or cut them", "browser"),
    Command("expand-all", "Z", "expand_all", "expand all", "Expand everything", "browser"),
    Command(
        "copy-id",
        "c",
        "copy_id",
        "copy ID",
        "Copy what the cursor is on: the event's ID, or the detail's value",
        "browser",
        footer=True,
    ),
    Command(
        "copy",
        "y",
        "copy_menu",
        "copy",
        "Copy something else: a second key says what",
        "browser",
        footer=True,
    ),
    Command(
        "copy-view",
        "Y",
        "app.copy_view",
        "copy view",
        "Show the last copy alone, to select it with the mouse",
        "app",
    ),
    Command(
        "copy-again", "enter", "copy_again", "copy again", "Copy it again", "copies", footer=True
    ),
    Command(
        "show-copy",
        "Y",
        "show_copy",
        "copy view",
        "Show it alone, to select it with the mouse",
        "copies",
        footer=True,
    ),
    Command("next-pane", "tab", "other_pane", "other pane", "Go to the other pane", "browser"),
    Command("zoom", "plus", "zoom", "zoom", "Zoom the pane, and back", "browser"),
    Command(
        "clusters",
        "C",
        "pick_cluster",
        "clusters",
        "Pick another cluster",
        "browser",
        footer=True,
    ),
    Command("refresh", "r", "refresh", "refresh", "Refresh, and retry what failed", "browser"),
    Command(
        "refresh-clusters", "r", "refresh", "refresh", "Refresh, and retry what failed", "picker"
    ),
    Command("palette", "colon,ctrl+p", "app.command_palette", "commands", "Find a command", "app"),
    Command(
        "demo",
        "d",
        "app.demo",
        "demo",
        "Open the demo, where no account is set up",
        "app",
        footer=True,
    ),
    Command(
        "mouse",
        "f2",
        "app.mouse",
        "mouse",
        "Leave the mouse to the terminal, to select with it; and take it back",
        "app",
    ),
    Command("redraw", "ctrl+l", "app.redraw", "redraw", "Draw the screen again", "app"),
    Command(
        "back",
        "escape",
        "back",
        "back",
        "Undo one layer: loading, search, comparison, marks, filter, zoom, detail, cluster",
        "browser",
    ),
    Command("leave-help", "escape,q", "app.leave", "back", "Leave the help", "help", footer=True),
    Command(
        "leave-copies", "escape,q", "app.leave", "back", "Leave the copies", "copies", footer=True
    ),
    Command("leave-copy-view", "escape,q", "app.leave", "back", "Leave the copy view", "copy-view"),
    Command(
        "leave", "q", "app.leave", "back/quit", "Leave this screen; quit from the first", "app"
    ),
    Command("interrupt", "ctrl+c", "app.interrupt", "quit", "Copy a selection; twice: quit", "app"),
    Command("quit", "ctrl+q", "app.quit", "quit", "Quit", "app"),
)


def bindings(scope: str) -> list[BindingType]:
    """The Textual bindings of one scope, each with the command's ID, so that keys can be mapped."""
    return [
        Binding(
            command.keys,
            command.action,
            command.label,
            show=command.footer,
            tooltip=command.help,
            id=command.id,
            priority=command.id == "quit",
        )
        for command in COMMANDS
        if command.scope == scope and command.keys
    ]
