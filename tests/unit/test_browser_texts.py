"""What the browser says around its list: the header, the empty list, how much is loaded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hpev_tui.ui.browser_texts import empty_note, header_parts, loaded, problem

from hpev_tui.errors import Failure
from hpev_tui.model import ClusterInfo
from hpev_tui.session.coverage import Coverage, Request
from hpev_tui.sources import Identity

ARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd"
INFO = ClusterInfo(
    cluster_arn=ARN,
    cluster_name="train-p5",
    cluster_status="InService",
    creation_time=None,
    continuous=True,
    current_count=0,
    target_count=0,
    failure_message="",
)
IDENTITY = Identity("us-west-2", "ml-prod", "")


def test_the_header_of_a_cluster_that_is_known() -> None:
    parts = ["train-p5", "InService", "us-west-2", "read-only", "111122223333", "ml-prod"]
    assert header_parts(ARN, INFO, IDENTITY, "") == parts
    assert header_parts(ARN, INFO, IDENTITY, ARN) == parts


def test_the_header_before_anything_has_come() -> None:
    assert header_parts("train-p5", None, None, "") == ["train-p5", "", "", "read-only", "", ""]


def test_the_account_is_known_from_an_events_arn() -> None:
    assert header_parts("train-p5", None, IDENTITY, ARN)[4] == "111122223333"


@pytest.mark.parametrize("arn", ["", "arn", "arn:aws:sagemaker:us-west-2:111122223333"])
def test_a_broken_arn_names_no_account(arn: str) -> None:
    assert header_parts("train-p5", None, None, arn)[4] == ""


def test_a_name_from_the_command_line_is_shown_clean() -> None:
    name = "a\x1b[31m\nb"
    assert header_parts(name, None, None, "")[0] == "a␛[31m b"
    missing = Failure("not-found", "nothing")
    assert "There is no cluster a␛[31m b." in empty_note(name, None, missing, None, "")


def test_a_problem_says_what_happened_and_what_to_do() -> None:
    assert problem(Failure("network", "It broke", "Mend it")) == "It broke\nMend it"
    assert problem(Failure("network", "It broke")) == "It broke\nr tries again"
    assert problem(Failure("network", "It is gone", retryable=False)) == "It is gone"


def test_a_problem_with_the_account_offers_the_demo() -> None:
    told = problem(Failure("credentials", "There are no AWS credentials", "Give --profile"))
    lines = told.splitlines()
    assert lines[:2] == ["There are no AWS credentials", "Give --profile"]
    assert "demo" in lines[2]


@pytest.mark.parametrize("failure", [None, Failure("not-continuous", "no"), Failure("x", "y")])
def test_a_cluster_that_is_not_continuous_says_so_whatever_else_happened(
    failure: Failure | None,
) -> None:
    info = replace(INFO, continuous=False)
    first, *rest = empty_note("train-p5", info, failure, IDENTITY, "loading…").splitlines()
    assert first == "train-p5 has no events: its NodeProvisioningMode is not Continuous."
    assert rest[-1] == "C picks another cluster"


@pytest.mark.parametrize(("identity", "where"), [(IDENTITY, " in us-west-2"), (None, "")])
def test_a_cluster_that_there_is_not(identity: Identity | None, where: str) -> None:
    note = empty_note("train-p5", None, Failure("not-found", "nothing"), identity, "")
    assert note.splitlines()[0] == f"There is no cluster train-p5{where}."
    assert "C shows" in note


def test_a_failure_is_shown_where_the_list_is_empty() -> None:
    failure = Failure("network", "It broke", "Mend it")
    assert empty_note("train-p5", INFO, failure, IDENTITY, "loading…") == problem(failure)


def test_a_list_that_is_loading_or_empty() -> None:
    assert empty_note("train-p5", INFO, None, IDENTITY, "loading…") == "Loading…"
    note = empty_note("train-p5", INFO, None, IDENTITY, "")
    assert note.startswith("This cluster has no events.\n")
    assert "r asks again" in note


def test_how_much_is_loaded_and_whether_there_is_more() -> None:
    coverage = Coverage()
    assert loaded(0, coverage, "loading…") == ""
    first = coverage.head()
    coverage.add(first, [9.0, 8.0], "a")
    assert loaded(1204, coverage, "") == "1,204 loaded, older remain"
    assert loaded(1204, coverage, "loading…") == "1,204 loaded, loading…"
    coverage.add(Request(first.stretch, "a"), [7.0], None)
    assert loaded(3, coverage, "") == "3 loaded, the service has no older ones"


def test_a_refresh_that_failed_is_no_gap_and_one_that_left_one_is() -> None:
    coverage = Coverage()
    coverage.add(coverage.head(), [9.0], "a")
    refresh = coverage.head()
    assert loaded(1, coverage, "") == "1 loaded, older remain"
    coverage.add(refresh, [30.0, 29.0], "b")
    assert loaded(3, coverage, "") == "3 loaded, some between are not loaded"
