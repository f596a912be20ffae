"""Which texts say the same but for IDs, addresses, times and numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules.causes import cause_of

# Each only as a whole: "EC2", "us-west-2" and "ml.p5.48xlarge" stay as they are.
_MASKED = re.compile(
    r"""
      (?P<arn> \barn:aws[a-z-]*: [^\s,;'"<>\[\]()]* [A-Za-z0-9/*] )
    | (?P<id>
        (?<![A-Za-z0-9])
        (?: [0-9A-Fa-f]{8} (?:-[0-9A-Fa-f]{4}){3} -[0-9A-Fa-f]{12}
          | [a-z]{1,12} - [0-9a-f]{8} (?:[0-9a-f]{9})? )
        (?![A-Za-z0-9]) )
    | (?P<time>
        (?<![\w.:-])
        [0-9]{4}-[0-9]{2}-[0-9]{2}
        (?: T [0-9]{2}:[0-9]{2} (?: :[0-9]{2} (?:[.,][0-9]+)? )?
            (?: Z | [+-][0-9]{2}:?[0-9]{2} )? )?
        (?!\w) )
    | (?P<ip>
        (?<![\w.:-])
        (?: [0-9]{1,3} (?:\.[0-9]{1,3}){3} (?:/[0-9]{1,2})?
          | ip (?:-[0-9]{1,3}){4}
          | (?:[0-9A-Fa-f]{1,4}:){5,7} [0-9A-Fa-f]{1,4}
          | (?:[0-9A-Fa-f]{1,4}:)+ (?::[0-9A-Fa-f]{1,4})+ (?:/[0-9]{1,3})? )
        (?! [\w:] | \.[0-9] ) )
    | (?P<n> (?<![\w.-]) [0-9]+ (?:[.,][0-9]+)* (?= (?:ms|min|[smhdZ]|[KMGT]i?B)? (?!\w)) )
    """,
    re.VERBOSE,
)

# The words that may hold one of those; only these are looked at closely.
_WORD = re.compile(r"(?<!\S)\S*?(?:[0-9]|arn:|-[a-f]{8}|[A-Fa-f]{8}-)\S*")

# Where a name can stand: behind what it names, in the service's several spellings, or in a path.
# Alternatives that begin with plain letters let `re` skip what begins otherwise.
_NAME = re.compile(r"(IG |Group |group |Cluster |cluster |/)([A-Za-z0-9][A-Za-z0-9-]*)")

# The names of groups in what is said of a whole cluster, which is no event of one of them.
_ANY_GROUP = re.compile(
    r"((?:InstanceGroup|IG|Instance Group) ['\"\u2018\u201c]?)(?!Network\b)[A-Za-z0-9][A-Za-z0-9-]*"
)

_HOLE = re.compile(r"<[a-z]+>")


def masked(description: str, group_name: str = "", cluster_name: str = "") -> str:
    """The description with IDs, ARNs, addresses, times, numbers and the two names masked.

    The names, which are the event's own `InstanceGroupName` and `ClusterName`, are masked
    where they stand as names, not where a word of the sentence happens to be the same. Where the
    event is of no group, the name of any group is masked.
    """

    def name(match: re.Match[str]) -> str:
        if match[2] == group_name:
            return f"{match[1]}<group>"
        return f"{match[1]}<cluster>" if match[2] == cluster_name else match[0]

    named = _NAME.sub(name, description)
    if not group_name:
        named = _ANY_GROUP.sub(r"\1<group>", named)
    return _WORD.sub(_masked_word, named)


def wording(event: Event) -> str:
    """The event's masked description: equal for events that say the same."""
    return masked(event.description, event.instance_group_name, event.cluster_name)


def fixed_parts(masked_text: str) -> list[str]:
    """What lies between the masks, the longest first: it is in every description so worded."""
    return sorted(filter(None, _HOLE.split(masked_text)), key=len, reverse=True)


def _masked_word(word: re.Match[str]) -> str:
    return _MASKED.sub(lambda match: f"<{match.lastgroup}>", word[0])


class Kind(NamedTuple):
    """Equal for events that say the same of one group; it does not determine why they failed."""

    text: str
    """The masked description."""
    group: str
    has_instance: bool
    """Whether an instance is named."""


def kind_of(event: Event) -> Kind:
    """The kind of an event."""
    group = event.instance_group_name
    return Kind(
        _masked(event.description, group, event.cluster_name), group, bool(event.instance_id)
    )


class Signature(NamedTuple):
    """Equal for failures that are the same problem, as far as their words say."""

    tag: str
    """The class of the cause (see `causes.TAGS`)."""
    text: str
    """The failure message or, where there is none, the description, masked."""
    detail_loaded: bool
    """Whether the event's detail was loaded; without it the message may be any."""


def signature_of(event: Event, failure_message: str | None) -> Signature:
    """The signature of a failure.

    `failure_message` is on one line, "" where the event's detail has none; None while that is not
    loaded.
    """
    return _signature(
        event.description, failure_message, event.instance_group_name, event.cluster_name
    )


# Of these texts the failures of a storm share a few.
_masked = lru_cache(maxsize=1024)(masked)


@lru_cache(maxsize=1024)
def _signature(
    description: str, failure_message: str | None, group_name: str, cluster_name: str
) -> Signature:
    return Signature(
        cause_of(description, failure_message or "").tag,
        _masked(failure_message or description, group_name, cluster_name),
        failure_message is not None,
    )
