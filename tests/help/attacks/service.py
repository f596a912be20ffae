"""A service whose every text attacks: one cluster, one event and one node for each attack."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from help.attacks.bodies import encoded, saturated, valid_bodies
from help.events import NOW, event_row
from hpev_tui.demo.endpoint import DemoEndpoint, ServiceCall
from hpev_tui.demo.wire import Reply
from hpev_tui.demo.world import World

CLUSTER = "cluster"
"""How the name of each cluster begins; a number and its attack follow."""


def event_id(number: int) -> str:
    """How the ID of an event begins."""
    return f"00000000-0000-4000-8000-{number:012x}"


class Attacker(DemoEndpoint):
    """Answers every call with the attacks, whatever it is asked for."""

    def __init__(self, attacks: Mapping[str, str]) -> None:
        super().__init__(World(now=lambda: NOW))
        self.attacks = list(attacks.values())
        self._valid = valid_bodies()

    def row(self, number: int) -> dict[str, Any]:
        """The event of an attack, as the list shows it."""
        row = event_row(
            number,
            EventId=event_id(number),
            InstanceGroupName=f"group{number:02}",
            InstanceId=f"i-{number:02}",
            Description=f"described{number:02} ",
            OperationId=f"operation{number:02}",
        )
        made: dict[str, Any] = saturated(row, self.attacks[number])
        return made

    def detail(self, number: int) -> dict[str, Any]:
        """The same event's whole detail."""
        instance = {
            "FailureMessage": f"failed{number:02} ",
            "NodeLogicalId": f"logical{number:02}",
            "AdditionalEnis": {"EfaEnis": ["eni-1", "eni-2"]},
        }
        inside = saturated({"EventMetadata": {"Instance": instance}}, self.attacks[number])
        return {"EventDetails": {**self.row(number), "EventDetails": inside}}

    def cluster(self, number: int) -> dict[str, Any]:
        """The summary of a cluster."""
        name = f"{CLUSTER}{number:02}"
        row = {
            "ClusterArn": f"arn:aws:sagemaker:us-west-2:111122223333:cluster/{name}",
            "ClusterName": name,
            "ClusterStatus": f"State{number:02}",
            "CreationTime": NOW - number,
        }
        made: dict[str, Any] = saturated(row, self.attacks[number])
        return made

    def reply(self, call: ServiceCall) -> Reply:
        return Reply(200, encoded(self._answer(call.operation, call.parameters)))

    def _asked(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The cluster that a call is about."""
        named = re.search(rf"{CLUSTER}([0-9]{{2}})", parameters["ClusterName"])
        return self.cluster(int(named[1]) if named else 0)

    def _answer(self, operation: str, parameters: dict[str, Any]) -> object:
        numbers = range(len(self.attacks))
        if operation == "ListClusters":
            return {"ClusterSummaries": [self.cluster(number) for number in numbers]}
        if operation == "ListClusterEvents":
            # Of one cluster: what is of another ARN is not listed as its own.
            arn = self._asked(parameters)["ClusterArn"]
            return {"Events": [{**self.row(number), "ClusterArn": arn} for number in numbers]}
        if operation == "DescribeClusterEvent":
            return self.detail(int(parameters["EventId"][24:36], 16))
        if operation == "DescribeCluster":
            return {**self._valid[operation], **self._asked(parameters)}
        rows = self._valid[operation]["ClusterNodeSummaries"]
        nodes = [{**rows[0], "InstanceId": f"i-{number:02}"} for number in numbers]
        return {
            "ClusterNodeSummaries": [
                saturated(node, attack) for node, attack in zip(nodes, self.attacks, strict=True)
            ]
        }


def served(row: dict[str, Any]) -> dict[str, Any]:
    """A body as the client gets it, where two halves of a surrogate pair are one character."""
    made: dict[str, Any] = json.loads(json.dumps(row))
    return made
