"""The decision: from the surroundings and the route that was chosen to the steps."""

from __future__ import annotations

import re

import pytest

from help.cases import every
from hpev_tui.clipboard import ClipboardRoute, Route
from hpev_tui.clipboard.plan import LIMIT, MOSH_LIMIT, SCREEN_LIMIT, plan
from hpev_tui.clipboard.surroundings import Surroundings, Tmux

REMOTE = "SSH_CONNECTION"
TMUX = Tmux("3.4", "external", "off", "xterm-256color", r"\033]52;%p1%s;%p2%s\a")
LACKS_MS = Tmux("3.4", "external", "off", "vt100")
IN_SCREEN = Tmux("3.4", "on", "on", "screen", r"\033]52;%p1%s;%p2%s\a", in_screen=True)
OLD = Tmux("2.7", "on", "", "xterm-256color")


@every(
    ("surroundings", "choice", "routes"),
    [
        (Surroundings(), "auto", "osc52 view"),
        (Surroundings(tool="xclip"), "auto", "native osc52 view"),
        (Surroundings(tool="pbcopy", remote=REMOTE), "auto", "osc52 view"),
        (Surroundings(term="linux"), "auto", "view"),
        (Surroundings(term="linux", tool="xclip"), "auto", "native view"),
        (Surroundings(program="Apple_Terminal"), "auto", "view"),
        (Surroundings(program="VTE"), "auto", "view"),
        # That is the name of another terminal then: of the one that was left by SSH.
        (Surroundings(program="VTE", remote=REMOTE), "auto", "osc52 view"),
        (Surroundings(screen=True), "auto", "screen view"),
        (Surroundings(term="screen.xterm-256color", remote=REMOTE), "auto", "screen view"),
        (Surroundings(term="screen-256color", remote=REMOTE), "auto", "osc52 view"),
        (Surroundings(screen=True, term="linux", tool="xsel"), "auto", "native screen view"),
        (Surroundings(tmux=TMUX), "auto", "tmux tmux-buffer view"),
        (Surroundings(tmux=TMUX, tool="xclip"), "auto", "native tmux tmux-buffer view"),
        (Surroundings(tmux=LACKS_MS), "auto", "tmux-buffer view"),
        (Surroundings(tmux=IN_SCREEN), "auto", "tmux-buffer view"),
        (Surroundings(tmux=OLD), "auto", "tmux-buffer passthrough view"),
        (Surroundings(tmux=Tmux("3.3a")), "auto", "tmux-buffer view"),
        (Surroundings(tmux_silent=True), "auto", "osc52 view"),
        # What was chosen is taken whatever the surroundings, and nothing else.
        (Surroundings(tool="xclip", remote=REMOTE), "native", "native view"),
        (Surroundings(tmux=TMUX, tool="xclip"), "osc52", "osc52 view"),
        (Surroundings(term="linux"), "osc52", "osc52 view"),
        (Surroundings(), "screen", "screen view"),
        (Surroundings(tmux=TMUX, tool="xclip"), "tmux", "tmux tmux-buffer view"),
        (Surroundings(tool="xclip"), "tmux", "view"),
        (Surroundings(tool="xclip"), "file", "file view"),
        (Surroundings(tool="xclip"), "cmd:a b", "cmd view"),
        (Surroundings(tool="xclip", tmux=TMUX), "none", "view"),
    ],
)
def test_the_steps_in_their_order(surroundings: Surroundings, choice: str, routes: str) -> None:
    steps = plan(surroundings, ClipboardRoute.of(choice)).steps
    assert " ".join(step.route.value for step in steps) == routes


@pytest.mark.parametrize("choice", ["auto", "osc52"])
def test_mosh_has_a_limit_of_its_own(choice: str) -> None:
    for mosh, limit in ((False, LIMIT), (True, MOSH_LIMIT)):
        step = plan(Surroundings(mosh=mosh), ClipboardRoute.of(choice)).steps[0]
        assert (step.route, step.limit) == (Route.OSC52, limit)


