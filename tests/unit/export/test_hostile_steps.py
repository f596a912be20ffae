"""That no text of an event breaks out of its place in a step."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from help.cases import every
from help.examples import examples
from hpev_tui.rules.causes import TAGS
from unit.export.asking import MESSAGE, steps, texts
from unit.export.test_snippets import EVENT, NASTY

HOSTILE = [
    *NASTY,
    "--profile",
    "-x",
    "a\nb",
    "a;b",
    "{cluster}",
    "{0.__class__}",
    "%2e%2e",
    "a/../../b",
    "a.b",
    "x" * 64,
    "é",
    "\u0661",
    "i-0391f86fa0fe0d465\n",
    "\x1b[2J",
]
SAFE_URL = re.compile(
    r"https://[a-z0-9.-]+/(cloudwatch|sagemaker)/home\?region=[a-z0-9-]+#[\w:/$-]+"
)


@every("value", HOSTILE)
@every("tag", ["lifecycle", "hardware", "efa"])
def test_a_value_that_is_not_in_its_form_is_in_no_step(tag: str, value: str) -> None:
    bad = EVENT._replace(
        event_id=value,
        instance_group_name=value,
        instance_id=value,
        cluster_arn=f"arn:aws:sagemaker:{value}:111122223333:cluster/{value}",
        cluster_name=value,
    )
    assert {step.kind for step in steps(tag, bad, value)} <= {"note"}
    for field in ("event_id", "instance_group_name", "instance_id", "cluster_name", "cluster_arn"):
        changed: dict[str, Any] = {field: value}
        for step in steps(tag, EVENT._replace(**changed), value):
            assert value not in step.text or step.kind == "note"
            assert step.kind != "url" or SAFE_URL.fullmatch(step.text)


@every(
    "arn",
    [
        "arn:aws:sagemaker::111122223333:cluster/lw12e0dn1hhd",
        "arn:aws:sagemaker:evil.example/:111122223333:cluster/lw12e0dn1hhd",
        "arn:aws:sagemaker:us-west-2#:111122223333:cluster/lw12e0dn1hhd",
        "arn:aws:sagemaker:us-west-2:1111:cluster/lw12e0dn1hhd",
        "arn:aws:sagemaker:us-west-2:111122223333:cluster/ml-cluster",
        "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd/x",
        "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd\n",
        "arn:aws:iam:us-west-2:111122223333:cluster/lw12e0dn1hhd",
        "arn:evil:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
    ],
)
def test_a_broken_arn_gives_no_place(arn: str) -> None:
    by_label = texts(event=EVENT._replace(cluster_arn=arn))
    assert set(by_label) == {"common reasons", "lifecycle log stream", "this event"}


@settings(max_examples=examples(100))
@given(st.text(), st.text(), st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_no_text_breaks_out_of_a_command(
    name: str, message: str, region: str, profile: str, url: str
) -> None:
    event = EVENT._replace(cluster_name=name, description=message)
    for tag in ("lifecycle", "hardware", "capacity", "scaling", "quota"):
        for step in steps(tag, event, message, region=region, profile=profile, endpoint_url=url):
            if step.kind == "command":
                words = shlex.split(step.text)
                assert words[words.index("--region") + 1] == region
                assert words[words.index("--profile") + 1] == profile


def test_a_real_shell_reads_the_same_words() -> None:
    script, words = 'aws() { printf "%s\\n" "$@"; }\n', []
    for value in NASTY:
        for tag in TAGS:
            for step in steps(tag, message=MESSAGE, region=value, profile=value):
                if step.kind == "command":
                    script += step.text + "\n"
                    words += shlex.split(step.text)[1:]
    done = subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == words
    assert done.stderr == ""
