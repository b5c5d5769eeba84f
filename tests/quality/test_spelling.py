"""Our own Dutch is spelled right: every page in every state, and the news of the demo newsroom.

What hunspell does not know and is right stands in woorden.txt: names, and compounds that no list can hold all of.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.own_pages import load_own_pages
from portal.rendering.pages import Pages
from quality import tools
from rendering.gallery import OWN_PAGES_DIR, SITE_DIR, TEMPLATES, every_page
from rendering.reading import read
from samples import ROOT, site

OUR_WORDS = tools.HERE / "woorden.txt"
NEWS = ROOT / "infra" / "local" / "newsroom" / "articles"
SAID = "//main//text() | //body//text()[not(ancestor::script)] | //title/text() | //@aria-label | //@alt | //@title"
DESCRIBED = "//meta[@name='description']/@content"
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
ELSEWHERE = re.compile(r"\S+@\S+|https?://\S+|\]\([^)]*\)|<[^>]*>")
"""Addresses and markup, which are not Dutch."""
TOLD = ("headline", "lead", "body", "credit", "caption")


def words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(ELSEWHERE.sub(" ", text))}


def unknown(said: Iterable[str]) -> set[str]:
    """The words that neither hunspell nor our own list knows."""
    done = tools.run(tools.hunspell(), "-d", "nl_NL", "-i", "utf-8", "-l", input="\n".join(sorted(said)))
    return {word for line in done.stdout.splitlines() for word in WORD.findall(line)} - set(our_words())


def our_words() -> list[str]:
    lines = OUR_WORDS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def told(value: Any, key: str = "") -> Iterator[str]:
    """Every text for readers in a table of the demo newsroom."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from told(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from told(inner, key)
    elif key in TOLD:
        yield str(value)


def test_every_page_is_spelled_right() -> None:
    assets = Assets(TEMPLATES / "static", SITE_DIR)
    pages = every_page(
        Pages(site(), load_environment(TEMPLATES), assets, load_own_pages(site(), OWN_PAGES_DIR)), site()
    )
    del pages["style"]  # names of components and tokens: for engineers
    said = {str(text) for page in pages.values() for text in read(page).xpath(f"{SAID} | {DESCRIBED}")}

    assert {"Kruimelpad", "webmail"} <= words(said)
    assert unknown(words(said)) == set()


def test_script_says_nothing_wrong() -> None:
    said = [
        text
        for file in (TEMPLATES / "static" / "js").glob("*.js")
        for text in re.findall(r'ariaLabel = "([^"]*)"', file.read_text(encoding="utf-8"))
    ]

    assert said
    assert unknown(words(said)) == set()


@pytest.mark.parametrize("file", sorted(NEWS.glob("*.toml")), ids=lambda file: file.stem)
def test_the_news_of_the_demo_is_spelled_right(file: Path) -> None:
    said = list(told(tomllib.loads(file.read_text(encoding="utf-8"))))

    assert len(said) > 10
    assert unknown(words(said)) == set()


def test_a_word_of_ours_is_needed_and_stands_there_once() -> None:
    ours = our_words()
    done = tools.run(tools.hunspell(), "-d", "nl_NL", "-i", "utf-8", "-l", input="\n".join(ours))

    assert ours == sorted(set(ours), key=lambda word: (word.lower(), word))
    assert [word for word in ours if word not in set(done.stdout.split())] == []


def test_a_slip_of_the_pen_is_seen() -> None:
    assert unknown(words(["De redaktie bericht over de NAVO-cheff, en over het water"])) == {"redaktie", "NAVO-cheff"}
