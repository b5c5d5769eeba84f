"""Documents made to hurt: each in a process of its own, with a bound on time and on memory beyond the imports."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feeds.hostile_documents import BOUND, DOCUMENTS

CASES = Path(__file__).parent / "hostile_documents.py"
MEGABYTES = 120
TRIES = 3
"""A processor that others use too gives less for a second of its time; the fastest of three counts."""

Read = Callable[[str], tuple[float, float, str]]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Seconds and megabytes that a document took, and what came of it. One process imports, and makes each its own."""
    with subprocess.Popen([sys.executable, str(CASES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        asked, said = process.stdin, process.stdout

        def answered(name: str) -> tuple[float, float, str]:
            asked.write(f"{name}\n".encode())
            asked.flush()
            answer = json.loads(said.readline())
            assert isinstance(answer, list), answer
            seconds, megabytes, outcome = answer
            return seconds, megabytes, outcome

        yield answered


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused_or_read_within_bounds(read: Read, name: str) -> None:
    for _ in range(TRIES):
        seconds, megabytes, outcome = read(name)
        if seconds <= BOUND:
            break

    assert seconds <= BOUND, outcome
    assert megabytes < MEGABYTES, outcome
    assert outcome.startswith(("refused: ", "left out: ")) or "Buurman" in outcome


def test_the_file_of_another_machine_is_never_read(read: Read) -> None:
    *_, outcome = read("an external entity")

    assert "root:" not in outcome
