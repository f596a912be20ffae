"""The rules for the parameters of the five operations, and the service's words for breaking them.

Names, limits and patterns are those of the service's public API model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["string", "integer", "timestamp", "boolean"]

_PYTHON_TYPES: dict[Kind, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "timestamp": (int, float),
    "boolean": (bool,),
}


class ServiceError(Exception):
    """An error that the service answers, with its code, its message and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Rule:
    """What one parameter may hold. `low` and `high` limit a number, or the length of a text."""

    kind: Kind = "string"
    required: bool = False
    low: int | None = None
    high: int | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()


_NAME = r"[a-zA-Z0-9](-*[a-zA-Z0-9])*"
_NAME_OR_ARN = (
    r"((arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:cluster/[a-z0-9]{12})"
    r"|([a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}))"
)
_UUID = r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"

_CLUSTER = {"ClusterName": Rule(required=True, low=0, high=256, pattern=_NAME_OR_ARN)}
_GROUP = Rule(low=1, high=63, pattern=_NAME)
_TIME = Rule("timestamp")
_PAGE = {
    "MaxResults": Rule("integer", low=1, high=100),
    "NextToken": Rule(low=0, high=8192),
    "SortOrder": Rule(choices=("Ascending", "Descending")),
}
_BY_CREATION = {
    "CreationTimeAfter": _TIME,
    "CreationTimeBefore": _TIME,
    "SortBy": Rule(choices=("CREATION_TIME", "NAME")),
}

RULES: dict[str, dict[str, Rule]] = {
    "ListClusters": {
        **_BY_CREATION,
        **_PAGE,
        "NameContains": Rule(low=0, high=63, pattern=r"[a-zA-Z0-9\-]+"),
        "TrainingPlanArn": Rule(
            low=50,
            high=2048,
            pattern=r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:training-plan/.*",
        ),
    },
    "DescribeCluster": _CLUSTER,
    "ListClusterEvents": {
        **_CLUSTER,
        **_PAGE,
        "InstanceGroupName": _GROUP,
        "NodeId": Rule(low=1, high=256, pattern=r"i-[a-f0-9]{8}(?:[a-f0-9]{9})?"),
        "EventTimeAfter": _TIME,
        "EventTimeBefore": _TIME,
        "SortBy": Rule(choices=("EventTime",)),
        "ResourceType": Rule(choices=("Cluster", "InstanceGroup", "Instance")),
        "OperationId": Rule(pattern=_UUID),
    },
    "DescribeClusterEvent": {**_CLUSTER, "EventId": Rule(required=True, pattern=_UUID)},
    "ListClusterNodes": {
        **_CLUSTER,
        **_BY_CREATION,
        **_PAGE,
        "InstanceGroupNameContains": _GROUP,
        "IncludeNodeLogicalIds": Rule("boolean"),
    },
}


def validate(operation: str, parameters: Mapping[str, Any]) -> None:
    """Check a call's parameters against the operation's rules.

    Raises:
        ServiceError: SerializationException for a value of the wrong type,
            ValidationException for the rest, with every broken constraint in one message.
    """
    rules = RULES[operation]
    for name, value in parameters.items():
        if name not in rules:
            raise ServiceError("ValidationException", f"Unknown parameter: {name}")
        _check_type(name, value, rules[name].kind)
    broken = [
        f"Value {_quoted(parameters.get(name))} at '{name[0].lower() + name[1:]}' "
        f"failed to satisfy constraint: {constraint}"
        for name, rule in rules.items()
        for constraint in _broken_constraints(parameters.get(name), rule)
    ]
    if broken:
        errors = "error" if len(broken) == 1 else "errors"
        message = f"{len(broken)} validation {errors} detected: {'; '.join(broken)}"
        raise ServiceError("ValidationException", message)


def _check_type(name: str, value: object, kind: Kind) -> None:
    # True is an int to Python, and is no number to the service.
    fits = isinstance(value, _PYTHON_TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)
    if value is not None and not fits:
        message = f"{name} cannot be read as a {kind}"
        raise ServiceError("SerializationException", message)


def _quoted(value: object) -> str:
    return "null" if value is None else f"'{value}'"


def _broken_constraints(value: str | float | None, rule: Rule) -> Iterator[str]:
    if value is None:
        if rule.required:
            yield "Member must not be null"
        return
    measured, what = (len(value), "length") if isinstance(value, str) else (value, "value")
    if rule.high is not None and measured > rule.high:
        yield f"Member must have {what} less than or equal to {rule.high}"
    if rule.low is not None and measured < rule.low:
        yield f"Member must have {what} greater than or equal to {rule.low}"
    if rule.choices and value not in rule.choices:
        yield f"Member must satisfy enum value set: [{', '.join(rule.choices)}]"
    if rule.pattern and not re.fullmatch(rule.pattern, str(value)):
        yield f"Member must satisfy regular expression pattern: {rule.pattern}"
