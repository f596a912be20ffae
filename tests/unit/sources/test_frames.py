"""Plain data goes through a channel as it is, and a channel that ends raises nothing."""

from __future__ import annotations

import marshal
import socket
import subprocess
import sys
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


@given(
    frames=st.lists(st.tuples(st.text(), PLAIN), max_size=3),
    cut=st.integers(0, 200),
    pieces=st.lists(st.integers(1, 9), min_size=1),
)
def test_what_is_cut_or_comes_in_pieces_is_what_was_whole(
    frames: list[tuple[Any, ...]], cut: int, pieces: list[int]
) -> None:
    sent = b"".join(len(each).to_bytes(4, "big") + each for each in map(marshal.dumps, frames))
    rest = sent[:cut]
    ours, theirs = socket.socketpair()
    for piece in (*pieces, cut):
        ours.sendall(rest[:piece])
        rest = rest[piece:]
    ours.close()
    receiving = Channel(theirs)
    came = list(receiving.frames())
    receiving.close()
    assert came == frames[: len(came)]
    assert len(came) == len(frames) or cut < len(sent)


_DAMAGE = """
import random, resource, socket, sys
from hpev_tui.sources.frames import Channel
import marshal

# What is no frame may ask for more than there is: that is refused, and not tried.
resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
dice = random.Random(1)
frame = ("value", 7, True, ("Page", "Event", (("e-1", 1.5, "", None, [{"a": 1 << 40}]),), "t", 0))
good = marshal.dumps(frame)
for number in range(2000):
    data = bytearray(good if number % 3 else dice.randbytes(dice.randrange(40)))
    for _ in range(dice.randrange(4) if data else 0):
        data[dice.randrange(len(data))] = dice.randrange(256)
    length = len(data) if number % 100 else dice.choice([0, len(data), 1 << 26, (1 << 32) - 1])
    ours, theirs = socket.socketpair()
    ours.sendall(length.to_bytes(4, "big") + data)
    ours.close()
    try:
        came = list(Channel(theirs).frames())
        assert all(isinstance(each, tuple) and each for each in came)
    except ValueError:
        pass
    theirs.close()
print("done")
"""


def test_damaged_frames_are_frames_or_refused_and_no_more_room_is_taken_than_there_is() -> None:
    """In a process of its own, whose room is limited."""
    run = subprocess.run(
        [sys.executable, "-c", _DAMAGE], capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "done\n", "")


def test_what_is_too_long_is_neither_sent_nor_waited_for(
    sockets: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hpev_tui.sources.frames.MOST_BYTES", 100)
    sending, receiving = map(Channel, sockets)
    with pytest.raises(ValueError, match="frame of"):
        sending.send(("value", "x" * 100))
    sockets[0].sendall((101).to_bytes(4, "big"))
    with pytest.raises(ValueError, match="frame of 101 bytes"):
        next(receiving.frames())


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
