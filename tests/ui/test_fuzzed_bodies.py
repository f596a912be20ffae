"""Spoiled answers: after each a key works, and rows or a named failure are on the screen."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from help.app import Run, account, running
from help.attacks.bodies import CLUSTER, KEYS, Path, inside, paths, structures, valid_bodies
from help.attacks.strings import ATTACKS
from help.events import NOW
from help.examples import examples
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.endpoint import ServiceCall
from hpev_tui.demo.wire import Reply
from hpev_tui.demo.world import World
from hpev_tui.model.failure import SourceError
from hpev_tui.sources.aws import wire
from hpev_tui.text.clean import clean
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.screens.picker import PickerScreen
from ui.test_hostile_text import HARMFUL, assert_harmless
from unit.sources.test_attacked_bodies import READERS, of_detail, texts
from unit.sources.test_wire import answer, json_values

BODIES = valid_bodies()
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1e308, 10**40, float("nan"), float("inf"), "", [], {}, [[]]),
    *([None], {"": None}, "x" * 100_000, list(range(1000)), "9" * 5000, 1780334425350),
]


@st.composite
def spoiled(draw: st.DrawFn, operation: str) -> bytes:
    """A valid body of which some places are not what they should be, or a part of one."""
    whole = {"body": copy.deepcopy(BODIES[operation])}
    for _ in range(draw(st.integers(1, 3))):
        inner = [path for path in (*paths(whole), *structures(whole)) if path]
        if inner:
            spoil(draw, whole, draw(st.sampled_from(inner)))
    data = json.dumps(whole.get("body"), ensure_ascii=draw(st.booleans()))
    body = data.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        return body[: draw(st.integers(0, len(body)))]
    return body


def spoil(draw: st.DrawFn, whole: dict[str, Any], path: Path) -> None:
    """Delete, replace, double or nest what is at a place, or put something beside it."""
    holder, name = inside(whole, path[:-1]), path[-1]
    how = draw(st.sampled_from(["delete", "value", "odd", "attack", "double", "nest", "beside"]))
    attack = draw(st.sampled_from(sorted(ATTACKS.values())))
    if how == "delete":
        del holder[name]
    elif how == "double":
        holder[name] = [holder[name], holder[name]]
    elif how == "nest":
        for _ in range(draw(st.sampled_from([1, 70, 200]))):
            holder[name] = {attack: holder[name]}
    elif how == "beside" and isinstance(holder, dict) and len(path) > 1:
        holder[attack] = draw(json_values)
    else:
        values = {"value": json_values, "odd": st.sampled_from(ODD)}
        holder[name] = draw(values.get(how, st.just(attack)))


@pytest.mark.parametrize("operation", KEYS)
def test_any_body_gives_clean_records_or_a_named_failure(operation: str) -> None:
    @settings(max_examples=examples(300), suppress_health_check=list(HealthCheck))
    @given(spoiled(operation))
    def check(body: bytes) -> None:
        try:
            decoded = wire.decode(operation, answer(body), KEYS[operation])
            reader = READERS.get(operation)
            shown = [*(texts(reader(decoded)) if reader else of_detail(decoded))]
        except SourceError as error:
            shown = [error.failure.title, error.failure.advice]
            assert "Invalid answer to " in shown[0]
        assert all(clean(text) == text for text in shown)

    check()


class Spoiling(ScriptedEndpoint):
    """The demo's endpoint, which answers one operation with a spoiled body."""

    def __init__(self) -> None:
        super().__init__(World(now=lambda: NOW))
        self.operation, self.body = "", b""

    def unprepared(self, call: ServiceCall) -> Reply:
        if call.operation == self.operation:
            return Reply(200, self.body)
        return super().unprepared(call)


NAMED = ("Invalid answer", "failed (", "No events yet", "has no events", "not found")
"""What a failure, or an answer that holds nothing, is called on the screen."""


def is_said(run: Run, operation: str) -> bool:
    """Whether what came is on the screen: as rows, or as a failure that has a name."""
    packed = " ".join(run.text.split())
    if any(words in packed for words in NAMED):
        return True
    if operation == "ListClusters":
        return run.the(ClusterList).row_count > 0
    if operation == "ListClusterNodes":
        return "▾ Node " in packed
    if operation == "DescribeClusterEvent":
        return run.detail.row_count > 0
    return run.events.row_count > 0


def forget_what_is_loaded(run: Run) -> None:
    """What is known already is not asked for again."""
    account, screen = run.app.account, run.app.screen
    account.nodes.clear()
    account.details.clear()
    if isinstance(screen, BrowserScreen):
        screen.model.sections.forget_nodes()


async def works_after(run: Run, service: Spoiling, operation: str, body: bytes) -> None:
    """Have the operation answered with the body: it is said, and keys still work."""
    forget_what_is_loaded(run)
    service.operation, service.body = operation, body
    before = service.calls.count(operation)
    await run.keys("r" if operation == "ListClusters" else "enter")
    await run.until(lambda: service.calls.count(operation) > before)
    await run.until(lambda: is_said(run, operation))
    # Of characters that Unicode has not assigned the examples may hold some.
    assert_harmless(run, HARMFUL)
    await run.keys("j", "?")
    await run.shows(" Keys  ")
    await run.keys("q")
    await run.gone(" Keys  ")
    service.operation = ""
    if operation != "ListClusters":
        await run.keys("q")
        await run.until(lambda: isinstance(run.app.screen, PickerScreen))


@pytest.mark.long
@pytest.mark.parametrize("operation", KEYS)
async def test_after_any_body_a_key_works_and_something_is_said(operation: str) -> None:
    service = Spoiling()
    with service:
        async with running(account(service), size=(150, 50)) as run:
            await run.shows(CLUSTER)
            if operation != "ListClusters":
                await run.keys("/", *CLUSTER)
                await run.shows("1 of ")
            loop = asyncio.get_running_loop()

            # A failing example waits for its limit: there is no time to look for a smaller one.
            @settings(
                max_examples=examples(10),
                phases=[Phase.reuse, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(spoiled(operation))
            def check(body: bytes) -> None:
                work = works_after(run, service, operation, body)
                asyncio.run_coroutine_threadsafe(work, loop).result(60)

            # Hypothesis waits for each example, and the app needs its own thread meanwhile.
            await asyncio.to_thread(check)
            assert run.app.is_running
