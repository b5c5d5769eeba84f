"""/stijl: every component is on it, through the macro that pages use."""

import re
from collections.abc import Callable

import pytest
from jinja2 import ChoiceLoader, DictLoader

from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.pages import Pages
from rendering.gallery import TEMPLATES
from rendering.reading import read, texts
from samples import NOW, site

COMPONENTS = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))
AROUND = {"masthead", "search-field", "section-menu", "webmail-dialog", "colophon"}
"""Components that surround every page, this one too: they need no section of their own."""


def shown(page: str, component: str) -> str:
    """The part of /stijl that is about a component; of what surrounds every page, all of it."""
    if component in AROUND:
        return page
    start = f'<section class="style-part" id="onderdeel-{component}"'
    found = re.search(rf'{start}.*?(?=<section class="style-part"|</main>)', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_changed_component_shows_there(assets: Assets, component: str) -> None:
    source = (TEMPLATES / "components" / f"{component}.html").read_text(encoding="utf-8")
    macros = re.findall(r"\{% macro ([a-z]\w*)\(", source)
    marked = source
    for macro in macros:
        marked = re.sub(rf"(\{{% macro {macro}\(.*?\) %\}})", rf"\1gewijzigd-{macro} ", marked)
    environment = load_environment(TEMPLATES)
    assert environment.loader is not None
    environment.loader = ChoiceLoader([DictLoader({f"components/{component}.html": marked}), environment.loader])

    page = shown(Pages(site(), environment, assets).style(now=NOW), component)

    assert macros
    assert [macro for macro in macros if f"gewijzigd-{macro} " not in page] == []


def test_every_state_that_a_component_says_it_has_is_there(all_pages: dict[str, str]) -> None:
    page = read(all_pages["style"])
    classes = {name for found in page.xpath("//main//@class") for name in found.split()}

    assert {"story-card-large", "story-card-small", "story-card-place", "section-block-opening"} <= classes
    assert {"notice-alert", "button-primary", "webmail-choice-now"} <= classes
    assert len(page.xpath("id('onderdeel-pager')//nav")) == 3
    assert [len(one.xpath(".//li")) for one in page.xpath("id('onderdeel-latest')//aside")] == [4, 0]
    assert page.xpath("id('onderdeel-story-card')//article[not(p[@class='story-card-lead'])]")
    assert max(len(name) for name in texts(page, "id('onderdeel-story-card')//h3")) > 150
    assert {time.text for time in page.xpath("id('onderdeel-moment')//time")} >= {"3 minuten geleden", "1 uur geleden"}


def test_it_is_for_nobody_who_searches(all_pages: dict[str, str]) -> None:
    page = read(all_pages["style"])

    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not page.xpath("//link[@rel='canonical'] | //a[@href='/stijl'][ancestor::footer or ancestor::header]")


def test_every_colour_size_and_space_is_there_with_what_was_measured(all_pages: dict[str, str]) -> None:
    tokens = (TEMPLATES / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    page = read(all_pages["style"])

    for kind in ("color", "text", "space"):
        names = set(re.findall(rf"--({kind}-[a-z0-9-]+):", tokens))
        used = set(
            re.findall(
                r"var\(--([a-z0-9-]+)\)", " ".join(page.xpath("//main//@fill | //main//@font-size | //main//@width"))
            )
        )
        assert names <= used, kind
    assert "op paper 15,6, donker 15,4" in texts(page, "id('onderdeel-kleuren')//p")


def test_without_a_choice_of_webmails_it_shows_none(pages_of: Callable[[Site], Pages]) -> None:
    page = read(pages_of(site(webmails=())).style(now=NOW))

    assert not page.xpath("//form[@method]")
