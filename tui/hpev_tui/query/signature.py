"""What tells one failure from another: its cause, and its reason with all that is its own masked.

Forty failures of one signature are one problem, most likely; two signatures are two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hpev_tui.causes import cause_of
from hpev_tui.model import Event
from hpev_tui.query.masking import masked


@dataclass(frozen=True, slots=True)
class Signature:
    """Equal for failures that are the same problem, as far as their words tell."""

    tag: str
    """The class of the cause (see `causes.TAGS`)."""
    text: str
    """The failure message or, where there is none, the description, masked."""
    known: bool
    """Whether the event's detail was loaded; without it the message may be any."""


def signature_of(event: Event, failure_message: str | None) -> Signature:
    """The signature of a failure.

    Args:
        event: The event of the failure.
        failure_message: Its `FailureMessage` on one line, "" where its detail has none; None while
            the detail is not loaded.
    """
    text = failure_message or event.description
    return Signature(
        cause_of(event.description, failure_message or "").tag,
        _masked(text, event.instance_group_name, event.cluster_name),
        failure_message is not None,
    )


# Of these texts the failures of a storm share a few.
_masked = lru_cache(maxsize=4096)(masked)
