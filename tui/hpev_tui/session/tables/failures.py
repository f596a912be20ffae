"""The failures of a cluster, a row for each signature: is it one problem, or are there many?

A `SignatureRow`, which `findings` keeps, has all events of a signature; a `FailureRow` is what is
said of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from hpev_tui.findings.correlation import LEAST_NODES
from hpev_tui.findings.nodes import still_down
from hpev_tui.findings.signatures import SignatureRow, samples_of
from hpev_tui.findings.steps import step_of
from hpev_tui.model.failure import Failure
from hpev_tui.query import Signature
from hpev_tui.rules.causes import HARDWARE
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.paging import NodeList
from hpev_tui.session.repairs import repairs_of
from hpev_tui.session.sharing import Compared, compared, healthy_by, of_network
from hpev_tui.session.tables.node_words import next_notes
from hpev_tui.session.tables.words import (
    Labelled,
    ago,
    least_sign,
    log_lines,
    message_of,
    moment,
)
from hpev_tui.text.lists import many

COLUMNS = (
    ("STATE", "is_active"),
    ("FAULTS", "faults"),
    ("EVENTS", "event_count"),
    ("NODES", "node_count"),
    ("GROUPS", "instance_group_names"),
    ("FIRST", "first"),
    ("LAST", "last"),
    ("CAUSE AND MESSAGE", "message"),
)
"""The title of each column, and the field that it is mostly made of; see `cells`."""

_MOST_AWAITED = 40
"""For so many details it is waited at most, two of each kind: a few seconds' worth."""

_MOST_STEPS = 2
"""So many sentences say what to do next."""


class FailureRow(NamedTuple):
    """The failures of one signature. Times are seconds since the epoch."""

    level: str
    """The gravest EventLevel of its events."""
    is_active: bool
    """Whether it has happened again shortly before the last answer."""
    mark: str
    """How grave that is: failed, short or off."""
    faults: int
    """How many failures there were: the two events of one fault are counted once."""
    event_count: int
    node_count: int
    instance_group_names: tuple[str, ...]
    first: float
    """When it happened first, as far as is loaded."""
    last: float
    cause: str
    """Its tag; "" while the reasons are not read."""
    likely_cause: str
    """The cause of others of its kind, where its own is not read; "" where none is known."""
    message: str
    """The FailureMessage, else the Description, with IDs masked unless one instance is hit."""
    is_read: bool
    """Whether the reasons are loaded; without them failures of several causes can be one row."""
    is_final: bool
    """Whether reasons that are still to come cannot take events to other rows."""
    event_ids: tuple[str, ...]
    """The first event, one of the middle and the last."""


class FailureFacts(NamedTuple):
    """What else there is to say of the failures of one signature."""

    still_down: int | None
    """How many of its nodes have not come up since; None where none was tried, or is known."""
    not_replaced: int | None
    """How many of its nodes were found unhealthy and are not replaced yet; None for others."""
    log: tuple[str, ...]
    """Where the log of a lifecycle script is: of many, of the one that failed last."""
    next_steps: tuple[str, ...]
    """What to do about it; none before the last one's detail is loaded."""


def rows(model: ClusterModel) -> list[FailureRow]:
    """All of them: Errors first, those with reasons first, the most failures first."""
    return [row_of(model, each) for each in model.log.findings.signatures.rows]


def row_of(model: ClusterModel, kind: SignatureRow) -> FailureRow:
    """That of one signature."""
    is_read = kind.signature.detail_loaded
    kinds = model.log.findings.kinds
    return FailureRow(
        level=kind.level,
        is_active=kind.goes_on(model.answered),
        mark=mark(model, kind),
        faults=kind.faults,
        event_count=kind.event_count,
        node_count=len(kind.nodes),
        instance_group_names=tuple(sorted(kind.groups)),
        first=kind.first,
        last=kind.last,
        cause=kind.signature.tag if is_read else "",
        likely_cause="" if is_read else kinds.tag_of(kind.signature.text, kind.groups),
        message=_message(model, kind),
        is_read=is_read,
        is_final=is_read or not model.details.is_gathering,
        event_ids=tuple(event.event_id for event in samples_of(kind.in_time)),
    )


