"""The picker against moto's server, an endpoint that this project did not write."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from help.terminal import hpev

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
CLUSTERS = 104
"""More than one page of ListClusters."""

SECONDS = 60.0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def moto_url() -> Iterator[str]:
    program = os.environ.get("HPEV_MOTO_SERVER", str(ROOT / ".venv-moto" / "bin" / "moto_server"))
    if not Path(program).is_file():
        pytest.fail(f"{program} is missing: make test-system makes it")
    port = _free_port()
    server = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=SECONDS)


def _make_clusters(url: str) -> None:
    """Create clusters; the client's own retries wait for the server to come up."""
    client = boto3.client(
        "sagemaker",
        endpoint_url=url,
        region_name="us-west-2",
        aws_access_key_id="demo",
        aws_secret_access_key="demo",  # noqa: S106 - moto checks none
        config=Config(retries={"mode": "standard", "total_max_attempts": 10}, proxies={}),
    )
    for number in range(CLUSTERS):
        client.create_cluster(
            ClusterName=f"moto-{number:03}",
            InstanceGroups=[
                {
                    "InstanceCount": 1,
                    "InstanceGroupName": "workers",
                    "InstanceType": "ml.m5.large",
                    "ExecutionRole": "arn:aws:iam::123456789012:role/demo",
                    "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-demo", "OnCreate": "run.sh"},
                    # moto 5.2.5 fails without this one, which is optional for the service.
                    "ThreadsPerCore": 1,
                }
            ],
        )
    client.close()


def test_the_picker_lists_every_page_and_describes_what_it_shows(moto_url: str) -> None:
    _make_clusters(moto_url)
    environment = {
        "AWS_ENDPOINT_URL": moto_url,
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
    }
    with hpev(env=environment) as terminal:
        terminal.wait_for(f"Clusters  {CLUSTERS}")
        # moto knows no NodeProvisioningMode, so none of its clusters has events.
        terminal.wait_for(lambda text: "not in Continuous mode" in text and "InService" in text)
        terminal.press("/")
        terminal.type("moto-007")
        terminal.wait_for(f"Clusters  1 of {CLUSTERS}")
        terminal.press("enter")
        terminal.wait_for("NodeProvisioningMode is not Continuous")
        terminal.press("q")
        terminal.wait_for(f"Clusters  1 of {CLUSTERS}")
