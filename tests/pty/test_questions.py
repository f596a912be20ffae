"""The twelve questions in a real terminal: each answered rightly, by at most three keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from help.asking import asked, opened, world_of_now
from help.questions import MOST_KEYS, QUESTIONS, asks

WORLD = 52
"""The seed of a world of which every question can be asked."""

AT_ONCE = 4
"""How many programs run at the same time, each for one question."""


def _problem(number: int) -> str:
    """What is not as it should be about a question's answer; "" for nothing."""
    world = world_of_now(WORLD)
    (ask,) = [each for each in asks(world) if each.number == number]
    with opened(world, 80, 24) as (terminal, service):
        # All of the world is less than the day that is loaded by itself.
        terminal.wait_for("no older events")
        was = asked(terminal, service, ask, patience=15)
    if was.is_right and len(was.keys) <= MOST_KEYS:
        return ""
    how = "right" if was.is_right else "not right"
    return f"{number}. {ask.question} {how}, by {was.keys}\n{was.screen}"


def test_every_question_is_answered_rightly_by_three_keys() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        problems = list(pool.map(_problem, QUESTIONS))
    assert not any(problems), "\n\n".join(filter(None, problems))
