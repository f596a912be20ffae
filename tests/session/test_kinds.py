"""Reasons by kind: which details are read first, and what is drawn of those that are not read."""

from __future__ import annotations

from collections import Counter

from help.details import Details
from help.events import LATER, NOW, Row, event_row
from help.model import ModelRun
from hpev_tui.demo.plan import REGION
from hpev_tui.findings.kinds import SAMPLES_AHEAD
from hpev_tui.model.settings import Settings
from hpev_tui.sources.loader import Priority
from hpev_tui.sources.rate_limit import BUDGET, RateLimit

CAPACITY = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."
EFA = "EFA health checks did not run successfully."
PROVISION = "Failed to provision EC2 Instance in Cluster made-up and InstanceGroup {}"
CREATION = "Instance creation {} in Cluster made-up and InstanceGroup {} failed"


def failure(number: int, group: str, *, instance: bool = True, description: str = CREATION) -> Row:
    node = f"i-{number:017x}"
    parts = (node, group) if description is CREATION else (group,)
    more = {"InstanceId": node} if instance else {}
    return event_row(
        number,
        EventLevel="Error",
        InstanceGroupName=group,
        Description=description.format(*parts),
        **more,
    )


def opened(
    rows: list[Row], messages: dict[int, str], *, background: bool = False, reasons: bool = True
) -> ModelRun:
    """The rows' cluster; the message of each by its number. The first page is in view."""
    settings = Settings(region=REGION, background=background, reasons=reasons)
    it = ModelRun(*rows, settings=settings, now=LATER if not background else NOW)
    for row in rows:
        message = messages.get(number_of(row["EventId"]))
        if message is not None:
            metadata = {"Instance": {"FailureMessage": message}}
            it.service.details[row["EventId"]] = {"EventMetadata": metadata}
    it.answer("events")
    see(it)
    return it


def see(it: ModelRun) -> None:
    it.model.details.seen(it.model.rows, range(20), it.current)


def number_of(event_id: str) -> int:
    return int(event_id.rpartition("-")[2], 16)


def described(it: ModelRun) -> list[int]:
    """The numbers of the events that were described, in the order of the calls."""
    calls = [given for name, given in it.service.calls if name == "DescribeClusterEvent"]
    return [number_of(call["EventId"]) for call in calls]


def drawn(it: ModelRun) -> list[str]:
    """The cause and the message of each row, as they are drawn."""
    reasons = [it.model.filtering.drawn_why(event) for event in it.model.rows]
    return [f"{each.cause}: {each.message}".strip(": ") for each in reasons]


def of_three_kinds() -> list[Row]:
    """Sixty failures, of which every sixth is of another group, and some name no instance."""
    return [
        failure(n, "system" if n % 6 == 5 else "workers", instance=n % 10 != 7) for n in range(60)
    ]


