"""The table of failure signatures of a long history: to count it, to keep it, to show it.

Each of the 5,000 failures among 100,000 events has its detail. What one more event or one more
detail costs stands beside a full recount, which a table that is not kept would need for it.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest

from bench.processes import UnmeasurableError
from bench.setting import Setting
from bench.table import Figure, Peer, value_up_to
from help.app import account, running
from help.endpoint import MadeUp
from help.events import NAME, NOW, Row, event_row
from hpev_tui.detail.shapes import Shape
from hpev_tui.findings import Facts, Findings
from hpev_tui.model.events import Event, Json, Page
from hpev_tui.session.coverage import Request
from hpev_tui.session.details import LoadedDetail

_ONE_FAILS_OF = 20
_NODES = 400
_GROUPS = 8

_STAGES = [f"{first}{second}stage" for first in "bcdfghjk" for second in "aeiou"]
"""Words that no mask covers: each makes signatures of its own, far more than a service has."""

_REASONS = (
    "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances.",
    "EFA health checks did not run successfully. Ensure that your VPC is properly configured.",
    "Lifecycle scripts did not run successfully on {instance}. See the log group.",
    "Instance {instance} likely experienced a hardware failure.",
    "Subnet subnet-0{node:07x} has no free addresses left.",
)
_OTHERS = (
    "Instance creation started successfully in Cluster made-up and IG {group}",
    "EC2 Instance {instance} successfully provisioned in Cluster made-up and IG {group}",
    "Instance lifecycle script execution for EC2 Instance {instance} has Started",
    "Instance creation {instance} in Cluster made-up and IG {group} completed successfully",
)


@dataclass(frozen=True, slots=True)
class History:
    """Events, the newest first, and the bodies of the failures' details by `EventId`."""

    events: Sequence[Event]
    bodies: dict[str, Json]


def figures(setting: Setting) -> list[Figure]:
    """All figures."""
    history = _history(setting.events)
    loaded = {event_id: Facts.of(body) for event_id, body in history.bodies.items()}
    return [*_counted(setting, history, loaded), _shown(setting, history)]


def _history(count: int) -> History:
    events: list[Event] = []
    bodies: dict[str, Json] = {}
    for number in range(1, count + 1):
        event, body = _event_and_body(number)
        events.append(event)
        if body is not None:
            bodies[event.event_id] = body
    return History(events, bodies)


