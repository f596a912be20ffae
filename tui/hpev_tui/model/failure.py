"""What went wrong, in words for the user. Names no SDK."""

from __future__ import annotations

from typing import NamedTuple


class Failure(NamedTuple):
    """A fault that a screen can show: what happened, what to do, and whether `r` may help.

    `kind` names the sort of fault, for code that has to distinguish them:
    `credentials`, `region`, `access`, `not-found`, `not-continuous`, `throttled`, `network`,
    `answer` (a body that cannot be read), `request` (the service refused it), `saved` (files with
    saved events lack it) or `other`.
    """

    kind: str
    title: str
    advice: str = ""
    retryable: bool = True
    remedy: str = ""
    """A line to copy that fixes it: a command for a shell, or a statement of an IAM policy."""


NO_ACCOUNT = ("credentials", "region")
"""The kinds of failure that mean that there is no account to look at."""

SAVED = "saved"
"""The kind of what saved events lack, and the service may have."""

WANTS_FRESH_KEYS = (*NO_ACCOUNT, "access")
"""The kinds that other credentials may fix: the next try reads them again."""

WANTS_FRESH_PROCESS = (*WANTS_FRESH_KEYS, "other")
"""The kinds after which a user's next try has a new process of the SDK's. What nobody foresaw may
come from credentials that the old one keeps."""


def unreadable(operation: str, why: str) -> SourceError:
    """The error to raise for an answer of the service that cannot be used."""
    return SourceError(
        Failure(
            "answer",
            f"Invalid answer to {operation}: {why}",
            "Check the connection and the proxy, then r to retry",
        )
    )


class SourceError(Exception):
    """Raised by every source instead of an SDK's own exceptions; carries the Failure.

    `ends_process` says that the SDK's process has to end, with what it has started.
    """

    def __init__(self, failure: Failure, *, ends_process: bool = False) -> None:
        super().__init__(failure.title)
        self.failure = failure
        self.ends_process = ends_process
