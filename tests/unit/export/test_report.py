"""The incident report: what it says, how long it may be, and that no text can break out of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from help.attacks.strings import CHARACTERS, CONTROLS
from help.examples import examples
from hpev_tui.export.report import (
    MOST_LINES,
    FailureKind,
    GroupStanding,
    Report,
    code,
    markdown,
    moment,
)
from hpev_tui.text.clean import clean

NOON = 1780315200.0  # 2026-06-01T12:00:00Z
ARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd"
IDS = tuple(f"83ea0bb5-be77-45e8-a458-0a87f778a20{number}" for number in range(3))
GROUP = GroupStanding(
    name="worker-p5",
    counts="16 of 28 nodes",
    verdict="retrying",
    said=("at least 25 tries failed on 12 known nodes, 12 still down",),
    rule="an attempt failed after the last node came up.",
    event_ids=IDS,
    event_count=26,
    is_troubled=True,
)
KIND = FailureKind(
    tag="capacity",
    title="Not enough capacity",
    reason="We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances.",
    faults=25,
    events=50,
    tries=25,
    first=NOON,
    last=NOON + 3600,
    state="active, 12s ago",
    nodes=tuple(f"i-{number:017x}" for number in range(12)),
    groups=("worker-p5",),
    in_common=(("subnet subnet-0a", "12 of 12 failing, 0 of 10 healthy"),),
    compared="compared with 10 healthy nodes by ListClusterNodes",
    event_ids=IDS,
)
REPORT = Report(
    cluster_name="ml-cluster",
    cluster_arn=ARN,
    cluster_status="InService",
    region="us-west-2",
    account="111122223333",
    as_of=NOON + 3612,
    basis="1,142 events from 2026-06-01T00:00:00Z to 2026-06-01T13:00:00Z, older available",
    groups=(GROUP, GroupStanding("system", "4 of 4 nodes", "steady")),
    kinds=(KIND,),
    commands=("aws sagemaker describe-cluster --cluster-name ml-cluster",),
    unknown=("Events before 2026-06-01T00:00:00Z are not loaded",),
)
WHOLE = f"""\
## HyperPod incident: `ml-cluster`
- Cluster: `{ARN}`, `InService`
- Region: `us-west-2`, account: `111122223333`
- As of 2026-06-01T13:00:12Z, all times are UTC
- From 1,142 events from 2026-06-01T00:00:00Z to 2026-06-01T13:00:00Z, older available

### Instance groups
- `worker-p5`: 16 of 28 nodes, retrying; at least 25 tries failed on 12 known nodes, 12 still down
  - Rule of retrying: an attempt failed after the last node came up.
  - From 26 events, latest: `{IDS[0]}`, `{IDS[1]}`, `{IDS[2]}`
- Others: `system` 4 of 4 nodes steady

### 1. capacity: Not enough capacity
```text
We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances.
```
- 25 faults in 50 events, 25 tries failed, 12 nodes of `worker-p5`
- Since 2026-06-01T12:00:00Z, last 2026-06-01T13:00:00Z: active, 12s ago
- Shared: `subnet subnet-0a` 12 of 12 failing, 0 of 10 healthy; \
compared with 10 healthy nodes by ListClusterNodes
- Nodes: {", ".join(f"`i-{number:017x}`" for number in range(10))}, +2
- EventIds: `{IDS[0]}`, `{IDS[1]}`, `{IDS[2]}`

### Commands
```sh
aws sagemaker describe-cluster --cluster-name ml-cluster
```

