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

from botocore.credentials import RefreshableCredentials
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
        if wrong := _misprinted(printed):
            why, advice = wrong
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
                        advice = "Run it in a shell and fix it, then r to retry"
                        # What it has started is in this process's group.
                        raise self._failure(why, advice, ends_process=True)
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

    def _failure(self, what: str, advice: str, *, ends_process: bool = False) -> SourceError:
        title = f"credential_process {self._name} {what}"
        return SourceError(Failure("credentials", title, advice), ends_process=ends_process)


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


_KEYS = ("AccessKeyId", "SecretAccessKey")
_JSON_ADVICE = "It must print JSON with Version 1, AccessKeyId and SecretAccessKey. r retry"
_TIME_ADVICE = "It must print Expiration as 2030-01-31T12:00:00Z, or leave it out. r retry"
_PAST_ADVICE = "It must print new credentials; if they are new, set the clock. r retry"


def _misprinted(printed: bytes) -> tuple[str, str] | None:
    """What is wrong with the output of a credential_process, without showing any of it.

    And what to do. The SDK itself keeps whatever is there, and fails later by what it makes of it.
    """
    try:
        keys = json.loads(printed.decode("utf-8"))
    except (ValueError, RecursionError):
        what = "empty" if not printed.strip() else "not JSON"
        return f"its output is {what}", _JSON_ADVICE
    if not isinstance(keys, dict):
        return "its output is not a JSON object", _JSON_ADVICE
    if keys.get("Version") != 1:
        return "its Version is not 1", _JSON_ADVICE
    if missing := [name for name in _KEYS if keys.get(name) is None]:
        return f"{' and '.join(missing)} missing", _JSON_ADVICE
    # Keys that last have no token: it is left out, null or empty.
    for name in (*_KEYS, "SessionToken") if keys.get("SessionToken") else _KEYS:
        if why := _wrong_text(keys[name]):
            return f"its {name} {why}", f"It must print {name} as a line of ASCII text. r retry"
    if keys.get("Expiration") is None:
        return None
    return _wrong_time(keys["Expiration"])


def _wrong_text(value: object) -> str:
    """Why a value is no key, "" where it may be one: it goes into a header."""
    if not isinstance(value, str):
        return "is not a string"
    if not value:
        return "is empty"
    return "" if value.isascii() and value.isprintable() else "is not printable ASCII"


def _wrong_time(value: object) -> tuple[str, str] | None:
    """Why the SDK cannot use a time as the end of credentials, and what to do."""
    if not isinstance(value, str):
        return "its Expiration is not a string", _TIME_ADVICE
    data = {"access_key": "", "secret_key": "", "token": "", "expiry_time": value}
    try:
        credentials = RefreshableCredentials.create_from_metadata(data, dict, "")
    except Exception:  # What the SDK's parser raises depends on the text.
        return "its Expiration is not an ISO 8601 time", _TIME_ADVICE
    try:
        is_over = credentials.refresh_needed(refresh_in=0)
    except TypeError:
        return "its Expiration has no time zone", _TIME_ADVICE
    return ("its Expiration is in the past", _PAST_ADVICE) if is_over else None


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
