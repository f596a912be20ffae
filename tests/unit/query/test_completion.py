"""What is offered at the cursor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.query import complete
from hpev_tui.query.lexer import tokens
from hpev_tui.query.values import values_of

VALUES = {
    "group": ["worker", "worker-p5", "Controller", "a b,c"],
    "node": ["i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"],
    "level": ["Error", "Critical"],
}


@every(
    ("text", "suffixes"),
    [
        # Keys
        ("lev", ["el:"]),
        ("Lev", ["el:"]),
        ("-gr", ["oup:"]),
        ("a l", ["evel:", "ike:"]),
        ("level", [":"]),
        ("ca", ["use:"]),
        ("reason", []),
        ("", []),
        ("a ", []),
        ("-", []),
        ('"lev', []),
        ('"lev"', []),
        ("\\-lev", []),
        ("/lev", []),
        ("/lev/", []),
        # Values
        ("group:", ["worker", "worker-p5", "Controller", "a\\ b\\,c"]),
        ("group:wo", ["rker", "rker-p5"]),
        ("group:worker", ["-p5"]),
        ("-group:worker-", ["p5"]),
        ("group:co", []),
        ("group:a", ["\\ b\\,c"]),
        ("group:a\\ ", ["b\\,c"]),
        ("group:worker-p5", []),
        ("group:worker,", ["worker-p5", "Controller", "a\\ b\\,c"]),
        ("group:w*", []),
        ('group:"wo', []),
        ('group:"wo"', []),
        ("node:i-03", ["91f86fa0fe0d465"]),
        ("level:e", ["rror"]),
        ("level:c", ["ritical*"]),
        ("type:", ["Cluster", "InstanceGroup", "Instance"]),
        ("type:i", ["nstanceGroup", "nstance"]),
        ("since:", []),
        ("cause:c", ["apacity"]),
        ("-cause:capacity,n", ["etwork"]),
        (
            "cause:",
            [
                *("capacity", "efa", "lifecycle", "network", "access"),
                *("quota", "hardware", "image", "scaling", "unknown"),
            ],
        ),
        ("reason:", []),
    ],
)
def test_the_rest_of_what_fits_is_offered(text: str, suffixes: list[str]) -> None:
    offer = complete(text, len(text), VALUES)
    assert (list(offer.suffixes) if offer else []) == suffixes
    if offer:
        assert offer.suffix == suffixes[0]


def test_nothing_is_offered_inside_a_word() -> None:
    assert complete("lev", 2, VALUES) is None


def test_the_cursor_may_stand_before_other_terms() -> None:
    offer = complete("a lev group:b", 5, VALUES)
    assert offer
    assert offer.suffix == "el:"


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=4))
def test_what_is_appended_is_read_as_the_value(groups: list[str]) -> None:
    offer = complete("group:,", 7, {"group": groups})
    assert offer
    for group, suffix in zip(groups, offer.suffixes, strict=True):
        (token,) = tokens(f"group:,{suffix}")
        assert [value.literal for value in values_of(token.body)] == [group]