### Not known
- Events before 2026-06-01T00:00:00Z are not loaded"""


def test_the_whole_report() -> None:
    assert markdown(REPORT) == WHOLE


def test_a_kind_has_the_log_of_its_lifecycle_script() -> None:
    kinds = (KIND._replace(log=("/aws/sagemaker/Clusters/a/b", "LifecycleConfig/c/i-1")),)
    line = (
        "- Log of the last failure: `/aws/sagemaker/Clusters/a/b`, stream `LifecycleConfig/c/i-1`"
    )
    assert line in markdown(REPORT._replace(kinds=kinds)).split("\n")


def test_what_is_not_there_is_left_out_or_said_to_be_missing() -> None:
    report = REPORT._replace(
        groups=(),
        kinds=(),
        commands=(),
        unknown=(),
        only=("3 events matching the filter", "level:info"),
    )
    lines = markdown(report).split("\n")
    assert "- Only 3 events matching the filter `level:info`" in lines
    assert lines[-5:] == [
        "### Failures",
        "- None in these events",
        "",
        "### Not known",
        "- Nothing: everything was loaded",
    ]
    assert not any("Instance groups" in line or "command" in line for line in lines)


@pytest.mark.parametrize("kinds", [1, 2, 3, 5, 12])
@pytest.mark.parametrize("groups", [0, 1, 40])
@pytest.mark.parametrize("more", [0, 300])
def test_it_has_at_most_so_many_lines_and_counts_what_is_left_out(
    kinds: int, groups: int, more: int
) -> None:
    report = REPORT._replace(
        groups=(GROUP,) * groups,
        kinds=tuple(KIND._replace(tag=f"cause{number}") for number in range(kinds)),
        more_kinds=more,
        more_faults=more,
        commands=("aws",) * 20,
        unknown=("it",) * 20,
        only=("3 events matching the filter", "x"),
        cluster_failure="it broke",
    )
    text = markdown(report)
    lines = text.split("\n")
    assert len(lines) <= MOST_LINES
    assert lines.count("```text") >= min(kinds, 2)
    named = [number for number in range(kinds) if f"cause{number}:" in text]
    assert named == list(range(len(named)))
    left = kinds - len(named) + more
    assert (f"- +{left:,} of other kinds" in text) is (left > 0)


# What the service's texts cannot do

MARK = "zqx"
"""In every hostile text, to find it again in what a reader of Markdown makes of the report."""

MARKUP = (
    "```",
    "````\n# out",
    "`",
    "``",
    "~~~",
    "| a | b |\n|---|---|",
    "<b>",
    "<!-- ",
    "<@U024BE7LH>",
    "<!here>",
    "@here @channel @octocat",
    "#1 GH-2",
    "[a](http://attack.example)",
    "![a](http://attack.example/x.png)",
    "http://attack.example www.attack.example",
    "<http://attack.example>",
    "&lt;script&gt;",
    "*a* _b_ ~c~",
    "\\",
    "- a\n  - b",
    "\n\n    code",
    "$(touch x)",
    ":smile:",
)
HOSTILE = st.one_of(
    st.sampled_from([*MARKUP, *CONTROLS.values(), *CHARACTERS.values()]),
    st.text(max_size=40),
    st.text("`~|<>@[]()!#*_\\\n\r\t &", max_size=20),
)
TEXTS = st.lists(HOSTILE, min_size=1, max_size=3).map(lambda parts: MARK.join([*parts, ""]))
PAGE = MarkdownIt("commonmark").enable(["table", "strikethrough"])

ALLOWED = {
    *("heading_open", "heading_close", "inline", "text", "code_inline", "fence", "softbreak"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("paragraph_open", "paragraph_close"),
}


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report whose every text of the service's is hostile."""
    several = st.lists(TEXTS, max_size=4).map(tuple)

    def kind() -> FailureKind:
        return KIND._replace(
            reason=draw(TEXTS),
            nodes=draw(several),
            groups=draw(several),
            in_common=tuple((text, "1 of 2") for text in draw(several)),
            event_ids=draw(several),
            log=(draw(TEXTS), draw(TEXTS)),
        )

    def group() -> GroupStanding:
        said = tuple(code(text) for text in draw(several))
        return GROUP._replace(name=draw(TEXTS), said=said, event_ids=draw(several))

    return REPORT._replace(
        cluster_name=draw(TEXTS),
        cluster_arn=draw(TEXTS),
        cluster_status=draw(TEXTS),
        region=draw(TEXTS),
        account=draw(TEXTS),
        only=("of", draw(TEXTS)),
        cluster_failure=draw(TEXTS),
        groups=tuple(group() for _ in range(draw(st.integers(0, 5)))),
        kinds=tuple(kind() for _ in range(draw(st.integers(0, 4)))),
        commands=draw(several),
        unknown=tuple(f"What failed: {code(text)}" for text in draw(several)),
    )


def all_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from all_tokens(token.children or [])


@settings(max_examples=examples(300))
@given(reports())
def test_no_text_of_the_services_breaks_out_of_it(report: Report) -> None:
    text = markdown(report)
    lines = text.split("\n")
    assert len(lines) <= MOST_LINES
    assert all(line == clean(line) for line in lines)
    tokens = list(all_tokens(PAGE.parse(text)))
    assert {token.type for token in tokens} <= ALLOWED
    outside = [token.content for token in tokens if token.type == "text"]
    assert not any(MARK in content for content in outside)
    # In Slack three backticks end a block wherever they stand.
    assert [line for line in lines if "```" in line] == [
        line for line in lines if line in ("```", "```text", "```sh")
    ]
    headings = [line for line in lines if line.startswith("#")]
    fences = sum(token.type == "fence" for token in tokens)
    assert fences == len([line for line in headings if line[4:5].isdigit()]) + bool(report.commands)


def test_a_name_is_cut_and_an_empty_one_is_a_dash() -> None:
    assert code("") == "`-`"
    assert code("a`b\nc") == "`a'b c`"
    assert code("x" * 400) == f"`{'x' * 300}… (+100 characters)`"
    assert moment(NOON + 0.9) == "2026-06-01T12:00:00Z"
