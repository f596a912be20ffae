"""The overviews on real terminals: what they say, where their keys lead, and the ways back."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from help import unhurried
from help.sides import without_sides
from help.terminal import Terminal

pytestmark = pytest.mark.long

UNHURRIED = Path(unhurried.__file__)
SSH = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
SIZES = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50)])
MORE = 40
"""Columns that the screen has beside those that the program knows of."""
OSC_52 = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07")


class Unboxed(Terminal):
    """A terminal whose screen is read without the sides of boxes."""

    def _text(self) -> str:
        return without_sides(super()._text())


def opened(cluster: str, columns: int, rows: int) -> Terminal:
    """The demo's list of a cluster, with what stands below it."""
    command: list[str | Path] = [sys.executable, UNHURRIED, "--demo", cluster]
    terminal = Unboxed(command, columns=columns, rows=rows, env=SSH)
    with terminal._changed:
        # The program is given fewer columns, so that a line that is too wide shows.
        terminal._screen.resize(rows, columns + MORE)
    terminal.wait_for("? help")
    return terminal


def shows(*words: str) -> Callable[[str], bool]:
    """Whether all of these stand on the screen."""
    return lambda text: all(word in text for word in words)


def matches(pattern: str) -> Callable[[str], bool]:
    """Whether a line of the screen is so."""
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.search(text) is not None


def whole(terminal: Terminal, *conditions: Callable[[str], object]) -> str:
    """Wait for a screen, drawn to its last line, of which all this is so; each line fits."""

    def is_whole(text: str) -> bool:
        return text.splitlines()[-1].startswith((" ? help", " enter"))

    text = terminal.wait_for(lambda text: is_whole(text) and all(each(text) for each in conditions))
    assert max(map(len, text.splitlines())) <= terminal._screen.columns - MORE
    return text


def is_made_of(missing: str) -> Callable[[str], bool]:
    """Whether the last words above the keys say what is loaded and, to their end, what is not."""
    loaded = re.compile(rf"\d+ events, [^;]+; {missing} (╰─+╯ )?(help|enter) ")
    return lambda text: loaded.search(re.sub(r"\s+", " ", text)) is not None


def has_all_reasons(text: str) -> bool:
    """Whether every reason is read; a wide screen says no more of it then than in its title."""
    said_below = is_made_of(r"reasons of (\d+) of \1 failures")(text)
    in_title = re.search(r"─ Failures .*─ [\d,]+ events, .*no older events ─", text) is not None
    return said_below or (in_title and "reasons of" not in text)


def begins(heading: str) -> Callable[[str], bool]:
    """Whether it is the screen of that heading."""
    return lambda text: text.startswith(f" {heading} ") or f"─ {heading} " in text


def event_rows(text: str) -> list[str]:
    """The rows of the list of events."""
    return re.findall(r"^[ ▌▶](?:\d\d-\d\d |      )?\d\d:\d\d:\d\d  [EWI] .*", text, re.MULTILINE)


@SIZES
def test_signatures_say_how_often_and_lead_to_their_events_and_back(
    columns: int, rows: int
) -> None:
    with opened("train-p5", columns, rows) as terminal:
        # Beside the message, or in a column of its own.
        named = matches(r" E  .* capacity: We currently do not| E capacity .* We currently do not")
        terminal.wait_for(named)
        terminal.press("u")
        # All at once: rows are drawn anew as long as reasons come.
        whole(
            terminal,
            begins("Failures"),
            matches(r"^   STATE +FAULTS .*NODES .*LAST .*CAUSE AND MESSAGE"),
            matches(r"^ × active +\d+ .* capacity: We currently"),
            matches(r"^[─├]─ capacity  \d+ faults \(\d+ events\) on \d+ nodes in 1 group ─"),
            matches(r"^ \d+ nodes still down, "),
            has_all_reasons,
        )
        terminal.press("enter")
        whole(
            terminal,
            matches(r"─ Events  like:[0-9a-f]{8}-.* 1 of [\d,]+ "),
            event_rows,
            lambda text: all(re.search(r" ~?capacity\b", row) for row in event_rows(text)),
        )
        terminal.press("escape")
        whole(terminal, begins("Failures"), shows(" capacity: We currently"))
        terminal.press("escape")
        whole(
            terminal,
            begins("train-p5"),
            lambda text: len(event_rows(text)) > 4,
            lambda text: "like:" not in text,
        )
        terminal.press("q")
        assert terminal.wait_exit() == 0


@SIZES
def test_esc_comes_back_to_the_signature_that_was_opened(columns: int, rows: int) -> None:
    with opened("lifecycle-lab", columns, rows) as terminal:
        terminal.press("u")
        # Nothing comes to stand above another row any more.
        whole(terminal, has_all_reasons, shows("Ensure the scripts"))
        about = matches(r"^ Lifecycle scripts did not .*\. To view lifecycle")
        terminal.press("j")
        whole(terminal, about)
        terminal.press("enter")
        whole(terminal, begins("lifecycle-lab"), matches(r"─ Events  like:"), event_rows)
        terminal.press("escape")
        whole(terminal, begins("Failures"), about)


