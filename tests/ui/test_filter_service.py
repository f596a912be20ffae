"""What of a filter the service does, what it is asked for, and what is found beyond the loaded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from help.app import Clock, Run, account, running
from help.endpoint import MadeUp
from help.events import NOW, mixed_rows
from help.timers import HandTimers
from hpev_tui.session.cluster import TYPED_SECONDS

NODE = "i-00000003"
NOON = NOW - 2.5 * 3600


def line_of_filter(run: Run) -> str:
    return run.text.splitlines()[1]


def typing_by_hand() -> HandTimers:
    """A line that is being typed rests when the test says so."""
    return HandTimers(by_hand=lambda seconds: seconds == TYPED_SECONDS)


@pytest.mark.parametrize(
    ("line", "sent", "shown"),
    [
        (f"node:{NODE}", {"NodeId": NODE}, "[service: node]"),
        ("group:system", {"InstanceGroupName": "system"}, "[service: group]"),
        ("type:instance", {"ResourceType": "Instance"}, "[service: type]"),
        ("since:9h", {"EventTimeAfter": NOW - 9 * 3600 - 1}, "[service: since]"),
        ("until:2026-05-12T12:00Z", {"EventTimeBefore": NOON + 1}, "[service: until]"),
        (
            "level:info group:system type:instance since:9d",
            {
                "InstanceGroupName": "system",
                "ResourceType": "Instance",
                "EventTimeAfter": NOW - 9 * 86400 - 1,
            },
            "[service: group type since]",
        ),
    ],
)
async def test_what_the_service_can_filter_is_sent_and_said(
    line: str, sent: dict[str, object], shown: str
) -> None:
    with MadeUp(*mixed_rows(250)) as service:
        async with running(account(service, "made-up"), size=(150, 36)) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *line, "enter")
            await run.shows(shown)
            await run.until(lambda: len(service.pages()) == 2)
            await run.gone("loading…")
            assert service.pages() == [{}, sent]


async def test_what_is_loaded_already_is_not_asked_for() -> None:
    with MadeUp(*mixed_rows(250)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"since:1h level:error", "enter")
            await run.shows("6 of 100 loaded, the service has no older ones")
            assert service.pages() == [{}]


@pytest.mark.parametrize(
    "line",
    ["group:w*", "-group:system", "group:system,x", "level:error", "number", "/n/", "node:i"],
)
async def test_what_the_service_cannot_filter_is_not_sent(line: str) -> None:
    with MadeUp(*mixed_rows(90)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("90 loaded, the service has no older ones")
            await run.keys("/", *line, "enter")
            await run.until(lambda: run.events.has_focus)
            await run.shows(" of 90 loaded, the service has no older ones")
            assert "[service" not in line_of_filter(run)
            assert service.pages() == [{}]


async def test_older_matching_events_are_found_beyond_what_is_loaded() -> None:
    rows = mixed_rows(900)
    for number in (40, 700, 850):
        rows[number]["InstanceGroupName"] = "rare"
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"group:rare", "enter")
            await run.shows("3 of 102 loaded, the service has no older ones")
            assert run.listed == [rows[number]["EventId"] for number in (40, 700, 850)]
            assert service.pages() == [{}, {"InstanceGroupName": "rare"}]


async def test_the_pages_of_what_the_service_filters_go_on() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"group:system", "enter")
            await run.shows("100 of 150 loaded, older remain")
            await run.keys("G")
            await run.shows("200 of 250 loaded, older remain")
            pages = service.pages()
            assert [page.get("InstanceGroupName") for page in pages] == [None, "system", "system"]
            # Back to all events, of which these are too far down to be shown as the next ones.
            await run.keys("escape", "g")
            await run.shows(" 250 loaded, older remain")
            assert service.pages() == pages


async def test_nothing_is_asked_while_the_line_is_typed() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        timers = typing_by_hand()
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded, older remain")
            for key in ("/", *f"group:system node:{NODE}"):
                await run.keys(key)
            await run.shows("10 of 100 loaded")
            assert service.pages() == [{}]
            timers.go_off()
            await run.shows("90 of 180 loaded")
            sent = {"InstanceGroupName": "system", "NodeId": NODE}
            assert service.pages() == [{}, sent]
            # Enter applies what has been asked for already.
            await run.keys("enter")
            await run.shows("90 of 180 loaded, the service has no older ones")
            assert service.pages() == [{}, sent]


async def test_a_line_that_is_given_up_before_it_rests_asks_for_nothing() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        timers = typing_by_hand()
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"group:system")
            assert timers.waiting == [TYPED_SECONDS]
            await run.keys("escape")
            await run.shows(" 100 loaded, older remain")
            assert timers.waiting == []
            await run.keys("j")
            assert service.pages() == [{}]


async def test_a_filter_that_keeps_nothing_looks_a_little_further_and_says_how_to_go_on() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"nowhere", "enter")
            await run.shows(
                "0 of 600 loaded, older remain: L loads them",
                "No loaded event matches nowhere",
                "L loads older events, which may match",
                "esc takes the filter away",
            )
            assert len(service.pages()) == 6
            await run.keys("L")
            await run.shows("0 of 900 loaded, the service has no older ones")
            await run.gone("L loads older events")
            assert len(service.pages()) == 9


async def test_a_filter_from_the_command_line_goes_with_the_first_call() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        settings = replace(account(service, "made-up"), filter_text="group:system level:error")
        async with running(settings) as run:
            await run.shows(" [service: group]  group:system  level:error", "80 of 400 loaded")
            assert service.pages()[0] == {"InstanceGroupName": "system"}
            assert all(page["InstanceGroupName"] == "system" for page in service.pages())


async def test_a_length_of_time_stays_where_it_was_while_the_line_changes() -> None:
    clock = Clock()
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up"), now=clock) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"since:9h", "enter")
            await run.shows("[service: since]", "100 of 100 loaded")
            await run.until(lambda: len(service.pages()) == 2)
            await run.gone("loading…")
            clock.seconds += 90
            await run.keys("1")
            await run.shows("level:error", "[service: since]")
            await run.keys("0")
            await run.gone("level:error")
            afters = {page.get("EventTimeAfter") for page in service.pages()}
            assert afters == {None, NOW - 9 * 3600 - 1}


async def test_an_event_far_below_does_not_have_all_between_loaded_unasked() -> None:
    rows = mixed_rows(2000)
    rows[1900]["InstanceGroupName"] = "rare"
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"group:rare", "enter")
            await run.shows("1 of 101 loaded")
            await run.keys("escape")
            # The cursor stays on it, below what is not loaded.
            await run.shows("601 loaded, older remain", "[not all loaded above] Event number 1900")
            await run.gone("loading…")
            assert run.current == rows[1900]["EventId"]
            assert len(service.pages()) == 7
            await run.keys("L")
            await run.shows("2,000 loaded, the service has no older ones")
            assert run.current == rows[1900]["EventId"]
