"""Why a file has no events, or not all of its events, and how to save them correctly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hpev_tui.model.events import Json
from hpev_tui.sources.files.answers import EVENT_ID, EVENT_TIME, TextReport
from hpev_tui.sources.files.decoding import first_odd_byte
from hpev_tui.sources.files.values import Fault
from hpev_tui.text.clean import clean, parse_time

SAVE = "Save with: aws sagemaker list-cluster-events --cluster-name NAME --output json"
_AS_JSON = "Save it with --output json."
_WHOLE = "Save the answer without --query."

_COLUMNS = 4
"""Names of a row that are repeated."""
_LONGEST_NAME = 14


class Problem(NamedTuple):
    """What is wrong with a file."""

    at: int | None
    """Where, as an index of the text; None where it is the whole file."""
    sentence: str
    """What is wrong, and what to do; one or more sentences."""
    is_of_events: bool = True
    """Whether the file was to hold events; a folder has other files too, of which this is no
    fault while there are events elsewhere."""
    byte: int | None = None
    """Where, as an offset in bytes; only for what is no text."""


_HEAD = 1 << 18
"""Characters at the start that show what a text is."""

# Tried in this order. None of them takes more than one pass of a text.
_FORMATS = tuple(
    (re.compile(pattern, re.MULTILINE), sentence)
    for pattern, sentence in (
        (
            r"^(?:EVENTS|EVENTDETAILS|EVENTMETADATA|NEXTTOKEN)\t"
            r"|^[^\t\n]*\t.*\b[0-9a-f]{8}-[0-9a-f]{4}-"
            r"|^(?:[0-9]{10}(?:\.[0-9]+)?|20[0-9-]{8}T[0-9:.+-]+Z?)\t|\t(?:Info|Warn|Error)(?:\t|$)",
            f"This is AWS CLI text output (--output text). {_AS_JSON}",
        ),
        (
            r"^\|[ \t]*(?:ListClusterEvents|DescribeClusterEvent)[ \t]*\|"
            r"|^[+|]-[-+]{5,}[+|][ \t]*$|^-{20,}[ \t]*\n\|",
            f"This is an AWS CLI table (--output table). {_AS_JSON}",
        ),
        (
            r"^Event(?:Id|Time)[ \t]+:[ \t]",
            "This is PowerShell text, not JSON. Save it with: | ConvertTo-Json -Depth 20",
        ),
        (
            r"^[ \t]*Event(?:Id|Time): ['\"`].*['\"`],?[ \t]*$(?=[\s\S]{0,400}?\})",
            "This is JavaScript text, not JSON. Save with JSON.stringify(answer).",
        ),
        (
            r"^[ \t]*(?:- )?(?:EventId|EventTime|Events|EventDetails):(?:\s|$)",
            f"This is YAML (--output yaml). {_AS_JSON}",
        ),
        (
            r"[{,]\s*u?'(?:EventId|EventTime|Events|EventDetails|ResponseMetadata)'\s*:"
            r"|datetime\.datetime\(",
            "This is Python text, not JSON. Save with json.dumps(answer, default=str).",
        ),
        (
            r"[“”„]Event(?:Id|Time)[“”]",
            "A program has changed the quotes to “ and ”. Attach it as a file instead.",
        ),
        (
            r"(?i)^\|.{0,300}?\b(?:event_?id|event_?time|time|level)\b"
            r"|^(?=.*\b(?:event_?id|event_?time|time|level)\b)"
            r"(?:[\w .\"-]+[,\t]){2,}[\w .\"-]+\r?$",
            f"This is a table as CSV or Markdown, not JSON. {_AS_JSON}",
        ),
    )
)

_CLI_ERROR = re.compile(
    r"An error occurred \((\w{1,80})\)[^\n]{0,80}? when calling the (\w{1,80}) operation"
)
_HTML = re.compile(r"\s{0,200}<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_NOTHING = re.compile(r"\s*(?:(\[\s*\]|\{\s*\}|\"\")|(null|None))\s*\Z")

_PACKED = (
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)
_NO_TEXT = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
)


def problems_of(
    data: bytes, text: str, taken: TextReport, *, is_whole: bool = True
) -> Iterator[Problem]:
    """What is to be said of a file.

    Args:
        data: its bytes.
        text: its text.
        taken: what was found in that.
        is_whole: whether no bound has cut it, of which that it is cut off need not be said.
    """
    if taken.is_too_deep:
        yield Problem(None, "It has JSON in strings that is nested too deeply: not all was read.")
    if taken.given_up is not None:
        yield Problem(taken.given_up, "Too much of it is no event: nothing from here on was read.")
    if taken.events:
        for fault in taken.faults:
            is_our_cut = fault.why == "cut" and not is_whole
            if not is_our_cut and (fault.why == "cut" or fault.is_of_events):
                yield Problem(fault.at, _broken(fault, taken.events))
        if taken.more_faults:
            yield Problem(None, f"At {taken.more_faults:,} other places the JSON is not valid.")
    elif taken.given_up is None:
        yield _why_none(data, text, taken)


def _why_none(data: bytes, text: str, taken: TextReport) -> Problem:
    """Why there is no event: the first reason that there is."""
    problem = (
        _why_no_text(data, text)
        or _why_other_answer(taken)
        or _why_format(text)
        or _why_rows(taken)
        or _why_broken(taken)
    )
    if problem is not None:
        return problem
    what = "text without JSON" if taken.first_at < 0 else "JSON without events of a cluster"
    return Problem(None, f"This is {what}. {SAVE}", is_of_events=False)


def _why_no_text(data: bytes, text: str) -> Problem | None:
    if not data:
        return Problem(None, "This is an empty file. The command that wrote it may have failed.")
    for mark, name in _PACKED:
        if data.startswith(mark):
            return Problem(None, f"It is packed with {name}. Unpack it first.")
    for mark, name in _NO_TEXT:
        if data.startswith(mark):
            return Problem(None, f"It is not text but {name}. {SAVE}", is_of_events=False)
    if (at := first_odd_byte(data)) is not None:
        sentence = f"It is not text: here is the byte 0x{data[at]:02x}. {SAVE}"
        return Problem(None, sentence, is_of_events=False, byte=at)
    if not text.strip():
        return Problem(None, "The file has only blanks. The command that wrote it may have failed.")
    if (match := _NOTHING.match(text)) is None:
        return None
    if match[2]:
        return Problem(None, f"It is only {match[2]}: the --query matched nothing. {_WHOLE}")
    return Problem(
        None, f"It is only {''.join(match[1].split())}: a complete answer with no events."
    )


def _why_other_answer(taken: TextReport) -> Problem | None:
    kinds = taken.kinds
    if "CloudTrail" in kinds:
        sentence = f"These are CloudTrail records: calls, not events of a cluster. {SAVE}"
        return Problem(None, sentence, is_of_events=False)
    if "Events" in kinds:
        sentence = (
            "This is a complete answer with no events."
            " Its call may have had filters or times that match none."
        )
        return Problem(None, sentence)
    others = sorted(kinds)
    if not others:
        return None
    article = "an" if others[0][0] in "AEIOU" else "a"
    sentence = f"This is {article} {others[0]} answer; it holds no events. {SAVE}"
    return Problem(None, sentence, is_of_events=False)


def _why_format(text: str) -> Problem | None:
    head = text[:_HEAD]
    if match := _CLI_ERROR.search(head):
        return Problem(match.start(), f"{match[2]} has failed: {match[1]}. Run it again.")
    if _HTML.match(head):
        return Problem(None, f"This is an HTML page. {SAVE}", is_of_events=False)
    for pattern, sentence in _FORMATS:
        if match := pattern.search(head):
            return Problem(match.start(), sentence)
    return None


def _why_rows(taken: TextReport) -> Problem | None:
    """The problem of rows of events that a --query has left without what they need."""
    rows = taken.first
    if isinstance(rows, dict):
        lists = [each for each in rows.values() if isinstance(each, list) and each]
        rows = lists[0] if len(lists) == 1 else [rows]
    if not isinstance(rows, list) or not rows:
        return None
    row = rows[0]
    is_of_events = any(map(_is_of_event, _cells(row)))
    has = [name for name in (EVENT_ID, EVENT_TIME) if isinstance(row, dict) and name in row]
    if len(has) > 1 or not (has or is_of_events or isinstance(taken.first, list)):
        return None
    count = f"The {len(rows):,} rows have" if len(rows) > 1 else "The row has"
    said = f"{has[0]} but no {EVENT_TIME if has[0] == EVENT_ID else EVENT_ID}" if has else ""
    sentence = f"{count} {said or 'no EventId'}. A --query such as '{_query(row)}' made "
    sentence += f"{'them' if len(rows) > 1 else 'it'}. {_WHOLE}"
    return Problem(taken.first_at, sentence, is_of_events=bool(has) or is_of_events)


def _query(row: Json) -> str:
    """A query that makes such rows of events."""
    if isinstance(row, dict):
        return f"Events[].{{{_listed([f'{_short(name)}: …' for name in row])}}}"
    return f"Events[].[{_listed(['…'] * len(row))}]" if isinstance(row, list) else "Events[].…"


def _cells(row: Json) -> list[Json]:
    if isinstance(row, dict):
        return [*row.values()]
    return row if isinstance(row, list) else [row]


_OF_EVENT = re.compile(
    r"Info|Warn|Error|Instance|InstanceGroup|Cluster|i-[0-9a-f]{8,17}|arn:aws[a-z-]*:sagemaker:.*"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_FIRST_TIME = 1.5e9
"""No event is older: seconds since the epoch."""


def _is_of_event(value: Json) -> bool:
    """Whether a value may be one of an event: its time, an ID, a level."""
    if isinstance(value, str) and _OF_EVENT.fullmatch(value):
        return True
    time = parse_time(value)
    return time is not None and time > _FIRST_TIME


def _listed(names: list[str]) -> str:
    return ", ".join(names if len(names) <= _COLUMNS else [*names[: _COLUMNS - 1], "…"])


def _short(name: str) -> str:
    name = clean(name)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _why_broken(taken: TextReport) -> Problem | None:
    faults = sorted(taken.faults, key=lambda fault: not fault.is_of_events)
    if not faults:
        return None
    fault = faults[0]
    return Problem(fault.at, _broken(fault, 0), is_of_events=fault.is_of_events)


def _broken(fault: Fault, events: int) -> str:
    read = f"{events:,} complete event{'s were' if events != 1 else ' was'} read."
    if fault.why == "cut":
        return f"The file is cut off here. {read} Save it again to have all."
    if fault.why == "deep":
        return f"The JSON is nested too deeply here. {read}"
    return f"The JSON is not valid here. {read}"
