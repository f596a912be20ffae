"""What there is to say of a node below the table: its message, its repairs, its events."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from hpev_tui.findings.described import Fact, node_facts
from hpev_tui.model.events import Event
from hpev_tui.session.tables.node_words import GONE, age_of_message, last_of, repair_words, why_of
from hpev_tui.session.tables.nodes import NodeTable
from hpev_tui.session.tables.words import Labelled, moment, rollout_words

LATEST_EVENTS = 6
"""So many of a node's last events are shown below the table."""


def standing(table: NodeTable, key: Hashable, *, briefly: bool = False) -> list[str]:
    """Beside its status its group, its type unless `briefly`, its attempts and its launch."""
    row, past = table.rows[key], table.past(key)
    node, instances = row.node, table.in_order(key)
    if node is None:
        seen = "seen in events only" if table.status(row) == GONE else "seen in events"
        said = [row.instance_group_name, past.counted(), seen]
    else:
        kind = "" if briefly else node.instance_type
        said = [row.instance_group_name, kind, past.counted()]
        if not node.instance_id and instances:
            said.append(f"last instance {instances[0]}")
        if node.instance_id and node.launch_time is not None:
            said.append(f"launched {moment(table.model, node.launch_time)}")
    return [each for each in said if each]


def said(table: NodeTable, key: Hashable) -> list[Labelled]:
    """Its message, why it failed last, what was done about it, and the update of its group."""
    row, past, model = table.rows[key], table.past(key), table.model
    said: list[Labelled] = []
    if row.node is not None and row.node.message:
        old = age_of_message(model, row.node, past.events)
        text = f"({old}) {row.node.message}" if old else row.node.message
        # What runs is no failure: the message is not shown as if it said how it is now.
        said.append(Labelled("Message", text, weight="dim" if old else ""))
    elif past.failed is not None:
        why = last_of(model, row.node, past)
        # The events below may say as much.
        if all(why.text != why_of(model, each).text for each in latest(table, key)):
            said.append(Labelled("Last error", why.text, why.cause))
    if repair := table.repairs.get(str(key)):
        words = repair_words(model, repair, exact=True)
        said.append(Labelled("Repair", f"{words[:1].upper()}{words[1:]}", weight="strong"))
        said.append(Labelled("", repair.event.description))
    return said + [Labelled("Update", each) for each in _in_update(table, key)]


def _in_update(table: NodeTable, key: Hashable) -> list[str]:
    """How far the update of its group is, and what has become of this node in it."""
    group_name, instances = table.rows[key].instance_group_name, table.in_order(key)
    for group, verdict in table.model.groups():
        if group.instance_group_name != group_name or verdict.rollout is None:
            continue
        states = dict(verdict.rollout.states)
        own = next((states[each] for each in instances if each in states), "not known yet")
        words = ", ".join(rollout_words(table.model, verdict))
        return [f"Update of {group_name}: {words}; this node: {own}"]
    return []


def latest(table: NodeTable, key: Hashable) -> Sequence[Event]:
    """Its last events, the oldest first."""
    return table.past(key).events[-LATEST_EVENTS:]


def facts(table: NodeTable, key: Hashable) -> list[Fact]:
    """Its earlier instances, and what else ListClusterNodes says of it."""
    node, earlier = table.rows[key].node, table.in_order(key)[1:]
    facts = [("Earlier instances", ", ".join(earlier))] if earlier else []
    return [*facts, *(node_facts(node) if node else ())]
