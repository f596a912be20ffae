"""The rows of the nodes: status, attempts, last error, and what is said of a node below them."""

from __future__ import annotations

from help.demo_run import DemoRun
from help.events import NOW, event_row, node_row
from help.model import ModelRun
from help.source import DENIED
from help.troubled import SHORT, instance_id, node_id, troubled_run
from hpev_tui.demo.world import World
from hpev_tui.findings.timeline import attempts_of
from hpev_tui.model.events import Json
from hpev_tui.session.tables import node_facts, nodes
from hpev_tui.session.tables.nodes import NodeTable, Order
from hpev_tui.session.tables.words import Labelled
from hpev_tui.sources.aws import wire


def read_all(it: ModelRun) -> None:
    """Load the details of all events."""
    it.model.details.gather([event.event_id for event in it.model.log.rows])
    it.answer_all()


def test_a_row_has_the_status_the_attempts_and_the_last_error() -> None:
    it = troubled_run()
    read_all(it)
    rows = nodes.rows(it.model)
    said = [(row.status, row.mark) for row in rows]
    pending, running, gone = rows[0], rows[5], rows[15]
    assert said == [("Pending", "short")] * 5 + [("Running", "ok")] * 10 + [("Gone", "off")] * 2
    assert (pending.name, pending.instance_id) == (instance_id(0), instance_id(0))
    assert (pending.node_logical_id, pending.instance_type) == (node_id(0), "ml.p5.48xlarge")
    assert (pending.tries, pending.failed, pending.launch_time) == (2, 2, NOW - 3600)
    assert (pending.last, pending.last_event_id) == (NOW - 60, event_row(1)["EventId"])
    assert (pending.cause, pending.message) == ("capacity", SHORT)
    assert (running.last, running.message, running.tries) == (None, "", 0)
    # It has no instance any more; its name is the last one that it had.
    assert (gone.name, gone.instance_id, gone.launch_time) == (instance_id(20), "", None)
    assert (gone.node_logical_id, gone.tries) == (node_id(20), 1)


def test_its_cells_are_one_for_each_column_in_words() -> None:
    it = troubled_run()
    read_all(it)
    pending, *_, gone = nodes.rows(it.model)
    assert nodes.cells(it.model, pending) == [
        "Pending",
        instance_id(0),
        "worker-b",
        "ml.p5.48xlarge",
        "2026-05-12 13:30",
        "2",
        node_id(0),
        "14:29:00",
        f"capacity: {SHORT}",
    ]
    assert nodes.cells(it.model, gone)[:5] == ["Gone", instance_id(21), "worker-a", "", ""]
    assert len(nodes.COLUMNS) == 9
    assert set(dict(nodes.COLUMNS).values()) <= set(pending._fields)


def test_states_are_counted_those_in_trouble_first() -> None:
    it = troubled_run()
    table = NodeTable(it.model)
    table.update(None, "")
    assert table.counts() == [
        ("", "15"),
        ("short", "5 Pending"),
        ("ok", "10 Running"),
        ("off", "2 other instances in events"),
    ]
    read_all(it)
    table.update(None, "")
    assert table.counts()[-1] == ("off", "2 gone")


def test_while_the_nodes_are_not_known_none_is_gone() -> None:
    it = ModelRun(event_row(1, InstanceId=instance_id(1)), now=NOW)
    it.service.fail("ListClusterNodes", DENIED, times=9)
    it.model.ask_for_nodes()
    it.answer_all()
    (row,) = nodes.rows(it.model)
    assert (row.status, row.mark, row.name) == ("?", "off", instance_id(1))
    table = NodeTable(it.model)
    table.update(None, "")
    assert table.counts() == [("", "1 in events")]


def test_the_filter_keeps_rows_and_the_order_is_by_trouble_by_name_or_by_group() -> None:
    it = troubled_run()
    read_all(it)
    table = NodeTable(it.model)
    counts = {
        text: len(table.update(None, text))
        for text in ("", "group:worker-b", "group:worker-b pending -0004", "running", "group:")
    }
    assert list(counts.values()) == [17, 5, 4, 10, 17]
    assert table.problem == 'Missing a value after "group:".'
    by_trouble = table.update(None, "")
    table.order = Order.TROUBLE.next
    assert [table.row(key).name for key in table.update(None, "")] == [
        instance_id(number) for number in (*range(5), 20, 21, *range(30, 40))
    ]
    table.order = table.order.next
    groups = [table.row(key).instance_group_name for key in table.update(None, "")]
    assert groups == sorted(groups)
    table.order = table.order.next
    assert table.update(None, "") == by_trouble


