"""The tables of the pages that the code gives, each by its name in the pages.

A table stands between `<!-- name -->` and `<!-- /name -->`. `make tables` writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from socket import gaierror

from botocore import exceptions as sdk
from botocore.exceptions import ClientError

from help.clipboards.matrix import page_table
from help.faults.table import FAULTS, PLACES, Cell, Comes, Fails
from hpev_tui.cli import OPTIONS
from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import SNIPPETS
from hpev_tui.findings.groups import verdict_rules
from hpev_tui.rules.causes import FILE_NAME as CAUSES
from hpev_tui.rules.causes import TAGS
from hpev_tui.rules.denials import denial_rules
from hpev_tui.sources.aws.failures import Asker, failure_of
from hpev_tui.text.times import duration
from hpev_tui.ui.commands import COMMANDS, key_text
from hpev_tui.verbs import options as hpev
from hpev_tui.verbs.exits import EXITS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/*.md")])

MARKED = re.compile(r"(<!-- (\w+) -->\n)(.*?)(<!-- /\2 -->)", re.S)
"""A table on a page: its first mark, its name, its lines and its last mark."""

_WHERE = {
    "lines": "every list",
    "picker": "picker",
    "filter": "picker's filter",
    "events": "event list",
    "query": "event list's filter",
    "detail": "detail",
    "search": "detail's search",
    "browser": "cluster's screen",
    "overview": "overviews",
    "table": "overviews",
    "choice": "profiles, regions",
    "code": "MFA code",
    "save": "file name",
    "info": "info",
    "copies": "copies",
    "copy-view": "copy view",
    "help": "help",
    "find": "help's search",
    "palette": "commands",
    "app": "everywhere",
}

_OPERATION = "ListClusterEvents"
_ASKER = Asker(profile="ml-prod", region="us-west-2", partition="aws", account="111122223333")
_SENT = {
    "ExpiredToken": "",
    "UnrecognizedClientException": "",
    "RequestExpired": "",
    "AccessDeniedException": "",
    "ResourceNotFound": "",
    "UnknownOperationException": "",
    "ValidationException": "NodeProvisioningMode",
    "ThrottlingException": "",
}
"""Errors of the service, each by its code, with what its message has to have in it."""


def _code(words: Sequence[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _keys() -> list[tuple[str, ...]]:
    return [
        (
            _code(key_text(command.keys)) if command.keys else f"`:` {command.label}",
            _WHERE[command.scope],
            command.help,
        )
        for command in COMMANDS
    ]


def _errors() -> Iterator[Exception]:
    """What the SDK raises where an account cannot be used, and what the service answers."""
    url = "https://api.sagemaker.us-west-2.amazonaws.com/"
    yield sdk.NoCredentialsError()
    yield sdk.ProfileNotFound(profile="ml-prod")
    yield sdk.UnauthorizedSSOTokenError()
    yield sdk.SSOTokenLoadError(error_msg="The SSO token of the profile is invalid")
    yield sdk.MissingDependencyException(msg="botocore[crt]")
    yield sdk.CredentialRetrievalError(provider="sts", error_msg="it failed")
    yield sdk.NoRegionError()
    for code, message in _SENT.items():
        yield ClientError({"Error": {"Code": code, "Message": message}}, _OPERATION)
    yield sdk.EndpointConnectionError(endpoint_url=url, error=gaierror())
    yield sdk.EndpointConnectionError(endpoint_url=url)
    yield sdk.ReadTimeoutError(endpoint_url=url)
    yield sdk.ProxyConnectionError(proxy_url="http://proxy:3128")
    yield sdk.SSLError(endpoint_url=url, error="certificate verify failed")
    page = {"HTTPStatusCode": 403, "HTTPHeaders": {"content-type": "text/html"}}
    yield ClientError({"Error": {}, "ResponseMetadata": page}, _OPERATION)


def _faults() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for error in _errors():
        failure = failure_of(error, _OPERATION, _ASKER)
        # What follows in brackets is the SDK's or the service's own text.
        title = re.sub(r" \(.*\)$", "", failure.title)
        fix = "a policy statement" if failure.remedy.startswith("{") else failure.remedy
        rows.append((title, failure.advice, f"`{fix}`" if fix == failure.remedy != "" else fix))
    return rows


def _denials() -> list[tuple[str, ...]]:
    policies = dict.fromkeys(denial_rules().policies.values())
    return [
        (
            policy.name,
            policy.allow.format(action="the action"),
            policy.owner,
            "yes" if policy.is_identity else "no",
        )
        for policy in policies
    ]


def _verdicts() -> list[tuple[str, ...]]:
    rules = verdict_rules()
    times = {name: duration(seconds) for name, seconds in rules.seconds.items()}
    return [(name, rule.format(**times)) for name, rule in rules.rules.items()]


def _verbs() -> list[tuple[str, ...]]:
    return [(f"`{f'{verb.name} {verb.subject}'.strip()}`", verb.help) for verb in hpev.VERBS]


def _hpev_options() -> list[tuple[str, ...]]:
    """Each option of `hpev` with the verbs that take it, or those that do not, if these are few."""
    rows: list[tuple[str, ...]] = []
    for option, verbs, _ in hpev.OPTIONS:
        others = [verb.name for verb in hpev.VERBS if verbs and verb.name not in verbs]
        few = f"all but {', '.join(others)}" if others else "all"
        named = ", ".join(verbs) if len(verbs) < len(others) + 2 and verbs else few
        # In a table a bar would begin another cell.
        written = f"{option.name} {option.value}".strip().replace("|", "\\|")
        rows.append((f"`{written}`", named, option.help))
    for option, _, _ in hpev.PROGRAM_OPTIONS[:-1]:
        rows.append((f"`{option.name} {option.value}".strip() + "`", "without a verb", option.help))
    return rows


def _cell(cell: Cell) -> str:
    if isinstance(cell, Fails):
        return "message"
    if isinstance(cell, Comes):
        return "loads without the bad rows" if cell.lost else "loads"
    return "-"


def _fault_matrix() -> list[tuple[str, ...]]:
    """Each fault with what comes of it in each place, and what the message begins with."""
    rows: list[tuple[str, ...]] = []
    for fault in FAULTS:
        fails = {name: cell for name, cell in fault.seen.items() if isinstance(cell, Fails)}
        operation = "DescribeClusterEvent" if fails.keys() == {"detail"} else _OPERATION
        # The list's, which the operation is of, where it fails there.
        said = next((cell.words[0] for cell in (fails.get("list"), *fails.values()) if cell), "")
        # What an HTML page begins with is no tag of this page.
        said = said.replace("{operation}", operation).strip(": ").replace("<", "&lt;")
        replies = "all" if fault.times is None else f"the next {fault.times}"
        rows.append((fault.name, replies, *[_cell(fault.seen[name]) for name in PLACES], said))
    return rows


def tables() -> dict[str, str]:
    """Each table by its name in the pages."""
    options = [(f"`{f'{option.name} {option.value}'.strip()}`", option.help) for option in OPTIONS]
    copies = [(f"`{snippet.letter}`", snippet.label) for snippet in SNIPPETS]
    copies += [(f"`{snippet.letter}`", snippet.label) for snippet in LISTS]
    causes = json.loads((ROOT / "tui/hpev_tui/data" / CAUSES).read_text())["classes"]
    denied = ("denied by", "what to do", "an explicit Deny is changed by", "`!` copies a statement")
    return {
        "keys": _table(("key", "where", "does"), _keys()),
        "copies": _table(("key", "copies"), copies),
        "options": _table(("option", "does"), options),
        "verbs": _table(("verb", "prints"), _verbs()),
        "hpev_options": _table(("option", "of", "does"), _hpev_options()),
        "exits": _table(("status", "after"), [(f"{status}", text) for status, text in EXITS]),
        "causes": _table(("cause", "is"), [(f"`{tag}`", causes[tag]) for tag in TAGS]),
        "verdicts": _table(("verdict", "when"), _verdicts()),
        "faults": _table(("message", "what to do", "`!` copies"), _faults()),
        "denials": _table(denied, _denials()),
        "matrix": page_table(),
        "fault_matrix": _table(
            ("fault", "replies", *PLACES, "the message begins"), _fault_matrix()
        ),
    }
