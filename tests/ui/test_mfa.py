"""A role that MFA code for the profile's role is asked for it in the app."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from help.accounts import CONFIG, ROLE, TokenService, token_service
from help.app import running
from help.endpoint import Witness
from help.scripted import ScriptedEndpoint
from hpev_tui.model.settings import Settings
from hpev_tui.ui.screens.questions import CodeInput


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TokenService]:
    monkeypatch.setattr("getpass.getpass", pytest.fail)
    config = tmp_path / "config"
    config.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with token_service("123456") as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", service.url)
        yield service


def guarded(url: str) -> Settings:
    return Settings(profile="guarded", endpoint_url=url)


async def test_a_code_is_asked_for_in_the_app(sts: TokenService) -> None:
    with Witness() as endpoint:
        async with running(guarded(endpoint.url)) as run:
            await run.shows("MFA code for the profile's role", "mfa/me", "esc cancel")
            await run.keys(*"123456")
            await run.until(lambda: run.the(CodeInput).value == "123456")
            assert "123456" not in run.text
            await run.keys("enter")
            await run.shows("empty-new", "guarded")
            assert sts.codes == ["123456"]
            assert endpoint.signed[-1] == ("ASIAROLE", "us-west-2")


async def test_without_a_code_r_asks_again(sts: TokenService, endpoint: ScriptedEndpoint) -> None:
    async with running(guarded(endpoint.url)) as run:
        await run.shows("MFA code for the profile's role")
        await run.keys("escape")
        await run.shows("The role needs an MFA code", "r to enter the code")
        await run.keys("r")
        await run.shows("mfa/me")
        await run.keys(*"000000", "enter")
        await run.shows("MFA code rejected")
        await run.keys("r")
        await run.shows("mfa/me")
        await run.keys(*"123456", "enter")
        await run.shows("empty-new")
        assert sts.codes == ["000000", "123456"]


async def test_a_code_that_the_answer_repeats_is_masked(
    sts: TokenService, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = sts.answer

    def repeating(form: str) -> tuple[int, str]:
        status, body = answer(form)
        code = parse_qs(form)["TokenCode"][0]
        said = f" it was {code}, {escape(form)}</Message>"
        return status, body.replace("</Message>", said)

    monkeypatch.setattr(sts, "answer", repeating)
    async with running(guarded(endpoint.url)) as run:
        await run.shows("MFA code for the profile's role")
        await run.keys(*"907364", "enter")
        await run.shows("MFA code rejected", "TokenCode=****")
        assert sts.codes == ["907364"]
        assert "907364" not in run.text


async def test_a_code_that_is_awaited_holds_up_nothing(
    sts: TokenService, endpoint: ScriptedEndpoint
) -> None:
    """Neither another account nor the end of the program."""
    async with running(guarded(endpoint.url)) as run:
        await run.shows("MFA code for the profile's role")
        await run.keys("escape", "P")
        await run.shows("(no profile)", "guarded")
        await run.keys("escape", "r")
        await run.shows("mfa/me")
        run.post("ctrl+q")
        await run.ended()
    assert not sts.codes
    assert ROLE
