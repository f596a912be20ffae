"""What the browser says around its list: the header, the empty list, how much is loaded."""

from __future__ import annotations

import pytest

from hpev_tui.model.events import ClusterInfo, Event, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.sources import Identity
from hpev_tui.text.cells import cells
from hpev_tui.text.glyphs import UNICODE
from hpev_tui.text.times import local_minute
from hpev_tui.ui.browser.counts import count, loaded, reach
from hpev_tui.ui.browser.detail import subject_of
from hpev_tui.ui.browser.group_lines import fitting
from hpev_tui.ui.browser.notes import empty_note, nothing_kept
from hpev_tui.ui.browser.status import header_of, progress, sent
from hpev_tui.ui.overviews.ways import nodes_filter
from hpev_tui.ui.widgets.header import Header
from hpev_tui.ui.widgets.notes import Note, failure_note

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
    said = Header("train-p5", "InService", ("us-west-2", "111122223333", "ml-prod"))
    assert header_of(ARN, INFO, IDENTITY, "") == said
    assert header_of(ARN, INFO, IDENTITY, ARN) == said
    assert said.texts == ["train-p5", "InService", "us-west-2", "111122223333", "ml-prod"]


def test_the_header_before_anything_has_come() -> None:
    assert header_of("train-p5", None, None, "").texts == ["train-p5"]


def test_the_account_is_known_from_an_events_arn() -> None:
    assert header_of("train-p5", None, IDENTITY, ARN).parts[1] == "111122223333"


@pytest.mark.parametrize("arn", ["", "arn", "arn:aws:sagemaker:us-west-2:111122223333"])
def test_a_broken_arn_names_no_account(arn: str) -> None:
    assert header_of("train-p5", None, None, arn).parts[1] == ""


def test_a_name_from_the_command_line_is_shown_clean() -> None:
    name = "a\x1b[31m\nb"
    assert header_of(name, None, None, "").name == "a␛[31m b"
    missing = Failure("not-found", "nothing")
    assert empty_note(name, None, missing, None, "").text == "Cluster a␛[31m b not found."


def test_a_problem_says_what_happened_and_what_to_do() -> None:
    said = failure_note(Failure("network", "It broke", "Mend it"))
    assert said == Note("It broke", ("Mend it",), failed=True)
    retry = (("r", "retry"),)
    assert failure_note(Failure("network", "It broke")) == Note("It broke", (), retry, failed=True)
    assert failure_note(Failure("x", "It is gone", retryable=False)) == Note(
        "It is gone", failed=True
    )


def test_a_problem_names_what_would_be_copied_to_fix_it() -> None:
    retry = "then r to retry"
    expired = Failure("credentials", "It ran out", f"Sign in, {retry}", remedy="aws sso login")
    assert failure_note(expired, offers_demo=False).more == (
        f"Run aws sso login in another shell (! copies it), {retry}",
    )
    denied = Failure("access", "Denied", f"Add it to the IAM policy, {retry}", remedy="{}")
    said = f"Add it to the IAM policy (! copies the policy statement), {retry}"
    assert failure_note(denied).more == (said, "{}")
    assert failure_note(denied, briefly=True).more == (said,)


@pytest.mark.parametrize("width", [30, 60, 118])
def test_the_lines_of_a_problem(width: int) -> None:
    note = Note("Denied: x (the service's own words of it)", ("Do this",), (("r", "retry"),), True)
    lines = note.lines(width, UNICODE)
    assert lines[0][0][0].startswith(" × Denied: x")
    coloured = [text for line in lines for text, name in line if name == "failed"]
    assert "".join(coloured).strip() == "× Denied: x"
    assert all(sum(cells(text) for text, _ in line) < width for line in lines)
    assert [line[0] for line in lines[-2:]] == [("   Do this", "note"), ("   ", "note")]
    assert lines[-1][1:] == [("r", "key"), (" retry", "note")]


def test_a_problem_with_the_account_offers_the_demo() -> None:
    note = failure_note(Failure("credentials", "No AWS credentials", "Give --profile"))
    assert (note.text, note.more) == ("No AWS credentials", ("Give --profile",))
    assert note.keys == (("d", "demo: needs no account"),)


@pytest.mark.parametrize("failure", [None, Failure("not-continuous", "no"), Failure("x", "y")])
def test_a_cluster_that_is_not_continuous_says_so_whatever_else_happened(
    failure: Failure | None,
) -> None:
    info = INFO._replace(continuous=False)
    note = empty_note("train-p5", info, failure, IDENTITY, "loading…")
    assert note.text == "This cluster has no events: NodeProvisioningMode is not Continuous."
    assert note.keys == (("M", "nodes"), ("C", "other cluster"))


@pytest.mark.parametrize(("identity", "where"), [(IDENTITY, " in us-west-2"), (None, "")])
def test_a_cluster_that_there_is_not(identity: Identity | None, where: str) -> None:
    note = empty_note("train-p5", None, Failure("not-found", "nothing"), identity, "")
    assert note == Note(
        f"Cluster train-p5 not found{where}.", keys=(("C", "clusters"),), failed=True
    )


def test_a_failure_is_shown_where_the_list_is_empty() -> None:
    failure = Failure("network", "It broke", "Mend it")
    assert empty_note("train-p5", INFO, failure, IDENTITY, "loading…") == failure_note(failure)


