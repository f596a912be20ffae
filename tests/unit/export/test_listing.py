"""The command that lists what the list shows, and the list as a table in Markdown."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.cases import every
from help.examples import examples
from hpev_tui.export.listing import list_command, timeline
from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.query import NOTHING_SENT
from hpev_tui.text.clean import aws_options, clean, is_value

MOMENT = 1780334425.35  # 2026-06-01T17:20:25.350Z
ARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd"
EVENT = Event(
    event_id="83ea0bb5-be77-45e8-a458-0a87f778a205",
    event_time=MOMENT,
    odd_time="",
    event_level="Error",
    resource_type="Instance",
    instance_group_name="worker-p5",
    instance_id="i-0391f86fa0fe0d465",
    description="Failed to provision EC2 Instance",
    cluster_arn=ARN,
    cluster_name="ml-cluster",
    operation_id="",
)
INFERRED = "Levels in lower case are inferred: the service sent no EventLevel."


def unknown(_event_id: str) -> str:
    return ""


def at(seconds: float, event_id: str = "", **fields: str) -> Event:
    return EVENT._replace(event_time=seconds, event_id=event_id, description=event_id, **fields)


def cells(line: str) -> list[str]:
    """The cells of a table's line, as a reader of Markdown splits it and shows them."""
    assert line.startswith("| ")
    assert line.endswith(" |")
    # A pipe stands for itself after an odd number of backslashes.
    parts = re.findall(r"((?:\\.|[^\\|])*)\|", line[1:])
    return [re.sub(r"\\(.)", r"\1", part[1:-1]) for part in parts]


def table(text: str) -> list[list[str]]:
    """The cells of the table's body."""
    return [cells(line) for line in text.split("\n")[4:] if line.startswith("|")]


# The command


def test_a_command_without_filters() -> None:
    assert list_command("ml-cluster", NOTHING_SENT, "", oldest_first=False) == (
        "aws sagemaker list-cluster-events --cluster-name ml-cluster"
        " --sort-by EventTime --sort-order Descending"
    )


def test_a_command_with_everything() -> None:
    sent = ServiceFilter("i-0391f86f", "worker-p5", "Instance", 1780334424, 1780334427)
    command = list_command(ARN, sent, aws_options("us-west-2", "", ""), oldest_first=True)
    assert command == (
        f"aws sagemaker list-cluster-events --cluster-name {ARN} --node-id i-0391f86f"
        " --instance-group-name worker-p5 --resource-type Instance"
        " --event-time-after 2026-06-01T17:20:24.000Z"
        " --event-time-before 2026-06-01T17:20:27.000Z"
        " --sort-by EventTime --sort-order Ascending --region us-west-2"
    )


def test_a_command_for_one_operation() -> None:
    command = list_command("c", ServiceFilter(operation_id="0b7c1d9e"), "", oldest_first=False)
    assert " --cluster-name c --operation-id 0b7c1d9e --sort-by " in command


def test_a_time_of_zero_is_a_time() -> None:
    command = list_command("c", ServiceFilter(after=0), "", oldest_first=False)
    assert " --event-time-after 1970-01-01T00:00:00.000Z " in command


@given(*[st.text(min_size=1)] * 5)
@settings(max_examples=examples(100))
def test_every_value_of_a_command_is_one_word(
    cluster: str, node: str, group: str, kind: str, region: str
) -> None:
    sent = ServiceFilter(node, group, kind)
    command = list_command(cluster, sent, aws_options(region, "", ""), oldest_first=False)
    if not is_value(cluster):
        assert command == ""
        return
    assert shlex.split(command) == [
        *("aws", "sagemaker", "list-cluster-events", "--cluster-name", cluster),
        *("--node-id", node, "--instance-group-name", group, "--resource-type", kind),
        *("--sort-by", "EventTime", "--sort-order", "Descending", "--region", region),
    ]


# The timeline


def test_a_timeline_is_a_heading_and_a_table() -> None:
    events = [
        EVENT,
        EVENT._replace(event_time=MOMENT - 60, event_level="Warn", instance_id=""),
        EVENT._replace(event_time=MOMENT - 90, event_id="why", event_level="Info"),
    ]
    assert timeline(events, lambda event_id: "No capacity." if event_id == "why" else "") == (
        f"## {ARN}, 2026-06-01T17:18:55.350Z to 2026-06-01T17:20:25.350Z\n"
        "\n"
        "| UTC | Level | Node | Reason |\n"
        "|---|---|---|---|\n"
        "| 2026-06-01T17:18:55.350Z | Info | i-0391f86fa0fe0d465 | No capacity. |\n"
        "| 2026-06-01T17:19:25.350Z | Warn | worker-p5 | Failed to provision EC2 Instance |\n"
        "| 2026-06-01T17:20:25.350Z | Error | i-0391f86fa0fe0d465"
        " | Failed to provision EC2 Instance |"
    )


