"""What each sentence says was done to what."""

from __future__ import annotations

import json

from help.cases import every
from hpev_tui.demo.plan import wordings
from hpev_tui.rules.says import FILE_NAME, Said, says, sentence_rules
from hpev_tui.system.files import data_file
from unit.rules.rows import rows

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
NODE = "i-0391f86fa0fe0d465"
OUTCOMES = {
    *("scheduled", "started", "progress", "succeeded", "failed", "skipped", "noted", "lost"),
}


def said(text: str) -> str:
    """What a text says, "" for nothing that is known."""
    return str(says(text) or "")


@every("row", rows("says"))
def test_each_published_sentence_says_its_operation_and_outcome(row: dict[str, str]) -> None:
    assert said(row["description"]) == row["says"]


@every("row", rows("corpus"))
def test_what_failed_is_no_information_and_what_succeeded_is_no_error(row: dict[str, str]) -> None:
    of = says(row["description"])
    if of is not None and of.outcome in ("started", "succeeded", "progress"):
        assert row["level"] == "Info"
    if of is not None and of.outcome == "failed" and row["level"] == "Info":
        raise AssertionError(row)


@every("key", sorted(wordings().events))
def test_each_sentence_of_the_demo_is_known(key: str) -> None:
    text = wordings().events[key].description
    filled = text.format_map(_Filled(instance=NODE, cluster="c", group="g", state="Started"))
    assert said(filled)


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return {"count": "2", "lost": "2", "current": "3", "operation_name": "creation"}.get(
            key, "x"
        )


@every(
    ("text", "expected"),
    [
        # "IG", "InstanceGroup" and "Instance Group" are one thing, as are the names of an instance.
        *(
            (f"Instance creation {NODE} in Cluster c and {each} g failed", "creation failed")
            for each in ("IG", "InstanceGroup", "Instance Group")
        ),
        *(
            (f"Instance lifecycle script execution for {each} {NODE} has Started", "script started")
            for each in ("EC2 Instance", "EC2InstanceId", "EC2 instance")
        ),
        # Without an instance, with a full stop, with other quotes and blanks
        ("Instance creation in Cluster X and InstanceGroup Y failed", "creation failed"),
        ("Instance creation in Cluster X and InstanceGroup Y failed.", "creation failed"),
        ("Instance  creation  in Cluster “X” and IG 'Y' failed", "creation failed"),
        ("Failed to provision EC2 Instance in Cluster c", "launch failed"),
        # Names that are words of the sentences
        ("Instance creation started successfully in Cluster failed and IG failed", "n started"),
        ("Instance creation in Cluster started and IG completed failed", "creation failed"),
        ("InstanceGroup deletion scaling started successfully in Cluster c", "scaling started"),
        ("Cluster update deletion failed", "Cluster deletion failed"),
    ],
)
def test_a_sentence_may_be_written_in_several_ways(text: str, expected: str) -> None:
    assert expected in said(text)


@every(
    "text",
    [
        "",
        "x",
        # Operations that are not known
        "Cluster c hibernation started successfully",
        "Instance Group g hibernation in Cluster c failed",
        f"Instance hibernation {NODE} in Cluster c and IG g completed successfully",
        f"Instance {NODE} hibernation failed as part of instance replacement in Cluster c",
        # No operation at all
        "Cluster c failed",
        f"Instance {NODE} completed successfully as part of instance replacement in Cluster c",
        f"Instance {NODE} failed as part of instance replacement in Cluster c and IG g",
        # A status that is not known, and words around a sentence that is
        f"Instance lifecycle script execution for EC2 Instance {NODE} has Hibernated",
        "No Instance creation in Cluster c and IG g failed",
        "Instance creation in Cluster c and IG g failed to be recorded",
    ],
)
def test_of_another_sentence_nothing_is_concluded(text: str) -> None:
    assert says(text) is None


def test_the_end_of_an_old_instance_is_not_the_new_ones_success() -> None:
    text = "Instance {} {} completed successfully as part of instance replacement in Cluster c"
    assert [says(text.format(NODE, each)) for each in ("creation", "deletion", "update")] == [
        Said("Instance", each, "succeeded", "replacement")
        for each in ("creation", "deletion", "update")
    ]


def test_every_line_of_the_table_has_its_source_and_is_needed() -> None:
    for rule in (*DATA["sentences"], *DATA["operations"], *DATA["statuses"]):
        assert rule["source"] in DATA["sources"], rule
    assert {rule["outcome"] for rule in DATA["sentences"]} - {"<status>"} <= OUTCOMES
    assert {rule["subject"] for rule in DATA["sentences"]} == {
        *("Cluster", "InstanceGroup", "Instance"),
    }
    texts = [rule["text"] for rule in DATA["sentences"]]
    assert len(texts) == len(set(texts))
    inferred = {rule["text"] for rule in DATA["sentences"] if rule["source"] == "inferred"}
    filled = _Filled(op="creation", status="started", i=NODE, n="2", name="x")
    for rule in DATA["sentences"]:
        text = rule["text"].replace("?>", ">").replace("*", "more")
        for hole, value in filled.items():
            text = text.replace(f"<{hole}>", value)
        of = says(text)
        assert of is not None, text
        if rule["text"] not in inferred:
            expected = (rule["subject"], rule.get("part_of", ""))
            assert (of.subject, of.part_of) == expected, text


def test_texts_that_differ_in_ids_and_numbers_are_looked_up_once() -> None:
    rules = sentence_rules()
    text = "Termination of EC2 Instance i-{:017x} is currently in progress in Cluster c and IG g"
    first = says(text.format(1))
    before = len(rules._meanings)
    assert all(says(text.format(each)) is first for each in range(2, 60))
    assert len(rules._meanings) == before
