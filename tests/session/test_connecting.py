"""The real SDK behind an account: connecting, and a code that is awaited when it is left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from help.accounts import CONFIG, TokenService, token_service
from help.events import NOW
from help.scripted import ScriptedEndpoint
from help.sdk import sdk_processes
from help.source import HandLoader
from help.timers import HandTimers
from hpev_tui.demo.plan import REGION
from hpev_tui.model.failure import SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.session.account import Account
from hpev_tui.session.host import CodeQuestion, Host
from hpev_tui.session.results import Changes, Ticket, What
from hpev_tui.sources import Identity

SECONDS = 60.0
"""How long a thread may take: far more than a busy machine needs."""


class Inbox:
    """What threads hand over."""

    def __init__(self, settings: Settings) -> None:
        self.results: list[tuple[Ticket, object]] = []
        self.has_come = threading.Event()
        self.is_open = True
        """Whether the program still runs."""
        self.on_arrival: Callable[[], object] = lambda: None
        """What the UI thread does just then."""
        drawn = threading.Event()
        drawn.set()
        host = Host(
            deliver=self._deliver,
            changed=lambda _: None,
            notify=lambda *_: None,
            now=lambda: NOW,
            timers=HandTimers(),
            processes=sdk_processes(),
            nearby=HandLoader(),
            drawn=drawn,
        )
        self.account = Account(settings, host)

    def _deliver(self, ticket: Ticket, value: object) -> bool:
        if self.is_open:
            self.results.append((ticket, value))
            self.on_arrival()
        self.has_come.set()
        return self.is_open

    def next_changes(self) -> Changes:
        """What the next result changes, once it has come."""
        assert self.has_come.wait(SECONDS)
        self.has_come.clear()
        return self.account.door.arrived(*self.results.pop(0))


def test_an_account_is_connected_by_the_real_sdk(endpoint: ScriptedEndpoint) -> None:
    it = Inbox(Settings(region=REGION, endpoint_url=endpoint.url))
    it.account.connect()
    assert [change.what for change in it.next_changes()] == [What.IDENTITY]
    assert it.account.identity == Identity(REGION, "", endpoint.url)
    it.account.describe_cluster("train-p5")
    assert [change.what for change in it.next_changes()] == [What.CLUSTER]
    assert it.account.account_id != ""
    it.account.close()


def test_what_was_of_use_is_noted_in_whatever_order_the_first_answers_are_taken_in(
    endpoint: ScriptedEndpoint,
) -> None:
    for is_turned in (False, True):
        it = Inbox(Settings(region=REGION, endpoint_url=endpoint.url))
        for ask in (it.account.connect, lambda it=it: it.account.describe_cluster("train-p5")):
            ask()
            assert it.has_come.wait(SECONDS)
            it.has_come.clear()
        for result in reversed(it.results) if is_turned else it.results:
            it.account.door.arrived(*result)
        nearby = it.account.host.nearby
        assert isinstance(nearby, HandLoader)
        assert nearby.waiting
        it.account.close()


# An MFA code


@pytest.fixture
def guarded(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[TokenService, Inbox]]:
    """An account whose role wants a code."""
    config = tmp_path / "config"
    config.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with token_service("123456") as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", service.url)
        yield service, Inbox(Settings(profile="guarded", endpoint_url=endpoint.url))


class Call:
    """A call in a thread of its own, which waits for a code."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.failure = ""
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        try:
            self._account.source.clusters(None)
        except SourceError as error:
            self.failure = error.failure.title

    def end(self) -> str:
        """Wait until it has ended; why it failed, "" where it has not."""
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        return self.failure


def question_of(inbox: Inbox) -> CodeQuestion:
    """What the user is asked."""
    (change,) = inbox.next_changes()
    assert change.what is What.QUESTION
    assert isinstance(change.value, CodeQuestion)
    return change.value


def test_a_code_goes_to_the_thread_that_waits_for_it(guarded: tuple[TokenService, Inbox]) -> None:
    service, it = guarded
    call = Call(it.account)
    question = question_of(it)
    assert question.question == "Enter MFA code for arn:aws:iam::111122223333:mfa/me"
    it.account.answer(question.answer, "123456")
    assert call.end() == ""
    assert service.codes == ["123456"]
    it.account.close()


@pytest.mark.parametrize("moment", ["while it is asked", "afterwards", "at the end of the program"])
def test_a_thread_that_waits_for_a_code_is_released_when_the_account_is_left(
    guarded: tuple[TokenService, Inbox], moment: str
) -> None:
    service, it = guarded
    if moment == "while it is asked":
        it.on_arrival = it.account.close
    elif moment == "at the end of the program":
        it.is_open = False
    call = Call(it.account)
    if moment == "afterwards":
        assert it.has_come.wait(SECONDS)
        it.account.close()
    # With its account the process has ended that would have said what it lacks.
    left = "Account closed"
    none_given = "The role needs an MFA code"
    assert call.end() == (none_given if moment == "at the end of the program" else left)
    assert service.codes == []
    it.account.close()