@pytest.mark.parametrize("choice", ["auto", "screen"])
def test_screen_passes_on_more_than_terminals_take_but_not_below_mosh(choice: str) -> None:
    for mosh, limit in ((False, SCREEN_LIMIT), (True, MOSH_LIMIT)):
        step = plan(Surroundings(screen=True, mosh=mosh), ClipboardRoute.of(choice)).steps[0]
        assert (step.route, step.limit) == (Route.SCREEN, limit)


@pytest.mark.parametrize(
    ("surroundings", "depends"),
    [
        (Surroundings(), False),
        (Surroundings(term="tmux-256color", remote=REMOTE), True),
        (Surroundings(term="screen-256color", remote=REMOTE), True),
        (Surroundings(term="screen.xterm", remote=REMOTE), False),
        (Surroundings(tmux=Tmux("3.4", client_term="xterm", ms="52;c")), False),
        (Surroundings(tmux=Tmux("3.4", client_term="tmux-256color", ms="52;c")), True),
    ],
)
def test_where_a_tmux_on_the_other_side_decides_the_step_says_so(
    surroundings: Surroundings, depends: bool
) -> None:
    words = "if the tmux on your side has set-clipboard on"
    assert plan(surroundings, ClipboardRoute()).steps[0].proviso == (words if depends else "")


@pytest.mark.parametrize(
    ("surroundings", "choice", "why"),
    [
        (Surroundings(term="linux"), "auto", "terminal linux has no clipboard"),
        (Surroundings(program="Apple_Terminal"), "auto", "macOS's Terminal has no OSC 52"),
        (Surroundings(tmux=LACKS_MS), "auto", "the terminal vt100, and allow-passthrough is off"),
        (
            Surroundings(tmux=IN_SCREEN),
            "auto",
            "tmux runs inside GNU screen, and screen does not pass it on",
        ),
        (Surroundings(tmux=Tmux("3.3a")), "auto", "no terminal attached to tmux"),
        (Surroundings(), "tmux", "not inside tmux"),
        (Surroundings(tmux_silent=True), "tmux", "tmux does not answer"),
    ],
)
def test_it_says_why_only_the_copy_view_is_left(
    surroundings: Surroundings, choice: str, why: str
) -> None:
    assert why in plan(surroundings, ClipboardRoute.of(choice)).steps[-1].why


def test_what_is_left_out_has_a_reason() -> None:
    left_out = plan(
        Surroundings(tool="pbcopy", remote=REMOTE, tmux=LACKS_MS), ClipboardRoute()
    ).left_out
    reasons = {step.route: step.why for step in left_out}
    assert "clipboard of the remote machine" in reasons[Route.NATIVE]
    assert "has no Ms" in reasons[Route.TMUX]
    assert reasons[Route.PASSTHROUGH] == "allow-passthrough is off"


@pytest.mark.parametrize(
    ("version", "release"),
    [
        ("3.3a", (3, 3)),
        ("1.8", (1, 8)),
        ("next-3.6", (3, 6)),
        ("3.10", (3, 10)),
        ("master", (99, 0)),
    ],
)
def test_versions_of_tmux_are_compared_as_numbers(version: str, release: tuple[int, int]) -> None:
    assert Tmux(version).release == release


@pytest.mark.parametrize("text", ["auto", "native", "tmux", "screen", "osc52", "file", "none"])
def test_a_choice_by_name(text: str) -> None:
    assert ClipboardRoute.of(text) == ClipboardRoute(text)


def test_a_chosen_command_is_quoted_as_for_a_shell() -> None:
    assert ClipboardRoute.of("cmd:ssh 'my host' pbcopy") == ClipboardRoute(
        "cmd", ("ssh", "my host", "pbcopy")
    )


@pytest.mark.parametrize("text", ["", "Auto", "xclip", "cmd", "cmd:", "cmd: ", "cmd:'a", "file:x"])
def test_what_is_no_choice(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(No closing quotation|)$|^" + re.escape(text) + "$"):
        ClipboardRoute.of(text)
