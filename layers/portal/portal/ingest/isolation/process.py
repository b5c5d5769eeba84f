"""One process that parses: how it is started, asked and ended, and why it died."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import weakref
from contextlib import ExitStack, suppress
from time import monotonic
from typing import IO

from portal.ingest.isolation.channel import Channel, ChannelError, Kind, TooLargeError
from portal.ingest.isolation.limits import MEGABYTE, ParseLimits
from portal.model.errors import PortalError

KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")
"""Of our environment, what an interpreter needs to run: on Lambda its libraries lie where LD_LIBRARY_PATH says. No
credentials and no names of tables, for whoever takes over the parser.
"""
LONGEST_READY = 100
LONGEST_END = 2.0
"""Seconds for a process that is dying to be gone."""
OUT_OF_MEMORY = "memory allocation of"
"""What Rust, in which nh3 is written, says before it aborts. Source: Rust, std::alloc::handle_alloc_error."""


class NoParserError(PortalError):
    """A document was not looked at: no process came up that parses, or none was free in time. Nothing is said of it."""


class EndedError(Exception):
    """The process gave no answer that can be used. The message says what the document did; reads on behind its name."""


class Process:
    """A worker (ingest.isolation.worker) that is ready to parse. Raises NoParserError where none came up.

    `end`: ends it. It ends by itself when nobody has this any more, and when Python ends.
    """

    def __init__(self, limits: ParseLimits) -> None:
        try:
            process, ours, said = _started(limits)
        except OSError as error:
            raise NoParserError(f"no process came up that parses: {error}") from error
        self.pid = process.pid
        self.end = weakref.finalize(self, _end, process, ours, said)
        self._limits, self._process, self._channel, self._said = limits, process, Channel(ours), said
        self._await_ready()

    @property
    def is_gone(self) -> bool:
        return self._process.poll() is not None

    def ask(self, request: bytes, body: bytes) -> tuple[Kind, bytes, bool]:
        """Its answer, and whether that was its last. Raises EndedError; then it has to be ended."""
        until = monotonic() + self._limits.wall
        try:
            self._channel.send(Kind.REQUEST, request, until=until)
            self._channel.send(Kind.BODY, body, until=until)
            return self._channel.receive(most=self._limits.answer, until=until)
        except TimeoutError as error:
            raise EndedError(f"took more than {self._limits.wall:g} s to read") from error
        except TooLargeError as error:
            raise EndedError(f"holds more than {self._limits.answer / MEGABYTE:g} MB of text and fields") from error
        except ChannelError as error:
            raise EndedError(self._cause()) from error

    def _await_ready(self) -> None:
        try:
            self._channel.receive(most=LONGEST_READY, until=monotonic() + self._limits.start)
        except (ChannelError, TimeoutError) as error:
            self._process.kill()
            self._process.wait()
            said = _all_of(self._said).strip().rpartition("\n")[2] or "it says nothing"
            self.end()
            raise NoParserError(f"no process came up that parses: {said}") from error

    def _cause(self) -> str:
        """Why it is gone, as far as that can be told."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(LONGEST_END)
        code = self._process.poll()
        if code == -signal.SIGPROF:
            return f"took more than {self._limits.processor:g} s of processor time to read"
        if code == -signal.SIGABRT and OUT_OF_MEMORY in _all_of(self._said):
            return too_much_memory(self._limits)
        return f"ended the process that read it ({_name_of(code)})"


def too_much_memory(limits: ParseLimits) -> str:
    """What a document did, read on behind its name."""
    return f"needed more than {limits.memory / MEGABYTE:g} MB of memory to read"


def _started(limits: ParseLimits) -> "tuple[subprocess.Popen[bytes], socket.socket, IO[bytes]]":
    """The process, our end of its socket, and the file in which it says why it dies. Raises OSError."""
    with ExitStack() as undo:
        ours, its = socket.socketpair()
        undo.enter_context(ours)
        said = undo.enter_context(tempfile.TemporaryFile())
        with its:
            process = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-P", "-m", "portal.ingest.isolation.worker", json.dumps(limits.to_plain())],
                stdin=its.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is meant for the parent, with which it ends
            )
        undo.pop_all()
    return process, ours, said


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _name_of(code: int | None) -> str:
    if code is None:
        return "it does not answer"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"


def _all_of(said: IO[bytes]) -> str:
    """What a process wrote that is gone: while it writes, nobody may move in the file."""
    said.seek(0)
    return said.read().decode("utf-8", "replace")


def _end(process: "subprocess.Popen[bytes]", end: socket.socket, said: IO[bytes]) -> None:
    end.close()
    process.kill()
    process.wait()
    said.close()
