"""The filter's rules, written down anew: one event and one term at a time, and no haste."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from hpev_tui.model.events import Event
from hpev_tui.query import DetailFields
from unit.query.samples import NOW, event
from unit.query.test_values import fits

IDS = [f"83e{number}0bb5" for number in range(4)]
GROUPS = ["", "worker", "Worker", "worker-1", "a b", "g" * 64]
NODES = ["", "i-0391f86f", "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"]
LOGICAL_IDS = ["", "df268d19-f035-4f28-9b80-b956b92ae21e", "i-own"]
LEVELS = ["", "Info", "Warn", "Error", "Critical"]
KINDS = ["Cluster", "InstanceGroup", "Instance"]
TIMES = [NOW - 3600, NOW - 3600.5, NOW - 3601, NOW - 60, NOW - 59.75, NOW]
AGO = {"1h": 3600, "60s": 60, "0s": 0}
WORDINGS = ["Failed to start {} in IG {}", "EC2 Instance {} is up in IG {}", "ÀB {} * {} \\"]
CAPACITY = "Insufficient CAPACITY now"
"""A message that names a cause."""

MODELS = [
    event(IDS[n], WORDINGS[n % 2].format(NODES[1], "worker"), group="worker", level=level)
    for n, level in enumerate(["Info", "Info", "Error"])
]
MODEL_DETAILS = {IDS[1]: DetailFields(CAPACITY), IDS[2]: DetailFields(CAPACITY)}
"""What `like:` can name: a wording, another one whose detail changes nothing, and a failure."""

CAUSES = [("capacity",), ("unknown",), ("efa",), ("*",), ("*", "city"), ("un", "*")]

WILD = {"*": "\ue000", "?": "\ue001"}
"""What stands for a plain asterisk or question mark where these are wildcards."""

Pattern = tuple[str, ...]
"""Texts, and `*` and `?` alone as wildcards."""


@dataclass(frozen=True)
class Asked:
    """One term of a line."""

    key: str
    """As it is written; "" for words, "/" for a regular expression."""
    negated: bool
    values: tuple[Pattern, ...]

    @property
    def text(self) -> str:
        """The term in the filter's language."""
        if self.key == "/":
            return f"{'-' * self.negated}/{self.values[0][0]}/"
        values = ",".join("".join(map(_written, value)) for value in self.values)
        return f"{'-' * self.negated}{self.key}{':' * bool(self.key)}{values}"

    def holds(self, event: Event, fields: DetailFields | None) -> bool:
        """Whether the event may stay."""
        rule = RULES[self.key]
        return any(rule(value, event, fields) for value in self.values) is not self.negated


def _written(part: str) -> str:
    if part in WILD:
        return part
    return '"' + part.replace("\\", r"\\").replace('"', r"\"") + '"'


def whole(pattern: Sequence[str], text: str) -> bool:
    """Whether a pattern fits a whole text."""
    plain = str.maketrans(WILD)
    parts = (part if part in WILD else part.translate(plain) for part in pattern)
    return fits("".join(parts), text.translate(plain))


def _texts(event: Event, fields: DetailFields | None) -> list[str]:
    texts = [event.description, event.event_id, event.instance_id, event.instance_group_name]
    return [
        *texts,
        event.operation_id,
        *([fields.failure_message, fields.node_logical_id] if fields else []),
    ]


def _level(value: Pattern, event: Event, _fields: DetailFields | None) -> bool:
    return (event.event_level or _inferred(event)) == value[0]


def _inferred(event: Event) -> str:
    return "Error" if event.description.startswith("Failed") else "Info"


def _node(value: Pattern, event: Event, fields: DetailFields | None) -> bool:
    logical_id = fields.node_logical_id if fields else ""
    return whole(value, event.instance_id) or (logical_id != "" and whole(value, logical_id))


def _id(value: Pattern, event: Event, _fields: DetailFields | None) -> bool:
    return whole(value if set(value) & set(WILD) else (*value, "*"), event.event_id)


def _operation(value: Pattern, event: Event, _fields: DetailFields | None) -> bool:
    return whole(value if set(value) & set(WILD) else (*value, "*"), event.operation_id)


def _cause(value: Pattern, event: Event, fields: DetailFields | None) -> bool:
    # Of the wordings none names a cause, of the messages one.
    failed = (event.event_level or _inferred(event)) != "Info"
    has_message = fields is not None and fields.failure_message == CAPACITY
    return failed and whole(value, "capacity" if has_message else "unknown")


