"""What is concluded of worlds whose truth is known, all of them loaded, or a part only.

A world is made of its truth (see `help.worlds`): nothing here depends on how the program works.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from help.worlds import INCIDENTS, IncidentWorld, incident_world
from unit.session.concluded import Loaded, newest, whole
from unit.session.wrong_conclusions import CHECKS

SEEDS = range(200)


def test_what_is_concluded_is_the_truth() -> None:
    report(whole)


def test_nothing_wrong_is_concluded_from_a_part() -> None:
    report(newest)


def report(load: Callable[[IncidentWorld], Loaded]) -> None:
    """Fail, and say how many wrong conclusions of each kind are drawn, where any are."""
    examples: dict[str, list[str]] = {}
    for seed in SEEDS:
        loaded = load(incident_world(seed))
        for name, check in CHECKS.items():
            for said in dict.fromkeys(check(loaded)):
                kind = re.sub("[0-9]+", "#", f"{name}: {said}")
                examples.setdefault(kind, []).append(f"{name}: {said} (seed {seed})")
    if examples:
        count = sum(map(len, examples.values()))
        lines = [f"  {len(each)} x {each[0]}" for each in examples.values()]
        pytest.fail("\n".join((f"{count} wrong conclusions:", *sorted(lines))), pytrace=False)


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


def test_the_incidents_of_a_live_world_go_on_after_its_present() -> None:
    for seed in range(20):
        still, live = incident_world(seed), incident_world(seed, live=600)
        news = [row["EventTime"] - live.now for row in live.live]
        assert 0 < news[0] < 5
        assert news == sorted(news)
        assert news[-1] <= 600
        assert live.case["events"] == [*still.case["events"], *live.live]
        assert live.attempts == still.attempts
        assert live.failures == still.failures
        assert live.case["nodes"] == still.case["nodes"]
