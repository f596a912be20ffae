"""Copies: what goes to the clipboard, by which way, and what is said of it."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from help.app import Run, account, running
from help.events import event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.clipboard import Clipboard
from hpev_tui.demo.plan import REGION
from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import SNIPPETS
from hpev_tui.model.events import Event
from hpev_tui.model.settings import Settings
from hpev_tui.ui.widgets.inputs import FilterInput

ROW = event_row(
    1,
    InstanceGroupName="workers",
    InstanceId="i-0391f86fa0fe0d465",
    OperationId="0f868012-8e77-4e8e-b22c-6f8cb0288d54",
)
INSTANCE = {
    "NodeLogicalId": "df268d19-f035",
    "LcsExecutionState": "two\nlines",
    "FailureMessage": "no room for more",
}
DETAIL = {**ROW, "EventDetails": {"EventMetadata": {"Instance": INSTANCE}}}

COPIES = {
    "i": "i-0391f86fa0fe0d465",
    "e": ROW["EventId"],
    "g": "workers",
    "n": "df268d19-f035",
    "o": "0f868012-8e77-4e8e-b22c-6f8cb0288d54",
    "a": ROW["ClusterArn"],
    "m": "no room for more",
    "j": json.dumps({"EventDetails": DETAIL}, indent=2),
    "x": f"aws sagemaker describe-cluster-event --cluster-name made-up --event-id {ROW['EventId']}"
    f" --region {REGION} --endpoint-url URL",
    "u": f"https://{REGION}.console.aws.amazon.com/sagemaker/home?region={REGION}"
    "#/cluster-management/made-up",
    "y": "2026-05-12T14:29:00.000Z  Info  Instance  workers  i-0391f86fa0fe0d465"
    f"  no room for more  Event number 1  {ROW['EventId']}",
}


def copied(run: Run) -> list[str]:
    """The texts that were sent to the terminal's clipboard."""
    texts = []
    for sequence in run.sent:
        assert sequence.startswith("\x1b]52;c;")
        assert sequence.endswith("\x07")
        texts.append(base64.b64decode(sequence[7:-1]).decode())
    return texts


@pytest.fixture
def one_event(endpoint: ScriptedEndpoint) -> ScriptedEndpoint:
    """An endpoint whose first list holds one event of every kind of ID."""
    endpoint.answer("ListClusterEvents", events_page(ROW))
    body = json.dumps({"EventDetails": DETAIL}).encode()
    endpoint.answer("DescribeClusterEvent", body)
    return endpoint


def test_every_letter_is_tried() -> None:
    assert set(COPIES) == {snippet.letter for snippet in SNIPPETS}


@pytest.mark.parametrize("letter", COPIES)
async def test_a_letter_copies_and_the_toast_names_what_and_how(
    one_event: ScriptedEndpoint, letter: str
) -> None:
    label = next(snippet.label for snippet in SNIPPETS if snippet.letter == letter)
    async with running(account(one_event, "efa-lab")) as run:
        await run.shows("no room")
        await run.keys("y", letter)
        await run.says(f"Sent to the terminal (OSC 52): {label} ")
        await run.shows("Sent to the terminal (OSC 52): ")
        expected = COPIES[letter].replace("URL", one_event.url)
        assert copied(run) == [expected]


async def test_the_demos_command_names_no_profile_which_nobody_has() -> None:
    async with running(Settings(cluster="efa-lab", demo=True, demo_stands_still=True)) as run:
        await run.shows("no older events", "us-west-2")
        await run.shows("demo")
        await run.keys("y", "x")
        await run.says("AWS CLI command")
        command = copied(run)[0].split()
    assert "--profile" not in command
    assert command[command.index("--region") + 1] == "us-west-2"
    assert command[command.index("--endpoint-url") + 1].startswith("http://127.0.0.1:")


async def test_c_copies_the_id_and_in_the_detail_the_value(one_event: ScriptedEndpoint) -> None:
    async with running(account(one_event, "efa-lab")) as run:
        await run.shows("no room")
        await run.keys("c")
        await run.says(f"OSC 52): event ID {ROW['EventId'][:28]}… (Y show)")
        await run.keys("tab", *"jjjjjj", "c")
        await run.says("OSC 52): FailureMessage no room for more")
        await run.keys("j", "j", "c")
        await run.says("OSC 52): LcsExecutionState two … (2 lines)")
        assert copied(run) == [ROW["EventId"], "no room for more", "two\nlines"]


async def test_marked_rows_are_copied_newest_first_and_each_value_once(
    endpoint: ScriptedEndpoint,
) -> None:
    rows = [event_row(number, InstanceId=f"i-{number // 2}") for number in range(6)]
    endpoint.answer("ListClusterEvents", events_page(*rows))
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("6 loaded")
        await run.keys("G", "space", "g", "space", "space", "j", "space")
        await run.shows("4 marked")
        await run.keys("y", "i")
        await run.says("OSC 52): 3 x instance ID i-0 … (3 lines)")
        await run.keys("c")
        await run.says("4 x event ID")
    assert copied(run) == [
        "i-0\ni-1\ni-2",
        "\n".join(rows[number]["EventId"] for number in (0, 1, 3, 5)),
    ]


