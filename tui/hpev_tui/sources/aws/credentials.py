"""What the SDK does to get credentials: it asks for MFA codes, and runs a credential_process."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from botocore.session import Session

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import AskCode
from hpev_tui.text.clean import clean

_NO_CODE = Failure(
    "credentials",
    "The role needs an MFA code",
    "r to enter the code, or P to pick another profile",
)

_PIECE = 1 << 16
_MOST_BYTES = 1 << 20
"""More than any program has to say."""
_MOST_ERROR = 400
"""How many characters of its errors are shown."""
_MOST_LOOKED_AT = 1 << 16
"""How many bytes of its errors secrets are looked for in: these contain all that is shown."""

Waiting = Callable[[str], object]
"""Takes the name of a credential_process that takes long, and "" when it has ended."""


class CredentialProgram(subprocess.Popen[bytes]):
    """A credential_process, in the process group that ends with this process.

    It cannot read the keys that are meant for the screen: it has no standard input, and there is no
    terminal in this session.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        waiting: Waiting,
        waiting_after: float,
        stdout: int,
        stderr: int,
    ) -> None:
        self._waiting = waiting
        self._waiting_after = waiting_after
        # Most profiles have no such program, and need none of it.
        from hpev_tui.text.secrets import redacted

        self._name = clean(redacted(command[0])) if command else ""
        try:
            super().__init__(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        # Nothing at all is an IndexError, a null byte a ValueError.
        except (OSError, ValueError, IndexError) as error:
            why = getattr(error, "strerror", None) or str(error)
            advice = "Fix credential_process in ~/.aws/config, then r to retry"
            raise self._failure(f"did not start: {why}", advice) from error

    def communicate(
        self,
        input: bytes | None = None,  # noqa: A002, ARG002 - its own names
        timeout: float | None = None,  # noqa: ARG002
    ) -> tuple[bytes, bytes]:
        """What it prints until its end, and its errors; says so where that takes long.

        Raises:
            SourceError: it fails, or what it prints is not what the SDK's documentation asks for.
        """
        patience = _Patience(self._waiting_after, lambda: self._waiting(self._name))
        patience.start()
        try:
            printed, errors = self._read()
        finally:
            if patience.is_over():
                self._waiting("")
        if self.returncode:
            raise self._failure(self._end(errors), "Run it in a shell and fix it, then r to retry")
        if why := _misprinted(printed):
            advice = "It must print JSON with Version 1, AccessKeyId and SecretAccessKey. r retry"
            raise self._failure(f"did not print credentials: {why}", advice)
        return printed, errors

    def _read(self) -> tuple[bytes, bytes]:
        assert self.stdout is not None  # noqa: S101 - they are pipes
        assert self.stderr is not None  # noqa: S101
        read = {self.stdout.fileno(): bytearray(), self.stderr.fileno(): bytearray()}
        with self.stdout, self.stderr, selectors.DefaultSelector() as selector:
            for pipe in read:
                selector.register(pipe, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select():
                    if not (piece := os.read(key.fd, _PIECE)):
                        selector.unregister(key.fd)
                    read[key.fd] += piece
                    if len(read[key.fd]) > _MOST_BYTES:
                        self.kill()
                        self.wait()
                        why = f"printed more than {_MOST_BYTES:,} bytes and was stopped"
                        raise self._failure(why, "Run it in a shell and fix it, then r to retry")
        self.wait()
        printed, errors = read.values()
        return bytes(printed), bytes(errors)

    def _end(self, errors: bytes) -> str:
        """How it has failed, in words."""
        from hpev_tui.text.secrets import redacted

        text = errors[-_MOST_LOOKED_AT:].decode("utf-8", "replace")
        text = clean(redacted(text)).strip()
        if len(text) > _MOST_ERROR:
            # What is last says what has ended it.
            text = f"…{text[-_MOST_ERROR:]}"
        status, number = self.returncode, -self.returncode
        how = f"failed with status {status}" if status > 0 else f"was ended by signal {number}"
        return f"{how}: {text}" if text else how

    def _failure(self, what: str, advice: str) -> SourceError:
        title = f"credential_process {self._name} {what}"
        return SourceError(Failure("credentials", title, advice))


class _Patience(threading.Timer):
    """Says something when a time is over, and whether it has."""

    def __init__(self, seconds: float, say: Callable[[], object]) -> None:
        super().__init__(seconds, self._end)
        self.daemon = True
        self._say = say
        self._has_said = False

    def _end(self) -> None:
        self._has_said = True
        self._say()

    def is_over(self) -> bool:
        """Wait no longer; whether the time was over before."""
        self.cancel()
        self.join()
        return self._has_said


def _misprinted(printed: bytes) -> str:
    """What is wrong with the output of a credential_process, without showing any of it."""
    try:
        keys = json.loads(printed)
    except (ValueError, RecursionError):
        return "its output is empty" if not printed.strip() else "its output is not JSON"
    if not isinstance(keys, dict):
        return "its output is not a JSON object"
    if keys.get("Version") != 1:
        return "its Version is not 1"
    missing = [
        name
        for name in ("AccessKeyId", "SecretAccessKey")
        if not (isinstance(keys.get(name), str) and keys[name])
    ]
    return f"{' and '.join(missing)} missing" if missing else ""


def keep_off_the_terminal(
    session: Session,
    ask_code: AskCode,
    waiting: Waiting = lambda _: None,
    waiting_after: float = 1.0,
) -> None:
    """Let nothing that looks for credentials use the terminal. Call it before the first call.

    After `waiting_after` seconds `waiting` gets the name of a credential_process that still runs.

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
    popen = partial(CredentialProgram, waiting=waiting, waiting_after=waiting_after)
    chain.get_provider("custom-process")._popen = popen
    # The profile that a role starts from has a provider of its own.
    builder = roles._profile_provider_builder
    make = builder._create_process_provider

    def make_quiet(profile_name: str) -> Any:  # noqa: ANN401 - botocore has no types of its own
        provider = make(profile_name)
        provider._popen = popen
        return provider

    builder._create_process_provider = make_quiet
