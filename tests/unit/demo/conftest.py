"""An endpoint with a clock that the test moves, and the ordinary client of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from unit.demo.raw import Client, Clock, RawClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until the test moves it."""
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """The world as `--demo` makes it, on the test's clock."""
    return World(now=clock)


@pytest.fixture
def endpoint(world: World) -> Iterator[DemoEndpoint]:
    """The world's endpoint."""
    with DemoEndpoint(world) as served:
        yield served


@pytest.fixture(scope="module")
def still() -> Iterator[DemoEndpoint]:
    """An endpoint that only reading tests share; its clock stands still."""
    with DemoEndpoint(World(now=Clock(), extra_events=2400)) as served:
        yield served


@pytest.fixture(scope="session")
def make_client() -> Callable[[DemoEndpoint], Client]:
    """Makes boto3 clients for an endpoint. One session serves all, for it reads the model once."""
    session = boto3.Session("demo", "demo", region_name="us-west-2")

    def make(endpoint: DemoEndpoint) -> Client:
        config = Config(retries={"max_attempts": 1}, proxies={}, read_timeout=30)
        return session.client("sagemaker", endpoint_url=endpoint.url, config=config)

    return make


@pytest.fixture
def client(
    endpoint: DemoEndpoint, make_client: Callable[[DemoEndpoint], Client]
) -> Iterator[Client]:
    """A boto3 client of the test's own endpoint."""
    made = make_client(endpoint)
    yield made
    made.close()


@pytest.fixture(scope="module")
def reader(still: DemoEndpoint, make_client: Callable[[DemoEndpoint], Client]) -> Iterator[Client]:
    """A boto3 client of the shared endpoint."""
    made = make_client(still)
    yield made
    made.close()


@pytest.fixture(scope="module")
def raw(still: DemoEndpoint) -> Iterator[RawClient]:
    """A client of the shared endpoint that shows the answers as they came."""
    with RawClient(still.url) as made:
        yield made