async def test_what_needs_details_fetches_them_first_and_says_so(
    endpoint: ScriptedEndpoint,
) -> None:
    rows = [event_row(number) for number in range(40)]
    endpoint.answer("ListClusterEvents", events_page(*rows))
    details = {"EventMetadata": {"Instance": {"NodeLogicalId": "same node"}}}
    endpoint.answer("DescribeClusterEvent", event_detail(0, details), times=10)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("same node")
        run.events.go_to(30)
        with endpoint.hold("DescribeClusterEvent") as hold:
            await run.keys("space", "space", "y", "n")
            await run.says("Loading 2 details to copy the node logical ID")
            assert copied(run) == []
            await run.until(lambda: hold.waiting >= 2)
        await run.says("OSC 52): node logical ID same node")
        assert copied(run) == ["same node"]


async def test_a_detail_that_fails_copies_nothing_and_says_so(endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("DescribeClusterEvent", 400, "AccessDeniedException", "no", times=4)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("Access denied: sagemaker:DescribeClusterEvent")
        await run.keys("y", "j")
        await run.says("Not copied: Access denied: sagemaker:DescribeClusterEvent")
        assert run.sent == []


async def test_an_event_without_the_thing_says_so(endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("ListClusterEvents", events_page(event_row(1)))
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("1 loaded")
        await run.keys("y", "i")
        await run.says("Not copied: This event has no instance ID")
        assert run.sent == []


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (ROW["ClusterArn"].replace("arn:aws:", "arn:aws-iso:"), "URL for aws-iso"),
        ("", "its cluster ARN is unknown"),
    ],
)
async def test_where_no_console_is_known_the_copy_says_so(
    endpoint: ScriptedEndpoint, arn: str, said: str
) -> None:
    endpoint.answer("ListClusterEvents", events_page(event_row(1, ClusterArn=arn)))
    # Without DescribeCluster the cluster is the one that its newest event names.
    endpoint.fail("DescribeCluster", 400, "AccessDeniedException", "no", times=9)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("1 loaded")
        await run.keys("y", "u")
        await run.says("Not copied: This event has no console URL: ")
        await run.says(said)
        assert run.sent == []


@pytest.mark.parametrize(("size", "lines"), [((200, 50), 1), ((120, 36), 2), ((80, 24), 2)])
async def test_the_copy_menu_is_shown_at_once_in_whole_words(
    one_event: ScriptedEndpoint, size: tuple[int, int], lines: int
) -> None:
    async with running(account(one_event, "efa-lab"), size=size) as run:
        await run.shows("no room for more", "df268d19", "? help")
        await run.until(lambda: not run.account_is_busy())
        await run.pilot.pause()
        before = run.text.splitlines()
        await run.keys("y")
        await run.shows(" copy:  i instance", "esc")
        after = run.text.splitlines()
        # Nothing else has moved; the cursor is marked while the list is without the focus.
        assert [line.replace("▶", " ") for line in after[:-lines]] == [
            line.replace("▶", " ") for line in before[:-lines]
        ]
        menu = "  ".join(line.strip() for line in after[-lines:])
        offered = [f"{each.letter} {each.short}" for each in SNIPPETS]
        offered += [f"{each.letter} {each.short}" for each in LISTS]
        assert menu.split("  ") == ["copy:", *offered, "esc"]
        await run.keys("escape")
        await run.shows("? help")
        await run.until(lambda: run.text.splitlines() == before)
        assert run.events.has_focus
        await run.keys("y", "q")
        assert run.app.is_running
        assert run.sent == []


async def test_esc_gives_up_a_copy_that_waits(endpoint: ScriptedEndpoint) -> None:
    with endpoint.hold("DescribeClusterEvent") as hold:
        async with running(account(endpoint, "efa-lab")) as run:
            await run.shows("no older events")
            await run.keys("y", "j")
            await run.says("Loading 1 detail to copy the JSON")
            await run.keys("escape")
            hold.release()
            await run.shows("EventId")
            await run.keys("y", "e")
            await run.says("OSC 52): event ID")
            event = run.events.current
            assert isinstance(event, Event)
            assert copied(run) == [event.event_id]


async def test_every_copy_goes_through_the_one_service(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("/", *"some text")
        field = run.the(FilterInput)
        field.select_all()
        await run.keys("ctrl+c")
        await run.says("OSC 52): selection some text")
        assert copied(run) == ["some text"]
        assert run.app.clipboard == "some text"


async def test_without_ssh_a_display_that_is_not_there_hands_over_to_the_terminal(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    tool = Path(os.environ["HOME"]) / "xclip"
    tool.touch(0o755)
    async with running(account(endpoint, "efa-lab")) as run:
        here = {"DISPLAY": ":0", "PATH": str(tool.parent)}
        run.app.copies.clipboard = Clipboard(here, run.sent.append)
        await run.shows("no older events")
        await run.keys("c")
        await run.says("Sent to the terminal (OSC 52): event ID")
        assert "(xclip cannot start (No such file or directory); Y show" in run.toasts
        assert len(copied(run)) == 1
