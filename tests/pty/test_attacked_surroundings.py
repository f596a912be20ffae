"""Attacks that come from around the program: names that are given to it, files, error messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyte
import pytest

from help.attacks import leaving
from help.attacks.screen import Screen
from help.attacks.service import Attacker
from help.attacks.strings import ATTACKS, CONTROLS, TITLE
from help.events import NOW
from help.scripted import ScriptedEndpoint
from help.terminal import hpev, left_on
from hpev_tui.demo.wire import Reply
from hpev_tui.demo.world import World
from hpev_tui.text.clean import clean

pytestmark = pytest.mark.long

ENV = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "us-west-2",
    "SSH_CONNECTION": "there",
}
NASTY = f"\x1b]0;{TITLE}\x07\x1b[2J\x1b[5m\x9b31m\u202e\udc9b\udcff[/] [@click=app.quit]x"
"""What an operating system takes for a name, with two bytes that are no UTF-8."""
SHOWN = clean(NASTY)
HARMLESS = "harmless"


@dataclass(frozen=True)
class Case:
    """Where a name is put in place of `{}`, the keys to press then, and what is shown of it."""

    args: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    keys: str = ""
    shows: str = "{}"


CASES = {
    "profile": Case(("--profile", "{}")),
    "profile in the environment": Case(env={"AWS_PROFILE": "{}"}),
    "region": Case(("--region", "{}")),
    "cluster": Case(("{}",)),
    "configuration": Case(env={"AWS_CONFIG_FILE": "{folder}/{}"}),
    "filter": Case(("cluster00", "--filter", "word {}"), keys="/", shows="word"),
    "program for copies": Case(("cluster00", "--clipboard", "cmd:'{}'"), keys="yi"),
    "program in the environment": Case(("cluster00",), {"HPEV_CLIPBOARD": "cmd:'{}'"}, "yi"),
    "folder for copies": Case(
        ("cluster00", "--clipboard", "file"), {"XDG_CACHE_HOME": "{folder}/copies/{}"}, "yi"
    ),
    "log": Case(("cluster00", "--log-file", "{folder}/{}.log"), shows="described00"),
}

USUAL = ("filter", "program for copies")
"""Cases in which all screens are seen that the others show, too."""


@pytest.fixture(autouse=True, scope="module")
def counting() -> Iterator[None]:
    """Screens that count cells; see `attacks.screen`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyte, "Screen", Screen)
        yield


def raw_of(case: Case, name: str, folder: Path) -> bytes:
    """What leaves the program where a name stands; it shows the name, and ends as it should."""
    in_file = name.replace("/", "")
    (folder / in_file).write_text("[broken\n")
    shown = clean(in_file if "{folder}" in str(case) else name)

    def put(text: str) -> str:
        return text.replace("{folder}", str(folder)).replace(
            "{}", in_file if "{folder}" in text else name
        )

    env = {**ENV, **{key: put(value) for key, value in case.env.items()}}
    with Attacker({"": HARMLESS}) as service:
        args = [*map(put, case.args), "--endpoint-url", service.url]
        with hpev(*args, rows=30, columns=150, env=env) as terminal:
            if case.keys:
                terminal.wait_for("loaded")
            terminal.press(*case.keys)
            expected = case.shows.replace("{folder}", str(folder)).replace("{}", shown)
            # A long name is wrapped, and a blank may be where that is done.
            packed = "".join(expected.split())
            # The name of a cluster stands there only until the service says its own.
            terminal.wait_for(
                lambda text: packed in "".join(f"{text}{words(terminal.raw)}".split())
            )
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert left_on(terminal.raw) == []
            return terminal.raw


def words(raw: bytes) -> str:
    """All that was ever drawn, without the sequences between."""
    return re.sub(r"\x1b\[[0-9;?<>]*[A-Za-z]", "", raw.decode(errors="replace"))


@pytest.fixture(scope="module")
def own_kinds(tmp_path_factory: pytest.TempPathFactory) -> set[bytes]:
    """The kinds of sequences that leave with a name that means no harm."""
    harmless = (raw_of(CASES[name], HARMLESS, tmp_path_factory.mktemp("a")) for name in USUAL)
    return leaving.kinds(b"".join(harmless))


