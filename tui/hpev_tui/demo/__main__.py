"""`python -m hpev_tui.demo`: the endpoint alone, for other clients of the service."""

from __future__ import annotations

import argparse
import signal
import sys

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.plan import REGION
from hpev_tui.demo.world import World

_STOPS = (signal.SIGINT, signal.SIGTERM)


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; the exit status."""
    options = _parser().parse_args(arguments)
    # Blocked and waited for: a handler that comes just before a wait begins would be missed.
    # Threads inherit this, so it comes before the endpoint makes any.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    endpoint = DemoEndpoint(World(extra_events=options.events), options.port)
    try:
        endpoint.start()
    except OSError as error:
        print(f"hpev-tui.demo: port {options.port}: {error.strerror}", file=sys.stderr)
        return 1
    print(_hint(endpoint.url), flush=True)
    signal.sigwait(_STOPS)
    endpoint.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hpev_tui.demo",
        description="Serve made-up SageMaker HyperPod clusters and their events on 127.0.0.1.",
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="the port to take; 0, the default, is a free one"
    )
    parser.add_argument(
        "--events",
        type=_amount,
        default=0,
        metavar="N",
        help="add the cluster train-history with this many events",
    )
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port


def _amount(text: str) -> int:
    amount = int(text)
    if not 0 <= amount < 2**32:
        raise ValueError(text)
    return amount


def _hint(url: str) -> str:
    keys = "AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo"
    return f"{url}  use it: AWS_ENDPOINT_URL={url} AWS_REGION={REGION} {keys} hpev-tui"


if __name__ == "__main__":
    sys.exit(main())
