"""An event's detail for tests: serving one, opening it, and reading it off the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from hpev_tui.ui.widgets.detail_tree import DetailTree
from support import NOW, Run, event_detail, event_row, events_page


def serve(endpoint: DemoEndpoint, details: object, **fields: object) -> None:
    """Let the list hold one event, with these details."""
    endpoint.answer("ListClusterEvents", events_page(event_row(1, **fields)))
    endpoint.answer("DescribeClusterEvent", event_detail(1, details, **fields))


async def opened(run: Run) -> DetailTree:
    """Open the detail of the event under the cursor, in the whole of the room."""
    await run.until(lambda: run.events.row_count > 0)
    await run.keys("enter", "+")
    tree, room = run.detail, run.app.size
    # What is left of the room has a border, a header, a summary, the documentation and a footer.
    await run.until(
        lambda: tree.size.width >= room.width - 1 and tree.size.height >= room.height - 6
    )
    await run.until(lambda: tree.row_count > 0)
    return tree


def detail_lines(run: Run) -> list[str]:
    """The lines of the detail on the screen."""
    tree = run.detail
    return [tree.render_line(y).text.rstrip() for y in range(tree.size.height)]


def leaves(value: object, label: str = "") -> Iterator[tuple[str, str]]:
    """Each value inside, with the label that it has in the tree."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, f"[{number}]")
    else:
        yield label, value if isinstance(value, str) else json.dumps(value)


def one_of_each(world: World) -> dict[str, tuple[str, dict[str, Any], dict[str, Any]]]:
    """For each union member the fullest event of the demo: its cluster, row and metadata."""
    found: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {}
    for cluster in world.clusters():
        if not cluster.plan.continuous:
            continue
        log, count = cluster.log(NOW)
        for number in range(count):
            details = log.detail(number).get("EventDetails", {})
            for member, metadata in details.get("EventMetadata", {}).items():
                if member not in found or len(metadata) > len(found[member][2]):
                    found[member] = (cluster.plan.name, log.summary(number), metadata)
    return found
