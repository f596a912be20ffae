"""How a verb ends: its exit status, and what is said of a fault where no key can be pressed."""

from __future__ import annotations

import re

from hpev_tui.arguments import BAD_COMMAND_LINE
from hpev_tui.model.failure import SAVED, Failure
from hpev_tui.system.interrupts import INTERRUPTED

FAULT = 1
NO_ACCESS = 3
TIME_LIMIT = 4
HOLDS = 10

EXITS: tuple[tuple[int, str], ...] = (
    (0, "all that was asked for was printed"),
    (FAULT, "a fault: of the network, the service, a file or standard output"),
    (
        BAD_COMMAND_LINE,
        "the command line cannot be read, or it is not clear which cluster is meant",
    ),
    (
        NO_ACCESS,
        "no credentials, permission or region, or an MFA code that cannot be asked for",
    ),
    (TIME_LIMIT, "the time of `--timeout` was over"),
    (HOLDS, "a condition of `--fail-on` holds"),
    (INTERRUPTED, "SIGINT"),
)
"""Each exit status with what it means, for the documentation."""

NO_TERMINAL = "An MFA code is needed, and there is no terminal to ask for it"
"""What is said where a code would have to be typed."""

# What a screen says of its keys: there are none here.
_KEYS = (
    (re.compile(r"^r to switch, or (.)"), lambda match: match[1].upper()),
    (re.compile(r"^r to [^;]*(?:; |$)"), lambda _: ""),
    (re.compile(r",? then r to \w+"), lambda _: ""),
    (re.compile(r"(?:^| )r retry$"), lambda _: ""),
    (re.compile(r"^:fetch asks the service$"), lambda _: "hpev-tui asks the service by :fetch"),
)

_STATUS = {
    **{"credentials": NO_ACCESS, "region": NO_ACCESS, "access": NO_ACCESS},
    **{SAVED: 0, "not-continuous": 0},
}
"""What saved events do not hold, or a cluster does not have, is no fault; all else is one."""


class StopError(Exception):
    """A verb cannot go on: the text says why, the status is what the command exits with."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def status_of(failure: Failure) -> int:
    """The exit status where this is what stops a verb, or keeps something from it."""
    return _STATUS.get(failure.kind, FAULT)


def said_of(failure: Failure) -> str:
    """What happened and what to do, with the command that fixes it, in one line."""
    advice = without_keys(failure.advice)
    fix = failure.remedy if "\n" not in failure.remedy else ""
    return ". ".join(filter(None, (failure.title, advice.rstrip("."), fix and f"Fix: {fix}")))


def without_keys(advice: str) -> str:
    """The advice of a failure without the keys of a screen."""
    for pattern, instead in _KEYS:
        advice = pattern.sub(instead, advice)
    return advice.strip()
