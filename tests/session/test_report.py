"""What the incident report is made of: of all that is loaded, of marks, of a filter, of a node."""

from __future__ import annotations

from typing import Any

from help.events import NOW, event_row, node_row
from help.model import ModelRun, listed
from help.source import DENIED
from hpev_tui.export.report import MOST_LINES, Report, markdown
from hpev_tui.model.events import Json
from hpev_tui.model.failure import Failure
from hpev_tui.session.report import (
    MOST_READ,
    NO_MESSAGE,
    failures_in,
    incident_report,
    unread,
)
from hpev_tui.session.report_scope import Scope
from hpev_tui.sources import Identity
from hpev_tui.sources.aws import wire

NO_ROOM = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."
NO_EFA = "EFA health checks did not run successfully."
FAILED = "Failed to provision EC2 Instance in Cluster made-up and InstanceGroup {}"


def instance(number: int) -> str:
    return f"i-{number:017x}"


def failure(number: int, node: int, group: str = "workers", **fields: object) -> dict[str, Any]:
    """A failed attempt to bring up a node; a higher number is an older one."""
    return event_row(
        number,
        InstanceGroupName=group,
        InstanceId=instance(node),
        EventLevel="Error",
        Description=FAILED.format(group),
        **fields,
    )


def group(name: str, current: int, target: int) -> dict[str, Any]:
    return {"InstanceGroupName": name, "CurrentCount": current, "TargetCount": target}


def troubled() -> ModelRun:
    """Twelve nodes of workers fail for capacity, twice each; one of spare for EFA."""
    rows = [failure(1 + 20 * turn + node, node) for turn in (0, 1) for node in range(12)]
    it = ModelRun(*rows, failure(50, 77, "spare"), event_row(51), now=NOW)
    for row in rows:
        it.service.details[row["EventId"]] = message(NO_ROOM)
    it.service.details[failure(50, 77)["EventId"]] = message(NO_EFA)
    it.service.groups = [group("workers", 0, 12), group("spare", 3, 4), group("calm", 5, 5)]
    it.answer_all()
    return it


def message(text: str) -> dict[str, Any]:
    return {"EventMetadata": {"Instance": {"FailureMessage": text}}}


def read_all(it: ModelRun) -> None:
    """Read the reasons of all events."""
    it.model.details.need([row.event_id for row in it.model.log.rows], lambda: None, print)
    it.answer_all()


def report(it: ModelRun, scope: Scope | None = None) -> Report:
    """The report, after it was seen to be one that may be pasted."""
    made = incident_report(it.model, scope or Scope.of(it.model))
    assert len(markdown(made).split("\n")) <= MOST_LINES
    return made


def test_it_says_who_failed_how_often_since_when_and_what_the_verdict_rests_on() -> None:
    it = troubled()
    read_all(it)
    made = report(it)
    assert (made.cluster_name, made.region, made.account) == (
        "made-up",
        "us-west-2",
        "111122223333",
    )
    kind, other = made.kinds
    assert (kind.tag, kind.reason, kind.faults, kind.tries) == ("capacity", NO_ROOM, 24, 24)
    assert (kind.first, kind.last) == (NOW - 60 * 32, NOW - 60)
    assert kind.state == "active, 1m ago"
    assert kind.nodes == tuple(map(instance, range(12)))
    assert kind.groups == ("workers",)
    assert kind.event_ids == tuple(event_row(number)["EventId"] for number in (32, 12, 1))
    assert (other.tag, other.nodes) == ("efa", (instance(77),))
    workers, *_ = made.groups
    assert (workers.name, workers.counts) == ("workers", "0 of 12 nodes")
    assert workers.verdict == "retrying"
    assert workers.is_troubled
    assert any("24 tries failed" in each for each in workers.said)
    assert workers.event_ids[0] == event_row(1)["EventId"]
    assert [each.name for each in made.groups if not each.is_troubled] == ["calm"]
    assert made.unknown == (
        "The current nodes: ListClusterNodes not loaded",
        "1 event with an unknown sentence",
    )
    assert made.only[0] == ""


def test_marks_else_the_filter_else_the_nodes_of_a_screen_decide_what_is_in_it() -> None:
    it = troubled()
    read_all(it)
    it.filter("group:spare")
    made = report(it)
    assert made.only == ("1 event matching the filter", "group:spare")
    assert [kind.tag for kind in made.kinds] == ["efa"]
    assert [each.name for each in made.groups] == ["spare"]
    listing, *_, own = made.commands
    assert " --instance-group-name spare --event-time-after 2026-05-12T13:39:59.000Z" in listing
    assert own.endswith(" --filter group:spare")
    it.model.toggle_mark(it.model.log.rows[0])
    it.model.toggle_mark(it.model.log.rows[1])
    made = report(it)
    assert made.only == ("2 events marked", "")
    assert [(kind.tag, kind.faults) for kind in made.kinds] == [("capacity", 2)]
    made = report(it, Scope.of_nodes(it.model, [instance(3)]))
    assert made.only == ("2 events of the node", instance(3))
    assert [(kind.faults, kind.nodes) for kind in made.kinds] == [(2, (instance(3),))]
    made = report(it, Scope.of_nodes(it.model, [instance(3), instance(77)]))
    assert made.only == ("3 events of 2 nodes", "")