def test_nothing_is_no_timeline() -> None:
    assert timeline([], unknown) == ""


def test_an_inferred_level_is_in_small_letters_with_a_word_about_it() -> None:
    text = timeline([EVENT._replace(event_level=""), at(MOMENT - 1, "b")], unknown)
    assert [row[1] for row in table(text)] == ["Error", "error"]
    assert text.endswith(f" |\n\n{INFERRED}")
    assert INFERRED not in timeline([EVENT], unknown)


def test_a_time_that_could_not_be_read_stands_as_it_came() -> None:
    text = timeline([EVENT._replace(odd_time="yester|day")], unknown)
    assert table(text)[0][0] == "yester|day"


def test_a_time_that_no_calendar_knows_stops_nothing() -> None:
    assert table(timeline([at(1e300)], unknown))[0][0] == "1e+300"


def test_an_event_without_node_and_group_has_an_empty_cell() -> None:
    bare = at(MOMENT, "x", instance_id="", instance_group_name="")
    assert table(timeline([bare], unknown)) == [["2026-06-01T17:20:25.350Z", "Error", "", "x"]]


def test_a_cluster_without_an_arn_has_its_name() -> None:
    assert timeline([EVENT._replace(cluster_arn="")], unknown).startswith("## ml-cluster, 2026")


@pytest.mark.parametrize(
    ("given", "oldest_first"),
    [
        # Newest first, as the service lists; and as a list shows them that begins at the oldest.
        ([("d", 3), ("c", 2), ("b", 2), ("a", 1)], "abcd"),
        ([("a", 1), ("b", 2), ("c", 2), ("d", 3)], "abcd"),
        ([("c", 2), ("b", 2), ("a", 2)], "abc"),
        ([("b", 2), ("d", 4), ("a", 1), ("c", 3)], "abcd"),
    ],
)
def test_the_oldest_is_first(given: list[tuple[str, float]], oldest_first: str) -> None:
    events = [at(seconds, event_id) for event_id, seconds in given]
    text = timeline(events, unknown)
    assert [row[3] for row in table(text)] == list(oldest_first)
    assert [event.event_id for event in events] == [event_id for event_id, _ in given]


NASTY = [
    "a | b",
    "\\",
    "a\\| b",
    "`x` | ``",
    "one\ntwo\r\nthree\x0bfour\u2028five\x85",
    "|---|---|",
    "![](http://example.com/x.png)",
    "<img src=x onerror=y>",
    "&#124; &lt;",
    "**bold** _it_ ~~gone~~ $x$",
    "[link](javascript:0)",
    "\x1b]8;;x\x07\u202e\ud800",
    "日本 é",
]


@every("text", NASTY)
@every(
    "put",
    [
        lambda text: (EVENT._replace(description=text), ""),
        lambda text: (EVENT, text),
        lambda text: (EVENT._replace(instance_id=text), ""),
        lambda text: (EVENT._replace(instance_id="", instance_group_name=text), ""),
        lambda text: (EVENT._replace(event_level=text), ""),
        lambda text: (EVENT._replace(odd_time=text), ""),
        lambda text: (EVENT._replace(cluster_arn=text), ""),
        lambda text: (EVENT._replace(cluster_arn="", cluster_name=text), ""),
    ],
)
def test_no_text_breaks_the_table(put: Callable[[str], tuple[Event, str]], text: str) -> None:
    event, reason = put(text)
    made = timeline([event], lambda _: reason)
    lines = made.split("\n")
    assert made.splitlines() == lines
    assert len(lines) == 5
    assert lines[0].startswith("## ")
    assert len(cells(lines[4])) == 4
    assert all(line.isprintable() for line in lines)
    # Each character that means something to Markdown has lost its meaning.
    inside = re.sub(r"\\[!-/:-@\[-`{-~]", "", lines[0] + " ".join(lines[4][2:-2].split(" | ")))
    assert not set(inside) & set("\\`*_[]<&~$|")


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=5))
@settings(max_examples=examples(150))
def test_every_text_is_read_back_from_its_cell(texts: list[tuple[str, str, str]]) -> None:
    """Blanks and line breaks apart, which `clean()` has folded."""
    events = [
        EVENT._replace(event_level=f"E{level}", instance_id=f"i{node}", description=f"d{text}")
        for level, node, text in texts
    ]
    rows = table(timeline(events, unknown))
    assert [row[1:] for row in reversed(rows)] == [
        [clean(f"E{level}"), clean(f"i{node}"), clean(f"d{text}")] for level, node, text in texts
    ]