def test_a_list_that_is_loading_or_empty() -> None:
    assert empty_note("train-p5", INFO, None, IDENTITY, "Loading…") == Note("Loading…")
    note = empty_note("train-p5", INFO, None, IDENTITY, "")
    assert note.text == "No events yet in this cluster."
    assert note.keys[0] == ("r", "refresh")


@pytest.mark.parametrize(
    ("complete", "has_gap", "loading", "rest"),
    [
        (False, False, "", "older available (L)"),
        (True, False, "", "no older events"),
        (False, True, "", "gap: L loads"),
        (True, True, "", "gap: L loads"),
        (True, True, "loading…", "loading…"),
    ],
)
def test_what_is_loaded_is_shown_with_what_is_not(
    complete: bool, has_gap: bool, loading: str, rest: str
) -> None:
    text = loaded("3 loaded", complete=complete, has_gap=has_gap, loading=loading)
    assert text == f"3 loaded, {rest}"


@pytest.mark.parametrize(
    ("rows", "seconds", "said"),
    [
        ("612 events", 86_400, "24 h loaded, 612 events; older available (L)"),
        ("37 of 1,204 events", 90_000, "25 h loaded, 37 of 1,204 events; older available (L)"),
        ("100 events", 5_820, "1 h loaded, 100 events; older available (L)"),
        ("100 events", 3_599, "59 min loaded, 100 events; older available (L)"),
        # The clocks differ.
        ("1 event", -5, "0 min loaded, 1 event; older available (L)"),
    ],
)
def test_how_far_back_is_loaded_is_rounded_down(rows: str, seconds: float, said: str) -> None:
    assert reach(rows, seconds) == said


def test_how_many_are_loaded_and_shown() -> None:
    assert count(1204, 1204, filtered=False) == "1,204 loaded"
    assert count(37, 1204, filtered=True) == "37 of 1,204 loaded"
    # A filter that keeps them all is named as a filter.
    assert count(3, 3, filtered=True) == "3 of 3 loaded"


@pytest.mark.parametrize(
    ("listing", "text"),
    [
        (ServiceFilter(), ""),
        (ServiceFilter(node_id="i-0391f86f"), "[service: node]"),
        (ServiceFilter(instance_group_name="workers"), "[service: group]"),
        (ServiceFilter(resource_type="Instance"), "[service: type]"),
        (ServiceFilter(operation_id="0f868012"), "[service: operation]"),
        (ServiceFilter(after=0.0), "[service: since]"),
        (ServiceFilter(before=9.0), "[service: until]"),
        (
            ServiceFilter("i-0391f86f", "workers", "Instance", 1.0, 9.0),
            "[service: node group type since until]",
        ),
    ],
)
def test_the_part_that_went_to_the_service_is_named(listing: ServiceFilter, text: str) -> None:
    assert sent(listing) == text


def test_a_filter_that_hides_all_says_what_to_do() -> None:
    text, esc = "No match in 1,204 loaded events.", ("esc", "clear filter")
    note = nothing_kept(1204, complete=False, loading="")
    assert note == Note(text, keys=(("L", "load older"), esc))
    # Where the service has no more, nothing can be loaded.
    assert nothing_kept(1204, complete=True, loading="") == Note(text, keys=(esc,))
    assert nothing_kept(1204, complete=False, loading="Loading…") == Note("Loading…")


def test_several_nodes_are_kept_by_the_beginnings_of_their_ids() -> None:
    logical, instance = "370fcbfe-4613-4573-90c0-457e25763042", "i-02cb00ee09d28bf36"
    assert nodes_filter([logical], []) == f"node:{logical}"
    assert nodes_filter([logical, instance], [logical]) == "node:370fcbfe*,i-02cb00ee*"
    assert nodes_filter([logical, instance], ["370fcbfe-5", "i-02cb00ee0"]) == (
        "node:370fcbfe-4*,i-02cb00ee09*"
    )
    assert nodes_filter(["short", "a b"], []) == 'node:"a b",short'


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (99, "  12 nodes missing  243 tries failed  last 22:57:46"),
        (50, "  12 missing  243 tries  last 22:57:46"),
        (37, "  12 missing  243 tries"),
        (20, "  12 missing"),
        (3, "  12 missing"),
    ],
)
def test_what_is_said_of_a_group_loses_whole_parts(room: int, said: str) -> None:
    long = ("12 nodes missing", "243 tries failed", "last 22:57:46")
    short = ("12 missing", "243 tries", "last 22:57:46")
    assert fitting((long, short), "  ", room) == said
    assert fitting(((), ()), "  ", room) == ""


@pytest.mark.parametrize(
    ("kind", "group", "instance", "subject"),
    [
        ("Instance", "workers", "i-0391f86fa0fe0d465", "Instance i-0391f86fa0fe0d465"),
        ("Instance", "workers", "", "Instance in workers"),
        ("InstanceGroup", "workers", "", "InstanceGroup workers"),
        ("Cluster", "", "", "Cluster"),
        ("Instance", "", "", "Instance"),
    ],
)
def test_the_title_of_a_detail_names_what_the_event_is_about(
    kind: str, group: str, instance: str, subject: str
) -> None:
    event = Event("", 0, "", "Info", kind, group, instance, "", "", "", "")
    assert subject_of(event) == subject


def test_how_far_the_loading_has_come() -> None:
    oldest = 1_760_000_000.0
    text = progress("loading", 1, 100, oldest)
    assert text == f"loading: 1 page, 100 events, to {local_minute(oldest)}; esc stop"
    text = progress("looking for error", 1204, 120400, None)
    assert text == "looking for error: 1,204 pages, 120,400 events, to -; esc stop"
