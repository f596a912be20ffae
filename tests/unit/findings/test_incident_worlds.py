"""What is concluded of worlds whose truth is known, all of them loaded, or a part only.

A world is made of its truth (see `help.worlds`): nothing here depends on how the program works.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from help.worlds import INCIDENTS, incident_world
from unit.findings.concluded import CHECKS, Loaded, newest, whole

SEEDS = range(200)

EXAMPLES = 12
"""How many wrong conclusions a failure names, the most frequent ones."""


@cache
def wrong_conclusions() -> dict[tuple[str, str], Counter[str]]:
    """In how many worlds each wrong conclusion is drawn, by what is loaded and what is checked."""
    wrong = {(load, check): Counter[str]() for load in ("all", "newest") for check in CHECKS}
    for seed in SEEDS:
        world = incident_world(seed)
        loads: dict[str, Loaded] = {"all": whole(world), "newest": newest(world)}
        for load, loaded in loads.items():
            for name, check in CHECKS.items():
                wrong[load, name].update({*check(loaded)})
    return wrong


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_concluded_is_the_truth(check: str) -> None:
    report(wrong_conclusions()["all", check])


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_wrong_is_concluded_from_a_part(check: str) -> None:
    report(wrong_conclusions()["newest", check])


def report(wrong: Counter[str]) -> None:
    """Fail, and say what is wrong, where anything is."""
    worst = [f"  {count} x {said}" for said, count in wrong.most_common(EXAMPLES)]
    if wrong:
        lines = (f"{wrong.total()} wrong conclusions, such as", *worst)
        pytest.fail("\n".join(lines), pytrace=False)


def test_the_worlds_are_of_all_kinds_and_as_large_as_clusters_are() -> None:
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        world = incident_world(seed)
        kinds.update(world.incidents.values())
        kinds.update([*world.failures])
        assert 4 <= len(world.groups) <= 8
        assert 30 <= len(world.nodes) <= 80
        assert 300 <= len(world.case["events"]) <= 900
    assert min(kinds[incident.__name__] for incident in INCIDENTS) > 80
    assert min(kinds[each] for each in ("access", "readiness", "skipped", "back", "efa")) > 80


def test_a_seed_always_gives_the_same_world() -> None:
    assert incident_world(7).case == incident_world(7).case
    assert incident_world(7).case != incident_world(8).case
