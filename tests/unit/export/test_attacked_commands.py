"""Every copied command with every attack in every value: a real shell reads the same words."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from help.attacks.shell import words
from help.attacks.strings import ATTACKS
from hpev_tui.export.listing import list_command
from hpev_tui.model.events import ServiceFilter
from hpev_tui.rules.causes import TAGS
from hpev_tui.text.clean import aws_options, clean, is_value, plain
from unit.export.asking import MESSAGE, steps
from unit.export.test_snippets import EVENT, copied

SHELLS = [name for name in ("sh", "bash", "zsh", "ksh") if shutil.which(name)]
VALUES = {name: clean(attack) for name, attack in ATTACKS.items()}
Made = tuple[str, list[str]]
"""A command as it is copied, and the words that are meant."""


def sent(value: str) -> str:
    """A value as it arrives in a command that was copied."""
    return plain(f"{value}'")[:-1]


def of_event(value: str) -> list[Made]:
    """The command for an event, with the value as the one or the other."""
    call = ["sagemaker", "describe-cluster-event", "--cluster-name"]
    named = EVENT._replace(cluster_name=value, cluster_arn="")
    other = EVENT._replace(event_id=value)
    assert EVENT.cluster_name
    return [
        (copied("x", named), [*call, sent(value), "--event-id", EVENT.event_id]),
        (copied("x", other), [*call, EVENT.cluster_name, "--event-id", sent(value)]),
    ]


def of_options(value: str) -> list[Made]:
    """The same with the value in the options, whose values are the user's own."""
    options = aws_options(value, value, value)
    given = [("--region", value), ("--profile", value), ("--endpoint-url", value)]
    call = ["sagemaker", "describe-cluster-event", "--cluster-name", EVENT.cluster_name]
    call += ["--event-id", EVENT.event_id]
    call += [sent(word) for option in given for word in option if value]
    return [(copied("x", options=options), call)]


def of_list(value: str) -> list[Made]:
    """The command for the list, with the value wherever one stands."""
    filters = ServiceFilter(value, value, value, 1.0, 2.0)
    meant = [
        *("sagemaker", "list-cluster-events", "--cluster-name", sent(value), "--node-id"),
        *(sent(value), "--instance-group-name", sent(value), "--resource-type", sent(value)),
        *("--event-time-after", "1970-01-01T00:00:01.000Z", "--event-time-before"),
        *("1970-01-01T00:00:02.000Z", "--sort-by", "EventTime", "--sort-order", "Ascending"),
    ]
    return [(list_command(value, filters, "", oldest_first=True), meant)]


def of_steps(value: str) -> list[Made]:
    """The next steps' commands, with the value in every field of the event and of the options."""
    event = EVENT._replace(
        event_id=value,
        instance_group_name=value,
        instance_id=value,
        description=value,
        cluster_name=value,
        cluster_arn=value,
        operation_id=value,
    )
    made = []
    for tag in TAGS:
        for attacked, region in ((event, ""), (EVENT, value)):
            message = f"{MESSAGE} ami-0abc1234def567890 {value}"
            for step in steps(tag, attacked, message, region=region, profile=region):
                if step.kind == "command":
                    text = plain(step.text)
                    made.append((text, shlex.split(text)[1:]))
    return made


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("make", [of_event, of_options, of_list, of_steps])
def test_a_real_shell_reads_the_words_that_are_meant(
    make: Callable[[str], list[Made]], shell: str, tmp_path: Path
) -> None:
    made = [each for value in VALUES.values() for each in make(value) if each[0]]
    assert len(made) > 90
    # Copied commands are made plain as a whole before they go anywhere.
    script = "\n".join(plain(text) for text, _ in made)
    assert words(script, tmp_path, shell) == [meant for _, meant in made]


def test_only_what_is_no_value_has_no_command() -> None:
    missing = {value for value in VALUES.values() for text, _ in of_event(value) if not text}
    assert missing == {value for value in VALUES.values() if not is_value(value)}
    assert missing == {value for value in VALUES.values() if not of_list(value)[0][0]}
    assert len(missing) < 8
