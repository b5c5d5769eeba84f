"""What search engines read in an article is schema.org's vocabulary, spelled as it is there, and what the page says."""

import json
import re
from typing import Any

import pytest

from quality import tools
from quality.newsroom import Newsroom
from quality.pages import PAGES, PageType

ARTICLES = [kind for kind in PAGES if "article" in kind.name.split()]
OTHERS = [kind for kind in PAGES if kind.indexable and kind not in ARTICLES]
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "bundler", "--module", "esnext")
PLANTED = "planted.ts"


def structured(newsroom: Newsroom, kind: PageType) -> dict[str, Any]:
    (block,) = newsroom.get(kind).document.xpath("//script[@type='application/ld+json']/text()")
    return dict(json.loads(block))


@pytest.fixture(scope="module")
def type_faults(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What TypeScript says under Google's types of schema.org, a fault an item, of two files: of every page, and of one
    article with a name that is spelled otherwise (PLANTED).
    """
    node, folder = tools.node(), tmp_path_factory.mktemp("graphs")
    (folder / "node_modules").symlink_to(tools.MODULES)
    planted = structured(newsroom, ARTICLES[0])
    planted["@graph"][0]["headlin"] = planted["@graph"][0].pop("headline")
    graphs = {"pages.ts": [structured(newsroom, kind) for kind in [*ARTICLES, *OTHERS]], PLANTED: [planted]}
    for name, some in graphs.items():
        rows = [f"export const graph{number}: Graph = {json.dumps(graph)};" for number, graph in enumerate(some)]
        text = "\n".join(['import type { Graph } from "schema-dts";', *rows])
        (folder / name).write_text(text, encoding="utf-8")
    compiler = tools.MODULES / "typescript" / "bin" / "tsc"
    done = tools.run(node, compiler, *OPTIONS, *graphs, accepted=(0, 1, 2), cwd=folder)
    return [one for one in re.split(r"\n(?=\S)", done.stdout.strip()) if one]


def test_every_page_speaks_schema_org(type_faults: list[str]) -> None:
    assert [one for one in type_faults if not one.startswith(PLANTED)] == []


@pytest.mark.parametrize("kind", ARTICLES, ids=str)
def test_what_it_says_is_on_the_page(newsroom: Newsroom, kind: PageType) -> None:
    document = newsroom.get(kind).document
    article, trail = structured(newsroom, kind)["@graph"]
    shown = " ".join(document.xpath("//article[h1]")[0].text_content().split())
    times = document.xpath("//article[h1]//time/@datetime")

    assert document.xpath("string(//h1)") == article["headline"]
    for text in (article["description"], article.get("dateline", "")):
        assert " ".join(text.split()) in shown
    about = " ".join(newsroom.ask("/over").document.text_content().split())  # names the site, and whose news it brings
    assert all(author["name"] in f"{shown} {about}" for author in article["author"])
    assert [article["datePublished"], article["dateModified"]] == [times[0], times[-1]]
    assert article["url"] == document.xpath("string(//link[@rel='canonical']/@href)")
    steps = [" ".join(step.text_content().split()) for step in document.xpath("//nav[@class='breadcrumb']//li")]
    assert [step["name"] for step in trail["itemListElement"]] == steps


def test_a_name_that_schema_org_does_not_know_is_seen(type_faults: list[str]) -> None:
    assert any("headlin" in one for one in type_faults if one.startswith(PLANTED))
