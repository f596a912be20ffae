"""From a filter line to a query, or to what is wrong with it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.query import pushdown, terms
from hpev_tui.query.lexer import Problem, Token, tokens
from hpev_tui.query.selection import Query, TooSlowError, no_fields, within_limit
from hpev_tui.query.signature import Signature, signature_of, wording
from hpev_tui.query.terms import AllTexts, FieldsOf, Keep, Term
from hpev_tui.query.values import Value, Wild, parse_when, values_of
from hpev_tui.rules.causes import TAGS, has_cause
from hpev_tui.text.clean import clean

Find: TypeAlias = Callable[[str], list[Event]]
"""The loaded events whose `EventId` begins with a text; two say that it is not one ID."""

KEYS = ("level", "group", "node", "type", "since", "until", "id", "operation", "cause", "like")
"""What can stand before a colon, in the order in which the keys are shown."""

LEVEL_NAMES: Mapping[str, str] = {
    **{"error": "Error", "errors": "Error"},
    **{"warn": "Warn", "warning": "Warn", "warnings": "Warn"},
    **{"info": "Info", "information": "Info"},
}
"""How levels may be written, each with the service's spelling."""

TYPE_NAMES: Mapping[str, str] = {
    # The list shows InstanceGroup as "Group".
    **{"cluster": "Cluster", "group": "InstanceGroup"},
    **{"instancegroup": "InstanceGroup", "instance": "Instance"},
}
"""How resource types may be written, each with the service's spelling."""

CAUSE_NAMES: Mapping[str, str] = {tag: tag for tag in TAGS}
"""How causes are written. There are no others, so a wildcard stands for these alone."""

MOST_TERMS = 100
"""Terms of a filter: each is compared with each of the filter before, at every letter."""

_COMPILE_ATTEMPTS = 3
"""A busy machine can stop anything for longer than the limit, but hardly again and again."""


class _UnreadableError(Exception):
    """A term cannot be read; the message is the reason."""


class _Reader(NamedTuple):
    """Reads the terms of one line."""

    text: str
    now: float
    find: Find
    fields_of: FieldsOf
    all_texts: Callable[[], AllTexts] | None

    def term(self, token: Token) -> Term:
        """The term that a token means."""
        if token.fault:
            raise _UnreadableError(token.fault)
        if token.regex is not None:
            pattern = _compiled(token)
            keep = terms.keep_regex(pattern, token.negated)
            return self._term(token, (pattern.pattern,), keep, cost=6, can_hang=True)
        values = values_of(token.body)
        if token.key and token.key not in KEYS:
            raise _UnreadableError(
                f'Unknown key "{token.key}". Keys: {", ".join(KEYS)}; quote it to search for text.'
            )
        if token.key and not values:
            raise _UnreadableError(f'Missing a value after "{token.key}:".')
        return _READERS[token.key](self, token, values)

    def _term(
        self,
        token: Token,
        values: tuple[object, ...],
        keep: Keep,
        *,
        cost: int,
        sent: ServiceFilter = pushdown.NOTHING_SENT,
        can_hang: bool = False,
    ) -> Term:
        return Term(
            token.start,
            token.end,
            self.text[token.start : token.end],
            "/" if token.regex is not None else token.key,
            token.negated,
            values,
            keep,
            cost,
            pushdown.NOTHING_SENT if token.negated else sent,
            can_hang,
        )

    def words(self, token: Token, values: list[Value]) -> Term:
        """Plain words, cleaned as the texts are in which they are sought."""
        cleaned = [Value(tuple(filter(None, map(_cleaned, value.parts)))) for value in values]
        cleaned = [value for value in cleaned if value.parts]
        if not cleaned:
            raise _UnreadableError("Nothing to search for.")
        keep = terms.keep_words(cleaned, token.negated, self.all_texts)
        return self._term(token, tuple(cleaned), keep, cost=4)

    def level(self, token: Token, values: list[Value]) -> Term:
        """`level:error,warn`."""
        named = [_named(value, LEVEL_NAMES, "level") for value in values]
        keep = terms.keep_level(named, token.negated)
        return self._term(token, tuple(named), keep, cost=2)

    def type(self, token: Token, values: list[Value]) -> Term:
        """`type:instance`."""
        named = list(dict.fromkeys(_named(value, TYPE_NAMES, "type") for value in values))
        keep = terms.keep_type(named, token.negated)
        sent = _sent(named, pushdown.for_type)
        return self._term(token, tuple(named), keep, cost=1, sent=sent)

    def group(self, token: Token, values: list[Value]) -> Term:
        """`group:worker-*`."""
        keep = terms.keep_group(values, token.negated)
        sent = _sent(values, pushdown.for_group)
        return self._term(token, tuple(values), keep, cost=1, sent=sent)

    def node(self, token: Token, values: list[Value]) -> Term:
        """`node:i-0391f86fa0fe0d465`. Such IDs have small letters only."""
        lowered = [value.folded() for value in values]
        keep = terms.keep_node(lowered, token.negated)
        sent = _sent(lowered, pushdown.for_node)
        return self._term(token, tuple(lowered), keep, cost=1, sent=sent)

    def id(self, token: Token, values: list[Value]) -> Term:
        """`id:83ea`."""
        folded = tuple(value.folded() for value in values)
        return self._term(token, folded, terms.keep_id(values, token.negated), cost=2)

    def operation(self, token: Token, values: list[Value]) -> Term:
        """`operation:0f868012-8e77-4e8e-b22c-6f8cb0288d54`, or how it begins."""
        folded = [value.folded() for value in values]
        keep = terms.keep_operation(folded, token.negated)
        sent = _sent(folded, pushdown.for_operation)
        return self._term(token, tuple(folded), keep, cost=1, sent=sent)

    def since(self, token: Token, values: list[Value]) -> Term:
        """`since:2h`."""
        seconds = self._when(values)
        keep = terms.keep_since(seconds, token.negated)
        return self._term(token, (seconds,), keep, cost=0, sent=pushdown.for_since(seconds))

    def until(self, token: Token, values: list[Value]) -> Term:
        """`until:2026-11-20T10:00Z`."""
        seconds = self._when(values)
        keep = terms.keep_until(seconds, token.negated)
        return self._term(token, (seconds,), keep, cost=0, sent=pushdown.for_until(seconds))

    def cause(self, token: Token, values: list[Value]) -> Term:
        """`cause:capacity`."""
        named = [_named(value, CAUSE_NAMES, "cause", closed=True) for value in values]
        keep = terms.keep_cause(named, token.negated)
        return self._term(token, tuple(named), keep, cost=3)

    def like(self, token: Token, values: list[Value]) -> Term:
        """`like:83ea0bb5`."""
        patterns = frozenset(self._pattern(value) for value in values)
        keep = terms.keep_like(patterns, token.negated)
        return self._term(token, tuple(sorted(patterns, key=str)), keep, cost=3)

    def _when(self, values: list[Value]) -> float:
        if len(values) > 1:
            raise _UnreadableError("Only one time is possible here.")
        try:
            return parse_when(values[0].shown, self.now)
        except ValueError as error:
            raise _UnreadableError(str(error)) from None

    def _pattern(self, value: Value) -> str | Signature:
        """The wording of an event or, for a failure whose detail is loaded, its signature."""
        event_id = value.literal
        if not event_id:
            raise _UnreadableError('"like:" takes an EventId or its beginning.')
        events = self.find(event_id.lower())
        exact = [event for event in events if event.event_id.lower() == event_id.lower()]
        if not events:
            raise _UnreadableError(f'No loaded EventId begins with "{event_id}".')
        if len(exact or events) > 1:
            raise _UnreadableError(f'More than one EventId begins with "{event_id}".')
        event = (exact or events)[0]
        fields = self.fields_of(event.event_id) if has_cause(event) else None
        return signature_of(event, fields.failure_message) if fields else wording(event)


