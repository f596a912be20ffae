"""The keys for levels and for wordings, and levels that the service did not send."""

from __future__ import annotations

from help.app import account, running
from help.endpoint import MadeUp
from help.events import Row, event_row, mixed_rows


def ids(rows: list[Row]) -> list[str]:
    return [row["EventId"] for row in rows]


async def test_1_2_and_0_show_levels() -> None:
    rows = mixed_rows(60)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("1")
            await run.shows("level:error", "6 of 60 loaded")
            assert run.listed == ids(rows[3::10])
            await run.keys("2")
            await run.shows("12 of 60 loaded")
            assert run.listed == ids([row for row in rows if row["EventLevel"] != "Info"])
            await run.keys("1", "0")
            await run.shows(" 60 loaded, ")
            assert run.listed == ids(rows)
            # Levels are no business of the service's.
            assert service.pages() == [{}]


async def test_the_rest_of_the_filter_stays_as_it_is() -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("/", *"group:system level:warn number", "enter", "1")
            await run.shows(" group:system  level:error  number", "6 of 60 loaded")
            await run.keys("0")
            await run.shows(" group:system  number", "30 of 60 loaded")
            await run.gone("level:")


def worded(number: int, text: str) -> Row:
    return event_row(number, InstanceId=f"i-0{number:07x}", Description=text)


async def test_alike_and_unlike() -> None:
    rows = [worded(n, f"Lifecycle script of i-0{n:07x} failed") for n in range(0, 30, 3)]
    rows += [worded(n, f"Instance i-0{n:07x} has started") for n in range(1, 30, 3)]
    rows += [worded(n, "The cluster is in service") for n in range(2, 30, 3)]
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("30 loaded")
            first = run.current
            await run.keys("*")
            # All of these IDs begin alike, so that only the whole of one will do.
            await run.shows(f"like:{first}", "10 of 30 loaded")
            assert run.listed == ids(rows[:10])
            assert run.current == first
            await run.keys("escape", "#")
            await run.shows("20 of 30 loaded")
            assert first not in run.listed
            await run.keys("#")
            await run.until(lambda: run.listed == ids(rows[20:]))
            # Where there is no room for all, it is what is loaded that goes.
            assert run.title.startswith("Events  -like:00000000-0000-4000-8000-000000000000  -lik")
            assert run.title.endswith(" 1 of 10 ─╮")


async def test_the_beginning_of_an_id_will_do_where_it_is_the_only_one() -> None:
    rows = mixed_rows(20)
    rows[0]["EventId"] = "83ea0bb5-0000-4000-8000-000000000000"
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("20 loaded")
            await run.keys("*")
            await run.shows("  like:83ea0bb5 ─")


async def test_a_missing_level_is_inferred_in_a_small_letter_and_said_in_the_detail() -> None:
    rows = [
        event_row(0, EventLevel="", Description="Failed to provision EC2 Instance"),
        event_row(1, EventLevel="", Description="Instance found unhealthy"),
        event_row(2, EventLevel="", Description="Successfully updated"),
        event_row(3, EventLevel="Error", Description="Failed to attach"),
        event_row(4, EventLevel="Info", Description="Failed on the way, and went on"),
    ]
    with MadeUp(*rows) as service:
        service.rows.details[rows[0]["EventId"]] = {"EventMetadata": {"Instance": {}}}
        async with running(account(service, "made-up")) as run:
            await run.shows("▌05-12 14:30:00  e  ", "▎      14:29:00  w  ")
            await run.shows("       14:28:00  i  ", "▌      14:27:00  E  ")
            await run.shows("No EventLevel sent: Error inferred from the description")
            assert "EventLevel  " not in run.text
            await run.keys("G", "enter")
            await run.shows("EventLevel  ", "Info")
            await run.gone("is inferred")
            # A filter and a jump take the inferred level for the level.
            await run.keys("escape", "1")
            await run.shows("2 of 5 loaded")
            assert run.listed == ids([rows[0], rows[3]])
            await run.keys("0", "g", "w")
            assert run.current == rows[1]["EventId"]
