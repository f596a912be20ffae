"""The table of faults: how each spoils a reply, and what comes of it in each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, TypeAlias

from help.faults import spoiling as how
from help.faults.endpoint import CLUSTERS, Spoil

PLACES = ("picker", "list", "detail", "follow")
"""Where the user is when a reply is spoiled: at the clusters, at an older page of a list, at the
detail of the event under the cursor, or at a list that polls for news."""


@dataclass(frozen=True)
class Fails:
    """The screen says so in these words; what was loaded stays; the next try brings the rest.

    Another try is `r`, while following also the next poll by itself. `{operation}` stands for
    the operation's name.
    """

    words: tuple[str, ...]


@dataclass(frozen=True)
class Comes:
    """What was asked for comes all the same, with these words, and nothing is said to be wrong."""

    words: tuple[str, ...] = ()
    lost: bool = False
    """Whether the rows that were spoiled are none any more: every other one, from the first."""


@dataclass(frozen=True)
class Never:
    """The fault cannot be in this place, for this reason."""

    reason: str


Cell: TypeAlias = "Fails | Comes | Never"


@dataclass(frozen=True)
class Fault:
    """A way to spoil the next `times` replies, or all of them, and what is seen in each place."""

    name: str
    spoil: Spoil
    seen: dict[str, Cell] = field(default_factory=dict)
    times: int | None = None


def _fails(*words: str) -> dict[str, Cell]:
    return dict.fromkeys(PLACES, Fails(words))


def _unreadable(why: str) -> dict[str, Cell]:
    """It fails everywhere for this reason, in which `{key}` stands for what the answer holds."""
    return {
        each: Fails(("Invalid answer to {operation}: " + why.format(key=key), "then r to retry"))
        for each, key in _KEYS.items()
    }


def _comes(
    *detail: str, rows: tuple[str, ...] = (), clusters: tuple[str, ...] = ()
) -> dict[str, Cell]:
    """It comes everywhere, with these words in the detail, in the lists and in the picker."""
    return {
        "picker": Comes(clusters),
        "list": Comes(rows),
        "detail": Comes(detail or (REASON,)),
        "follow": Comes(rows),
    }


def _in_lists(
    seen: dict[str, Cell], reason: str = "It has no rows and no pages"
) -> dict[str, Cell]:
    return {**seen, "detail": Never(reason)}


def _in_detail(cell: Cell, reason: str) -> dict[str, Cell]:
    return {**dict.fromkeys(PLACES, Never(reason)), "detail": cell}


_KEYS = dict(zip(PLACES, ("ClusterSummaries", "Events", "EventDetails", "Events"), strict=True))
"""What the answers hold that each place asks for."""

REASON = "Reason of number 5"
"""What the detail of the matrix says where nothing is wrong with it."""

_NO_UNION = "A row of a list has no union"
_TRY_AGAIN = "r retry"
_UNREACHABLE = _fails("Cannot connect to the service", "then r to retry")
_HTML = b"<!DOCTYPE html><html><body>Sign in to the network</body></html>"
_YEAR_1 = datetime(1, 1, 2, tzinfo=timezone.utc).timestamp()
_YEAR_9999 = datetime(9999, 12, 30, tzinfo=timezone.utc).timestamp()


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def _enis(count: int) -> dict[str, Any]:
    return {"Instance": {"AdditionalEnis": {"EfaEnis": [f"eni-{n:017x}" for n in range(count)]}}}


_THROTTLING = how.refusing(400, "ThrottlingException", "Rate exceeded")
_TWO_MEMBERS = {"Instance": {"FailureMessage": "One"}, "Cluster": {"FailureMessage": "Other"}}

_REFUSALS = (
    Fault("throttled for a while", _THROTTLING, _comes(), times=2),
    Fault("throttled for ever", _THROTTLING, _fails("Throttled: {operation}", _TRY_AGAIN)),
    Fault("500 for a while", how.refusing(500, "InternalFailure", "Oops"), _comes(), times=2),
    Fault(
        "500",
        how.refusing(500, "InternalFailure", "Oops"),
        _fails("{operation} failed (InternalFailure: Oops)", _TRY_AGAIN),
    ),
    Fault(
        "503",
        how.refusing(503, "ServiceUnavailable", "Later"),
        _fails("{operation} failed (ServiceUnavailable: Later)", _TRY_AGAIN),
    ),
    Fault(
        "expired credentials",
        how.refusing(400, "ExpiredTokenException", "The security token has expired"),
        _fails("AWS credentials expired", "P to pick a profile"),
    ),
    Fault(
        "access denied",
        how.denied("policy"),
        _fails(
            "Access denied: sagemaker:{operation}",
            "Add sagemaker:{operation} to the policy (! copies the policy statement)",
            "then r to retry",
        ),
    ),
    Fault(
        "denied by an endpoint",
        how.denied("VPC endpoint policy"),
        _fails(
            "Access denied: sagemaker:{operation}, no VPC endpoint policy allows it",
            "Add sagemaker:{operation} to the policy of the VPC endpoint",
        ),
    ),
    Fault(
        "proxy's page",
        how.foreign(407, _HTML, Content_Type="text/html", Server="gateway"),
        _fails(
            "A proxy or gateway answered {operation}",
            "status 407, Server: gateway",
            "HTTPS_PROXY",
        ),
    ),
    Fault(
        "portal's redirection",
        how.foreign(302, Location="http://portal.example/login"),
        _fails("A proxy or gateway answered {operation}", "http://portal.example"),
    ),
    Fault(
        "cluster deleted",
        how.missing("Cluster made-up"),
        {
            **_fails("Not found: {operation}", "It may be deleted"),
            "picker": Never("ListClusters names no cluster: one that is deleted is not listed"),
        },
    ),
    Fault(
        "event gone",
        how.missing("Event"),
        _in_detail(
            Fails(("Not found: {operation}", "It may be deleted")),
            "No call but DescribeClusterEvent names an event",
        ),
    ),
)

_CONNECTIONS = (
    Fault("reset for a while", how.reset_before_headers, _comes(), times=2),
    Fault("reset before the headers", how.reset_before_headers, _UNREACHABLE),
    Fault("reset in the headers", how.reset_in_headers, _UNREACHABLE),
    Fault("reset after the headers", how.reset_after_headers, _UNREACHABLE),
    Fault("hanging body", how.hanging_body, _fails("Request timed out")),
)

_BODIES = (
    Fault("body cut short", how.cut_short, _unreadable("cut off")),
    Fault("empty body", how.saying(b""), _unreadable("not JSON")),
    Fault("HTML page", how.saying(_HTML), _unreadable("not JSON: '<!DOCTYPE html>")),
    Fault("garbage", how.saying(b"\x00\x9f\x92{\x96\x1b[2J"), _unreadable("not JSON")),
    Fault("invalid UTF-8", how.bad_utf8, _comes(clusters=("second",))),
    Fault("another answer", how.saying(b'{"Models":[]}'), _unreadable("{key} is missing")),
    Fault(
        "null for the list",
        how.with_whole("list", None),
        _in_lists(_unreadable("{key} is not a list")),
    ),
    Fault(
        "object for the list",
        how.with_whole("list", {"EventId": 1}),
        _in_lists(_unreadable("{key} is not a list"), "Its answer is an object"),
    ),
    Fault(
        "number for the token",
        how.with_whole("NextToken", 7),
        _in_lists(_unreadable("NextToken is not a string")),
    ),
)

_PAGES = (
    Fault(
        "same token for ever",
        how.same_token,
        {
            **_in_lists(_unreadable("NextToken repeats the one that was sent")),
            # Its first page reaches what is loaded: where that leads is not asked for.
            "follow": Comes(),
        },
    ),
    Fault("tokens in a ring", how.ring, _in_lists(_unreadable("NextToken leads back"))),
    Fault("pages overlap", how.overlapping, _in_lists(_comes())),
    Fault("out of order", how.disordered, _in_lists(_comes())),
    Fault("page of none with a token", how.empty_page, _in_lists(_comes()), times=1),
)

_TIMES = (
    Fault("equal times", how.times(lambda _: 1_778_590_000), _comes()),
    Fault("without a time", how.setting(EventTime=None, CreationTime=None), _comes()),
    Fault("time in seconds", how.times(int), _comes()),
    Fault("time in milliseconds", how.times(lambda at: int(at * 1000)), _comes()),
    Fault("time as text", how.times(_iso), _comes()),
    Fault("time as digits", how.times(lambda at: str(int(at))), _comes()),
    Fault("year 1", how.times(lambda _: _YEAR_1), _comes()),
    Fault("year 9999", how.times(lambda _: _YEAR_9999), _comes()),
    Fault("time beyond all years", how.times(lambda _: 1e300), _comes()),
)

_SPOILED_IDS: dict[str, Cell] = {
    "picker": Comes(lost=True),
    "list": Comes(("50 unreadable",), lost=True),
    "follow": Comes(("unreadable",), lost=True),
}

_MEMBERS = (
    Fault("missing members", how.stripped("EventId", "ClusterName", "EventDetails"), _comes()),
    Fault(
        "missing IDs",
        how.setting(EventId=None, ClusterName=None),
        {**_SPOILED_IDS, "detail": Comes((REASON,))},
    ),
    Fault(
        "wrong types",
        how.valued(lambda _, number: [number, {"Odd": True}]),
        {**dict.fromkeys(PLACES, Comes(lost=True)), "detail": Comes(("Odd",))},
    ),
    Fault(
        "nulls everywhere",
        how.valued(lambda _, __: None),
        {
            **_SPOILED_IDS,
            "list": Comes((" unreadable",), lost=True),
            "detail": Comes(("null",)),
        },
    ),
    Fault(
        "unknown enum values",
        how.setting(EventLevel="Purple", ResourceType="Rack", ClusterStatus="Melting"),
        _comes("Purple", "Rack", REASON, clusters=("Melting",)),
    ),
    Fault("union with none", how.metadata({}), _in_detail(Comes(("EventMetadata",)), _NO_UNION)),
    Fault(
        "union with two",
        how.metadata(_TWO_MEMBERS),
        _in_detail(Comes(("One", "Other")), _NO_UNION),
    ),
    Fault(
        "union with an unknown member",
        how.metadata({"Rack": {"Slot": "7b"}}),
        _in_detail(Comes(("Rack", "Slot", "7b")), _NO_UNION),
    ),
    Fault(
        "texts of 100 kB",
        how.described("A long story. " * 7_500),
        {**dict.fromkeys(PLACES, Never("Even one of 1 MB comes there")), "list": Comes()},
    ),
    Fault(
        "text of 1 MB",
        how.described("A long story. " * 75_000),
        # A page of a hundred of them is longer than any answer may be.
        {**_comes("A long story."), "list": _unreadable("longer than 16,777,216 bytes")["list"]},
    ),
    Fault(
        "10,000 ENIs",
        how.metadata(_enis(10_000)),
        _in_detail(Comes(("EfaEnis", "10000")), "A row of a list has no ENIs"),
    ),
    Fault("60 levels of nesting", how.described(how.nested(60)), _comes("Level59")),
    Fault("lone surrogates", how.described("half \ud800 a pair"), _comes("half", "a pair")),
)

FAULTS = (*_REFUSALS, *_CONNECTIONS, *_BODIES, *_PAGES, *_TIMES, *_MEMBERS)

LOADED = CLUSTERS[:3]
"""The clusters that the picker has loaded before its replies are spoiled."""
