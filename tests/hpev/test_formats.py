"""Each verb in each format, and the schema of the JSON."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.endpoint import MadeUp
from help.events import NAME, event_row, fault
from help.hpev_run import Ran, hpev
from help.hpev_schema import FILE, problems, schema, written
from hpev_tui.findings.groups import verdict_rules
from hpev_tui.verbs.options import FORMATS, VERBS

NO_EFA = "EFA health checks did not run successfully."


@pytest.fixture(scope="module")
def service() -> Iterator[MadeUp]:
    """Three nodes that fail, one of them twice, lately."""
    rows = [row for number in range(3) for row in fault(number)]
    late = time.time() - max(row["EventTime"] for row in rows) - 60
    for row in rows:
        row["EventTime"] += late
    with MadeUp(*rows) as made:
        for row in rows:
            metadata = {"EventMetadata": {"Instance": {"FailureMessage": NO_EFA}}}
            made.rows.details[row["EventId"]] = metadata
        yield made


NODE = f"i-0{0:016x}"


def argv_of(verb: str) -> list[str]:
    subject = {"show": [event_row(0)["EventId"]], "timeline": [NODE]}.get(verb, [])
    as_it_is = ",".join(name.replace(" ", "-") for name in verdict_rules().rules)
    ends = {"watch": ["--since", "1d", "--limit", "2"], "wait": ["--until", as_it_is]}
    cluster = [] if verb == "clusters" else ["--cluster", NAME]
    return [verb, *subject, *cluster, *ends.get(verb, [])]


def ran(service: MadeUp, verb: str, output: str) -> Ran:
    return hpev(service, *argv_of(verb), "--output", output)


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_each_verb_prints_the_same_rows_in_each_format(service: MadeUp, verb: str) -> None:
    counts: dict[str, int] = {}
    for output in FORMATS:
        if (verb, output) == ("watch", "json"):
            continue
        printed = ran(service, verb, output)
        assert printed.status == 0, printed.err
        assert "\x1b" not in printed.out
        lines = len(printed.out.splitlines())
        heads = {"table": 1, "csv": 1, "tsv": 1, "md": 2}
        if output == "json":
            document = printed.document
            assert list(problems(document, schema(), schema())) == []
            counts[output] = len(document["rows"])
            assert document["coverage"]["rows"]["shown"] == counts[output]
        elif (verb, output) not in (("show", "table"), ("failures", "md")):
            counts[output] = lines - heads.get(output, 0)
    assert len(set(counts.values())) == 1, counts
    assert counts["csv"] > 0


def test_json_lines_are_the_rows_of_the_document(service: MadeUp) -> None:
    document, lines = ran(service, "events", "json").document, ran(service, "events", "jsonl")
    assert lines.lines == document["rows"]


def test_failures_in_markdown_are_the_incident_report(service: MadeUp) -> None:
    printed = ran(service, "failures", "md")
    assert printed.out.startswith(f"## HyperPod incident: `{NAME}`\n")
    assert NO_EFA in printed.out


def test_the_schema_is_the_codes_and_finds_what_is_wrong(service: MadeUp) -> None:
    assert FILE.read_text() == written(), "make tables writes it"
    document = ran(service, "events", "json").document
    spoiled: tuple[dict[str, object], ...] = (
        {"schema": 2},
        {"verb": "listen"},
        {"coverage": {}},
        {"more": 1},
    )
    for spoil in spoiled:
        assert list(problems({**document, **spoil}, schema(), schema())), spoil
    document["rows"][0]["level"] = 3
    assert list(problems(document, schema(), schema())) == ["$.rows[0].level: 3 is no string"]


def test_completion_offers_every_verb_and_its_options(service: MadeUp) -> None:
    for shell in ("bash", "zsh", "fish"):
        script = hpev(service, "--completion", shell).out
        assert all(verb.name in script for verb in VERBS)
        assert "csv tsv md" in script


def test_bash_completes_verbs_options_and_values(service: MadeUp, tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(hpev(service, "--completion", "bash").out)
    for line, offered in (
        ("hpev ev", "events"),
        ("hpev events --out", "--output"),
        ("hpev events --output c", "csv"),
        ("hpev --completion z", "zsh"),
    ):
        words = line.split()
        code = (
            f'source "{script}"; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1};'
            ' _hpev; echo "${COMPREPLY[@]}"'
        )
        done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.split() == [offered], line


def test_a_time_leaves_out_failures_and_no_verdict(service: MadeUp) -> None:
    every = ran(service, "failures", "json").document["rows"]
    argv = ["--cluster", NAME, "--since", "90s", "--output", "json"]
    late = hpev(service, "failures", *argv).document["rows"]
    assert sum(row["faults"] for row in every) == 3
    assert sum(row["faults"] for row in late) == 1
    verdicts = [
        [row["verdict"] for row in hpev(service, "groups", *given).document["rows"]]
        for given in (argv, [*argv[:2], *argv[4:]])
    ]
    assert verdicts[0] == verdicts[1]
