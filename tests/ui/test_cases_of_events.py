"""What the cases of events expect on the screen: their `expect` sentences, as they stand there.

Only the deciding words are looked for, so that a sentence may be worded in another way.
"""

from __future__ import annotations

import re

from help.events import NOW
from help.served import RULE, flat, looked_at, served
from hpev_tui.ui.widgets.table_list import TableList


def steps_of(detail: str) -> str:
    """The next steps in an event's detail."""
    return flat(detail.partition("Next steps")[2])


def group_lines(text: str) -> str:
    """The lines of groups above the events."""
    return text.partition("\n all ")[0].partition("\n")[2]


def says(text: str, pattern: str) -> bool:
    """Whether a text has a pattern, whatever its letters' case."""
    return re.search(pattern, text, re.IGNORECASE) is not None


async def test_nodes_in_their_deep_health_checks_are_not_stuck() -> None:
    with served("deep-health-checks") as service:
        async with looked_at(service) as screen:
            lines = group_lines(await screen.read())
            groups = await screen.groups()
    checking, waiting = groups["p5-new"], groups["reserved-later"]
    assert not says(checking, "stuck")
    assert says(checking, r"\b2\b[^.]*(DeepHealthCheckInProgress|deep health check)")
    assert not says(waiting, "stuck") or says(waiting, r"training plan[^.]*Scheduled")
    assert says(lines, r"p5-new\b.* 2/4 ")
    assert not says(lines, r"p5-new\b.*\bstuck")
    assert says(lines, r"reserved-later\b.* 0/8 ")
    assert not says(lines, r"reserved-later\b.*\bstuck") or says(lines, "Scheduled")


async def test_a_denial_inside_an_event_names_the_endpoint_s_policy() -> None:
    with served("event-denied-by-endpoint") as service:
        async with looked_at(service) as screen:
            steps = steps_of(await screen.detail_of(screen.run.listed[0]))
    assert says(steps, "VPC endpoint")
    assert says(steps, "den(y|ies|ied)")


async def test_a_flexible_group_a_full_file_system_and_a_group_with_its_own_network() -> None:
    with served("flexible-fsx-efa") as service:
        async with looked_at(service) as screen:
            flexible = (await screen.groups())["flex"]
            await screen.read("escape")
            (storage, efa, _) = screen.run.listed
            on_storage = steps_of(await screen.detail_of(storage))
            await screen.read("escape", "escape")
            on_efa = steps_of(await screen.detail_of(efa))
    assert "ml.g5.12xlarge" in flexible
    assert "ml.g6.12xlarge" in flexible
    assert not re.search(r"[(\[] *[)\]]", flexible)
    assert not says(on_storage, "instance type|training plan")
    assert says(on_storage, "storage|file system")
    assert "sg-0bbbbbbbbbbbbbbb2" in on_efa


async def test_of_forty_groups_the_troubled_ones_are_named_and_the_others_counted() -> None:
    with served("many-groups") as service:
        async with looked_at(service) as screen:
            lines = group_lines(await screen.read())
    troubled = ["team-33-workers", "team-37-workers"]
    unnamed = [name for name in troubled if name not in lines]
    left = re.search(r"\+ ?(\d+) ●", lines)
    assert left is not None
    assert int(left[1]) + len(unnamed) == 40 - len(re.findall(r"team-\d\d-workers", lines))
    assert not unnamed or says(lines, rf"\+{len(unnamed)} ▲")


async def test_a_node_that_was_moved_is_in_its_present_group_and_its_log_in_the_old_one() -> None:
    with served("node-moved") as service:
        async with looked_at(service) as screen:
            detail = await screen.detail_of(screen.run.listed[1])
    instance = "i-0bc4b5f64fd115822"
    now = detail.partition("▾ Node ")[2].partition("▾ Event ")[0]
    assert "team-green" in now
    steps = "".join(steps_of(detail).split())
    assert f"sagemaker-cluster:m2n4b6v8c0x1_team-green-{instance}" in steps
    assert f"_team-blue-{instance}" not in steps
    assert f"LifecycleConfig/team-blue/{instance}" in steps


async def test_what_failing_nodes_share_is_their_ultraserver() -> None:
    with served("one-ultraserver") as service:
        async with looked_at(service) as screen:
            said = flat(await screen.read("u"))
    words = re.search(r".{0,80}us-0a{16}.{0,80}", said)
    assert words is not None
    assert says(words[0], r"\b6 of 6\b|\b6/6\b")
    assert says(words[0], r"\b0 of 30\b|\bof 30 [a-z ]*, 0\b|\b0/30\b")


async def test_a_rollback_is_no_recovery_and_three_runs_are_three_failures() -> None:
    with served("patch-rolled-back") as service:
        async with looked_at(service) as screen:
            group = (await screen.groups())["h100"]
            nodes = await screen.read("escape", "M")
            row = next(
                number
                for number, line in enumerate(nodes.splitlines()[3:])
                if "i-0e78d3757cca01af6" in line
            )
            node = flat((await screen.read("g", *"j" * row)).partition(RULE)[2]).lstrip("─ ")
            timeline = await screen.read("enter")
    assert not says(group, r"\brecovered\b")
    assert says(group, r"\broll(ed|ing)? ?back|rollback")
    assert says(group, r"\b(3|three) (failed|runs?|attempts?|times|tries)")
    assert says(flat(timeline), r"\b(3|three) (failed|runs?|attempts?|times|tries)")
    volume = [line for line in timeline.splitlines() if says(line, "root volume|cordoned")]
    assert volume
    assert not [line for line in volume if re.search(r"\b\d+d\b|\b\d\dh\b", line)]
    assert not says(node, "^Running: Instance failed")
    message = re.search("Instance failed to provision", node)
    aged = r"\bold(er)?\b|earlier|before|stale|may be|history|\bof \d\d:\d\d|kept"
    assert message is None or says(node[: message.start()], aged)