def mark(model: ClusterModel, kind: SignatureRow) -> str:
    """How grave it is: failed, short for warnings, off where it does not go on."""
    if not kind.goes_on(model.answered):
        return "off"
    return "short" if kind.level == "Warn" else "failed"


def _message(model: ClusterModel, kind: SignatureRow) -> str:
    """The words with IDs masked; as they came, where one instance is hit."""
    last = kind.in_time[-1]
    is_one = len(kind.nodes) == 1 and all(
        event.instance_id == last.instance_id for event in kind.in_time
    )
    return message_of(model, last) or last.description if is_one else kind.signature.text


def facts_of(model: ClusterModel, kind: SignatureRow) -> FailureFacts:
    """What else there is to say of one signature."""
    last = kind.in_time[-1]
    which = "log stream" if len(kind.nodes) < 2 else "log stream of the last failure"
    is_read = kind.signature.detail_loaded
    return FailureFacts(
        still_down=_still_down(model, kind),
        not_replaced=_not_replaced(model, kind),
        log=tuple(log_lines(last, message_of(model, last), which) if is_read else ()),
        next_steps=tuple(next_notes(model, last)[:_MOST_STEPS]),
    )


def _still_down(model: ClusterModel, kind: SignatureRow) -> int | None:
    is_tried = any(step is not None and step.fails for step in map(step_of, kind.in_time))
    if not is_tried or not kind.nodes:
        return None
    findings, counts = model.log.findings, model.info.groups if model.info else ()
    return still_down(kind.nodes, _listed(model), findings.identities, findings.groups, counts)


def _not_replaced(model: ClusterModel, kind: SignatureRow) -> int | None:
    if kind.signature.tag != HARDWARE:
        return None
    repairs = repairs_of(model.log, _listed(model), model.answered)
    own = [repairs[node] for node in kind.nodes if node in repairs]
    return sum(each.is_open for each in own) if own else None


def _listed(model: ClusterModel) -> NodeList | None:
    """What ListClusterNodes says; None where it is not known."""
    return None if isinstance(nodes := model.nodes, Failure) else nodes


def nodes_of(model: ClusterModel, kind: SignatureRow) -> tuple[str, ...]:
    """The nodes of a signature: of each the instance that failed last, else its `NodeLogicalId`."""
    findings, named = model.log.findings, dict[str, str]()
    for event in reversed(kind.in_time):
        facts = findings.facts.get(event.event_id)
        node = findings.identities.node(event, facts.node_logical_id if facts else "")
        if node and node not in named:
            its = [i for i in findings.identities.instances(node) if i.startswith("i-")]
            named[node] = event.instance_id or (its[-1] if its else node)
    return tuple(named.values())


# What its nodes have in common


class Comparisons:
    """What the nodes of each signature share, made again only when what it is made of changes."""

    def __init__(self, model: ClusterModel) -> None:
        """Have none yet."""
        self._model = model
        self._of: dict[Signature, Compared] = {}
        self._made_of: object = None

    def of(self, kind: SignatureRow, state: object) -> Compared:
        """That of one signature. What comes of events and details is good while `state` stays."""
        model, nodes = self._model, _listed(self._model)
        made_of = (state, model.info, nodes)
        if made_of != self._made_of:
            self._made_of = made_of
            self._of.clear()
        if kind.signature not in self._of:
            details = model.account.details
            self._of[kind.signature] = compared(kind, model.log, details, model.info, nodes)
        return self._of[kind.signature]


def not_compared(result: Compared) -> str:
    """Why nothing is said of what failing nodes share; "" where something is."""
    if not result.failed:
        return "Nodes unknown: no comparison."
    if min(result.failed, result.up) < LEAST_NODES:
        return f"Too few nodes to compare: {result.failed:,} failing, {result.up:,} healthy"
    return ""


def compared_by(model: ClusterModel, result: Compared) -> list[Labelled]:
    """What was looked at, beside what makes a difference."""
    source = healthy_by(_listed(model))
    said = [
        ("no difference", ", ".join(result.common.even)),
        ("unknown", ", ".join(result.common.unknown)),
        ("healthy", f"{many(result.up, 'node')} in service by {source} without this failure"),
        ("values", "details of the events of nodes and groups, DescribeCluster"),
    ]
    return [Labelled(label, text) for label, text in said if text]


