"""What failing nodes share counts as of their own request, whatever their groups had since."""

from __future__ import annotations

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import ClusterInfo, ClusterNode, Event, GroupCount, Json
from hpev_tui.session.details import LoadedDetail, LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.sharing import Compared, compared
from unit.query.samples import NOW, event
from unit.session.service import page

FOUND = "Found Subnet {} in AZ az with SecurityGroupIds sg for IG {} in Cluster train-p5"
REFUSED = "Failed to provision EC2 Instance in Cluster train-p5 and IG a"
BROKEN = "Instance creation {} in Cluster train-p5 and IG a failed"
BEGUN = "Instance creation started successfully in Cluster train-p5 and IG a"
HOUR = 3600.0
GROUPS = tuple(GroupCount(name, 1, 2, instance_type="ml.p5.48xlarge") for name in "ab")
INFO = ClusterInfo("arn", "train-p5", "InService", None, True, 2, 4, "", GROUPS)


class World:
    """What is loaded of a cluster with the groups a and b."""

    def __init__(self) -> None:
        self.log, self.details = EventLog(), LoadedDetails()
        self.nodes: list[ClusterNode] = []
        self._events: list[tuple[Event, Json]] = []

    def add(
        self, text: str, hours: float, group: str = "a", instance: str = "", **metadata: Json
    ) -> None:
        """An event so many hours ago, with its detail; without metadata none is loaded."""
        kind = "InstanceGroup" if "InstanceGroup" in metadata else "Instance"
        time, name = NOW - hours * HOUR, f"e{len(self._events)}"
        level = "Error" if "ailed" in text else "Info"
        made = event(name, text, time=time, level=level, kind=kind, group=group, node=instance)
        self._events.append((made, dict(metadata)))

    def network(self, subnet: str, hours: float, group: str = "a") -> None:
        """A subnet is found for a group."""
        self.add(FOUND.format(subnet, group), hours, group, InstanceGroup={"SubnetId": subnet})

    def refused(self, number: int, hours: float, **fields: Json) -> None:
        """An attempt for a node fails."""
        node = {"NodeLogicalId": f"failing-{number}", "FailureMessage": "No.", **fields}
        self.add(REFUSED, hours, Instance=node)

    def running(self, group: str, count: int, hours: float, rack: str = "") -> None:
        """So many nodes of a group have been up for so long."""
        for _ in range(count):
            key = f"{len(self.nodes)}"
            node = ClusterNode(f"i-{key}", f"up-{key}", group, "", "Running", "", "", None)
            self.nodes.append(node._replace(launch_time=NOW - hours * HOUR, ultra_server_id=rack))

    def compared(self) -> Compared:
        """What the nodes of the one signature share."""
        events = sorted(self._events, key=lambda each: -each[0].event_time)
        self.log.add(self.log.coverage.head(), page(*(each for each, _ in events)))
        for each, metadata in events:
            if metadata:
                body: Json = {"EventDetails": {"EventDetails": {"EventMetadata": metadata}}}
                detail = LoadedDetail.of(body, Shape("structure"))
                self.details.add(each.event_id, detail)
                self.log.findings.add_detail(each, detail.facts)
        self.log.findings.add_nodes(self.nodes)
        (row,) = self.log.findings.signatures.rows
        return compared(row, self.log, self.details, INFO, self.nodes)

    def findings(self) -> list[str]:
        """These in words."""
        return [f"{each.name}: {each.numbers}" for each in self.compared().common.findings]


def test_after_a_change_of_the_subnet_those_before_it_have_the_old_one() -> None:
    world = World()
    world.network("old", 30)
    world.network("new", 2)
    world.network("other", 30, "b")
    world.running("a", 10, 24)
    world.running("b", 32, 24)
    for number in range(6):
        world.refused(number, 1)
    said = world.findings()
    assert said[0] == "subnet new: 6 of 6 failing, 0 of 42 healthy"
    # Most of the ten have come up in the same group.
    assert said[1] == "group a: 6 of 6 failing, 10 of 42 healthy"


def test_nodes_that_are_older_than_all_that_is_loaded_had_what_was_found_first() -> None:
    world = World()
    world.network("old", 5)
    world.network("new", 2)
    world.running("a", 42, 700)
    for number in range(6):
        world.refused(number, 1)
    assert world.findings() == ["subnet new: 6 of 6 failing, 0 of 42 healthy"]


def test_an_attempt_from_before_the_change_has_the_old_subnet() -> None:
    world = World()
    world.network("old", 30)
    world.network("new", 2)
    world.running("a", 9, 1)
    for number in range(6):
        node: Json = {"NodeLogicalId": f"failing-{number}"}
        world.add(BEGUN, 2.1, Instance=node)
        world.refused(number, 1.9)
    assert world.findings() == ["subnet old: 6 of 6 failing, 0 of 9 healthy"]


def test_the_request_of_an_earlier_attempt_is_not_that_of_the_last_one() -> None:
    world = World()
    world.network("old", 30)
    world.network("new", 2)
    world.running("a", 9, 20)
    for number in range(6):
        world.add(BEGUN, 3, Instance={"NodeLogicalId": f"failing-{number}"})
        world.refused(number, 2.9)
        # Of what has begun since no detail is loaded.
        world.add(BEGUN, 1.1)
        world.refused(number, 1)
    assert world.findings() == ["subnet new: 6 of 6 failing, 0 of 9 healthy"]


def test_all_of_one_ultraserver_are_named_by_it() -> None:
    world = World()
    world.running("a", 30, 700, "us-b")
    for number in range(6):
        instance = f"i-failing{number}"
        world.add(BROKEN.format(instance), 1, "a", instance, Instance={"FailureMessage": "No."})
        world.nodes.append(
            ClusterNode(instance, f"failing-{number}", "a", "", "Failure", "", "", None, "us-a")
        )
    assert world.findings() == ["UltraServer us-a: 6 of 6 failing, 0 of 30 healthy"]


def test_what_a_later_instance_has_is_not_said_of_the_one_that_failed() -> None:
    world = World()
    world.running("a", 30, 700, "us-b")
    for number in range(6):
        world.refused(number, 2)
        node = ClusterNode(f"i-{number}x", f"failing-{number}", "a", "", "Pending", "", "", None)
        world.nodes.append(node._replace(launch_time=NOW - HOUR, ultra_server_id="us-a"))
    result = world.compared()
    assert (result.failed, result.up, result.common.findings) == (6, 30, ())
    assert "UltraServer" in result.common.unknown


def test_a_reservation_for_each_node_is_counted_and_not_listed() -> None:
    world = World()
    world.running("a", 12, 700)
    for number in range(20):
        arn = f"arn:aws:ec2:us-west-2:111122223333:capacity-reservation/cr-{number:017}"
        world.refused(number, 1, CapacityReservation={"Arn": arn, "Type": "ODCR"})
    common = world.compared().common
    assert (common.findings, common.one_offs) == (
        (),
        ("20 capacity reservations, 1 node each",),
    )
