"""The questions that people bring to a cluster's events: how long until the answer stands there.

Each begins at the list of a demo cluster, loaded and at rest, in a demo that has just begun. Some
are opened together, and then asked one after the other. A sequence of several steps is pressed
step by step, and what a user needs to read between two of them does not count. The answer is
looked for on the screen as it was drawn, not among the bytes.
"""

from __future__ import annotations

import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bench.meter import Meter
from bench.processes import UnmeasurableError
from bench.setting import CLUSTER, Setting
from bench.table import Figure
from help.terminal import hpev_command

_LOADED = re.compile(rb"EventId ")
_AT_ONCE = 7
"""How many programs are opened at once: their reasons come at a pace, one by one."""
_PATIENCE = 10.0
_COPIES = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
"""Over SSH a copy goes to the terminal: no display of this machine takes part."""


@dataclass(frozen=True, slots=True)
class Step:
    """Keys that are pressed at once, and what the screen shows in the end."""

    keys: tuple[str, ...]
    """Their names; "{instance}" stands for the letters of a part of an instance's ID."""
    shows: str
    """A regular expression, in which "." is any character but a line's end."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the twelve, and the way to its answer."""

    number: int
    asked: str
    cluster: str
    steps: tuple[Step, ...] = ()
    standing: str = ""
    """What answers it in the list itself, before any key: a regular expression."""
    note: str = ""
    instance: str = ""
    """A regular expression for the row of the instance that is asked about; its group is the ID."""


_RETRYING = (
    r"worker-p5 16/28 retrying \(12 nodes missing, (≥ )?\d+ tries failed,"
    r" last \d\d:\d\d:\d\d, next .*\)"
)

QUESTIONS = (
    Question(
        1,
        "why did this node or group not come up",
        CLUSTER,
        standing=r"E  worker-p5  i-[0-9a-f]{17}  \[capacity\] We currently do not have sufficient",
        note="the list names the reason, the detail has all of it",
    ),
    Question(
        2,
        "is it capacity, EFA, lifecycle, IAM, hardware",
        "efa-lab",
        (Step(("1",), r"E  trainers  i-[0-9a-f]{17}  \[efa\] EFA health checks did not run"),),
        note="on efa-lab, whose failures lie below the first page of the screen",
    ),
    Question(
        3,
        "one problem or many, of how many, since when",
        CLUSTER,
        (
            Step(
                ("u",),
                r"(?s)E +\d+ +\d+ +\d+ .*?goes on.*?\[capacity\].*"
                r"faults in \d+ events, \d+ nodes, 1 group, first [^,]+, last [^,]+, goes on",
            ),
        ),
        note="a retry loop: 'goes on', with faults counted once for each known pair",
    ),
    Question(
        4,
        "still retrying, or given up",
        CLUSTER,
        standing=_RETRYING,
        note="the strip of groups",
    ),
    Question(
        4,
        "the same of a group that is given up",
        "lifecycle-lab",
        standing=r"gpu-workers 0/3 stuck \(3 nodes missing, (≥ )?\d+ tries failed, last",
        note="the strip of groups",
    ),
    Question(
        5,
        "where is the lifecycle log of that instance",
        "lifecycle-lab",
        (
            Step(("j",), r"LcsExecutionState +Failed"),
            Step(("enter", "G"), r"lifecycle log +aws logs tail /aws/sagemaker/Clusters/lifecycle"),
        ),
        note="'Next steps' has log group, stream, a command and an address, each to copy",
    ),
    Question(
        6,
        "what happened to instance i-..., from birth on",
        "health-g5",
        (
            Step(("M",), r"\d+ nodes by ListClusterNodes"),
            Step(("/", "{instance}"), r"(?s)1 shown, .*\n {instance}\n"),
            Step(
                ("enter", "enter"),
                r"(?s)instance +.*i-[0-9a-f]+{instance}\n.*unhealthy.*terminating.*attempt 1",
            ),
        ),
        note="an instance that was replaced; the ID's last four letters are typed",
        instance=r"(?s)W  worker-g5  i-[0-9a-f]{13}([0-9a-f]{4})  .*is unhealthy",
    ),
    Question(
        7,
        "did my scale-up finish, how far is it",
        "scale-up",
        standing=r"inference-flex \d+/64 growing",
        note="the strip of groups",
    ),
    Question(
        8,
        "what is happening right now",
        CLUSTER,
        (Step(("f",), r"\n following  "),),
        note="and from then on without a key; a poll each 10 s",
    ),
    Question(
        9,
        "did the group use my reserved capacity",
        "scale-up",
        (
            Step(
                ("/", *"reserv"),
                r"(?s)\n reserv +\d+ of \d+ loaded.*Found CapacityReservation ID cr-[0-9a-f]{17}",
            ),
        ),
    ),
    Question(
        10,
        "what of this is noise",
        CLUSTER,
        (Step(("F",), r"\d+ folded"),),
        standing=r"\(told twice\) Instance creation failed",
        note="'told twice' and 'usual while scaling' are dim before any key; F folds the pairs",
    ),
    Question(
        11,
        "which faulty nodes to reboot or to replace",
        "health-g5",
        (
            Step(
                ("/", *"unhealthy"),
                r"(?s)\d of \d\d loaded.*fault type [A-Za-z]+ on this node and is unhealthy\. "
                r"Repair action: [A-Z]",
            ),
        ),
        note="three nodes; the repair action of the one under the cursor, j shows the next",
    ),
    Question(
        11,
        "and was that done",
        "health-g5",
        (
            Step(("M",), r"\d+ nodes by ListClusterNodes"),
            Step(("/", "{instance}"), r"(?s)1 shown, .*\n {instance}\n"),
            Step(
                ("enter", "enter"),
                r"(?s)now Running i-.*attempt 2.* ready after .*replacement.*ready ",
            ),
        ),
        note="the story ends with the instance that runs now; the ID's last four letters are typed",
        instance=r"(?s)W  worker-g5  i-[0-9a-f]{13}([0-9a-f]{4})  .*is unhealthy",
    ),
    Question(
        12,
        "something to paste into a ticket",
        CLUSTER,
        (Step(("y", "t"), r"Sent to the terminal by OSC 52: rows as a timeline"),),
        note="a timeline in Markdown; the toast says that it was sent",
    ),
)