def _like(value: Pattern, event: Event, fields: DetailFields | None) -> bool:
    model = MODELS[IDS.index(value[0])]
    if model.event_level == "Error":
        # Its message is known, and says what it is, whatever the description.
        failed = (event.event_level or _inferred(event)) != "Info"
        return failed and fields is not None and fields.failure_message == CAPACITY
    # The wordings differ in their first words; a name or an ID that is none cannot be masked.
    masked = event.instance_id != "" and event.instance_group_name not in ("", "a b")
    return masked and event.description.split()[0] == model.description.split()[0]


def _words(value: Pattern, event: Event, fields: DetailFields | None) -> bool:
    folded = ["*", *(part.casefold() for part in value), "*"]
    return any(whole(folded, text.casefold()) for text in _texts(event, fields))


def _regex(value: Pattern, event: Event, fields: DetailFields | None) -> bool:
    return any(text and re.search(value[0], text, re.I) for text in _texts(event, fields))


RULES: dict[str, Callable[[Pattern, Event, DetailFields | None], object]] = {
    "level": _level,
    "type": lambda value, event, _: event.resource_type == value[0],
    "group": lambda value, event, _: whole(value, event.instance_group_name),
    "node": _node,
    "since": lambda value, event, _: event.event_time >= NOW - AGO[value[0]],
    "until": lambda value, event, _: event.event_time <= NOW - AGO[value[0]],
    "id": _id,
    "operation": _operation,
    "cause": _cause,
    "like": _like,
    "": _words,
    "/": _regex,
}


def _near(text: str) -> st.SearchStrategy[Pattern]:
    """Patterns near a text: the whole, its beginning, with a wildcard, and something else."""
    half = len(text) // 2
    begin, end = text[:half], text[half:]
    return st.sampled_from([(text,), (begin,), (begin, "*"), ("*", end), ("?", text[1:]), ("xyz",)])


def _terms(key: str, values: st.SearchStrategy[Pattern], most: int = 3) -> st.SearchStrategy[Asked]:
    several = st.lists(values, min_size=1, max_size=most).map(tuple)
    return st.builds(Asked, st.just(key), st.booleans(), several)


def _one_of(texts: Sequence[str]) -> st.SearchStrategy[Pattern]:
    return st.sampled_from(texts).map(lambda text: (text,))


def _near_one_of(texts: Sequence[str]) -> st.SearchStrategy[Pattern]:
    return st.sampled_from(texts).flatmap(_near)


SOUGHT = [*IDS, "Worker", "failed to", "ÀB", "\\", "capacity", "i-own", 'say "no"']
TERMS = st.one_of(
    _terms("level", _one_of(["Error", "Warn", "Info"])),
    _terms("type", _one_of(KINDS)),
    _terms("group", _one_of(GROUPS) | _near_one_of(GROUPS)),
    _terms("node", _one_of(NODES) | _near_one_of([*NODES, *LOGICAL_IDS])),
    _terms("since", _one_of(list(AGO)), most=1),
    _terms("until", _one_of(list(AGO)), most=1),
    _terms("id", _near_one_of(IDS)),
    _terms("operation", _near_one_of(["erom-c", "erom-"])),
    _terms("cause", st.sampled_from(CAUSES)),
    _terms("like", _one_of(IDS[:3])),
    _terms("", _near_one_of(SOUGHT).filter(lambda value: value != ("",))),
    _terms("/", _one_of(["fail.d", "^worker$", "[a-c]{3}", "capacity.*now$", ".*"]), most=1),
)
"""Terms that keep some of `EVENTS`, and some not."""

EVENT_IDS = [f"{start}-more" for start in IDS]
EVENTS = st.lists(
    st.builds(
        lambda event_id, wording, group, node, level, kind, time: event(
            event_id,
            wording.format(node, group),
            group=group,
            node=node,
            level=level,
            kind=kind,
            time=time,
            operation_id=event_id[::-1],
        ),
        st.sampled_from(EVENT_IDS),
        st.sampled_from(WORDINGS),
        st.sampled_from(GROUPS),
        st.sampled_from(NODES),
        st.sampled_from(LEVELS),
        st.sampled_from(KINDS),
        st.sampled_from(TIMES),
    ),
    max_size=8,
)
DETAILS = st.dictionaries(
    st.sampled_from(EVENT_IDS),
    st.builds(
        DetailFields,
        st.sampled_from(["", "No CAPACITY now", "failed to", CAPACITY]),
        st.sampled_from(LOGICAL_IDS),
    ),
)
"""What is known of them: `EventId` to details."""
