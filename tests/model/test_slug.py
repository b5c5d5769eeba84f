"""From headline to address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.model.slug import LONGEST, is_slug, numbered, slugify


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Veerpont vaart weer", "veerpont-vaart-weer"),
        ("'Bezorgers' krijgen “extra” hulp’", "bezorgers-krijgen-extra-hulp"),
        ("Ruim 300.000 euro voor Goes", "ruim-300000-euro-voor-goes"),
        ("Café in 's-Heerenhoek ĳvert voor één plan", "cafe-in-s-heerenhoek-ijvert-voor-een-plan"),
        ("Prijs: €5,50 (of méér)…", "prijs-5-50-of-meer"),
        ("  --  ", "bericht"),
        ("中文", "bericht"),
        ("N.V. De Zeeuw", "nv-de-zeeuw"),
    ],
)
def test_a_headline_becomes_its_slug(headline: str, slug: str) -> None:
    assert slugify(headline) == slug


def test_a_long_headline_is_cut_between_two_words() -> None:
    slug = slugify("waterschap " * 20)

    assert slug == "-".join(["waterschap"] * 9)
    assert len(slug) < LONGEST


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert slugify("a" * 300) == "a" * LONGEST


def test_the_second_article_of_a_headline_gets_a_number() -> None:
    assert [numbered("weerbericht", number) for number in (1, 2, 3)] == [
        "weerbericht",
        "weerbericht-2",
        "weerbericht-3",
    ]


@given(st.text())
def test_any_text_has_a_slug_that_is_one(headline: str) -> None:
    slug = slugify(headline)

    assert is_slug(slug)
    assert len(slug) <= LONGEST
    assert slugify(slug) == slug
