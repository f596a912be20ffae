"""On how many examples a property is tried: Hypothesis' profiles, chosen by `EXAMPLES=` of make.

    @settings(max_examples=examples(300))
    @given(st.text())
    def test_it(text: str) -> None: ...

No example has a time limit: a busy machine is no fault of the program.
"""

from __future__ import annotations

from hypothesis import settings

FULL = "full"
PROFILES = {FULL: 100, "quick": 50, "few": 25}
"""The profiles by name, and how many examples each has for a property that names no number."""


def register() -> None:
    """Make the profiles known, and use the one that tests have unless they are given another."""
    for name, count in PROFILES.items():
        settings.register_profile(name, max_examples=count, deadline=None)
    settings.load_profile("quick")


def examples(full: int) -> int:
    """The number of examples of a property whose full number is `full`."""
    if settings.get_current_profile_name() == FULL:
        return full
    most: int = settings().max_examples
    return min(full, most)
