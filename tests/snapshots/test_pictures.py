"""Pictures of every screen and of every state that has to say something, from one table.

`make test` compares; after a change that is meant to be seen, `pytest tests/snapshots
--snapshot-update` draws them again, to be looked at before they are committed. The words that a
picture must hold are asserted, too, so that a wrong picture that was approved still fails.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from help.app import UNHURRIED, Run, account, app_with
from help.events import NOW, event_row, events_page
from help.rest import at_rest, drawn_the_same
from help.scripted import ScriptedEndpoint
from help.timers import HandTimers
from hpev_tui.model.settings import Settings
from snapshots.account_states import ACCOUNT_STATES
from snapshots.copy_states import COPY_STATES
from snapshots.list_states import LIST_STATES
from snapshots.overview_states import OVERVIEW_STATES
from snapshots.state import LARGE, MIDDLE, SMALL, State, deny

pytestmark = pytest.mark.long


def _without_keys(_: ScriptedEndpoint, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("AWS_ACCESS_KEY_ID")
    patch.delenv("AWS_SECRET_ACCESS_KEY")


def _two_pages(endpoint: ScriptedEndpoint, _: pytest.MonkeyPatch) -> None:
    """A first page that ends at once, and none behind it."""
    rows = [event_row(number, InstanceGroupName="workers") for number in range(4)]
    endpoint.answer("ListClusterEvents", events_page(*rows, more="next"))
    endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "no longer allowed")


ALL = (SMALL, MIDDLE, LARGE)
OPEN = "older available (L)"
TREE = ((), "NodeLogicalId")
STATES = (
    State(
        "picker",
        (
            "HyperPod clusters",
            "us-west-2",
            "Clusters  118",
            "▲ 3+ short of nodes",
            "▲ lifecycle-lab ",
            " 2/5",
        ),
        steps=(((), "Clusters  118"),),
        without=("loading", "    …"),
        sizes=ALL,
    ),
    State(
        "picker-filter",
        ("-lab", "Clusters  2 of 118", "efa-lab", "lifecycle-lab", "esc clear"),
        steps=(((), "Clusters  118"), (("/", *"-lab"), "2 of 118")),
        without=("empty-new", "    …"),
    ),
    State(
        "picker-filter-hides-all",
        ("No match in 118 clusters.", "Clusters  0 of 118"),
        steps=(((), "Clusters  118"), (("/", *"nosuch"), "0 of 118")),
    ),
    State(
        "picker-no-clusters",
        ("No HyperPod clusters in this region.", "R region"),
        prepare=lambda endpoint, _: endpoint.answer("ListClusters", b'{"ClusterSummaries":[]}'),
    ),
    State(
        "picker-no-credentials",
        ("No AWS credentials", "P to pick", "d demo: needs no account", "d demo"),
        prepare=_without_keys,
    ),
    State(
        "picker-no-region",
        ("No valid AWS region", "--region NAME", "d demo: needs no account"),
        options={"region": ""},
    ),
    State(
        "picker-access-denied",
        ("Access denied: sagemaker:ListClusters", "sagemaker:ListClusters"),
        prepare=deny("ListClusters"),
    ),
    State(
        "list",
        (
            "train-p5   ● InService  us-west-2",
            "100 loaded, older available (L)",
            "MESSAGE",
            "  E  ",
        ),
        cluster="train-p5",
        steps=(((), OPEN), TREE),
        without=("Loading",),
        sizes=ALL,
    ),
    State(
        "tree",
        ("▾ Why ", "FailureMessage", "Rule ", "▾ Node "),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("enter", "j"), "/ search")),
        sizes=(SMALL, MIDDLE),
    ),
    State(
        "tree",
        ("▾ Why ", "FailureMessage", "▾ Node ", "▾ Instance", "NodeLogicalId", "ClusterArn"),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("enter", "j"), "/ search")),
        sizes=(LARGE,),
    ),
    State(
        "json",
        ('"EventDetails": {', '"EventMetadata": {', '"NodeLogicalId": "'),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("enter", "v", "+"), '"EventDetails": {')),
        without=("MESSAGE",),
        sizes=ALL,
    ),
    State(
        "list-marked",
        ("3 marked", "*"),
        cluster="train-p5",
        # One by one: where the cursor rests depends on the machine otherwise.
        steps=(
            *(((), OPEN), (("space",), "1 marked"), (("space",), "2 marked")),
            *((("j",), ""), (("space",), "3 marked"), TREE),
        ),
    ),
    State(
        "list-unknown-cluster",
        ("Cluster nowhere not found in us-west-2", "C clusters"),
        cluster="nowhere",
    ),
    State(
        "list-not-continuous",
        (
            "This cluster has no events",
            "NodeProvisioningMode is not Continuous",
            "C other cluster",
        ),
        cluster="legacy-static",
        steps=(((), "legacy-static   ● InService"),),
    ),
    State(
        "list-empty",
        ("Events  0", "No events yet in this cluster", "r refresh   f follow"),
        cluster="empty-new",
        steps=(((), "empty-new   ● InService"),),
    ),
    State(
        "list-access-denied",
        ("Access denied: sagemaker:ListClusterEvents", "sagemaker:ListClusterEvents"),
        cluster="efa-lab",
        steps=(((), "efa-lab   ● InService"),),
        prepare=deny("ListClusterEvents"),
    ),
    State(
        "list-fails-in-the-middle",
        (
            "4 loaded, older available (L)",
            "Event number 3",
            "Access denied: sagemaker:ListClusterEvents",
        ),
        cluster="efa-lab",
        steps=(((), "efa-lab   ● InService"), ((), "Not found: ")),
        prepare=_two_pages,
    ),
    State(
        "detail-failed",
        (
            " × Access denied: sagemaker:DescribeClusterEvent",
            "r to retry",
            "no DescribeClusterEvent permission: no reasons",
        ),
        cluster="train-p5",
        steps=(((), OPEN),),
        prepare=deny("DescribeClusterEvent"),
    ),
    State(
        "detail-loading",
        ("Loading…", "100 loaded"),
        cluster="train-p5",
        steps=(((), OPEN), ((), "train-p5   ● InService")),
        prepare=lambda endpoint, _: endpoint.hold("DescribeClusterEvent"),
        held=1,
    ),
    State(
        "too-small",
        ("hpev-tui needs 60x15 cells, this terminal has 58x12.",),
        cluster="train-p5",
        steps=(((), "100 loaded"),),
        sizes=((58, 12),),
    ),
    State(
        "copy-hint",
        (" copy:  i instance", "m message", "t timeline", "r report"),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("y",), " copy:  i instance")),
        without=("? help",),
    ),
    State(
        "copied",
        ("Sent to the terminal (OSC 52): instance ID i-", "? help"),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("y", "i"), "Sent to")),
    ),
    State(
        "help-picker",
        (" Keys  ", "open the cluster", "quit"),
        steps=(((), "Clusters  118"), (("?",), " Keys  ")),
        without=("mark row",),
        sizes=ALL,
    ),
    State(
        "help-browser",
        (" Keys  ", "VIEWS"),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("?",), " Keys  ")),
        without=("Quit",),
        sizes=ALL,
    ),
    State(
        "help-detail",
        (" Keys  ", "collapse, or to parent", "tree or JSON"),
        cluster="train-p5",
        steps=(((), OPEN), TREE, (("enter", "?"), " Keys  ")),
        without=("mark row",),
        sizes=((120, 60),),
    ),
    State(
        "palette",
        ("part of a command", "Open the cluster", "enter run"),
        steps=(((), "Clusters  118"), ((":",), "enter run")),
        sizes=ALL,
    ),
    State(
        "ascii-palette",
        ("+----", "Mark the row; copies take all marked rows"),
        cluster="train-p5",
        steps=(((), OPEN), TREE, ((":", *"copies take"), "Mark the row")),
        without=("─", "Zoom"),
        options={"ascii": True},
    ),
    State(
        "ascii-picker",
        ("HyperPod clusters   us-west-2  111122223333", "! lifecycle-lab ", " 2/5"),
        steps=(((), "Clusters  118"),),
        without=("·", "…", " ~ "),
        options={"ascii": True},
    ),
    State(
        "ascii-list",
        ("train-p5   * InService  us-west-2", "- Why ", "- Node ", "FailureMessage"),
        cluster="train-p5",
        steps=(((), OPEN), TREE),
        without=("·", "…", "▾", "─"),
        sizes=(SMALL, LARGE),
        options={"ascii": True},
    ),
)
ALL_STATES = (*STATES, *ACCOUNT_STATES, *LIST_STATES, *OVERVIEW_STATES, *COPY_STATES)
CASES = [(state, size) for state in ALL_STATES for size in state.sizes]


def settings(state: State, endpoint: ScriptedEndpoint) -> Settings:
    given = account(endpoint, state.cluster)
    return Settings(
        cluster=given.cluster,
        profile=state.options.get("profile", ""),
        region=state.options.get("region", given.region),
        endpoint_url=given.endpoint_url,
        ascii=state.options.get("ascii", False),
        filter_text=state.options.get("filter_text", ""),
        reasons=state.options.get("reasons", False),
        background=state.options.get("background", False),
    )


@pytest.mark.parametrize(
    ("state", "size"),
    CASES,
    ids=[f"{state.name}-{size[0]}x{size[1]}" for state, size in CASES],
)
def test_picture(
    state: State,
    size: tuple[int, int],
    endpoint: ScriptedEndpoint,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Callable[..., bool],
) -> None:
    state.prepare(endpoint, monkeypatch)
    timers = HandTimers(by_hand=lambda _: False, factor=0.2)
    limits = UNHURRIED._replace(reach=state.reach)
    app = app_with(settings(state, endpoint), lambda: NOW, timers, limits)
    shown = []

    async def get_there(pilot: Pilot[None]) -> None:
        run = Run(app)
        run.pilot = pilot
        for keys, words in state.steps:
            if keys:
                # Else it depends on the machine which details are asked for on the way.
                await at_rest(run, timers, state.held_before)
            await run.keys(*keys)
            await run.shows(words)
        await run.shows(*state.words)
        await run.gone(*state.without)
        await at_rest(run, timers, state.held)
        shown.append(await drawn_the_same(run, calls=9))

    assert snap_compare(app, terminal_size=size, run_before=get_there)
    assert [word for word in state.words if word not in shown[0]] == []
    assert [word for word in state.without if word in shown[0]] == []