_READERS: Mapping[str, Callable[[_Reader, Token, list[Value]], Term]] = {
    "": _Reader.words,
    "level": _Reader.level,
    "group": _Reader.group,
    "node": _Reader.node,
    "type": _Reader.type,
    "since": _Reader.since,
    "until": _Reader.until,
    "id": _Reader.id,
    "operation": _Reader.operation,
    "cause": _Reader.cause,
    "like": _Reader.like,
}


def parse(
    text: str,
    *,
    now: float,
    find: Find,
    fields_of: FieldsOf = no_fields,
    all_texts: Callable[[], AllTexts] | None = None,
) -> Query | list[Problem]:
    """Read a filter line: the query, or every term that cannot be read and why, in order.

    What `since:2h` and `like:` mean is fixed here: by `now`, in seconds since the epoch, and by the
    events that `find` looks up, of which `fields_of` says what their loaded details add. Words
    are found faster with what is known of `all_texts`.
    """
    reader = _Reader(text, now, find, fields_of, all_texts)
    read: list[Term] = []
    problems: list[Problem] = []
    every = list(tokens(text))
    if len(every) > MOST_TERMS:
        too_many = f"A filter takes {MOST_TERMS} terms; a comma means or."
        return [Problem(every[MOST_TERMS].start, every[-1].end, too_many)]
    for token in every:
        try:
            read.append(reader.term(token))
        except _UnreadableError as error:
            problems.append(Problem(token.start, token.end, clean(str(error))))
    return problems or Query(text, tuple(read))


def _cleaned(part: str | Wild) -> str | Wild:
    return clean(part) if isinstance(part, str) else part


def _named(value: Value, names: Mapping[str, str], what: str, *, closed: bool = False) -> Value:
    """The value by its proper name; a beginning that can only be one name will do.

    Unless the names are `closed`, a wildcard stands for names that are not among them, too.
    """
    written = value.literal
    if written is None:
        return value
    written = written.casefold()
    name = names.get(written)
    if name is None:
        begun = {names[name] for name in names if name.startswith(written)}
        if len(begun) != 1:
            another = "" if closed else f"; {value.shown}* matches others"
            raise _UnreadableError(
                f'Unknown {what} "{value.shown}". Use '
                f"{_listed(tuple(dict.fromkeys(names.values())))}{another}."
            )
        name = begun.pop()
    return Value((name,))


def _sent(values: list[Value], make: Callable[[str], ServiceFilter]) -> ServiceFilter:
    """What to send for a term: the service takes one exact value, or none."""
    literal = values[0].literal if len(values) == 1 else None
    return pushdown.NOTHING_SENT if literal is None else make(literal)


def _compiled(token: Token) -> re.Pattern[str]:
    """The regular expression of a token; capitals and small letters are the same to it."""
    too_slow = Problem(token.start, token.end, "Regular expression too complex.")
    for _ in range(_COMPILE_ATTEMPTS):
        try:
            # Python's own doubts about an expression would be written onto the screen.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return within_limit(too_slow, lambda: re.compile(token.regex or "", re.IGNORECASE))
        except re.error as error:
            raise _UnreadableError(f"Invalid regular expression: {error}.") from None
        except (OverflowError, RecursionError):
            raise _UnreadableError("Regular expression too long.") from None
        except TooSlowError:
            continue
    raise _UnreadableError(too_slow.reason)


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
