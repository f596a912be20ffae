"""What each letter of the copy menu copies, and that no name can break out of a command."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.export.snippets import EVENT_ID, SNIPPETS, Snippet, Subject
from hpev_tui.model.events import Event, Json
from hpev_tui.text.clean import aws_options, is_value

EVENT = Event(
    event_id="83ea0bb5-be77-45e8-a458-0a87f778a205",
    event_time=1780334425.35,
    odd_time="",
    event_level="Error",
    resource_type="Instance",
    instance_group_name="worker-p5",
    instance_id="i-0391f86fa0fe0d465",
    description="Instance creation in Cluster ml-cluster and InstanceGroup worker-p5 failed",
    cluster_arn="arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
    cluster_name="ml-cluster",
    operation_id="0b7c1d9e-52ab-4d0f-9c3e-6f1a2b3c4d5e",
)
BODY: Json = {
    "EventDetails": {
        "EventId": EVENT.event_id,
        "EventDetails": {
            "EventMetadata": {
                "Instance": {
                    "FailureMessage": "No capacity.\nPlease try again.",
                    "NodeLogicalId": "df268d19-f035-4f28-9b80-b956b92ae21e",
                }
            }
        },
    }
}
BARE = EVENT._replace(
    event_level="",
    resource_type="",
    instance_group_name="",
    instance_id="",
    description="",
    cluster_arn="",
    cluster_name="",
    operation_id="",
)
NASTY = [
    "it's",
    '"; rm -rf ~; "',
    "$(id) `id` ${HOME}",
    "a b\tc",
    "!! && || | > < *",
    "\\",
    "#x",
    "日本 é",
    "~",
]


def snippet(letter: str) -> Snippet:
    (snippet,) = (each for each in SNIPPETS if each.letter == letter)
    return snippet


def copied(letter: str, event: Event = EVENT, body: Json = BODY, options: str = "") -> str:
    return snippet(letter).make(Subject(event, body, options))


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        ("i", "i-0391f86fa0fe0d465"),
        ("e", "83ea0bb5-be77-45e8-a458-0a87f778a205"),
        ("g", "worker-p5"),
        ("n", "df268d19-f035-4f28-9b80-b956b92ae21e"),
        ("o", "0b7c1d9e-52ab-4d0f-9c3e-6f1a2b3c4d5e"),
        ("a", "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd"),
        ("m", "No capacity. Please try again."),
        (
            "x",
            "aws sagemaker describe-cluster-event --cluster-name ml-cluster"
            " --event-id 83ea0bb5-be77-45e8-a458-0a87f778a205",
        ),
        (
            "u",
            "https://us-west-2.console.aws.amazon.com/sagemaker/home?region=us-west-2"
            "#/cluster-management/ml-cluster",
        ),
        (
            "y",
            "2026-06-01T17:20:25.350Z  Error  Instance  worker-p5  i-0391f86fa0fe0d465"
            "  No capacity. Please try again."
            "  Instance creation in Cluster ml-cluster and InstanceGroup worker-p5 failed"
            "  83ea0bb5-be77-45e8-a458-0a87f778a205",
        ),
    ],
)
def test_each_letter_copies_its_part(letter: str, text: str) -> None:
    assert copied(letter) == text


def test_json_is_the_whole_body_in_its_own_order() -> None:
    assert copied("j") == json.dumps(BODY, indent=2)


def test_json_has_no_character_that_acts_on_a_terminal_and_stays_the_same_json() -> None:
    body: Json = {"a\x1b": "日\x9b\u202e\ud800\x7f", "deep": json.loads("[" * 300 + "]" * 300)}
    text = copied("j", body=body)
    assert text.replace("\n", "").isprintable()
    assert "日" in text
    assert json.loads(text) == body


@pytest.mark.parametrize("letter", ["n", "m", "j"])
def test_what_needs_the_detail_says_so_and_is_empty_without_it(letter: str) -> None:
    assert snippet(letter).needs_detail
    assert copied(letter, body=None) == ""


@pytest.mark.parametrize("letter", ["i", "e", "g", "o", "a", "x", "u"])
def test_what_does_not_need_the_detail_is_the_same_without_it(letter: str) -> None:
    assert not snippet(letter).needs_detail
    assert copied(letter, body=None) == copied(letter)


@pytest.mark.parametrize("letter", ["i", "g", "n", "o", "a", "m", "u"])
def test_what_an_event_does_not_have_is_empty(letter: str) -> None:
    assert copied(letter, BARE, {"EventDetails": {}}) == ""


def test_a_row_has_only_what_there_is() -> None:
    assert copied("y", BARE, None) == f"2026-06-01T17:20:25.350Z  {EVENT.event_id}"


def test_a_time_that_cannot_be_read_is_copied_as_it_came() -> None:
    row = copied("y", BARE._replace(odd_time="yesterday"), None)
    assert row == f"yesterday  {EVENT.event_id}"


def test_the_command_of_an_event_without_a_name_takes_the_arn() -> None:
    command = copied("x", EVENT._replace(cluster_name=""))
    assert f"--cluster-name {EVENT.cluster_arn} " in command


@pytest.mark.parametrize(
    "value", ["", "-x", "--endpoint-url=http://x", "file:///etc/passwd", "fileb://x", "http://x"]
)
def test_what_the_aws_cli_takes_for_something_else_is_in_no_command(value: str) -> None:
    assert copied("x", EVENT._replace(event_id=value)) == ""
    assert copied("x", EVENT._replace(cluster_name=value, cluster_arn=value)) == ""
    named_by_arn = copied("x", EVENT._replace(cluster_name=value))
    assert f"--cluster-name {EVENT.cluster_arn} " in named_by_arn


def test_letters_and_labels_are_each_there_once() -> None:
    assert [each.letter for each in SNIPPETS] == list("iegnoamjxuy")
    for labels in ([each.label for each in SNIPPETS], [each.short for each in SNIPPETS]):
        assert all(labels)
        assert len(set(labels)) == len(labels)
    assert EVENT_ID is snippet("e")


# Commands


@given(st.text(), st.text(), st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
@settings(max_examples=examples(100))
def test_every_value_of_a_command_is_one_word(
    name: str, event_id: str, region: str, profile: str, url: str
) -> None:
    event = EVENT._replace(cluster_name=name, event_id=event_id, cluster_arn="")
    if not (is_value(name) and is_value(event_id)):
        assert copied("x", event) == ""
        return
    words = shlex.split(copied("x", event, options=aws_options(region, profile, url)))
    assert words == [
        *("aws", "sagemaker", "describe-cluster-event"),
        *("--cluster-name", name, "--event-id", event_id),
        *("--region", region, "--profile", profile, "--endpoint-url", url),
    ]


def test_a_real_shell_reads_the_same_words() -> None:
    words: list[str] = []
    script = 'aws() { printf "%s\\n" "$@"; }\n'
    for name in NASTY:
        event = EVENT._replace(cluster_name=name, event_id=name)
        script += copied("x", event, options=aws_options(name, "", name)) + "\n"
        words += ["sagemaker", "describe-cluster-event", "--cluster-name", name]
        words += ["--event-id", name, "--region", name, "--endpoint-url", name]
    done = subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == words
    assert done.stderr == ""


def test_only_what_is_given_becomes_an_option() -> None:
    assert aws_options("", "", "") == ""
    assert aws_options("us-west-2", "", "") == " --region us-west-2"
    assert aws_options("", "ml prod", "http://[::1]:1") == (
        " --profile 'ml prod' --endpoint-url 'http://[::1]:1'"
    )


# The console


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "eu-central-1", "eu-central-1.console.aws.amazon.com"),
        ("aws-cn", "cn-north-1", "console.amazonaws.cn"),
        ("aws-us-gov", "us-gov-west-1", "console.amazonaws-us-gov.com"),
        ("aws-eusc", "eusc-de-east-1", "console.amazonaws-eusc.eu"),
    ],
)
def test_the_console_of_each_partition(partition: str, region: str, host: str) -> None:
    arn = f"arn:{partition}:sagemaker:{region}:111122223333:cluster/lw12e0dn1hhd"
    url = f"https://{host}/sagemaker/home?region={region}#/cluster-management/ml-cluster"
    assert copied("u", EVENT._replace(cluster_arn=arn)) == url


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "lw12e0dn1hhd",
        "arn:aws:sagemaker:us-west-2",
        "arn:aws:sagemaker::111122223333:cluster/x",
        "arn:aws:sagemaker:evil.example/:111122223333:cluster/x",
        "arn:aws:sagemaker:evil.example#:111122223333:cluster/x",
        "arn:aws:sagemaker:us-west-2\n:111122223333:cluster/x",
        "arn:aws:iam:us-west-2:111122223333:cluster/x",
        "arn:aws-moon:sagemaker:us-west-2:111122223333:cluster/x",
        "urn:aws:sagemaker:us-west-2:111122223333:cluster/x",
    ],
)
def test_a_broken_arn_gives_no_console(arn: str) -> None:
    assert copied("u", EVENT._replace(cluster_arn=arn)) == ""


def test_a_cluster_without_a_name_has_no_page() -> None:
    assert copied("u", EVENT._replace(cluster_name="")) == ""


def test_a_name_cannot_leave_its_place_in_the_consoles_address() -> None:
    url = copied("u", EVENT._replace(cluster_name="a/../b?x=1#y z"))
    assert url.endswith("#/cluster-management/a%2F..%2Fb%3Fx%3D1%23y%20z")
