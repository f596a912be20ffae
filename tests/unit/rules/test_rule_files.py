"""The files of rules: each is read once, when the first of its rules is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Prints the data files that a statement has the program open, in their order.
SCRIPT = """
import sys
from pathlib import Path

from hpev_tui import findings, query, rules
from hpev_tui.export.next_steps import next_steps
from hpev_tui.findings import groups, steps
from hpev_tui.model.events import Event
from hpev_tui.rules import causes, noise

event = Event("1", 0.0, "", "Error", "InstanceGroup", "g", "", "a text", "arn", "c", "")
failed = "Instance creation in Cluster c and IG g failed"
failure = Event("2", 0.0, "", "Error", "Instance", "g", "i-1", failed, "arn", "c", "")
opened = []


def note(name, arguments):
    if name == "open" and str(arguments[0]).endswith(".json"):
        opened.append(Path(arguments[0]).stem)


sys.addaudithook(note)
{statement}
print(*opened)
"""


def opened_by(statement: str) -> list[str]:
    """What a statement opens in a fresh interpreter, after all imports."""
    script = SCRIPT.replace("{statement}", statement)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("statement", "files"),
    [
        ("pass", []),
        ("causes.cause_of('', '')", ["causes"]),
        ("noise.noise_in([event], 0, 1)", ["noise", "says"]),
        ("noise.noise_in([failure], 0, 1)", ["noise", "says"]),
        ("steps.step_of(failure)", ["says", "steps"]),
        ("steps.is_of_network(failure)", ["says", "steps"]),
        ("groups.verdict_rules()", ["verdicts"]),
        ("next_steps(event, None, None)", ["next-steps"]),
        ("rules.load_all()", ["causes", "noise", "says"]),
        ("findings.load_event_rules()", ["causes", "noise", "says", "steps"]),
        ("findings.load_rules()", ["causes", "noise", "says", "steps", "verdicts"]),
    ],
)
def test_a_file_is_read_when_the_first_of_its_rules_is_needed_and_once(
    statement: str, files: list[str]
) -> None:
    assert opened_by(f"{statement}\n{statement}") == files