def test_the_commands_show_the_same_and_name_no_profile() -> None:
    it = troubled()
    it.account.identity = Identity("us-west-2", "ml-prod", "")
    read_all(it)
    listing, first, second, cluster, own = report(it).commands
    arn = "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl"
    assert listing.startswith("aws sagemaker list-cluster-events --cluster-name ")
    assert first.endswith(f" --event-id {event_row(1)['EventId']} --region us-west-2")
    assert second.endswith(f" --event-id {event_row(50)['EventId']} --region us-west-2")
    assert cluster.startswith("aws sagemaker describe-cluster --cluster-name ")
    assert own in (f"hpev-tui {arn} --region us-west-2", "hpev-tui made-up --region us-west-2")


def test_what_is_not_known_is_said_with_the_reason() -> None:
    it = ModelRun(*(failure(number, number) for number in range(150)), now=NOW)
    for _ in range(9):
        it.service.fail("DescribeCluster", Failure("access", "Not allowed: `it`"))
    it.answer("cluster")
    it.answer("events")
    it.model.details.need([it.model.log.rows[0].event_id], lambda: None, lambda _: None)
    it.service.fail("DescribeClusterEvent", DENIED)
    it.answer("detail")
    said = report(it).unknown
    assert said[0] == "Groups: not loaded, `Not allowed: 'it'`"
    assert said[1] == "Counts and verdicts of the groups: no answer from DescribeCluster"
    assert said[2].startswith("Events before 2026-05-12T12:51:00Z: not loaded")
    assert said[3] == f"Reasons of 100 of 100 failure events: not loaded: `{DENIED.title}`"
    # What may not be read is not asked for again.
    assert unread(it.model, failures_in(it.model, Scope.of(it.model))) == []


def test_of_each_kind_whose_reason_is_not_read_some_are_to_be_read_first() -> None:
    it = troubled()
    chosen = unread(it.model, failures_in(it.model, Scope.of(it.model)))
    ids = {number: event_row(number)["EventId"] for number in (1, 21, 32, 50)}
    assert chosen == [ids[1], ids[50], ids[21], ids[32]]
    (kind,) = report(it).kinds
    assert (kind.title, kind.tag) == (f"Reason not loaded{NO_MESSAGE}", "")
    read_all(it)
    assert unread(it.model, failures_in(it.model, Scope.of(it.model))) == []
    many = listed(*(failure(n, n, f"g{n}", ResourceType="Odd") for n in range(50)), now=NOW)
    assert len(unread(many.model, failures_in(many.model, Scope.of(many.model)))) <= MOST_READ


def test_what_keeps_a_group_down_comes_before_what_failed_more_often() -> None:
    it = troubled()
    read_all(it)
    # Its nodes came up since: what failed there more often keeps nothing down.
    it.service.groups = [group("workers", 12, 12), group("spare", 3, 4)]
    it.model.refresh()
    it.answer_all()
    assert [kind.tag for kind in report(it).kinds] == ["efa", "capacity"]


def test_what_failing_nodes_share_is_said_with_the_numbers() -> None:
    it = troubled()
    up: list[Json] = [
        node_row(
            InstanceGroupName="calm",
            InstanceId=instance(100 + number),
            NodeLogicalId="",
            InstanceStatus={"Status": "Running"},
        )
        for number in range(5)
    ]
    it.service.node_pages = [wire.nodes({"ClusterNodeSummaries": up})]
    it.model.ask_for_nodes()
    it.answer_all()
    read_all(it)
    kind, other = report(it).kinds
    assert kind.in_common == (("group workers", "12 of 12 failing, 0 of 5 healthy"),)
    assert kind.compared == "compared with 5 healthy nodes by ListClusterNodes"
    assert other.compared == "too few nodes to compare: 1 failing, 5 healthy"


def test_a_lifecycle_failure_names_the_log_of_the_last_one() -> None:
    it = ModelRun(failure(1, 1), failure(2, 2), now=NOW)
    for number in (1, 2):
        text = "Lifecycle scripts did not run successfully."
        it.service.details[failure(number, number)["EventId"]] = message(text)
    it.answer_all()
    read_all(it)
    (kind,) = report(it).kinds
    log = ("/aws/sagemaker/Clusters/made-up/abcdefghijkl", f"LifecycleConfig/workers/{instance(1)}")
    assert (kind.tag, kind.log) == ("lifecycle", log)


def test_without_an_event_there_is_a_report_that_says_so() -> None:
    it = listed()
    made = report(it)
    assert made.basis == "no loaded events"
    assert "- None in these events" in markdown(made)
