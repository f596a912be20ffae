"""The JSON schema of what `hpev` prints, made from the records that it prints; and a checker.

`make tables` writes it to `docs/hpev-schema.json`.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from help.page_tables import ROOT
from hpev_tui.session.tables import clusters, failures, groups, nodes, timeline
from hpev_tui.verbs.coverage import SCHEMA
from hpev_tui.verbs.options import VERBS
from hpev_tui.verbs.overviews import DRAWN, TIMES

FILE = ROOT / "docs" / "hpev-schema.json"

Schema = dict[str, Any]

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Schema = {"type": ["integer", "null"]}
_FLAG: Schema = {"type": "boolean"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_TIME: Schema = {"type": "string", "description": "UTC, ISO 8601"}
_TIME_OR_NULL: Schema = {"type": ["string", "null"], "description": "UTC, ISO 8601"}


def _object(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _null_or(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


_FACTS = _array(_object({"label": _TEXT, "text": _TEXT}))

_EVENT = {
    "EventId": _TEXT,
    "EventTime": {"type": "string", "description": "UTC, ISO 8601; as it came where it is none"},
    "level": _TEXT,
    "level_inferred": _FLAG,
    "cause": _TEXT_OR_NULL,
    "failure_message": _TEXT_OR_NULL,
    "node_logical_id": _TEXT_OR_NULL,
}
_SENT = (
    *("ClusterArn", "ClusterName", "InstanceGroupName", "InstanceId", "ResourceType"),
    *("Description", "EventLevel", "OperationId"),
)

_SECTION = _object(
    {"label": _TEXT},
    text=_TEXT,
    summary=_TEXT,
    parts={"type": "array", "items": {"$ref": "#/$defs/section"}},
)

_STATUS = {
    "cluster_name": _TEXT_OR_NULL,
    "cluster_status": _TEXT_OR_NULL,
    "current_count": _COUNT_OR_NULL,
    "target_count": _COUNT_OR_NULL,
    "failure_message": _TEXT_OR_NULL,
    "groups": _COUNT_OR_NULL,
    "troubled_groups": _COUNT_OR_NULL,
    "verdicts": {"type": "object", "additionalProperties": _TEXT},
    "errors": _COUNT,
    "warnings": _COUNT,
    "active_failures": _COUNT,
    "last_event": _TIME_OR_NULL,
    "holds": _TEXTS,
}

_COVERAGE = {
    "cluster": _TEXT_OR_NULL,
    "cluster_arn": _TEXT_OR_NULL,
    "region": _TEXT_OR_NULL,
    "answered": _TIME,
    "asked": _object(
        {
            "since": _TEXT_OR_NULL,
            "until": _TEXT_OR_NULL,
            "filter": _TEXT_OR_NULL,
            "limit": _COUNT_OR_NULL,
            "reasons": _FLAG,
        }
    ),
    "rows": _object({"shown": _COUNT, "left_out": _COUNT}),
    "events": _null_or(
        _object(
            {
                "loaded": _COUNT,
                "oldest": _TIME_OR_NULL,
                "newest": _TIME_OR_NULL,
                "older_remain": _FLAG,
                "gaps": _COUNT,
                "dropped": _COUNT,
                "unreadable": _COUNT,
            }
        )
    ),
    "reasons": _null_or(
        _object(
            {
                "needed": _COUNT,
                "loaded": _COUNT,
                "missing": _COUNT,
                "why": _array(_object({"kind": _TEXT, "why": _TEXT, "count": _COUNT})),
            }
        )
    ),
    "missing": _array(_object({"part": _TEXT, "kind": _TEXT, "why": _TEXT, "advice": _TEXT})),
    "files": _null_or(
        _object(
            {
                "read": _COUNT,
                "events": _COUNT,
                "with_metadata": _COUNT,
                "problems": _array(_object({"file": _TEXT, "position": _TEXT, "sentence": _TEXT})),
            }
        )
    ),
    "timed_out": _FLAG,
}


def _of_hint(name: str, hint: object) -> Schema:
    """What a member of a record is, by its type; what is not known is null."""
    if get_origin(hint) is tuple:
        return _array(_of_hint("", get_args(hint)[0]))
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    if name in TIMES and float in parts:
        return _TIME_OR_NULL if type(None) in parts else _TIME
    named = [_TYPES[part] for part in parts if isinstance(part, type)]
    if "string" in named and name:
        named = ["string", "null"]
    return {"type": named[0] if len(named) == 1 else named}


def _row(record: type[NamedTuple], **more: Schema) -> Schema:
    hints = get_type_hints(record)
    return _object(
        {name: _of_hint(name, hint) for name, hint in hints.items() if name not in DRAWN} | more
    )


def _rows() -> dict[str, Schema]:
    """What a row of each verb is."""
    in_common = _array(_object({"name": _TEXT, "numbers": _TEXT}))
    facts = {name: _of_hint(name, hint) for name, hint in _hints(failures.FailureFacts)}
    sent = dict.fromkeys(_SENT, _TEXT)
    details: Schema = {"type": "object", "description": "as DescribeClusterEvent answers"}
    event = _object(_EVENT, **sent, EventDetails=details, reason_missing=_TEXT)
    sections = _array({"$ref": "#/$defs/section"})
    group = _row(groups.GroupRow, facts=_FACTS)
    return {
        "clusters": _row(clusters.ClusterRow),
        "events": event,
        "watch": event,
        "show": {**event, "properties": {**event["properties"], "sections": sections}},
        "failures": _row(
            failures.FailureRow,
            **facts,
            nodes=_TEXTS,
            in_common=in_common,
            not_compared=_TEXT_OR_NULL,
        ),
        "groups": group,
        "wait": group,
        "nodes": _row(nodes.NodeStatusRow),
        "timeline": _row(timeline.TimelineRow),
        "status": _object(_STATUS),
    }


def _hints(record: type[NamedTuple]) -> Iterator[tuple[str, object]]:
    yield from get_type_hints(record).items()


def schema() -> Schema:
    """The schema, draft 2020-12."""
    rows = _rows()
    document: dict[str, Schema] = {
        "schema": {"const": SCHEMA},
        "verb": {"enum": [verb.name for verb in VERBS]},
        "coverage": {"$ref": "#/$defs/coverage"},
        "rows": {"type": "array"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The output of hpev --output json",
        **_object(document),
        "required": ["schema", "verb", "coverage"],
        "allOf": [
            {
                "if": {"properties": {"verb": {"const": verb}}},
                "then": {"properties": {"rows": {"items": {"$ref": f"#/$defs/{verb}"}}}},
            }
            for verb in rows
        ],
        "$defs": {"coverage": _object(_COVERAGE), "section": _SECTION, **rows},
    }


def written() -> str:
    """The schema as it is in the file."""
    return json.dumps(schema(), indent=2) + "\n"


_PYTHON: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def problems(value: object, of: Schema, whole: Schema, at: str = "$") -> Iterator[str]:
    """Where a value is not as the schema says; `whole` is what references are looked up in."""
    if "$ref" in of:
        of = whole["$defs"][of["$ref"].rpartition("/")[2]]
    kinds = of.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    is_bool_for_number = isinstance(value, bool) and "boolean" not in kinds
    if kinds and (is_bool_for_number or not any(isinstance(value, _PYTHON[k]) for k in kinds)):
        yield f"{at}: {value!r} is no {' or '.join(kinds)}"
    if "const" in of and value != of["const"]:
        yield f"{at}: {value!r} is not {of['const']!r}"
    if "enum" in of and value not in of["enum"]:
        yield f"{at}: {value!r} is none of {of['enum']}"
    if isinstance(value, dict):
        yield from _of_object(value, of, whole, at)
    if isinstance(value, list) and "items" in of:
        for number, each in enumerate(value):
            yield from problems(each, of["items"], whole, f"{at}[{number}]")
    for rule in of.get("allOf", ()):
        if not list(problems(value, rule["if"], whole, at)):
            yield from problems(value, rule["then"], whole, at)


def _of_object(value: dict[str, object], of: Schema, whole: Schema, at: str) -> Iterator[str]:
    properties = of.get("properties", {})
    for name in of.get("required", ()):
        if name not in value:
            yield f"{at}: {name} is missing"
    for name, each in value.items():
        if name in properties:
            yield from problems(each, properties[name], whole, f"{at}.{name}")
        elif of.get("additionalProperties") is False:
            yield f"{at}: {name} is not in the schema"
        elif isinstance(of.get("additionalProperties"), dict):
            yield from problems(each, of["additionalProperties"], whole, f"{at}.{name}")