# In words


def cells(model: ClusterModel, row: FailureRow) -> list[str]:
    """The words for each of the `COLUMNS`; "?" for a number that could become less."""
    return [
        f"{row.level}, {state(model, row)}",
        counted(row, row.faults),
        f"{row.event_count:,}",
        counted(row, row.node_count),
        counted(row, len(row.instance_group_names)),
        moment(model, row.first),
        moment(model, row.last),
        f"{row.cause or '?'}: {row.message}",
    ]


def counted(row: FailureRow, count: int) -> str:
    """A number; "?" for what could become less, while reasons come."""
    return f"{count:,}" if row.is_final else "?"


def state(model: ClusterModel, row: FailureRow) -> str:
    """Whether it goes on, else how long ago it was."""
    return "active" if row.is_active else f"{ago(model, row.last).split()[0]} ago"


def drawn_cause(row: FailureRow) -> str:
    """The cause with a colon; of one that is not read the likely one, marked."""
    if row.is_read:
        return f"{row.cause}:"
    return f"~{row.likely_cause}:" if row.likely_cause else "?:"


def counts_in_words(model: ClusterModel, row: FailureRow) -> str:
    """How many faults and events there are, on how many nodes and in how many groups."""
    # Those whose reasons are not read may be of the same.
    is_bound = row.is_read and model.log.findings.signatures.waiting_count > 0
    least, faults = least_sign(model) * is_bound, counted(row, row.faults)
    groups = len(row.instance_group_names)
    return (
        f"{least}{faults} {'fault' if faults == '1' else 'faults'}"
        f" ({least}{many(row.event_count, 'event')})"
        f"{f' on {least}' + many(row.node_count, 'node') if row.node_count else ''}"
        f"{' in ' + many(groups, 'group') if groups else ''}"
    )


def standing(facts: FailureFacts) -> list[str]:
    """How its nodes stand now."""
    said, down = [], facts.still_down
    if down is not None:
        said.append(f"{many(down, 'node') if down else 'no node'} still down")
    if facts.not_replaced is not None:
        said.append(f"{facts.not_replaced:,} not replaced yet")
    return said


# All of them


def basis(model: ClusterModel) -> str:
    """Of how many failures the reasons are read."""
    table = model.log.findings.signatures
    total, waiting = table.event_count, table.waiting_count
    return f"reasons of {total - waiting:,} of {total:,} failures"


def without_reason(model: ClusterModel) -> str:
    """How many failures have no reason, and why, for the title line; "" for none."""
    waiting = model.log.findings.signatures.waiting_count
    if not waiting:
        return ""
    loading = f"loading{model.account.settings.ellipsis}"
    failures = model.details.failures.values()
    # Without the permission no other one is asked for.
    is_denied = any(each.kind == "access" for each in failures)
    has_failed = is_denied or (bool(failures) and not model.details.is_gathering)
    why = "details failed" if has_failed else loading
    return f"{waiting:,} without a reason ({why})"


def unread_rows(model: ClusterModel) -> str:
    """What "?" and "~" in a row mean, said once for all of them; "" where no row has them.

    A "?" in place of a number goes when the reasons are loaded: they take events to other rows.
    """
    if not model.log.findings.signatures.waiting_count:
        return ""
    if model.details.is_gathering:
        return "?: counted when the row's reasons are loaded. ~: the likely cause."
    return "?: cause not known, reasons not loaded. ~: the likely cause."


def missing_details(model: ClusterModel) -> Sequence[str]:
    """Details to load, by `EventId`: the network's few, then the failures, the newest first."""
    details = model.account.details
    network = [e.event_id for e in of_network(model.log) if e.event_id not in details]
    waiting = sorted(model.log.findings.signatures.waiting, key=lambda event: -event.event_time)
    return network + [event.event_id for event in waiting]


def first_details(model: ClusterModel) -> Sequence[str]:
    """Those to load before all others: what FIRST and LAST of each cause rest on."""
    ends = dict.fromkeys(model.log.findings.kinds.ends())
    return [each for each in islice(ends, _MOST_AWAITED) if model.details.get(each) is None]