@pytest.mark.parametrize("name", CASES)
def test_a_name_that_is_given_is_shown_and_does_nothing(
    name: str, own_kinds: set[bytes], tmp_path: Path
) -> None:
    raw = raw_of(CASES[name], NASTY, tmp_path)
    assert leaving.kinds(raw) <= own_kinds
    assert list(leaving.unsafe(raw)) == []
    assert b"\x1b[5m" not in raw
    assert b"\x1b[2J" not in raw


@pytest.mark.parametrize("where", ["ListClusters", "ListClusterEvents", "DescribeCluster"])
def test_messages_of_the_service_do_nothing(where: str) -> None:
    """The same error several times, each time with other attacks in its code and its message."""
    texts = [*ATTACKS.values()]
    groups = [" ".join(texts[start : start + 12]) for start in range(0, len(texts), 12)]
    args = () if where == "ListClusters" else ("efa-lab",)
    raws = []
    with ScriptedEndpoint(World(now=lambda: NOW)) as endpoint:
        for messages in (["harmless"] * 2, groups):
            url = ("--endpoint-url", endpoint.url, "--no-reasons")
            refuse(endpoint, where, "XFirst", "first")
            with hpev(*args, *url, rows=40, columns=150, env=ENV) as terminal:
                terminal.wait_for("XFirst: first")
                for number, message in enumerate(messages):
                    # The SDK takes a part of the code where one of these is in it.
                    code = f"X{number}th{message}".replace("#", "").replace(":", "")
                    refuse(endpoint, where, code, message)
                    terminal.press("r")
                    terminal.wait_for(f"X{number}th")
                terminal.press("ctrl+q")
                assert terminal.wait_exit() == 0
                raws.append(terminal.raw)
    assert leaving.kinds(raws[1]) <= leaving.kinds(raws[0])
    assert list(leaving.unsafe(raws[1])) == []
    for attack in CONTROLS.values():
        own = leaving.sequences(raws[0])
        for sequence in leaving.sequences(attack.encode()):
            assert sequence in own or sequence not in raws[1]


def refuse(endpoint: ScriptedEndpoint, operation: str, code: str, message: str) -> None:
    """Answer the next call with an error whose code is in the body only, as no header takes it."""
    body = json.dumps({"__type": code, "message": message}).encode()
    endpoint.prepare(operation, Reply(400, body))


PASTED = "a\u202eb\u009b2J\u200bc \u001b[31m[/][@click=app.quit]d"


@pytest.mark.parametrize("keys", ["/", ":"])
def test_what_is_pasted_into_a_field_is_plain(keys: str) -> None:
    raws = []
    for text in ("abc d", PASTED):
        with hpev("efa-lab", "--demo", rows=30, columns=150, env=ENV) as terminal:
            terminal.wait_for("EventId")
            terminal.press(keys)
            terminal.wait_for(lambda shown: "level:error" in shown or "part of a command" in shown)
            terminal.type(f"\x1b[200~{text}\x1b[201~")
            terminal.wait_for("abc d" if text == "abc d" else "ab2Jc")
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            raws.append(terminal.raw)
    assert leaving.kinds(raws[1]) <= leaving.kinds(raws[0])
    assert list(leaving.unsafe(raws[1])) == []


@pytest.mark.parametrize("home", ["relative", "", "/proc/nowhere"])
def test_a_home_that_is_none_puts_nothing_into_the_working_folder(
    home: str, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    # Else the root's own home would count where HOME is empty.
    elsewhere = {"XDG_STATE_HOME": str(tmp_path)} if not home else {}
    with ScriptedEndpoint(World(now=lambda: NOW)) as endpoint:
        args = ("efa-lab", "--endpoint-url", endpoint.url, "--clipboard", "file")
        env = {
            **ENV,
            **elsewhere,
            "HOME": home,
            "XDG_CACHE_HOME": "/proc/nowhere" if not home else "",
        }
        with hpev(*args, env=env, cwd=folder, columns=150) as terminal:
            terminal.wait_for("no older events")
            terminal.press("c")
            terminal.wait_for("annot write the file")
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert b"Traceback" not in terminal.raw
    assert list(folder.iterdir()) == []