def figures(setting: Setting) -> list[Figure]:
    """A figure for each question, and for each part of one that has two."""
    # Without a key there is nothing to time: the answer stands there or not.
    runs = [
        question
        for question in QUESTIONS
        for _ in range(setting.times(3, 1) if question.steps else 1)
    ]
    seconds: dict[Question, list[float]] = defaultdict(list)
    missing: dict[Question, str] = {}
    for begin in range(0, len(runs), _AT_ONCE):
        with ExitStack() as stack:
            opened = [
                (each, _open(setting, each, stack)) for each in runs[begin : begin + _AT_ONCE]
            ]
            for question, terminal in opened:
                try:
                    seconds[question].append(_asked(terminal, question))
                except (UnmeasurableError, AssertionError) as reason:
                    missing[question] = f"no answer: {reason!s:.300}"
    return [_figure(each, seconds[each], missing.get(each, "")) for each in QUESTIONS]


def _figure(question: Question, seconds: list[float], missing: str) -> Figure:
    name = f"{question.number:2} {question.asked}"
    if missing:
        return Figure(name, None, "s", note=missing)
    return Figure(name, statistics.median(seconds), "s", note=_note(question, len(seconds)))


def _note(question: Question, runs: int) -> str:
    keys = [key for step in question.steps for key in step.keys]
    typed = " ".join("four letters" if key == "{instance}" else key for key in keys)
    count = len(keys) + 3 * keys.count("{instance}")
    said = f"{count} keys: {typed}" if keys else "0 keys"
    said = said.replace("1 keys", "1 key", 1) if count == 1 else said
    median = f"median of {runs}" if keys else ""
    parts = [f"{question.cluster}, {said}", question.note, median]
    return "; ".join(filter(None, parts))


def _open(setting: Setting, question: Question, stack: ExitStack) -> Meter:
    """The program on the question's cluster, which `stack` ends."""
    env = {**setting.anew(stack), **_COPIES}
    return stack.enter_context(Meter([*hpev_command(), question.cluster], env))


def _asked(terminal: Meter, question: Question) -> float:
    """Seconds from the first key to the answer, without the pauses between the steps."""
    terminal.saw(_LOADED)
    terminal.wait_for_start()
    if question.standing and not re.search(question.standing, terminal.screen_text()):
        raise UnmeasurableError(_missing(question.standing, terminal))
    part = _part(question, terminal)
    return sum(_took(terminal, step, part) for step in question.steps)


def _part(question: Question, terminal: Meter) -> str:
    """The part of the ID that is typed, read off the screen as a user does."""
    if not question.instance:
        return ""
    match = re.search(question.instance, terminal.screen_text())
    if match is None:
        raise UnmeasurableError(_missing(question.instance, terminal))
    return match[1]


def _took(terminal: Meter, step: Step, part: str) -> float:
    pattern = re.compile(step.shows.replace("{instance}", part))
    # What stood there before is drawn, so that only what the keys bring can be the answer.
    if pattern.search(terminal.screen_text()):
        raise UnmeasurableError(f"{pattern.pattern!r} stands there before {step.keys}")
    start = time.monotonic()
    terminal.press(*_letters(step.keys, part))
    while time.monotonic() < start + _PATIENCE:
        terminal.rest()
        (stood,) = terminal.stood(pattern)
        if stood is not None:
            return stood - start
    raise UnmeasurableError(_missing(pattern.pattern, terminal))


def _letters(keys: Sequence[str], part: str) -> Iterator[str]:
    for key in keys:
        yield from part if key == "{instance}" else (key,)


def _missing(pattern: str, terminal: Meter) -> str:
    screen = re.sub(r"\s+", " ", terminal.screen_text()).strip()
    return f"no {pattern!r}; the screen: {screen}"
