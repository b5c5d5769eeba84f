"""Messages over a socket: whole, of a bounded size, and within a bounded time."""

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from portal.ingest.isolation.channel import Channel, ChannelError, Kind, TooLargeError


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, its = socket.socketpair()
    with ours, its:
        yield Channel(ours), its


def head(length: int, kind: int = Kind.DOCUMENT) -> bytes:
    return struct.pack("!B?Q", kind, False, length)


def test_what_is_sent_arrives(ends: tuple[Channel, socket.socket]) -> None:
    channel, its = ends
    large = b"x" * 3_000_000
    threading.Thread(target=Channel(its).send, args=(Kind.DOCUMENT, large), kwargs={"is_last": True}).start()

    assert channel.receive(most=3_000_000, until=time.monotonic() + 10) == (Kind.DOCUMENT, large, True)


def test_what_is_too_large_is_not_even_read(ends: tuple[Channel, socket.socket]) -> None:
    channel, its = ends
    its.sendall(head(1 << 60))

    with pytest.raises(TooLargeError):
        channel.receive(most=1_000_000)


@pytest.mark.parametrize("sent", [b"", b"\4", head(10), head(10) + b"half"])
def test_an_end_before_the_end_is_said(ends: tuple[Channel, socket.socket], sent: bytes) -> None:
    channel, its = ends
    its.sendall(sent)
    its.close()

    with pytest.raises(ChannelError):
        channel.receive(most=100)


def test_a_kind_that_is_none_is_said(ends: tuple[Channel, socket.socket]) -> None:
    channel, its = ends
    its.sendall(head(0, kind=77))

    with pytest.raises(ChannelError):
        channel.receive(most=100)


def test_a_message_that_comes_drop_by_drop_has_no_more_time_than_another(
    ends: tuple[Channel, socket.socket],
) -> None:
    channel, its = ends
    over = threading.Event()

    def drip() -> None:
        its.sendall(head(1000))
        while not over.wait(0.02):
            its.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(most=1000, until=started + 0.3)
    over.set()
    dripping.join()

    assert time.monotonic() - started < 2


def test_nobody_who_does_not_listen_holds_us_up(ends: tuple[Channel, socket.socket]) -> None:
    channel, _ = ends
    started = time.monotonic()

    with pytest.raises(TimeoutError):
        channel.send(Kind.BODY, b"x" * 50_000_000, until=started + 0.2)

    assert time.monotonic() - started < 2


def test_a_moment_that_is_past_is_too_late(ends: tuple[Channel, socket.socket]) -> None:
    channel, _ = ends

    with pytest.raises(TimeoutError):
        channel.receive(most=10, until=time.monotonic() - 1)