def test_what_was_found_of_a_node_s_events_is_kept_while_the_state_is_the_same() -> None:
    it = troubled_run()
    table = NodeTable(it.model)
    key = table.update(1, "")[0]
    past = table.past(key)
    table.update(1, "")
    assert table.past(key) is past
    table.update(2, "")
    assert table.past(key) is not past
    assert table.past(key).attempts == attempts_of(past.events)


def test_the_instance_of_a_node_is_not_among_its_earlier_ones(world: World) -> None:
    it = DemoRun(world, "efa-lab")
    read_all(it)
    table = NodeTable(it.model)
    keys = table.update(None, "")
    # Its details may name the two in either order.
    assert table.row(keys[-1]).node_logical_id == "87f35e2f-563c-4871-965d-d4240c09ed01"
    assert table.row(keys[-1]).instance_id == "i-0d9c6a115c148c716"
    earlier = ("Earlier instances", "i-0cfb8a8abb231d515")
    assert node_facts.facts(table, keys[-1])[0] == earlier


def test_a_node_found_unhealthy_comes_first_with_what_was_done_and_its_detail_is_loaded_first() -> (
    None
):
    says = f"Instance {instance_id(2)} is unhealthy. Repair action: Replace."
    rows = [event_row(n, InstanceId=instance_id(n), InstanceGroupName="workers") for n in (1, 2)]
    rows[1] |= {"Description": says, "EventLevel": "Warn"}
    it = ModelRun(*rows, now=NOW)
    listed: list[Json] = [
        node_row(
            InstanceGroupName="workers",
            InstanceId=instance_id(n),
            NodeLogicalId=node_id(n),
            InstanceStatus={"Status": "Running"},
        )
        for n in (1, 2)
    ]
    it.service.node_pages = [wire.nodes({"ClusterNodeSummaries": listed})]
    it.model.ask_for_nodes()
    it.answer_all()
    table = NodeTable(it.model)
    first, second = map(table.row, table.update(None, ""))
    assert (first.instance_id, first.is_open, first.mark) == (instance_id(2), True, "short")
    assert first.repair == "not replaced yet (unhealthy 14:28, Replace)"
    assert nodes.cells(it.model, first)[-1].startswith(f"{first.repair}; ")
    assert nodes.first_cause(first) == ""
    assert (second.is_open, second.mark, second.repair) == (False, "ok", "")
    said = node_facts.said(table, node_id(2))
    words = "Not replaced yet (unhealthy 14:28:00, Replace)"
    assert said == [Labelled("Repair", words, weight="strong"), Labelled("", says)]
    assert nodes.first_details(it.model) == [rows[1]["EventId"]]


def test_what_is_said_of_a_node_has_its_message_or_the_error_that_no_event_below_says() -> None:
    it = troubled_run()
    read_all(it)
    table = NodeTable(it.model)
    keys = table.update(None, "")
    assert node_facts.standing(table, keys[0]) == [
        "worker-b",
        "ml.p5.48xlarge",
        "2 attempts, 2 failed",
        "launched 13:30:00",
    ]
    assert node_facts.standing(table, keys[0], briefly=True)[1] == "2 attempts, 2 failed"
    assert node_facts.standing(table, keys[16])[1:] == [
        "1 attempt, 1 failed",
        "seen in events only",
    ]
    assert node_facts.said(table, keys[0]) == [Labelled("Last error", SHORT, "capacity")]
    assert [each.event_id for each in node_facts.latest(table, keys[0])] == [
        event_row(number)["EventId"] for number in (11, 1)
    ]
    assert node_facts.said(table, keys[5]) == []
    broken = node_row(
        InstanceId=instance_id(0),
        NodeLogicalId=node_id(0),
        InstanceStatus={"Status": "Failure", "Message": "it broke"},
    )
    it.service.node_pages = [wire.nodes({"ClusterNodeSummaries": [broken]})]
    it.model.refresh()
    it.model.account.list_nodes(it.model.cluster)
    it.answer_all()
    table.update(None, "")
    assert node_facts.said(table, node_id(0)) == [Labelled("Message", "it broke")]
    assert table.row(node_id(0)).message == "it broke"


def test_of_each_instance_whose_node_is_not_known_a_detail_is_missing() -> None:
    it = troubled_run()
    table = NodeTable(it.model)
    table.update(None, "")
    missing = {event_row(number)["EventId"] for number in (8, 18)}
    assert set(table.missing_details()) == missing
    read_all(it)
    table.update(None, "")
    assert table.missing_details() == []
