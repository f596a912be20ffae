"""Commands of every list, of the picker, and of the fields above lists."""

from __future__ import annotations

from hpev_tui.ui.commands.command import Command

LISTS: tuple[Command, ...] = (
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
    Command(
        "refresh-clusters", "r", "refresh", "refresh", "Refresh, and retry what failed", "picker"
    ),
    Command(
        "profile-clusters",
        "P",
        "app.pick_profile",
        "profile",
        "Pick another AWS profile",
        "picker",
        footer=True,
    ),
    Command(
        "region-clusters",
        "R",
        "app.pick_region",
        "region",
        "Pick another AWS region",
        "picker",
        footer=True,
    ),
    Command(
        "remedy-clusters",
        "exclamation_mark",
        "remedy",
        "copy remedy",
        "Copy the command or the policy statement that a failure names",
        "picker",
        footer=True,
    ),
    Command("choose", "enter", "submit", "choose", "Choose it", "choice", footer=True),
    Command("choose-down", "down", "steer(1)", "down", "Move down in the list", "choice"),
    Command("choose-up", "up", "steer(-1)", "up", "Move up in the list", "choice"),
    Command("choose-leave", "escape", "clear", "back", "Choose nothing", "choice", footer=True),
    Command("code", "enter", "submit", "send", "Send the code", "code", footer=True),
    Command("code-leave", "escape", "leave_code", "give none", "Give no code", "code", footer=True),
)