async def test_why_a_cluster_failed_is_said_where_its_events_are() -> None:
    with served("reason-of-cluster") as service:
        async with looked_at(service) as screen:
            first = flat(await screen.read())
            groups = await screen.groups()
            overview = flat(await screen.read())
            await screen.read("escape")
            info = flat(await screen.command("Cluster, versions"))
    assert "The execution role of instance group head could not be assumed" in first
    everywhere = f"{first} {overview} {' '.join(groups.values())} {info}"
    assert "Karpenter could not be installed" in everywhere
    assert says(groups["p5"], "training plan[^.]*Expired|Expired[^.]*training plan")
    assert says(groups["p5"], "(update|SoftwareUpdateStatus)[^.]*Failed")


async def test_the_end_of_the_old_instance_is_no_success_of_its_replacement() -> None:
    with served("replacement-deletion") as service:
        async with looked_at(service) as screen:
            group = (await screen.groups())["gpu-workers"]
            timeline = await screen.read("escape", "M", "g", "enter")
    row, _, below = group.partition(" | ")
    assert not says(row, r"\b(growing|recovered|steady)\b")
    assert says(row, r"\bretrying 2 13:50:00 - capacity: ")
    assert not says(below, r"\b[1-9]\d* nodes? (came up|entered service)")
    deleted = [line for line in timeline.splitlines() if "deletion completed" in line]
    assert deleted
    assert not [line for line in deleted if says(line, r"\bready\b")]
    assert not says(timeline, r"[├└] ready|in service after|succeeded")


async def test_the_cluster_that_was_deleted_is_not_counted_with_its_successor() -> None:
    with served("same-name-again") as service:
        async with looked_at(service) as screen:
            first = flat(await screen.read())
            listed = len(screen.run.listed)
            group = (await screen.groups())["w"]
            signatures = flat(await screen.read("escape", "u"))
    another = r"another cluster|recreated|made again|earlier cluster|deleted|other ARN|gone"
    assert listed == 3 or says(first.partition("DATE")[0], another)
    assert says(group, r"InService steady 0 ")
    assert not says(group, r"\b[1-9]\d* (failed|tries|attempts)")
    assert not says(group, "recovered|capacity")
    assert says(signatures, r"\b0 faults|no failure")


async def test_a_slurm_controller_is_offered_no_replacement() -> None:
    with served("slurm-controller") as service:
        async with looked_at(service) as screen:
            steps = steps_of(await screen.detail_of(screen.run.listed[0]))
    assert says(steps, r"NodeRecovery[^.]{0,30}None")
    assert not says(steps, "With NodeRecovery Automatic")
    offered = "aws sagemaker batch-replace-cluster-nodes" in steps
    assert not offered or says(steps, r"controller[^.]*(cannot|can't|not)[^.]*replace")


async def test_a_storm_on_one_off_reservations_is_one_signature_of_four_groups() -> None:
    with served("storm-of-reservations") as service:
        async with looked_at(service) as screen:
            text = await screen.read("u")
            rows = screen.run.the(TableList).texts()[1:]
            said = flat(text)
    capacity = [row for row in rows if row[-1].startswith("capacity: ")]
    assert [int(row[4]) <= 4 for row in capacity] == [True]
    assert says(said, r"\b4 groups\b")
    assert not says(said, r"\b5 groups\b")
    assert len(set(re.findall(r"\bcr-\w+", said))) <= 1
    assert [row[2] for row in rows if not row[-1].startswith("capacity: ")] == ["3"]


async def test_the_events_of_one_operation_can_be_had_and_its_id_copied() -> None:
    operation = "0f868012-8e77-4e8e-b22c-6f8cb0288d54"
    with served("two-operations") as service:
        operations = {each["EventId"]: each["OperationId"] for each in service.case.events}
        oldest = service.case.events[-1]
        # More than the page that is loaded, so that the service has to be asked for what is older.
        service.case.events[:0] = [
            oldest
            | {"EventId": f"{number:08d}-0000-4000-8000-000000000000", "EventTime": NOW}
            | {"OperationId": "481eea05-830d-4f1e-988e-4765f5555ac6"}
            for number in range(150)
        ]
        async with looked_at(service, background=False) as screen:
            await screen.read("/")
            await screen.typed(*f"operation:{operation}", "enter")
            listed = screen.run.listed
            await screen.read("g", "y", "o")
            copied = screen.copied
            asked = [call.get("OperationId") for _, call in service.calls]
    assert [operations[each] for each in listed] == [operation] * 3
    assert operation in asked
    assert copied == [operation]


async def test_the_documented_reasons_are_of_the_causes_that_they_name() -> None:
    with served("wordings") as service:
        expected: dict[str, set[str]] = {"capacity": set(), "network": set(), "unknown": set()}
        reasons = {
            detail["EventMetadata"]["Instance"]["FailureMessage"]: event
            for event, detail in service.case.details.items()
        }
        for sentence in service.case.expect:
            if match := re.match(r"cause:(\w+) has the event whose reason is: (.*)", sentence):
                expected[match[1]].add(reasons[match[2]])
        async with looked_at(service) as screen:
            for cause, events in expected.items():
                await screen.read("/")
                await screen.typed(*f"cause:{cause}", "enter")
                assert {*screen.run.listed} == events, cause
                await screen.read("escape")
    assert sum(map(len, expected.values())) == 7
