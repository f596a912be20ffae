"""An endpoint that spoils its replies, by faults that a test plans.

with FaultyEndpoint(*mixed_rows(250)) as service:
    service.spoil("ListClusterEvents", cut_short, times=3)
    ...
    service.heal()
"""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, BinaryIO, TypeAlias, cast

from help.endpoint import MadeUp, Rows
from help.events import NAME, NOW, Row
from hpev_tui.demo.cluster import Cluster
from hpev_tui.demo.endpoint import ServiceCall
from hpev_tui.demo.plan import DAY, ClusterPlan, GroupPlan, Stage
from hpev_tui.demo.wire import Reply, write_reply
from hpev_tui.demo.world import Seeded, World

CLUSTERS = (NAME, "second", "third", "fourth", "fifth")
"""The clusters of the account; each has the same events."""

_ALIAS = "alias-"


@dataclass(frozen=True)
class Call:
    """A call whose reply is spoiled: what was asked, and the means to answer otherwise."""

    operation: str
    given: dict[str, Any]
    good: Reply
    connection: socket.socket
    endpoint: FaultyEndpoint

    @property
    def body(self) -> dict[str, Any]:
        """The good answer, decoded."""
        decoded: dict[str, Any] = json.loads(self.good.body)
        return decoded

    def reset(self, sent: bytes = b"") -> None:
        """Send no more than this, and cut the connection by a reset.

        Raises:
            ConnectionAbortedError: always; it ends the conversation.
        """
        self.connection.sendall(sent)
        # To linger for no time at all makes the system send a reset in place of an end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionAbortedError

    def hang(self, sent: bytes) -> None:
        """Send no more than this, and keep the connection until the other side gives up.

        Raises:
            ConnectionAbortedError: always; it ends the conversation.
        """
        self.connection.sendall(sent)
        # A client asks nothing while it waits for an answer: what comes is the end.
        self.connection.recv(1)
        raise ConnectionAbortedError


Spoil: TypeAlias = Callable[[Call], Reply]
"""Makes of a call the reply that it gets. It may write on the connection itself, and cut it."""


@dataclass
class _Plan:
    spoil: Spoil
    left: int | None


class FaultyEndpoint(MadeUp):
    """The endpoint of an account with some clusters, whose replies are spoiled as planned.

    A reply is spoiled after it was held, when its call has been noted. Good replies come again
    as soon as `heal` was called.

    Args:
        rows: the events of each cluster, where there are no `logs`.
        logs: the clusters, each with its events; `rows` is to be that of the cluster in view.
    """

    def __init__(self, *rows: Row, logs: Mapping[str, Rows] | None = None) -> None:
        super().__init__(*rows)
        self.logs = logs or dict.fromkeys(CLUSTERS, self.rows)
        self._world = _SomeClusters(self.logs)
        self._plans: dict[str, _Plan] = {}
        self._planning = threading.Lock()
        self._conversation = threading.local()
        self._aliases: dict[str, str | None] = {}
        self._alias_numbers = count()
        self._twins: dict[str | None, str] = {}
        self.dice: random.Random | None = None
        """Where it is set, each call's reply is spoiled, or not, by `throw`."""
        self.throw: Callable[[str, random.Random], Spoil | None] = lambda _name, _dice: None
        self.spoiled = 0
        """How many replies were spoiled."""

    def spoil(self, operation: str, spoil: Spoil, times: int | None = None) -> None:
        """Spoil the next `times` replies of an operation, or all until `heal`."""
        with self._planning:
            self._plans[operation] = _Plan(spoil, times)

    def heal(self) -> None:
        """Spoil nothing any more."""
        with self._planning:
            self._plans.clear()
            self.dice = None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._open)

    def alias(self, token: str | None) -> str:
        """Another token for the place that `token` leads to; None is the first page."""
        with self._planning:
            name = f"{_ALIAS}{next(self._alias_numbers)}"
            self._aliases[name] = self._aliases.get(token or "", token)
            return name

    def twin(self, token: str | None) -> str:
        """Where a ring of two tokens for one place leads from `token`, which may be outside it."""
        if token not in self._twins:
            one, other = self.alias(token), self.alias(token)
            self._twins |= {one: other, other: one}
            return one
        return self._twins[token]

    def _next_spoil(self, operation: str) -> Spoil | None:
        with self._planning:
            if self.dice is not None:
                return self.throw(operation, self.dice)
            plan = self._plans.get(operation)
            if plan is None or plan.left == 0:
                return None
            if plan.left is not None:
                plan.left -= 1
            return plan.spoil

    def _exchange(self, connection: socket.socket, stream: BinaryIO) -> bool:
        self._conversation.connection = connection
        return super()._exchange(connection, stream)

    def reply(self, call: ServiceCall) -> Reply:
        good = super().reply(call)
        # A refusal has none of what a fault changes.
        spoil = self._next_spoil(call.operation) if good.status == 200 else None
        if spoil is None:
            return good
        with self._planning:
            self.spoiled += 1
        connection = self._conversation.connection
        return spoil(Call(call.operation, call.parameters, good, connection, self))

    def unprepared(self, call: ServiceCall) -> Reply:
        token = call.parameters.get("NextToken")
        if token in self._aliases:
            meant = {**call.parameters, "NextToken": self._aliases[token]}
            call = replace(call, parameters=meant)
        return super().unprepared(call)


class _SomeClusters(World):
    def __init__(self, logs: Mapping[str, Rows]) -> None:
        super().__init__(now=lambda: NOW)
        self._logs = logs

    def _make_clusters(self) -> dict[str, Cluster]:
        groups = (GroupPlan("workers", "ml.p5.48xlarge", 1, 1),)
        clusters = {
            name: Cluster(
                Stage(ClusterPlan(name, (30 + n) * DAY, groups, lambda _: ()), Seeded(n), NOW),
                log,
            )
            for n, (name, log) in enumerate(self._logs.items())
        }
        # A cluster has the ARN of its rows; of several with the same rows, the first one has it.
        owned: set[str] = set()
        for cluster, log in zip(clusters.values(), self._logs.values(), strict=True):
            arn = log.summary(0)["ClusterArn"] if log.count(NOW) else ""
            if arn not in {"", *owned}:
                cluster.stage.cluster_id = arn.rpartition("/")[2]
                owned.add(arn)
        return clusters


class _Recorder:
    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, data: bytes) -> None:
        self.sent += data


def wire_bytes(reply: Reply) -> bytes:
    """A reply as it goes over the wire."""
    recorder = _Recorder()
    write_reply(cast("socket.socket", recorder), reply, 1, keep=True)
    return recorder.sent
