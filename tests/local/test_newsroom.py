"""The demo newsroom: its copy is complete, its feeds are what they claim to be, and they live."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from itertools import cycle, pairwise
from pathlib import Path
from random import Random
from threading import Thread

import PIL.Image
import PIL.ImageDraw
import pytest
from lxml import etree, html

from local.newsroom.drawings import SERIES, SIZES, draw, shots_of
from local.newsroom.light import LIGHTS
from local.newsroom.markup import to_html
from local.newsroom.newsroom import LONGEST_FEED, SITE, render, serve
from local.newsroom.scenes import SCENES
from local.newsroom.stories import Article, Feed, NewsroomError, Text, load_feed, load_feeds
from local.newsroom.story_scenes import BY_SECTION, BY_WORD
from portal.feeds.parsing.document import parse
from portal.model.site_toml.reading import load_site
from portal.pictures.convert import convert

STARTED_AT = datetime(2026, 11, 24, 9, 30, 15, 250_000, tzinfo=UTC)
START = STARTED_AT.replace(microsecond=0)
AGENCIES = {"ANP", "AFP", "DPA", "RTR", "BELGA"}
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "rss1": "http://purl.org/rss/1.0/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
FEEDS = load_feeds()
ARTICLES = [article for feed in FEEDS for article in feed.articles]
CORRECTED = [(feed, article) for feed in FEEDS for article in feed.articles if article.corrections]
LATE = [(feed, article) for feed in FEEDS for article in feed.articles if article.arrives_after]

each_feed = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.id)
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)


@dataclass(frozen=True, kw_only=True)
class Read:
    """One item as a reader of the feed finds it."""

    id: str
    headline: str
    summary: str
    content: str
    published_at: datetime
    updated_at: datetime


@each_article
def test_an_article_is_complete_and_of_readable_length(article: Article) -> None:
    for text in texts(article):
        blocks = [block for block in text.body.split("\n\n") if not block.startswith("## ")]
        words = len(text.body.split())

        assert 3 <= len(blocks) <= 7
        assert 120 <= words <= 300, f"{words} words"
        assert text.lead.endswith((".", "!", "?"))
        assert not text.headline.endswith(".")


@each_article
def test_a_dateline_names_a_place_in_capitals_and_agencies_that_exist(article: Article) -> None:
    for text in texts(article):
        assert text.place is None or text.place == text.place.upper()
        assert AGENCIES.issuperset(text.sources)
        assert text.place or not text.sources


@each_article
def test_the_copy_is_typed_cleanly(article: Article) -> None:
    for text in texts(article):
        copy = f"{text.headline}\n{text.lead}\n{text.body}"

        assert "  " not in copy
        assert not re.search(r"[“”‘’…]|\s[,.;:!?]|\s$", copy)
        assert copy.count('"') % 2 == 0
        assert not re.search(r"https?://(?![a-z.-]+\.example/)", copy)


@each_article
def test_what_happens_to_an_article_happens_in_order(article: Article) -> None:
    moments = [article.arrives_after, *(correction.after for correction in article.corrections)]

    assert all(earlier < later for earlier, later in pairwise(moments))
    assert article.minutes_ago is None or 2 <= article.minutes_ago <= 12 * 24 * 60


def test_there_are_at_least_72_articles_and_every_id_and_headline_is_its_own() -> None:
    assert len(ARTICLES) >= 72
    assert len({article.id for article in ARTICLES}) == len(ARTICLES)
    assert len({article.text.headline for article in ARTICLES}) == len(ARTICLES)


def test_ids_begin_with_the_name_of_their_feed() -> None:
    assert all(article.id.startswith(f"{feed.id}-") for feed in FEEDS for article in feed.articles)


def test_every_topic_has_eight_articles_and_five_regions_have_three() -> None:
    site = load_site(SITE, local=True)
    counts = {feed.section: len(load_feed_of(feed.id).articles) for feed in site.feeds}

    assert all(counts[section.slug] >= 8 for section in site.topics)
    assert sum(counts.get(section.slug, 0) >= 3 for section in site.regions) == 5


def test_the_site_file_names_exactly_the_feeds_that_the_newsroom_serves() -> None:
    site = load_site(SITE, local=True)

    assert {feed.url for feed in site.feeds} == {f"http://127.0.0.1:8900{feed.path}" for feed in FEEDS}
    assert {feed.format for feed in FEEDS} == {"rss", "rdf", "atom", "jsonfeed"}


def test_feeds_in_which_something_happens_are_asked_for_every_twenty_seconds() -> None:
    lively = {feed.id for feed, _ in CORRECTED + LATE}

    assert {feed.id: feed.interval for feed in load_site(SITE, local=True).feeds} == {
        feed.id: 20 if feed.id in lively else 60 for feed in FEEDS
    }


def test_the_first_minutes_see_corrections_and_arrivals() -> None:
    assert len(CORRECTED) >= 6
    assert len(LATE) >= 6
    assert all(20 <= article.arrives_after <= 240 for _, article in LATE)


def test_most_articles_are_from_the_last_thirty_hours_and_no_two_are_of_one_minute() -> None:
    ages = [article.minutes_ago for article in ARTICLES if article.minutes_ago is not None]

    assert len(set(ages)) == len(ages)
    assert sum(age <= 30 * 60 for age in ages) > len(ages) / 2
    assert max(ages) > 7 * 24 * 60


def test_no_two_leads_share_six_words_in_a_row() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for article in ARTICLES:
        words = re.findall(r"[\w'-]+", article.text.lead.lower())
        for start in range(len(words) - 5):
            assert seen.setdefault(tuple(words[start : start + 6]), article.id) == article.id


@each_feed
def test_a_feed_says_at_the_start_what_the_newsroom_wrote(feed: Feed) -> None:
    items = read(feed, STARTED_AT)

    assert items
    for item in items:
        article = article_of(feed, item.id)
        assert article.minutes_ago is not None
        assert item.headline == article.text.headline
        assert item.summary == article.text.opening
        assert first_paragraph(item.content) == article.text.opening
        assert item.published_at == item.updated_at == START - timedelta(minutes=article.minutes_ago)


@each_feed
def test_a_feed_is_newest_first(feed: Feed) -> None:
    published = [item.published_at for item in read(feed, STARTED_AT + timedelta(minutes=5))]

    assert published == sorted(published, reverse=True)


@each_feed
def test_a_feed_writes_its_subheads_in_one_way(feed: Feed) -> None:
    contents = " ".join(item.content for item in read(feed, STARTED_AT))

    assert ("<h2" in contents) == (feed.subheads == "h2")
    assert ("<p><b>" in contents) == (feed.subheads == "bold")


@each_feed
def test_a_feed_stays_the_same_to_the_byte_while_nothing_happens(feed: Feed) -> None:
    later = STARTED_AT + timedelta(seconds=15)

    assert render(feed, started_at=STARTED_AT, now=later) == render(feed, started_at=STARTED_AT, now=STARTED_AT)


def test_a_feed_holds_the_forty_newest() -> None:
    text = Text(headline="Kop", lead="Aanhef.", body="Tekst.")
    articles = tuple(Article(id=f"x-{age}", text=text, minutes_ago=age) for age in range(1, 61))
    feed = Feed(id="x", title="X", format="rss", articles=articles)

    items = read(feed, STARTED_AT)

    assert [item.id for item in items] == [f"x-{age}" for age in range(1, LONGEST_FEED + 1)]


@pytest.mark.parametrize("kind", ["rss", "rdf", "atom", "jsonfeed"])
def test_signs_that_mean_something_in_xml_come_through_as_they_were_typed(kind: str) -> None:
    text = Text(headline='Vis & "zo" <5 €', lead="A & B < C ]]> 'd'.", body="E & F.", place="'S-GRAVENPOLDER")
    feed = Feed(id="x", title="X & Y", format=kind, articles=(Article(id="x-1", text=text, minutes_ago=1),))

    (item,) = read(feed, STARTED_AT)

    assert item.headline == text.headline
    assert item.summary == text.opening
    assert first_paragraph(item.content) == "'S-GRAVENPOLDER - A & B < C ]]> 'd'."


@pytest.mark.parametrize(("feed", "article"), LATE, ids=[article.id for _, article in LATE])
def test_an_article_that_arrives_later_is_absent_before_and_there_after(feed: Feed, article: Article) -> None:
    arrival = START + timedelta(seconds=article.arrives_after)

    before = {item.id for item in read(feed, arrival - timedelta(seconds=1))}
    after = {item.id: item for item in read(feed, arrival)}

    assert article.id not in before
    assert after.keys() == before | {article.id}
    if article.minutes_ago is None:
        assert after[article.id].published_at == arrival


@pytest.mark.parametrize(("feed", "article"), CORRECTED, ids=[article.id for _, article in CORRECTED])
def test_a_correction_changes_the_text_and_the_updated_time(feed: Feed, article: Article) -> None:
    for correction in article.corrections:
        moment = START + timedelta(seconds=correction.after)
        before = read_one(feed, article, moment - timedelta(seconds=1))

        after = read_one(feed, article, moment)

        assert (after.headline, after.content) != (before.headline, before.content)
        assert after.headline == correction.text.headline
        assert after.summary == correction.text.opening
        assert after.updated_at == moment
        assert after.published_at == before.published_at


def test_markup_makes_blocks_links_and_emphasis() -> None:
    body = "Een & twee.\n\n## Kop\n\n- a\n- b\n\n> Zo.\n\nZie [hier](https://a.example/?x=1&y=2), *echt*."

    assert to_html(body, subheads="bold").splitlines() == [
        "<p>Een &amp; twee.</p>",
        "<p><b>Kop</b></p>",
        "<ul><li>a</li><li>b</li></ul>",
        "<blockquote><p>Zo.</p></blockquote>",
        '<p>Zie <a href="https://a.example/?x=1&amp;y=2">hier</a>, <em>echt</em>.</p>',
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[feed]\ntitle = 'X'\nformat = 'fax'\n", "format must be one of rss, rdf, atom, jsonfeed"),
        ("[feed]\ntitle = 'X'\nformat = 'rss'\n[[articles]]\nid = 'a'\nhaedline = 'b'\n", "haedline is not a key"),
        ("[feed]\ntitle = 'X'\nformat = 'rss'\n[[articles]]\nid = 'a'\nheadline = 'b'\n", "a lacks lead, body"),
        ("not toml", "Expected"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "zc-x.toml"
    path.write_text(text)

    with pytest.raises(NewsroomError, match=rf"zc-x\.toml: .*{complaint}"):
        load_feed(path)


@dataclass(kw_only=True)
class HandClock:
    """A clock that stands still until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A newsroom that is open, and how to ask it something."""

    port: int
    clock: HandClock = field(default_factory=lambda: HandClock(now=STARTED_AT))

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request(method, path, headers={key.replace("_", "-"): value for key, value in headers.items()})
            response = connection.getresponse()
            return Answer(status=response.status, headers=dict(response.getheaders()), body=response.read())


@pytest.fixture
def desk() -> Iterator[Desk]:
    clock = HandClock(now=STARTED_AT)
    server = serve(0, started_at=STARTED_AT, clock=clock)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Desk(port=server.server_port, clock=clock)
    server.shutdown()
    server.server_close()
    thread.join()


@each_feed
def test_every_feed_is_served_with_what_a_client_needs(desk: Desk, feed: Feed) -> None:
    answer = desk.ask(feed.path)

    assert answer.status == 200
    address = f"http://127.0.0.1:{desk.port}"
    assert answer.body == render(feed, started_at=STARTED_AT, now=STARTED_AT, pictures=address)
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Content-Type"].endswith("; charset=utf-8")
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == START


def test_a_conditional_get_is_answered_304_without_a_body(desk: Desk) -> None:
    first = desk.ask("/zc-sport.xml")

    for condition in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_None_Match": f'"other", W/{first.headers["ETag"]}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        answer = desk.ask("/zc-sport.xml", **condition)

        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]


def test_a_condition_that_no_longer_holds_is_answered_in_full(desk: Desk) -> None:
    first = desk.ask("/zc-goes.xml")
    desk.clock.now += timedelta(seconds=75)

    by_tag = desk.ask("/zc-goes.xml", If_None_Match=first.headers["ETag"])
    by_date = desk.ask("/zc-goes.xml", If_Modified_Since=first.headers["Last-Modified"])

    assert by_tag.status == by_date.status == 200
    assert by_tag.headers["ETag"] != first.headers["ETag"]
    assert parsedate_to_datetime(by_tag.headers["Last-Modified"]) == START + timedelta(seconds=75)


def test_an_etag_outranks_a_date_and_a_date_that_is_none_is_ignored(desk: Desk) -> None:
    modified = desk.ask("/zc-goes.xml").headers["Last-Modified"]

    assert desk.ask("/zc-goes.xml", If_None_Match='"other"', If_Modified_Since=modified).status == 200
    assert desk.ask("/zc-goes.xml", If_Modified_Since="gisteren").status == 200


def test_head_says_what_get_would_without_the_body(desk: Desk) -> None:
    got, headed = desk.ask("/zc-tholen.json"), desk.ask("/zc-tholen.json", method="HEAD")

    assert headed.status == 200
    assert headed.body == b""
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]
    assert headed.headers["ETag"] == got.headers["ETag"]


def test_an_unknown_path_is_404(desk: Desk) -> None:
    assert desk.ask("/zc-niets.xml").status == 404
    assert desk.ask("/").status == 404


def test_the_server_is_quiet(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.ask("/zc-sport.xml")
    desk.ask("/zc-niets.xml")

    assert capfd.readouterr() == ("", "")


def texts(article: Article) -> list[Text]:
    return [article.text, *(correction.text for correction in article.corrections)]


def load_feed_of(feed_id: str) -> Feed:
    return next(feed for feed in FEEDS if feed.id == feed_id)


def article_of(feed: Feed, item_id: str) -> Article:
    return next(article for article in feed.articles if article.id == item_id)


def read(feed: Feed, now: datetime) -> list[Read]:
    return READERS[feed.format](render(feed, started_at=STARTED_AT, now=now))


def read_one(feed: Feed, article: Article, now: datetime) -> Read:
    return next(item for item in read(feed, now) if item.id == article.id)


def read_rss(document: bytes) -> list[Read]:
    return [
        Read(
            id=text_of(item, "guid"),
            headline=text_of(item, "title"),
            summary=plain(text_of(item, "description")),
            content=text_of(item, "content:encoded"),
            published_at=parsedate_to_datetime(text_of(item, "pubDate")),
            updated_at=datetime.fromisoformat(text_of(item, "atom:updated")),
        )
        for item in etree.fromstring(document).iterfind("channel/item")
    ]


def read_rdf(document: bytes) -> list[Read]:
    return [
        Read(
            id=text_of(item, "dc:identifier"),
            headline=text_of(item, "rss1:title"),
            summary=plain(text_of(item, "rss1:description")),
            content=text_of(item, "content:encoded"),
            published_at=datetime.fromisoformat(text_of(item, "dc:date")),
            updated_at=datetime.fromisoformat(text_of(item, "dcterms:modified")),
        )
        for item in etree.fromstring(document).iterfind("rss1:item", NAMESPACES)
    ]


def read_atom(document: bytes) -> list[Read]:
    return [
        Read(
            id=text_of(entry, "atom:id").rpartition(":")[2],
            headline=text_of(entry, "atom:title"),
            summary=text_of(entry, "atom:summary"),
            content=atom_content(entry),
            published_at=datetime.fromisoformat(text_of(entry, "atom:published")),
            updated_at=datetime.fromisoformat(text_of(entry, "atom:updated")),
        )
        for entry in etree.fromstring(document).iterfind("atom:entry", NAMESPACES)
    ]


def atom_content(entry: etree._Element) -> str:
    div = entry.find("atom:content/xhtml:div", NAMESPACES)
    return text_of(entry, "atom:content") if div is None else etree.tostring(div, encoding="unicode")


def read_json(document: bytes) -> list[Read]:
    return [
        Read(
            id=item["id"],
            headline=item["title"],
            summary=item["summary"],
            content=item["content_html"],
            published_at=datetime.fromisoformat(item["date_published"]),
            updated_at=datetime.fromisoformat(item["date_modified"]),
        )
        for item in json.loads(document)["items"]
    ]


READERS: dict[str, Callable[[bytes], list[Read]]] = {
    "rss": read_rss,
    "rdf": read_rdf,
    "atom": read_atom,
    "jsonfeed": read_json,
}


def text_of(parent: etree._Element, path: str) -> str:
    return parent.findtext(path, namespaces=NAMESPACES) or ""


def first_paragraph(content: str) -> str:
    paragraph = html.fromstring(f"<div>{content}</div>").find(".//p")
    assert paragraph is not None
    return etree.tostring(paragraph, method="text", encoding="unicode", with_tail=False)


def plain(markup: str) -> str:
    return etree.tostring(html.fromstring(f"<div>{markup}</div>"), method="text", encoding="unicode")


def test_most_articles_have_a_picture_and_some_have_none() -> None:
    rows = [shots_of(article) for article in ARTICLES]

    shots = [shot for row in rows for shot in row]
    assert 0.5 < sum(map(bool, rows)) / len(rows) < 0.8
    assert all(shot.alt and shot.credit.endswith("(tekening)") for shot in shots)
    assert len({shot.alt for shot in shots}) > 20


@pytest.mark.parametrize(
    ("headline", "section", "shown"),
    [
        ("Molen van Oud-Vossemeer maalt weer eigen tarwe", "tholen", {"Een korenmolen tussen de akkers"}),
        ("Stoomtrein rijdt weer na herstel van brug", "goes", {"Een trein in de polder"}),
        ("Amateurclub op eiland zonder brug", "voetbal", {"Het doel op het voetbalveld", "Een voetbal in het gras"}),
        ("Orkest speelt symfonie met fluitketels", "entertainment", {"Een microfoon op het podium"}),
        ("Papegaai bestelt elf kilo druiven", "opmerkelijk", set()),
        ("Inkerking en Molenaar staan in geen kerkboek", "opmerkelijk", set()),
    ],
)
def test_a_picture_shows_what_its_headline_is_about(headline: str, section: str, shown: set[str]) -> None:
    text = Text(headline=headline, lead="Aanhef.", body="Tekst.")

    found = [shots_of(Article(id=f"zc-{section}-{number}", text=text)) for number in range(40)]

    assert {_without_light(shot.alt) for shots in found for shot in shots} == shown


def _without_light(alt: str) -> str:
    return next((alt.removesuffix(f" {light.name}") for light in LIGHTS if alt.endswith(light.name)), alt)


@pytest.mark.parametrize("article", [article for _, article in CORRECTED], ids=lambda article: article.id)
def test_a_corrected_article_keeps_its_picture(article: Article) -> None:
    forms = [replace(article, text=text) for text in texts(article)]

    assert {shots_of(form) for form in forms} == {shots_of(article)}


def test_every_scene_is_drawn_and_what_words_ask_for_is_a_scene() -> None:
    asked = {scene for scenes in (*BY_WORD.values(), *BY_SECTION.values(), *SERIES.values()) for scene in scenes}

    assert asked == SCENES.keys()


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_can_be_drawn_in_every_size_and_light(name: str) -> None:
    for (width, height), light in zip(cycle(SIZES), LIGHTS, strict=False):
        canvas = PIL.Image.new("RGB", (2 * width, 2 * height))
        SCENES[name].draw(PIL.ImageDraw.Draw(canvas, "RGBA"), light, (2 * width, 2 * height, height), Random(name))

        assert len(canvas.getcolors(maxcolors=4 * width * height) or ()) > 5


@pytest.mark.parametrize("feed_format", ["rss", "rdf", "atom", "jsonfeed"])
def test_a_picture_is_read_from_every_format_with_its_words_where_the_format_has_any(feed_format: str) -> None:
    feed = next(feed for feed in FEEDS if feed.format == feed_format)
    document = render(feed, started_at=STARTED_AT, now=STARTED_AT, pictures="http://127.0.0.1:9")

    found = {entry.headline: entry.images for entry in parse(document).entries}

    for item in feed.items(STARTED_AT, started_at=START, limit=LONGEST_FEED):
        shots, images = shots_of(item), found[item.text.headline]
        assert [image.url for image in images] == [f"http://127.0.0.1:9{shot.path}" for shot in shots]
        if feed_format != "jsonfeed":
            assert [(image.alt, image.credit) for image in images] == [(shot.alt, shot.credit) for shot in shots]


def test_a_picture_is_served_the_same_on_every_run_and_another_for_another_article(desk: Desk) -> None:
    first, second = [shots[0].path for article in ARTICLES if (shots := shots_of(article))][:2]
    (series,) = (article for article in ARTICLES if article.id in SERIES)

    answer = desk.ask(first)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert convert(answer.body).picture.width >= 900
    draw.cache_clear()
    assert answer.body == draw(first) != draw(second)
    assert [desk.ask(shot.path).status for shot in shots_of(series)] == [200] * 6
    assert desk.ask("/beeld/onbekend.jpg").status == 404
