"""What an event says was done to what: subject, operation, outcome, and what it is a step of.

The sentences are data (`data/says.json`), each with its source. A sentence names its operation: one
that does not, or names an unknown one, is not known, and nothing is concluded from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from hpev_tui.rules.phrasebook import Sentences, plain, rule_file

FILE_NAME = "says.json"


class Said(NamedTuple):
    """What a sentence says."""

    subject: str
    """What it was done to: Cluster, InstanceGroup or Instance."""
    operation: str
    """What was done, by its one name: creation, deletion, patch, "ENI creation" …"""
    outcome: str
    """scheduled, started, progress, succeeded, failed, skipped, lost; noted for a mere fact."""
    part_of: str = ""
    """The operation that this is a step of, "" for none."""

    def __str__(self) -> str:
        """As the rules that depend on it write it: "Instance creation failed in replacement"."""
        whole = f" in {self.part_of}" if self.part_of else ""
        return f"{self.subject} {self.operation} {self.outcome}{whole}"


def says(description: str) -> Said | None:
    """What a description of any length says; None where its sentence is not known."""
    return sentence_rules().by_text[description]


@rule_file(FILE_NAME)
def sentence_rules(data: dict[str, Any]) -> Sentences[Said]:
    """The rules of sentences."""
    operations, statuses = _named(data["operations"]), _named(data["statuses"])
    forms = [_Form(rule, operations, statuses) for rule in data["sentences"]]

    def look_up(sentences: Sequence[str]) -> Said | None:
        sentence = _OWNERS.sub("", sentences[0]).rstrip(" .:;!") if sentences else ""
        # Each begins with one of a few words: the others need not be tried.
        first = sentence.partition(" ")[0]
        meanings = (form.said(sentence) for form in forms if form.may_begin_with(first))
        return next(filter(None, meanings), None)

    return Sentences(look_up)


_OWNER = r"(?:cluster|instance group) [a-z0-9-]+"

_OWNERS = re.compile(
    rf" (?:in|for|on|of) (?:the )?(?:eks )?{_OWNER}(?: and {_OWNER})*(?=[ .,;:]|$)"
)
"""Where something happened. In a plain text, which has one spelling for each (see `plain`)."""

_HOLE = re.compile(r" ?<(\w+)(\??)>| \*$")


def _named(rules: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The one name of each word for an operation or a status."""
    return {plain(word): rule["name"] for rule in rules for word in rule["words"]}


class _Form:
    """One sentence of the rules, and what a text of that form says."""

    def __init__(
        self, rule: Mapping[str, str], operations: Mapping[str, str], statuses: Mapping[str, str]
    ) -> None:
        self._said = Said(
            rule["subject"], rule["operation"], rule["outcome"], rule.get("part_of", "")
        )
        self._text, self._operations, self._statuses = rule["text"], operations, statuses
        word = rule["text"].partition(" ")[0]
        self._first = "" if "<" in word else plain(word)
        self._longest = max(map(plain, _HOLE.sub("\n", rule["text"]).split("\n")), key=len)
        """The longest part without holes."""

    def may_begin_with(self, word: str) -> bool:
        """Whether a text that begins with that word may be of this form."""
        return self._first in ("", word)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Made when a sentence may be of this form: most never are, and a start makes none."""
        return re.compile(_pattern(self._text, self._operations, self._statuses))

    def said(self, sentence: str) -> Said | None:
        """What a sentence says; None where it is not of this form, or of an unknown operation."""
        if self._longest not in sentence:
            return None
        match = self._pattern.fullmatch(sentence)
        if match is None:
            return None
        words = match.groupdict()
        said = self._said
        if "op" in words:
            operation = said.operation.replace("<op>", self._operations[words["op"]])
            said = said._replace(operation=operation)
        if "status" in words:
            said = said._replace(outcome=self._statuses[words["status"]])
        return said


def _pattern(text: str, operations: Iterable[str], statuses: Iterable[str]) -> str:
    """The regular expression for a sentence of the rules, in the plain spelling of both."""
    words = {
        "op": f"(?P<op>{_one_of(operations)})",
        "status": f"(?P<status>{_one_of(statuses)})",
        "i": "i-[^ ]*",
        "n": "[0-9]+",
        "name": "[^ ,]+",
    }
    parts, end = [], 0
    for hole in _HOLE.finditer(text):
        parts.append(_fixed(text[end : hole.start()]))
        if hole[1] is None:
            parts.append("(?: .*)?")
        else:
            blank = " " if hole[0].startswith(" ") else ""
            parts.append(f"(?:{blank}{words[hole[1]]}){hole[2]}")
        end = hole.end()
    return "".join([*parts, _fixed(text[end:])])


def _fixed(text: str) -> str:
    """Plain words between two holes, with the blanks at their ends."""
    blank = " " if text.startswith(" ") and text.strip() else ""
    return blank + re.escape(plain(text)).replace("\\ ", " ")


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