def _event_and_body(number: int) -> tuple[Event, Json]:
    """One event and, of a failure, the body of its detail; higher numbers are older."""
    failure, fails = divmod(number, _ONE_FAILS_OF)[0], number % _ONE_FAILS_OF == 0
    node = (failure if fails else number) % _NODES
    words = {"node": node, "group": f"workers-{node % _GROUPS}", "instance": f"i-{node:017x}"}
    text = (
        f"Instance creation {words['instance']} in Cluster made-up and IG {words['group']} failed"
        if fails
        else _OTHERS[number % len(_OTHERS)].format(**words)
    )
    row = event_row(
        number,
        EventTime=NOW - 10.0 * number,
        Description=text,
        EventLevel="Error" if fails else "Info",
        InstanceGroupName=words["group"],
        InstanceId=words["instance"],
    )
    event = Event(
        event_id=row["EventId"],
        event_time=row["EventTime"],
        odd_time="",
        event_level=row["EventLevel"],
        resource_type=row["ResourceType"],
        instance_group_name=row["InstanceGroupName"],
        instance_id=row["InstanceId"],
        description=row["Description"],
        cluster_arn=row["ClusterArn"],
        cluster_name=row["ClusterName"],
        operation_id="",
    )
    if not fails:
        return event, None
    stage = _STAGES[failure // len(_REASONS) % len(_STAGES)]
    instance = {
        "FailureMessage": f"{_REASONS[failure % len(_REASONS)].format(**words)} Seen in {stage}.",
        "NodeLogicalId": f"11111111-0000-4000-8000-{node:012x}",
    }
    details = {"EventMetadata": {"Instance": instance}}
    # As it comes: times and all are texts and numbers of JSON.
    body: Json = json.loads(json.dumps({"EventDetails": {**row, "EventDetails": details}}))
    return event, body


# Without a screen


def _counted(setting: Setting, history: History, facts: dict[str, Facts]) -> list[Figure]:
    """What taking in costs: everything, one event, one detail."""
    failures = [event for event in history.events if event.event_id in facts]
    late = failures[:: max(1, len(failures) // setting.times(200, 50))]
    late_ids = {event.event_id for event in late}
    begun = time.perf_counter()
    _taken_in(history.events, failures, facts)
    whole = time.perf_counter() - begun
    findings = _taken_in(
        [event for event in history.events if event.event_id not in late_ids],
        [event for event in failures if event.event_id not in late_ids],
        facts,
    )
    event_seconds = [_timed(partial(findings.add, [event])) for event in late]
    detail_seconds = [
        _timed(partial(findings.add_detail, event, facts[event.event_id])) for event in late
    ]
    same = _taken_in(history.events, failures, facts)
    if _rows(findings) != _rows(same):
        raise UnmeasurableError("what is kept is not what a recount finds")
    table = _timed(lambda: findings.signatures.rows)
    about = f"{len(history.events):,} events, {len(failures):,} failures with details"
    recount = (Peer("full recount", whole),)
    return [
        Figure("signatures: taking in everything", whole, "s", note=about),
        Figure(
            "signatures: one more failure, median",
            statistics.median(event_seconds),
            "us",
            peers=recount,
            note=f"{len(late)} of them, at all places; the longest"
            f" {max(event_seconds) * 1e6:,.0f} us",
        ),
        Figure(
            "signatures: one more detail, median",
            statistics.median(detail_seconds),
            "us",
            peers=recount,
            note=f"{len(late)} of them; the longest {max(detail_seconds) * 1e6:,.0f} us;"
            f" sorting the {len(findings.signatures.rows):,} rows {table * 1e6:,.0f} us",
        ),
    ]


def _taken_in(
    events: Sequence[Event], failures: Sequence[Event], facts: dict[str, Facts]
) -> Findings:
    findings = Findings()
    for first in range(0, len(events), 100):
        findings.add(events[first : first + 100])
    for event in failures:
        findings.add_detail(event, facts[event.event_id])
    return findings


def _rows(findings: Findings) -> dict[object, tuple[int, int, int]]:
    return {
        row.signature: (row.faults, len(row.events), len(row.nodes))
        for row in findings.signatures.rows
    }


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# With the whole app


def _shown(setting: Setting, history: History) -> Figure:
    seconds, rows = asyncio.run(_opened(setting, history))
    return Figure(
        "signatures: u to the table on the screen",
        statistics.median(seconds),
        "s",
        "< 0.5 s",
        value_up_to(0.5),
        note=f"{rows:,} rows; median of {len(seconds)}, the longest {max(seconds):.2f} s;"
        " the whole app without a terminal, all details loaded before",
    )


async def _opened(setting: Setting, history: History) -> tuple[list[float], int]:
    """Seconds from the key to the whole table, each time anew; and how many rows it has."""
    with pytest.MonkeyPatch.context() as patch, MadeUp(_row(history.events[0])) as service:
        for name, value in setting.environment().items():
            patch.setenv(name, value)
        async with running(account(service, NAME)) as run:
            await run.shows("1 loaded")
            log, details = run.app.account.log(NAME), run.app.account.details
            for first in range(0, len(history.events), 100):
                page = Page(tuple(history.events[first : first + 100]), None)
                log.add(Request(0, None), page)
            for event_id, each in history.bodies.items():
                detail = LoadedDetail.of(each, Shape("structure"))
                details.add(event_id, detail)
                if (event := log.event(event_id)) is not None:
                    log.findings.add_detail(event, detail.facts)
            failures = len(history.bodies)
            whole = f"{failures:,} faults"
            seconds = []
            for _ in range(setting.times(7, 3)):
                begun = time.perf_counter()
                run.post("u")
                await run.shows("Failures", "FAULTS", "capacity: We currently", whole)
                seconds.append(time.perf_counter() - begun)
                await run.keys("escape")
                await run.gone("Failures")
            return seconds, len(log.findings.signatures.rows)


def _row(event: Event) -> Row:
    return event_row(
        1,
        EventTime=event.event_time,
        Description=event.description,
        InstanceGroupName=event.instance_group_name,
        InstanceId=event.instance_id,
    )
