"""Commands of the overviews of a cluster, and those that open them."""

from __future__ import annotations

from hpev_tui.ui.commands.command import Command

OVERVIEWS: tuple[Command, ...] = (
    Command(
        "signatures",
        "u",
        "signatures",
        "why",
        "One row for each failure signature: one problem or many, and what they share",
        "browser",
        footer=True,
    ),
    Command("nodes", "M", "nodes", "nodes", "Every node of this cluster, and its story", "browser"),
    Command(
        "groups",
        "",
        "groups",
        "groups",
        "Groups: counts, attempts, and whether HyperPod still tries",
        "browser",
    ),
    Command("open-row", "enter", "open", "open", "Open the row", "table", footer=True),
    Command("filter-rows", "slash", "filter", "filter", "Filter the rows", "overview", footer=True),
    Command(
        "copy-row", "c", "copy_id", "copy ID", "Copy what names the row", "overview", footer=True
    ),
    Command(
        "copy-more",
        "y",
        "copy_menu",
        "copy",
        "Copy something else: a second key says what, t the whole table",
        "overview",
        footer=True,
    ),
    Command("follow-rows", "f", "follow", "follow", "Follow, and no more", "overview"),
    Command(
        "load-rows",
        "L",
        "load_all",
        "load all",
        "Load all older events; esc, on the cluster's screen, stops it",
        "overview",
    ),
    Command("times-rows", "t", "times", "times", "Times: local, UTC, how long ago", "overview"),
    Command(
        "refresh-rows", "r", "refresh", "refresh", "Refresh, and retry what failed", "overview"
    ),
    Command(
        "remedy-rows",
        "exclamation_mark",
        "remedy",
        "copy remedy",
        "Copy the command or the policy statement that a failure names",
        "overview",
        footer=True,
    ),
    Command("leave-rows", "escape", "back", "back", "Back", "overview", footer=True),
)
