"""From the front every way leads somewhere: pages, anchors, files, feeds and sitemaps, each asked for once."""

import re
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import etree

from infra.edge_function import event, outcome, run
from quality.newsroom import Answer, Newsroom
from quality.pages import PAGES

DEEPEST = 6
MOST = 1500
"""Addresses: the demo newsroom has some hundreds of articles, and each leads to two beside it."""
LOOKED_UP = ("/vorige", "/volgende")
"""Addresses that find an article and send a reader on to it."""
LINKS = "//a/@href | //link[not(@rel='canonical')]/@href | //script/@src | //img/@src | //form[@method='get']/@action"
SEARCH = next(kind for kind in PAGES if kind.name == "search in a section")
OWN_NAME = "//link[@rel='canonical']/@href | //meta[@property='og:url' or @property='og:image']/@content"
MAIL = re.compile(r"mailto:([^@\s?]+@[^@\s?]+)?(\?\S+)?")


@dataclass
class Crawl:
    """What was met: `answers` by path; `broken`: where a dead link stands, and why; `foreign`: not ours."""

    answers: dict[str, Answer] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)


def crawl(newsroom: Newsroom, *starts: str, deepest: int = DEEPEST) -> Crawl:
    """Breadth first from `starts`; an address is asked for once, an anchor is looked up in its page."""
    seen = Crawl()
    waiting = deque((start, "start", 0) for start in starts)
    while waiting:
        address, source, depth = waiting.popleft()
        path, anchor = urldefrag(address)
        if path not in seen.answers:
            assert len(seen.answers) < MOST, "the crawl does not end"
            seen.answers[path] = newsroom.ask(path)
            if depth < deepest:
                waiting.extend((link, path, depth + 1) for link in links_of(seen.answers[path], newsroom, seen))
        answer = seen.answers[path]
        if answer.status == 302 and path.endswith(LOOKED_UP):
            waiting.append((answer.headers["location"], path, depth + 1))
        elif answer.status != 200:
            seen.broken.append(f"{source}: {path} answers {answer.status}")
        elif anchor and not answer.document.xpath("//*[@id=$anchor]", anchor=anchor):
            seen.broken.append(f"{source}: {path} has no #{anchor}")
    return seen


def links_of(answer: Answer, newsroom: Newsroom, seen: Crawl) -> list[str]:
    """Paths of our own in a page, a feed or a sitemap. Other sites and mail are looked at, not visited."""
    kind = answer.headers.get_content_type()
    if kind == "text/html":
        found = [str(link) for link in answer.document.xpath(f"{LINKS} | {OWN_NAME}")]
    elif kind == "application/xml":
        found = [element.text or "" for element in etree.fromstring(answer.body).iter("{*}loc")]
    elif kind in ("application/rss+xml", "application/feed+json", "application/manifest+json", "text/plain"):
        found = re.findall(rf"{re.escape(newsroom.origin)}/[^\s\"<\\]*", answer.text)
    else:
        return []
    own = []
    for link in found:
        absolute = urljoin(newsroom.origin + answer.url, link)
        if absolute.startswith(newsroom.origin):
            own.append(absolute.removeprefix(newsroom.origin) or "/")
        elif absolute.startswith("mailto:"):
            seen.broken += [] if MAIL.fullmatch(absolute) else [f"{answer.url}: {absolute}"]
        else:
            seen.foreign.add(absolute)
    return own


@pytest.fixture(scope="module")
def crawled(newsroom: Newsroom) -> Crawl:
    return crawl(newsroom, "/", "/robots.txt", "/.well-known/security.txt", "/manifest.webmanifest")


def test_every_link_leads_straight_to_something(crawled: Crawl) -> None:
    assert crawled.broken == []


def test_the_crawl_met_every_kind_of_page_that_is_linked_and_every_feed_and_sitemap(
    crawled: Crawl, newsroom: Newsroom
) -> None:
    linked = {newsroom.path(kind) for kind in PAGES if kind.status == 200 and kind.indexable}

    assert linked - set(crawled.answers) == set()
    assert len(crawled.answers) > 150
    for file in ("/feeds/alles.xml", "/feeds/goes.json", "/sitemap.xml", "/sitemap-news.xml", "/webmail?wijzig=1"):
        assert file in crawled.answers


def test_what_moved_leads_to_its_place_in_one_step(newsroom: Newsroom) -> None:
    for path in (newsroom.places["moved"], "/nieuws/buitenland/", "/nieuws", "/nieuws/regio/buitenland"):
        moved = newsroom.ask(path)

        assert moved.status == 301, path
        assert newsroom.ask(moved.headers["location"]).status == 200, path
        assert moved.document.xpath("//main//a/@href")[0] == moved.headers["location"], path


def test_the_function_at_the_edge_lets_through_whatever_the_site_prints(
    crawled: Crawl, newsroom: Newsroom, tmp_path: Path
) -> None:
    """Links, pictures, feeds, sitemaps and redirects: an address that it rewrote would be a detour for everybody."""
    pictures = {
        candidate.split()[0]
        for answer in crawled.answers.values()
        if answer.headers.get_content_type() == "text/html"
        for srcset in answer.document.xpath("//@srcset")
        for candidate in str(srcset).split(", ")
    }
    onward = {answer.headers["location"] for answer in crawled.answers.values() if 300 <= answer.status < 400}
    printed = sorted({*crawled.answers, *pictures, *onward, newsroom.places["moved"], newsroom.path(SEARCH)})

    passed = run("node", [event("GET", target) for target in printed], tmp_path)

    found = [outcome("GET", target, answer) for target, answer in zip(printed, passed, strict=True)]
    assert len(printed) > 200
    assert [one for one in found if one.status != 200] == []
    assert [one for one in found if unquote(one.left) != unquote(one.target.partition("?")[2])] == []


def test_what_was_withdrawn_is_linked_nowhere(crawled: Crawl, newsroom: Newsroom) -> None:
    assert newsroom.places["withdrawn"] not in crawled.answers
    assert newsroom.places["moved"] not in crawled.answers


def test_other_sites_are_reached_by_a_closed_line(crawled: Crawl) -> None:
    assert crawled.foreign
    assert {urlsplit(link).scheme for link in crawled.foreign} == {"https"}


def test_a_link_and_an_anchor_that_lead_nowhere_are_seen(newsroom: Newsroom) -> None:
    assert crawl(newsroom, "/webmail#nergens", "/nieuws/weg", "/nieuws/buitenland/", deepest=0).broken == [
        "start: /webmail has no #nergens",
        "start: /nieuws/weg answers 404",
        "start: /nieuws/buitenland/ answers 301",
    ]
