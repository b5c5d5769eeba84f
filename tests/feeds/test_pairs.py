"""Documents on disk and what they are expected to hold: `<name>.xml|.json` beside `<name>.expected.json`."""

import json
from pathlib import Path

import pytest

from portal.cli.parse import PAIRS_FROM
from portal.feeds.body.sanitize import is_clean
from portal.feeds.parsing.document import parse, to_json

FOLDER = Path(__file__).parent / "pairs"
PAIRS = sorted(path for path in FOLDER.glob("*/*.*") if not path.name.endswith(".expected.json"))


def name_of_pair(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", PAIRS, ids=name_of_pair)
def test_a_document_holds_what_stands_beside_it(path: Path) -> None:
    expected = json.loads((path.parent / f"{path.stem}.expected.json").read_text())

    document = to_json(parse(path.read_bytes(), url=PAIRS_FROM))

    assert document == expected


@pytest.mark.parametrize("path", PAIRS, ids=name_of_pair)
def test_a_body_that_comes_out_is_a_fixed_point_of_the_sanitiser(path: Path) -> None:
    document = parse(path.read_bytes(), url=PAIRS_FROM)

    assert all(is_clean(entry.body_html) and is_clean(entry.lead_html) for entry in document.entries)


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize("path", PAIRS, ids=name_of_pair)
def test_a_document_reads_the_same_on_every_run(path: Path) -> None:
    assert parse(path.read_bytes()) == parse(path.read_bytes())