@SIZES
def test_groups_say_their_verdicts_with_the_rules_and_that_these_are_readings(
    columns: int, rows: int
) -> None:
    with opened("train-p5", columns, rows) as terminal:
        terminal.wait_for(matches(r"worker-p5 +(━+╸─+ )?16/28"))
        terminal.press(":")
        terminal.wait_for("part of a command")
        terminal.type("groups")
        terminal.wait_for("verdict, next attempt")
        terminal.press("enter")
        whole(
            terminal,
            begins("Groups"),
            matches(r"^ ● worker-g5 +(━+ )?8/8 .*recovered +16 "),
            matches(r"^ ▲ worker-p5 +(━+╸─+ )?16/28 .*retrying +≥? ?\d+ "),
            matches(r"^[─├]─ worker-p5  ▲ retrying  ml\.p5\.48xlarge ─"),
            # In few lines, all that is ever said of it has to leave room for what it is.
            shows(*(("on 20 known nodes", "next about") if rows == 24 else ())),
            matches(r"^ Failed +capacity: We currently "),
            matches(r"^ Rule +CurrentCount is below TargetCount, and "),
            shows("Worked out from events; not a service status"),
            is_made_of(r"\d+ details(, \d+ missing)?"),
        )
        terminal.press("escape")
        whole(terminal, begins("train-p5"))


@SIZES
def test_nodes_are_filtered_and_name_those_that_wait(columns: int, rows: int) -> None:
    with opened("train-p5", columns, rows) as terminal:
        terminal.press("M")
        pending = matches(r"^ ▲ Pending +[0-9a-f]{8}… +worker-p5 ")
        whole(terminal, begins("Nodes"), pending, shows("Nodes  40 "))
        terminal.press("/")
        terminal.wait_for("text in a row")
        terminal.type("Pending")
        terminal.wait_for("12 of ")
        terminal.press("enter")
        made_of = is_made_of(r"\d+ details")
        running = matches(r"^ ● Running ")
        words = shows("Nodes  Pending ", "esc clear filter")
        whole(terminal, pending, words, made_of, lambda text: not running(text))


@SIZES
def test_the_timeline_of_a_node_has_attempts_with_steps_and_is_copied_as_markdown(
    columns: int, rows: int
) -> None:
    with opened("lifecycle-lab", columns, rows) as terminal:
        terminal.press("M")
        terminal.wait_for(matches(r"^ × Failure +i-\S+ +gpu-workers"))
        terminal.press("enter")
        whole(
            terminal,
            begins("Timeline"),
            matches(r"^ (?:\d\d-\d\d )?[\d:]+ +instance 5 of 5 "),
            shows("all events of"),
        )
        # Below the node's instances stand the attempts with their steps.
        terminal.press(*"jjjjjjjjjj")
        whole(
            terminal,
            begins("Timeline"),
            matches(r"^ (?:\d\d-\d\d )?[\d:]+ × attempt 1 failed after "),
            matches(r"^ (?:\d\d-\d\d )?[\d:]+ +├ health checks +\d+s "),
            shows("From all events of its 5 instances"),
        )
        mark = terminal.mark()
        terminal.press("y", "t")
        terminal.wait_for("Sent to the terminal (OSC 52): Timeline")
        match = OSC_52.search(terminal.since(mark))
        assert match is not None
        copied = base64.b64decode(match[1]).decode()
        assert matches(r"^## \S+.*  \d attempts?, \d failed")(copied)
        assert matches(r"^### attempt 1, i-[0-9a-f]{17}: failed after")(copied)
        assert "| UTC | Step | Took | What |" in copied
        assert matches(r"^\| \d{4}-\S+Z \| health checks \| \d+s \|")(copied)


@SIZES
def test_a_moment_of_a_timeline_leads_to_its_event_and_esc_comes_back(
    columns: int, rows: int
) -> None:
    with opened("health-g5", columns, rows) as terminal:
        terminal.press("M")
        terminal.wait_for(matches(r"^ ● Running +i-\S+ +worker-g5"))
        terminal.press("/")
        terminal.wait_for("text in a row")
        # The instance that was replaced: its node has another one now.
        terminal.type("i-02a633")
        terminal.wait_for("1 of ")
        terminal.press("enter")
        terminal.wait_for("esc clear filter")
        terminal.press("enter")
        whole(terminal, begins("Timeline"), matches(r"^ (?:\d\d-\d\d )?[\d:]+ +instance 3 of 3 "))
        terminal.press("g", *"jjjj")
        unhealthy = matches(
            r"^ (?:\d\d-\d\d )?[\d:]+ W  hardware: Instance i-02a633\S+ is unhealthy\."
        )
        terminal.wait_for(unhealthy)
        terminal.press("enter")
        whole(
            terminal,
            begins("health-g5"),
            shows("Detail  Instance i-02a633fa91c444ab1"),
            event_rows,
        )
        terminal.press("escape")
        whole(terminal, begins("Timeline"), unhealthy)


@SIZES
def test_a_cluster_without_events_points_to_its_nodes_and_has_them(columns: int, rows: int) -> None:
    with opened("legacy-static", columns, rows) as terminal:
        whole(terminal, shows("not Continuous", "M nodes"))
        terminal.press("M")
        whole(
            terminal,
            begins("Nodes"),
            shows("Nodes  5 "),
            lambda text: len(re.findall(r"^ ● Running +i-", text, re.MULTILINE)) == 5,
        )


@SIZES
def test_the_strip_of_groups_says_who_retries_without_a_key(columns: int, rows: int) -> None:
    with opened("train-p5", columns, rows) as terminal:
        if columns > 80:
            counts = r"━+╸─+ 16/28  retrying  capacity  12 nodes missing  (≥ )?\d+ tries failed"
            standing = rf"^ ▲ worker-p5  {counts}  (last|next) ~?\d"
        else:
            standing = r"^ worker-p5 16/28 ▲ retrying  12 missing, (≥ )?\d+ tries, (last|next) ~?\d"
        whole(terminal, matches(standing))
