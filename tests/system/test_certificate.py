"""A certificate that nobody vouches for, as behind an inspecting proxy, and one that is trusted."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from help.clipboards.programs import require
from help.scripted import ScriptedEndpoint
from help.terminal import hpev
from hpev_tui.demo.world import World

pytestmark = pytest.mark.system

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that is signed by nobody, and its key."""
    require(("openssl",))
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        (
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ),
        check=True,
        capture_output=True,
    )
    return cert, key


@contextmanager
def behind_tls(url: str, certificate: tuple[Path, Path]) -> Iterator[str]:
    """The address of a server that takes TLS off, and hands on to `url`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    behind = urlsplit(url)
    assert behind.hostname
    assert behind.port
    target = (behind.hostname, behind.port)

    def hand_on(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def converse(client: socket.socket) -> None:
        with (
            suppress(OSError),
            client,
            context.wrap_socket(client, server_side=True) as plain,
            socket.create_connection(target) as service,
        ):
            back = threading.Thread(target=hand_on, args=(service, plain), daemon=True)
            back.start()
            hand_on(plain, service)
            back.join()

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=converse, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def test_it_is_not_trusted_until_it_is_vouched_for(certificate: tuple[Path, Path]) -> None:
    with ScriptedEndpoint(World()) as endpoint, behind_tls(endpoint.url, certificate) as url:
        options = ("--region", "us-west-2", "--endpoint-url", url)
        with hpev(*options, env=KEYS) as terminal:
            terminal.wait_for("TLS certificate not trusted")
            terminal.wait_for("AWS_CA_BUNDLE")
            assert endpoint.calls.operations() == ()
            terminal.press("q")
            assert terminal.wait_exit() == 0
        vouched = {**KEYS, "AWS_CA_BUNDLE": str(certificate[0])}
        with hpev(*options, env=vouched) as terminal:
            terminal.wait_for("empty-new")
            terminal.press("q")
            assert terminal.wait_exit() == 0
