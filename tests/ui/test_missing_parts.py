"""What is shown of a cluster after a fault: what has come, which part is missing, and why."""

from __future__ import annotations

import json

import pytest

from help.app import account, running
from help.events import NAME, event_row
from help.troubled import Troubled, instance_id, nodes_body
from hpev_tui.demo.endpoint import error_reply
from hpev_tui.demo.validation import ServiceError
from hpev_tui.demo.wire import Reply

_MANY = 500
"""More calls than a test makes."""

_FAULTS = {
    "denied": (
        error_reply(ServiceError("AccessDeniedException", "no", 400)),
        "Access denied: sagemaker:ListClusterNodes",
    ),
    "throttled": (
        error_reply(ServiceError("ThrottlingException", "Rate exceeded", 400)),
        "Throttled: ListClusterNodes",
    ),
    "broken": (Reply(200, b'{"ClusterNodeSumm'), "Invalid answer to ListClusterNodes"),
}


def page_of_nodes(*numbers: int, token: str = "") -> bytes:
    """A page of running nodes of worker-a, which leads to the page of the token."""
    page = json.loads(nodes_body(*((number, "worker-a", "Running") for number in numbers)))
    return json.dumps({**page, **({"NextToken": token} if token else {})}).encode()


@pytest.mark.parametrize("fault", _FAULTS)
async def test_a_nodes_page_that_fails_keeps_those_before_it_and_says_why(fault: str) -> None:
    reply, words = _FAULTS[fault]
    with Troubled() as service:
        service.forget("ListClusterNodes")
        service.answer("ListClusterNodes", page_of_nodes(*range(10), token="2"))  # noqa: S106
        service.prepare("ListClusterNodes", reply, _MANY)
        # Before the start: the nodes may be asked for before the key.
        hold = service.hold("ListClusterNodes")
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            await run.until(lambda: hold.waiting >= 1)
            await run.keys("s")
            await run.shows("by name (s)", "loading ListClusterNodes")
            assert hold.waiting >= 1
            hold.release()
            # Whether a node of a later page is gone is not known.
            await run.shows(
                "≥ 10  ● 10 Running",
                "ListClusterNodes failed, more available",
                words,
                "(nodes after the first 10 not loaded",
                "r retry" if fault == "throttled" else "then r to retry",
                instance_id(20),
                "○ ?",
            )
            assert "Gone" not in run.text
            service.forget("ListClusterNodes")
            service.answer("ListClusterNodes", page_of_nodes(*range(10), token="2"))  # noqa: S106
            service.answer("ListClusterNodes", page_of_nodes(*range(10, 12)))
            service.prepare("ListClusterNodes", reply, _MANY)
            await run.keys("r")
            await run.shows("Nodes  12  ● 12 Running", "Gone", "ListClusterNodes 14:30")
            assert "not loaded" not in run.text
            # Another try that fails changes nothing, and says so.
            await run.keys("r")
            await run.shows("Nodes  12  ● 12 Running", words, "(newer state of nodes not loaded")


PARTS = {
    "ListClusterEvents": "newer events",
    "DescribeCluster": "newer counts",
    "ListClusterNodes": "newer state of nodes",
    "DescribeClusterEvent": "details",
}
"""What is missing where the operation fails at `r`, once all but the details is there."""


class Denied(Troubled):
    """Its details are denied; the other operations can fail, and work again."""

    def __init__(self) -> None:
        super().__init__()
        self._good = {name: self._prepared[name][0] for name in PARTS if self._prepared[name]}
        self.break_down("DescribeClusterEvent")

    def break_down(self, operation: str, code: str = "AccessDeniedException") -> None:
        """Let every call of an operation fail from now on."""
        self.forget(operation)
        self.fail(operation, 400, code, "no", times=_MANY)

    def heal(self, operation: str) -> None:
        """Let it work again."""
        self.forget(operation)
        if operation in self._good:
            self.prepare(operation, self._good[operation], _MANY)


@pytest.mark.parametrize(
    ("keys", "title"),
    [("u", "Failures"), ("m", "Groups"), ("M", "Nodes"), ("mw", "Why"), ("M\n", "Timeline")],
)
async def test_every_overview_says_which_part_is_missing_and_why(keys: str, title: str) -> None:
    """In common is a part of the failures."""
    with Denied() as service:
        async with running(account(service, NAME), size=(200, 50)) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            await run.shows("Nodes  15 ")
            await run.keys("escape")
            for key in keys:
                await run.until(lambda: not run.account_is_busy())
                await run.keys("enter" if key == "\n" else key)
            await run.shows(f"{title}  ")
            for operation, part in PARTS.items():
                service.break_down(operation)
                await run.keys("r")
                denied = f"Access denied: sagemaker:{operation}"
                await run.shows(denied, f"({part} not loaded", "then r to retry")
                if part != "details":
                    service.heal(operation)
                    await run.keys("r")
                    await run.gone(f"({part} not loaded")
            # What is missing for one reason is said together, with what to do about it.
            await run.until(lambda: not run.account_is_busy())
            for operation in PARTS:
                service.break_down(operation, "ExpiredTokenException")
            await run.keys("r")
            await run.shows(f"({', '.join(PARTS.values())} not loaded", "AWS credentials expired")
            await run.until(lambda: not run.account_is_busy())
            for operation in PARTS:
                service.heal(operation)
            await run.keys("r")
            await run.gone("not loaded", "expired")


async def test_older_events_that_nobody_waits_for_are_said_to_be_missing_in_overviews() -> None:
    with Denied() as service:
        service.add(*(event_row(number) for number in range(200, 350)))
        settings = account(service, NAME, background=True)
        with service.hold("ListClusterEvents") as hold:
            async with running(settings, size=(200, 50)) as run:
                await run.until(lambda: hold.waiting == 1)
                service.break_down("ListClusterEvents")
                hold.release()
                await run.shows("100 ")
                await run.keys("u")
                await run.shows("ListClusterEvents", "(older events not loaded", "r to retry")
                service.heal("ListClusterEvents")
                await run.keys("r")
                await run.gone("(older events not loaded")


async def test_nodes_that_come_when_their_overview_is_closed_open_nothing_and_move_nothing() -> (
    None
):
    for reply in (_FAULTS["denied"][0], Reply(200, page_of_nodes(1, 2))):
        with Troubled() as service:
            service.forget("ListClusterNodes")
            service.prepare("ListClusterNodes", reply, _MANY)
            async with running(account(service, NAME)) as run:
                await run.shows("72 loaded")
                with service.hold("ListClusterNodes") as hold:
                    await run.keys("j", "u")
                    await run.until(lambda: hold.waiting >= 1)
                    await run.keys("escape")
                    browser, listed, current = run.browser, run.listed, run.current
                await run.until(lambda: run.app.account.nodes != {})
                await run.keys("j", "k")
                assert (run.browser, run.listed, run.current) == (browser, listed, current)
                # What is wrong with the nodes is no matter of the list.
                assert "not loaded" not in run.text
