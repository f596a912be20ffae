"""What of a filter the service does, and what is said of that."""

from __future__ import annotations

from help.app import account, running
from help.endpoint import MadeUp
from help.events import NOW, mixed_rows
from help.timers import HandTimers
from hpev_tui.session.cluster import TYPED_SECONDS


def typing_by_hand() -> HandTimers:
    """A line that is being typed rests when the test says so."""
    return HandTimers(by_hand=lambda seconds: seconds == TYPED_SECONDS)


async def test_what_the_service_can_filter_is_sent_and_said() -> None:
    with MadeUp(*mixed_rows(250)) as service:
        async with running(account(service, "made-up"), size=(149, 36)) as run:
            await run.shows("100 loaded, older available (L)")
            await run.keys("/", *"level:info group:system type:instance since:9d", "enter")
            await run.shows("[service: group type since]")
            await run.until(lambda: len(service.pages()) == 2)
            await run.gone("loading…")
            sent = {
                "InstanceGroupName": "system",
                "ResourceType": "Instance",
                "EventTimeAfter": NOW - 9 * 86400 - 1,
            }
            assert service.pages() == [{}, sent]


async def test_a_line_that_is_given_up_before_it_rests_asks_for_nothing() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        timers = typing_by_hand()
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded, older available (L)")
            await run.keys("/", *"group:system")
            assert timers.waiting == [TYPED_SECONDS]
            await run.keys("escape")
            await run.shows(" 100 loaded, older available (L)")
            assert timers.waiting == []
            await run.keys("j")
            assert service.pages() == [{}]


async def test_a_filter_that_keeps_nothing_looks_a_little_further_and_says_how_to_go_on() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older available (L)")
            await run.keys("/", *"nowhere", "enter")
            await run.shows(
                "0 of 600 loaded, older available (L)",
                "No match in 600 loaded events.",
                "L load older",
                "esc clear filter",
            )
            assert len(service.pages()) == 6
            await run.keys("L")
            await run.shows("0 of 900 loaded, no older events")
            await run.gone("L load older")
            assert len(service.pages()) == 9


async def test_a_filter_from_the_command_line_goes_with_the_first_call() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        settings = account(service, "made-up")._replace(filter_text="group:system level:error")
        async with running(settings) as run:
            await run.shows(" [service: group]  group:system  level:error", "80 of 400 loaded")
            assert service.pages()[0] == {"InstanceGroupName": "system"}
            assert all(page["InstanceGroupName"] == "system" for page in service.pages())
