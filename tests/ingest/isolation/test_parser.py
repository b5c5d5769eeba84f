"""A document is parsed in a process of its own: what it may take, what becomes of one that takes more, who goes on."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feeds.hostile_documents import DOCUMENTS, cdata, rss
from portal.feeds.parsing.document import parse
from portal.ingest.isolation.channel import Kind
from portal.ingest.isolation.limits import MEGABYTE, ParseLimits
from portal.ingest.isolation.process import KEPT, NoParserError, Process
from portal.ingest.isolation.supervisor import IsolatedParser
from portal.model.errors import ParseError

SMALL = rss("Leest gewoon door.").encode()
LARGE = DOCUMENTS["a body of 5 MB"]().encode()
"""An honest one: what it does under limits that are too low for it, others do under those that we have."""
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited, and /proc there, on Linux alone")
GONE_WITHIN = 5.0

Make = Callable[..., IsolatedParser]


@pytest.fixture
def make() -> Iterator[Make]:
    """Parsers with limits of their own, which end with the test."""
    made: list[IsolatedParser] = []

    def parser(**limits: Any) -> IsolatedParser:
        made.append(IsolatedParser(replace(ParseLimits(), **limits)))
        return made[-1]

    yield parser
    for one in made:
        one.close()


def refusal(parser: IsolatedParser, body: bytes) -> str:
    with pytest.raises(ParseError) as refused:
        parser.parse(body, url="https://feed.example/")
    assert refused.value.url == "https://feed.example/"
    return refused.value.reason


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"processor": 0.05}, "took more than 0.05 s of processor time to read"),
        ({"wall": 0.05}, "took more than 0.05 s to read"),
        ({"answer": 1 * MEGABYTE}, "holds more than 1 MB of text and fields"),
        pytest.param({"memory": 8 * MEGABYTE}, "needed more than 8 MB of memory to read", marks=ON_LINUX),
    ],
)
def test_a_document_that_takes_too_much_is_refused_by_name_and_the_next_one_is_read(
    make: Make, limits: dict[str, float], reason: str
) -> None:
    parser = make(**limits)
    assert len(parser.parse(SMALL).entries) == 2
    before = parser.pid

    assert refusal(parser, LARGE) == reason
    assert len(parser.parse(SMALL).entries) == 2
    assert parser.pid not in (None, before)


def test_the_same_document_is_read_where_the_limits_are_ours(make: Make) -> None:
    assert make().parse(LARGE) == parse(LARGE)


def test_a_process_that_is_killed_while_it_reads_is_the_documents_doing(make: Make) -> None:
    """As a parser dies that has a mistake in C, or that the system kills for its memory."""
    parser = make()
    parser.parse(SMALL)
    pid = parser.pid
    assert pid is not None

    def kill() -> None:
        while not parser._turn.locked():
            time.sleep(0.001)
        time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    assert refusal(parser, LARGE) == "ended the process that read it (SIGKILL)"
    killing.join()
    assert parser.parse(SMALL) == parse(SMALL)


def test_a_process_that_dies_between_two_documents_is_nobodys_doing(make: Make) -> None:
    parser = make()
    parser.parse(SMALL)
    assert parser.pid is not None
    os.kill(parser.pid, signal.SIGKILL)
    os.waitid(os.P_PID, parser.pid, os.WEXITED | os.WNOWAIT)

    assert parser.parse(SMALL) == parse(SMALL)


@ON_LINUX
@pytest.mark.sweep(1)
@pytest.mark.parametrize(
    ("body", "low", "high"),
    [
        pytest.param(cdata("<p>een &amp; twee</p>" * 40_000).encode(), 6, 15, id="Rust"),
        pytest.param(DOCUMENTS["NITF: subheads"]().encode(), 4, 90, id="C"),
        pytest.param(LARGE, 4, 60, id="Python"),
    ],
)
def test_whoever_runs_out_of_memory_says_so_in_whatever_language_it_is_written(
    body: bytes, low: float, high: float
) -> None:
    """Python raises MemoryError; libxml2 calls the text broken; Rust aborts. Never is a document shorter for it."""
    whole, outcomes = parse(body), set()
    for megabytes in (low + step * (high - low) / 12 for step in range(13)):
        parser = IsolatedParser(ParseLimits(memory=int(megabytes * MEGABYTE)))
        try:
            outcomes.add("whole" if parser.parse(body) == whole else "another document")
        except ParseError as error:
            outcomes.add(re.sub(r"than [\d.]+ MB", "than N MB", error.reason))
        finally:
            parser.close()

    assert outcomes == {"whole", "needed more than N MB of memory to read"}


def test_a_process_reads_many_documents_and_makes_room_for_another(make: Make) -> None:
    parser = make(documents=3)

    pids = []
    for _ in range(6):
        parser.parse(SMALL)
        pids.append(parser.pid)

    assert pids[0] == pids[1]
    assert pids[3] == pids[4] != pids[0]
    assert pids[2] is pids[5] is None


@ON_LINUX
def test_a_process_that_has_grown_makes_room_for_another(make: Make) -> None:
    parser = make(growth=1 * MEGABYTE)
    parser.parse(SMALL)
    assert parser.pid is not None

    parser.parse(LARGE)

    assert parser.pid is None
    assert parser.parse(SMALL) == parse(SMALL)


def test_a_refusal_is_that_of_the_parser_and_costs_no_process(make: Make) -> None:
    parser = make()
    parser.parse(SMALL)
    before = parser.pid

    assert refusal(parser, b"") == "is empty"
    assert refusal(parser, b"{}") == "is JSON, but not in a format that we know"
    assert parser.pid == before


def test_waiting_for_others_is_no_time_of_ones_own(make: Make) -> None:
    parser = make()
    parser.parse(LARGE)
    started = time.monotonic()
    parser.parse(LARGE)
    one = time.monotonic() - started
    parser.limits = replace(parser.limits, wall=max(2 * one, 1.0))
    parser.close()
    documents = 3 * int(parser.limits.wall / one) + 1

    with ThreadPoolExecutor(documents) as threads:
        read = list(threads.map(parser.parse, [LARGE] * documents))

    assert all(document == read[0] for document in read)


def test_one_that_has_no_turn_is_not_refused(make: Make) -> None:
    parser = make(turn=0.05)
    parser.parse(SMALL)
    with ThreadPoolExecutor(1) as threads:
        busy = threads.submit(parser.parse, LARGE)
        while not parser._turn.locked() and not busy.done():
            time.sleep(0.001)

        with pytest.raises(NoParserError, match="had no turn"):
            parser.parse(SMALL)

        assert busy.result() == parse(LARGE)


def test_a_process_that_does_not_come_up_is_no_documents_doing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/nowhere"])
    monkeypatch.setattr(sys, "executable", str(Path(sys.executable).resolve()))  # not that of .venv, which knows us

    with pytest.raises(NoParserError, match=r"No module named .*portal"):
        make().parse(SMALL)


def test_where_no_process_can_be_started_that_is_said(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(NoParserError, match="No such file"):
        make().parse(SMALL)


def test_one_that_is_not_ready_in_time_is_ended(make: Make) -> None:
    with pytest.raises(NoParserError):
        make(start=0.0).parse(SMALL)


@ON_LINUX
def test_a_parser_that_is_taken_over_finds_no_credentials_and_no_names(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "TABLE_NAME", "ORIGIN_LOCK"):
        monkeypatch.setenv(name, "geheim")
    parser = make()
    parser.parse(SMALL)

    environ = Path(f"/proc/{parser.pid}/environ").read_text()

    assert "geheim" not in environ
    assert {line.partition("=")[0] for line in environ.split("\0") if line} <= {*KEPT, "PYTHONPATH"}


@ON_LINUX
def test_a_parser_that_is_taken_over_writes_no_more_than_a_last_word(make: Make) -> None:
    parser = make()
    parser.parse(SMALL)

    limits = Path(f"/proc/{parser.pid}/limits").read_text()

    assert [int(one) for one in limits.split("Max file size")[1].split()[:2]] == [65_536, 65_536]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_with_its_parent(how: signal.Signals) -> None:
    """Ctrl-C is heard: a run in the background of a shell ignores it, and so would all that it starts."""
    program = (
        "import signal, sys, time; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from portal.ingest.isolation.supervisor import IsolatedParser as P; p = P();"
        "p.parse(sys.stdin.buffer.read()); print(p.pid, flush=True); time.sleep(60)"
    )
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdin
        assert parent.stdout
        parent.stdin.write(SMALL)
        parent.stdin.close()
        pid = int(parent.stdout.readline())

        parent.send_signal(how)

        assert parent.wait() == -how
    assert is_gone(pid)


def is_gone(pid: int) -> bool:
    until = time.monotonic() + GONE_WITHIN
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_process_ends_when_nobody_has_its_parser_any_more() -> None:
    parser = IsolatedParser()
    parser.parse(SMALL)
    pid = parser.pid
    assert pid is not None

    del parser

    assert is_gone(pid)


def test_a_mistake_of_the_parser_is_told_and_is_a_refusal(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    parser = make()

    with pytest.raises(ParseError, match="the parser has a mistake"):
        parser.parse(SMALL, content_type=7)  # type: ignore[arg-type]

    assert "Traceback" in caplog.text
    assert parser.parse(SMALL) == parse(SMALL)


def test_an_answer_that_is_none_is_the_documents_doing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a parser that was taken over; what it says is in test_codec."""
    parser = make()
    monkeypatch.setattr(Process, "ask", lambda *_: (Kind.DOCUMENT, b'["rss"]', False))

    assert refusal(parser, SMALL).startswith("made the process that read it answer nonsense")
    assert parser.pid is None
