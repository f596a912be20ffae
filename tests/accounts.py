"""Accounts for tests: profiles in an AWS configuration, each on an endpoint of its own.

profiles = Profiles(monkeypatch, tmp_path)
profiles.add("prod", endpoint.url, region="eu-west-1")
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.hooks import Reply
from hpev_tui.demo.wire import Request
from hpev_tui.demo.world import World
from support import NOW, Run


class Profiles:
    """The AWS configuration of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._config = folder / "config"
        self._config.write_text("")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(self._config))

    def add(self, name: str, url: str = "", *, region: str = "us-west-2", **more: str) -> None:
        """Add a profile whose service is at `url`."""
        given: Mapping[str, str] = {
            "region": region,
            "aws_access_key_id": f"key-of-{name}",
            "aws_secret_access_key": "secret",
            **({"endpoint_url": url} if url else {}),
            **more,
        }
        lines = [f"[profile {name}]", *(f"{key} = {value}" for key, value in given.items())]
        self._config.write_text("\n".join((self._config.read_text(), *lines, "")))

    def replace(self, old: str, new: str) -> None:
        """Write something else into the file."""
        self._config.write_text(self._config.read_text().replace(old, new))


class Witness(DemoEndpoint):
    """An endpoint that notes with which key, for which region, each call was signed."""

    def __init__(self, world: World | None = None) -> None:
        super().__init__(world or World(now=lambda: NOW))
        self.signed: list[tuple[str, str]] = []

    def _reply(self, request: Request) -> Reply:
        found = re.search(
            "Credential=([^/]+)/[0-9]+/([^/]+)/", request.headers.get("authorization", "")
        )
        if found:
            self.signed.append((found[1], found[2]))
        return super()._reply(request)

    def __enter__(self) -> Witness:
        self.start()
        return self


def clusters_of(account: str, *names: str) -> bytes:
    """The body of a ListClusters answer with clusters of an account."""
    rows = [
        {
            "ClusterArn": f"arn:aws:sagemaker:us-west-2:{account}:cluster/{name:x<12.12}",
            "ClusterName": name,
            "ClusterStatus": "InService",
            "CreationTime": NOW,
        }
        for name in names
    ]
    return json.dumps({"ClusterSummaries": rows}).encode()


async def pick(run: Run, key: str, name: str) -> None:
    """Pick a profile or a region by the whole of its name."""
    await run.keys(key, *name)
    await run.shows("1 of ")
    await run.keys("enter")


def words_of(command: str) -> list[str]:
    """The words of a command as a shell reads them."""
    return shlex.split(command)
