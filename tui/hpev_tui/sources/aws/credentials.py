"""Keeps the SDK off the terminal, which the screen uses: the app asks for MFA codes."""

from __future__ import annotations

import subprocess
from functools import partial
from typing import Any

from botocore.session import Session

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import AskCode
from hpev_tui.text.clean import clean

_NO_CODE = Failure(
    "credentials",
    "The role wants an MFA code, and none was given",
    "Press r to be asked again; P picks another profile",
)

# botocore's own would let the program read the keys that are meant for the screen. In a session of
# its own the program cannot ask through /dev/tty either, and fails with a message instead.
_quiet_popen = partial(subprocess.Popen, stdin=subprocess.DEVNULL, start_new_session=True)


def keep_off_the_terminal(session: Session, ask_code: AskCode) -> None:
    """Let nothing that looks for credentials use the terminal. Call it before the first call.

    botocore has no public way for this; these are private fields of its providers. It asks for a
    code once for a source, whether or not it gets one.
    """

    def ask(prompt: str) -> str:
        code = ask_code(clean(prompt).strip(" :"))
        if not code:
            raise SourceError(_NO_CODE)
        return code

    chain = session.get_component("credential_provider")
    roles = chain.get_provider("assume-role")
    roles._prompter = ask
    chain.get_provider("custom-process")._popen = _quiet_popen
    # The profile that a role starts from has a provider of its own.
    builder = roles._profile_provider_builder
    make = builder._create_process_provider

    def make_quiet(profile_name: str) -> Any:  # noqa: ANN401 - botocore has no types of its own
        provider = make(profile_name)
        provider._popen = _quiet_popen
        return provider

    builder._create_process_provider = make_quiet