def test_one_of_each_kind_then_the_first_middle_and_last_then_the_rest_on_screen_first() -> None:
    it = opened(of_three_kinds(), dict.fromkeys(range(60), CAPACITY))
    kinds: dict[tuple[str, bool], list[int]] = {}
    for number, row in enumerate(of_three_kinds()):
        kinds.setdefault((row["InstanceGroupName"], "InstanceId" in row), []).append(number)
    firsts = [numbers[0] for numbers in kinds.values()]
    samples = {numbers[n] for numbers in kinds.values() for n in (len(numbers) // 2, -1)}
    samples -= set(firsts)
    it.answer_all()
    order = described(it)
    assert order[: len(firsts)] == firsts
    assert set(order[len(firsts) : len(firsts) + len(samples)]) == samples
    rest = [number for number in order if number not in {*firsts, *samples}]
    assert rest == sorted(rest)
    assert Counter(order) == Counter(range(60))


def test_a_kind_is_the_description_the_group_and_whether_an_instance_is_named() -> None:
    rows = [
        failure(0, "workers"),
        failure(1, "workers"),
        failure(2, "workers", description=PROVISION),
        failure(3, "workers", description=PROVISION, instance=False),
        failure(4, "system"),
        event_row(5, Description="Instance creation started"),
    ]
    it = opened(rows, dict.fromkeys(range(6), CAPACITY))
    firsts = [key for key in it.loader.waiting if it.loader._jobs[key][0] is Priority.FIRST]
    assert [number_of(key[1]) for key in firsts if key[0] == "detail"] == [0, 2, 3, 4]


def test_the_cause_of_a_kind_is_drawn_until_the_own_detail_is_read_and_only_drawn() -> None:
    rows = [failure(number, "workers") for number in range(72)]
    it = opened(rows, dict.fromkeys(range(72), CAPACITY))
    assert drawn(it) == [""] * 72
    it.answer("detail")
    assert drawn(it) == [f"capacity: {CAPACITY}", *["~capacity"] * 71]
    # Not in the filter, not in what is counted, and not in what is copied or worked out.
    assert [any(it.model.filtering.why(event)) for event in it.model.rows[1:]] == [False] * 71
    it.model.set_filter("cause:capacity")
    assert [number_of(event_id) for event_id in it.listed] == [0]
    findings = it.model.log.findings
    assert findings.signatures.waiting_count == 71
    assert (findings.kinds.read, findings.signatures.event_count) == (1, 72)
    it.model.set_filter("")
    it.answer_all()
    assert drawn(it) == [f"capacity: {CAPACITY}"] * 72


def test_several_kinds_have_a_cause_in_common_only_where_all_agree() -> None:
    rows = [failure(n, f"group-{n % 2}", description=PROVISION) for n in range(20)]
    it = opened(rows, dict.fromkeys(range(20), CAPACITY))
    kinds = it.model.log.findings.kinds
    (text,) = {row.signature.text for row in it.model.log.findings.signatures.rows}
    assert kinds.tag_of(text, ["group-0", "group-1"]) == ""
    it.answer("detail")
    # Of the other group nothing is read yet.
    assert kinds.tag_of(text, ["group-0"]) == "capacity"
    assert kinds.tag_of(text, ["group-0", "group-1"]) == ""
    it.answer("detail")
    assert kinds.tag_of(text, ["group-0", "group-1"]) == "capacity"
    ends = {number_of(event_id) for event_id in kinds.ends()}
    assert ends == {0, 1, 18, 19}


def test_where_samples_differ_nothing_is_drawn_of_the_others_and_all_is_read() -> None:
    rows = [failure(number, "workers") for number in range(72)]
    messages = {number: EFA if number == 71 else CAPACITY for number in range(72)}
    it = opened(rows, messages)
    while described(it)[-1:] != [71]:
        it.answer("detail")
    assert drawn(it).count("~capacity") == 0
    assert drawn(it)[71] == f"efa: {EFA}"
    # All of it is read, though it is far from the view and nobody looks there.
    it.answer_all()
    assert Counter(described(it)) == Counter(range(72))


def test_all_of_a_kind_whose_samples_differ_is_read_beyond_the_view_as_well() -> None:
    it = Details(100, reach=5, kinds=True)
    it.see(0, 3, current=0)
    order = it.come_in_turn()
    # They do not differ: their samples, those in view, and those so far from it.
    assert order[:3] == [0, 50, 99]
    assert sorted(order) == [*range(8), 50, 99]
    rows = [failure(number, "workers") for number in range(90)]
    messages = {number: (CAPACITY, EFA)[number % 2] for number in range(90)}
    other = opened(rows, messages)
    other.model.details._reach = 5
    see(other)
    other.answer_all()
    assert Counter(described(other)) == Counter(range(90))


def test_what_is_read_and_has_no_message_lends_and_borrows_nothing() -> None:
    rows = [failure(number, "workers") for number in range(10)]
    it = opened(rows, {9: CAPACITY})
    it.answer_all()
    assert drawn(it) == [*[""] * 9, f"capacity: {CAPACITY}"]


def test_an_event_of_another_level_borrows_nothing() -> None:
    rows = [failure(0, "workers"), failure(1, "workers")]
    rows[1]["EventLevel"] = "Info"
    it = opened(rows, {0: CAPACITY})
    it.answer_all()
    assert drawn(it) == [f"capacity: {CAPACITY}", ""]


def test_few_samples_are_asked_for_at_a_time() -> None:
    rows = [failure(number, f"group-{number}") for number in range(60)]
    it = opened(rows, {})
    jobs = it.loader._jobs
    details = [jobs[key][0] for key in it.loader.waiting if key[0] == "detail"]
    early = [priority for priority in details if priority <= Priority.SAMPLE]
    assert len(early) == SAMPLES_AHEAD
    it.answer_all()
    assert Counter(described(it)) == Counter(range(60))


def test_without_reasons_or_once_it_is_closed_no_sample_is_asked_for() -> None:
    rows = [failure(number, "workers") for number in range(10)]
    it = opened(rows, {}, reasons=False)
    it.answer_all()
    assert described(it) == []
    it = opened(rows, {})
    it.model.close()
    it.answer_all()
    assert described(it) == []


# The day and its reasons together: 700 events in 36 hours, 300 of them errors of 12 kinds.

GROUPS, EVENTS = 6, 700


def incident_rows() -> tuple[list[Row], dict[int, str]]:
    """Faults of six groups, each of two events, with as much between; some only in the night."""
    rows, messages = [], {}
    for number in range(EVENTS):
        if number % 7 in (0, 1, 2):
            group = f"group-{(number // 7) % GROUPS if number > 350 else (number // 7) % 4}"
            description = (CREATION, PROVISION)[number % 2]
            row = failure(number, group, description=description)
            messages[number] = CAPACITY if group < "group-3" else EFA
        else:
            row = event_row(number, Description="Instance creation started successfully")
        rows.append({**row, "EventTime": NOW - number * 36 * 3600 / EVENTS})
    return rows, messages


def second_of(call: int, latency: float = 0.3) -> float:
    """When the answer to the call of that number comes, where nothing is throttled."""
    limit, now = RateLimit(), 0.0
    for _ in range(call):
        wait = limit.wait(now)
        assert wait is not None
        now += max(wait, 0.0)
        limit.begin(now)
        limit.end(throttled=False)
    return now + latency


def test_each_kind_has_a_cause_within_4_seconds_of_calls_and_each_failure_within_45() -> None:
    rows, messages = incident_rows()
    assert len(messages) == 300
    it = opened(rows, messages, background=True)
    kinds = {
        (row["InstanceGroupName"], row["Description"].split()[0])
        for row in rows
        if row["EventLevel"] == "Error"
    }
    assert len(kinds) == 2 * GROUPS
    background, calls, drawn_after = 0, len(it.service.calls), 0
    since_list = 0
    while it.loader.waiting:
        # As the loader takes turns.
        lists = [key for key in it.loader.waiting if key[0] == "events"]
        is_turn = bool(lists) and since_list >= BUDGET.list_every - 1
        since_list = 0 if is_turn else since_list + 1
        it.answer("events" if is_turn else "")
        see(it)
        background += len(it.service.calls) - calls
        calls = len(it.service.calls)
        if not drawn_after and len(it.listed) == EVENTS:
            failures = [event for event in it.model.rows if event.event_level == "Error"]
            if all(it.model.filtering.drawn_why(event).cause for event in failures):
                drawn_after = background
    assert len(it.listed) == EVENTS
    assert Counter(described(it)) == Counter(messages.keys())
    assert second_of(drawn_after) <= 4.0
    assert second_of(background) <= 45.0
