"""Plain data goes through a channel as it is, and a channel that ends raises nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.sources.frames import Channel

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
"""What JSON can be, tuples and lone surrogates, too."""


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@given(frames=st.lists(st.tuples(st.text(), PLAIN), max_size=3))
def test_what_is_sent_comes(frames: list[tuple[Any, ...]]) -> None:
    ours, theirs = socket.socketpair()
    sending, receiving = Channel(ours), Channel(theirs)
    for frame in frames:
        sending.send(frame)
    sending.close()
    assert list(receiving.frames()) == frames
    receiving.close()


def test_more_than_a_socket_holds_comes_whole(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    sending, receiving = map(Channel, sockets)
    body = "x" * (1 << 22)
    thread = threading.Thread(target=sending.send, args=[("value", body)])
    thread.start()
    assert next(receiving.frames()) == ("value", body)
    thread.join()


def test_frames_of_several_threads_are_not_mixed(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    sending, receiving = map(Channel, sockets)

    def send(number: int) -> None:
        for _ in range(20):
            sending.send((number, "x" * 9_999))

    threads = [threading.Thread(target=send, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    frames = receiving.frames()
    numbers = [next(frames)[0] for _ in range(80)]
    assert sorted(numbers) == sorted([0, 1, 2, 3] * 20)
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("sent", [b"", b"\x00", b"\x00\x00\x00\x09", b"\x00\x00\x00\x09half"])
def test_a_frame_that_is_cut_off_is_none(
    sockets: tuple[socket.socket, socket.socket], sent: bytes
) -> None:
    ours, theirs = sockets
    ours.sendall(sent)
    ours.close()
    assert list(Channel(theirs).frames()) == []


def test_closing_ends_the_thread_that_reads(sockets: tuple[socket.socket, socket.socket]) -> None:
    channel = Channel(sockets[0])
    threading.Timer(0.0, channel._socket.shutdown, [socket.SHUT_RDWR]).start()
    assert list(channel.frames()) == []
    with pytest.raises(OSError, match=r"."):
        channel.send(("more",))


def test_no_object_goes_through(sockets: tuple[socket.socket, socket.socket]) -> None:
    channel = Channel(sockets[0])
    with pytest.raises(ValueError, match="unmarshallable"):
        channel.send(("value", object()))
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    with pytest.raises(ValueError, match="nested"):
        channel.send(("value", nested))
