"""The process that parses: `python -m portal.ingest.isolation.worker`, its socket as standard input, limits as JSON.

It takes one document after another, each under limits that begin with it. One that needs too much memory is answered;
one that needs too much time ends the process, by a signal that says so. It ends with its parent, whose end of the
socket closes then.
"""

import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from traceback import format_exc

from lxml import etree

from portal.feeds.body.known_texts import KnownTexts
from portal.feeds.parsing.document import parse
from portal.ingest.isolation.channel import Channel, ChannelError, Kind
from portal.ingest.isolation.codec import encode
from portal.ingest.isolation.limits import ParseLimits
from portal.model.errors import ParseError

WARM = b"<rss><channel><item><title>.</title><description>&lt;p>.&lt;/p></description></item></channel></rss>"
LONGEST_REQUEST = 1 << 40
"""Bytes: what the parent sends is as large as it is, and parse() refuses what is too large."""
LARGEST_FILE = 65_536
"""Bytes that it may write to a file: what it says before it dies, and no more."""
LONGEST_TRACE = 4_000
LIBXML2_OUT_OF_MEMORY = etree.ErrorTypes.ERR_NO_MEMORY
"""The `code` with which libxml2 says of a sound text that it has no memory for it, as if it were broken."""


def main() -> None:
    limits = ParseLimits(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parse(WARM)  # what is imported or compiled at first use is no part of a document
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as end:
        _serve(Channel(end), limits)


def _serve(channel: Channel, limits: ParseLimits) -> None:
    ready_with, texts = _address_space(), KnownTexts()
    channel.send(Kind.READY, b"")
    for number in count(1):
        try:
            _, request, _ = channel.receive(most=LONGEST_REQUEST)
            _, body, _ = channel.receive(most=LONGEST_REQUEST)
        except ChannelError:
            return  # the parent is gone
        kind, payload = _answer(json.loads(request), body, limits, texts)
        del body
        has_grown = _address_space() > ready_with + limits.growth
        is_last = number >= limits.documents or has_grown or kind is Kind.NO_MEMORY
        channel.send(kind, payload, is_last=is_last)
        if is_last:
            return


def _answer(request: dict[str, str | None], body: bytes, limits: ParseLimits, texts: KnownTexts) -> tuple[Kind, bytes]:
    try:
        with _limited(limits):
            return Kind.DOCUMENT, encode(parse(body, **request, clean=texts))
    except ParseError as error:
        return Kind.REFUSED, error.reason.encode("utf-8", "replace")
    except Exception as error:  # noqa: BLE001  a mistake of ours, which its parent logs
        if isinstance(error, MemoryError) or getattr(error, "code", None) == LIBXML2_OUT_OF_MEMORY:
            return Kind.NO_MEMORY, b""
        return Kind.FAULT, format_exc()[-LONGEST_TRACE:].encode("utf-8", "replace")


@contextmanager
def _limited(limits: ParseLimits) -> Iterator[None]:
    """SIGPROF, which nobody catches, ends the process when it used its time. Source: POSIX, setitimer, ITIMER_PROF."""
    signal.setitimer(signal.ITIMER_PROF, limits.processor)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    size = _address_space()
    with suppress(ValueError, OSError):  # macOS takes no such limit: there the clock alone counts
        resource.setrlimit(resource.RLIMIT_AS, (size + limits.memory if size else most, most))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    """Bytes that this process has asked for, which RLIMIT_AS counts; 0 where nobody says. Source: proc(5), statm."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    main()
