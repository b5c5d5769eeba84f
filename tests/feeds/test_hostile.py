"""Documents made to hurt: each in a process of its own, with a bound on time and on memory beyond the imports."""

import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "hostile_documents.py"
SECONDS = 1.0
MEGABYTES = 120

NAMES = (
    "billion laughs", "one large entity many times", "many small references", "many entities", "an external entity",
    "nested elements", "nested elements in CDATA", "nested blocks, escaped", "nested lists", "attributes",
    "attributes in CDATA", "attributes behind a false quote", "a text of 12 MB", "a text of 9 MB", "emoji of 9 MB",
    "items without end", "ten thousand empty items", "one guid for all", "CDATA never closed", "loose brackets",
    "loose ampersands", "tags in one body", "tags in many bodies", "JSON nested", "JSON items nested", "JSON items",
    "a JSON number of a million digits", "blanks", "comments", "instructions", "quotes in a DOCTYPE", "a title of tags",
    "line breaks", "loose quotes", "capitals", "capitals with hyphens", "brackets", "broken items", "an image of tags",
    "half emphasis", "loose table cells", "a long link", "a body of 5 MB",
    "a summary and a body of many words",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_document_is_refused_or_read_within_bounds(name: str) -> None:
    result = subprocess.run([sys.executable, str(CASES), name], capture_output=True, text=True, timeout=60, check=True)

    seconds, megabytes, outcome = result.stdout.split(maxsplit=2)

    assert float(seconds) < SECONDS, outcome
    assert float(megabytes) < MEGABYTES, outcome
    assert outcome.startswith("refused: ") or "Buurman" in outcome


def test_the_file_of_another_machine_is_never_read() -> None:
    result = subprocess.run(
        [sys.executable, str(CASES), "an external entity"], capture_output=True, text=True, timeout=60, check=True
    )

    assert "root:" not in result.stdout
