"""What operators type for an article."""

import argparse

import pytest

from portal.cli.article_slug import parse_slug

SLUG = "veerpont-vaart-weer"


@pytest.mark.parametrize(
    "given",
    [
        SLUG,
        f" {SLUG}\n",
        f"/nieuws/{SLUG}",
        f"nieuws/{SLUG}",
        f"/nieuws/{SLUG}/",
        f"https://www.zeelandnet.example/nieuws/{SLUG}",
        f"http://127.0.0.1:8000/nieuws/{SLUG}?utm_source=x#reacties",
        f"https://d111111abcdef8.cloudfront.net/nieuws/{SLUG}/vorige",
        f"/nieuws/{SLUG}/volgende",
        "Veerpont-Vaart-Weer",
        "1984",
        "/nieuws/1984",
    ],
)
def test_an_article_is_known_by_whatever_leads_to_it(given: str) -> None:
    assert parse_slug(given) in (SLUG, "1984")


@pytest.mark.parametrize(
    "given",
    [
        *("", " ", "/", "/nieuws", "/nieuws/", "https://www.zeelandnet.example/", "/nieuws/regio/goes"),
        *("/nieuws/2026/11/24", "/over/ons", "/onderwerp/haven", "veerpont vaart", "a/b/c", f"/nieuws/{SLUG}/x"),
    ],
)
def test_what_is_no_article_is_not_taken_for_one(given: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no article: give its address"):
        parse_slug(given)
