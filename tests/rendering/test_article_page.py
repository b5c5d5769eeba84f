"""The article page: its contract with readers and with machines that read along."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from portal.model.article import Article, Dateline, OriginalSource
from portal.model.corrections import Edit
from portal.model.feed import Feed
from portal.model.picture import Picture
from portal.model.section import Section
from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.pages import Pages
from portal.rendering.views import ArticleView
from rendering.gallery import teasers
from rendering.reading import in_reading_order, pieces, read, text, texts
from samples import NOW, article, site

BUITENLAND = Section(slug="buitenland", name="Buitenland")
BODY = "<p>De tweede alinea.</p>\n<h2>Een tussenkop</h2>\n<p>De derde alinea.</p>"
HOSTILE = """</script><script>alert("x")</script> & 'quotes' "dubbel" \u2028 <b>"""


def view(*, more: int = 7, **changes: Any) -> ArticleView:
    values: dict[str, Any] = {"body_html": BODY, "dateline": Dateline(place="BREUGEL", sources=("ANP", "DPA"))}
    return ArticleView(article=replace(article(), **values | changes), section=BUITENLAND, more=teasers(more))


def page_of(pages: Pages, view: ArticleView, now: datetime = NOW) -> str:
    return pages.article(view, now=now, path=view.article.path)


def structured(page: str) -> tuple[dict[str, object], dict[str, object]]:
    """The article and the breadcrumb, as a search engine reads them."""
    (block,) = read(page).xpath("//script[@type='application/ld+json']/text()")
    article, trail = json.loads(block)["@graph"]
    return article, trail


def test_its_main_text_reads_in_the_order_of_the_contract(pages: Pages) -> None:
    main = read(page_of(pages, view())).xpath("//main")[0]
    wanted = [
        "Veerpont vaart weer",
        "Veerpont vaart weer",
        "BREUGEL (ANP/DPA) - Het bericht over veerpont vaart weer begint hier.",
        "De tweede alinea.",
        "Een tussenkop",
        "De derde alinea.",
        "Meer uit Buitenland",
    ]
    for teaser in teasers(7):
        wanted += [teaser.headline, f"{teaser.dateline} - {teaser.lead}", _ago(teaser)]

    assert in_reading_order(main, wanted) == wanted


def _ago(teaser: Article) -> str:
    return f"{int((NOW - teaser.published_at).total_seconds()) // 3600} uur geleden"


def test_each_text_stands_there_once_and_the_headline_twice(pages: Pages) -> None:
    document = read(page_of(pages, view()))
    shown = pieces(document.xpath("//body")[0])

    assert shown.count("Veerpont vaart weer") == 2
    assert text(document.xpath("//*[@aria-current='page']")[0]) == "Veerpont vaart weer"
    for teaser in teasers(7):
        assert shown.count(teaser.headline) == 1
        assert shown.count(f"{teaser.dateline} - {teaser.lead}") == 1


def test_more_is_an_aside_with_a_heading_of_its_own(pages: Pages) -> None:
    (aside,) = read(page_of(pages, view())).xpath("//main/aside")

    assert texts(aside, ".//h2") == ["Meer uit Buitenland"]
    assert aside.xpath(".//h3/a/@href") == [teaser.path for teaser in teasers(7)]


def test_the_articles_beside_it_are_links_without_their_headlines(pages: Pages) -> None:
    beside = read(
        page_of(pages, replace(view(), previous="/nieuws/ouder", next="/nieuws/veerpont-vaart-weer/volgende"))
    )
    alone = read(page_of(pages, view()))

    assert [(text(link), link.get("rel"), link.get("href")) for link in beside.xpath("//main//a[@rel]")] == [
        ("Ouder bericht", "prev", "/nieuws/ouder"),
        ("Nieuwer bericht", "next", "/nieuws/veerpont-vaart-weer/volgende"),
    ]
    assert not alone.xpath("//main//a[@rel]")


def test_the_only_article_of_a_section_says_so(pages: Pages) -> None:
    (aside,) = read(page_of(pages, view(more=0))).xpath("//main/aside")

    assert pieces(aside) == ["Meer uit Buitenland", "Nog geen andere berichten in deze rubriek."]


def test_the_only_article_of_a_place_is_followed_by_those_of_other_places(pages: Pages) -> None:
    place = Section(slug="tholen", name="Tholen", region=True)
    alone = replace(view(more=0), section=place, elsewhere=teasers(2, "goes"))

    (aside,) = read(page_of(pages, alone)).xpath("//main/aside")

    assert texts(aside, "./h2 | ./p") == [
        "Meer uit Tholen",
        "Nog geen andere berichten uit Tholen.",
        "Meer uit de regio",
    ]
    assert aside.xpath("./h2/a/@href") == ["/nieuws/regio"]
    assert [texts(card, "./p[1] | ./h3") for card in aside.xpath(".//article")] == [
        ["Goes", "Bericht 1 uit goes"],
        ["Goes", "Bericht 2 uit goes"],
    ]


def test_the_way_to_it_goes_through_its_section(pages: Pages) -> None:
    document = read(page_of(pages, view()))
    region = read(page_of(pages, replace(view(), section=Section(slug="goes", name="Goes", region=True))))
    left = read(page_of(pages, replace(view(), section=Section(slug="weg", name="Weg"))))

    assert document.xpath("//nav[@aria-label='Kruimelpad']//a/@href") == ["/", "/nieuws/buitenland"]
    assert region.xpath("//nav[@aria-label='Kruimelpad']//a/@href") == ["/", "/nieuws/regio", "/nieuws/regio/goes"]
    assert left.xpath("//nav[@aria-label='Kruimelpad']//a/@href") == ["/"]
    assert not left.xpath("//link[contains(@href, 'weg')]")


def test_times_carry_the_offset_of_their_season(pages: Pages) -> None:
    winter = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    document = read(page_of(pages, view(published_at=summer, updated_at=winter)))

    facts = document.xpath("//article[h1]//time")
    assert [time.get("datetime") for time in facts] == ["2026-07-02T00:30:00+02:00", "2026-11-24T03:05:00+01:00"]
    assert "Gepubliceerd 2 juli 2026 om 00:30" in texts(document, "//article//p")
    assert "Bijgewerkt 24 november 2026 om 03:05" in texts(document, "//article//p")


def test_an_article_that_was_not_updated_has_one_time(pages: Pages) -> None:
    document = read(page_of(pages, view()))

    assert len(document.xpath("//article[h1]//time")) == 1
    assert "Bijgewerkt" not in text(document)


def test_a_headline_cannot_break_out_of_anything(pages: Pages) -> None:
    page = page_of(pages, view(headline=HOSTILE, lead=HOSTILE, authors=(HOSTILE,)))
    document = read(page)
    article, _ = structured(page)

    assert len(document.xpath("//script")) == 2
    assert not document.xpath("//b")
    shown = " ".join(HOSTILE.split())
    assert texts(document, "//h1 | //*[@aria-current='page']") == [shown, shown]
    assert document.xpath("//meta[@property='og:title']/@content") == [HOSTILE]
    assert (article["headline"], article["description"]) == (HOSTILE, HOSTILE)
    assert "\u2028" not in page[page.index("ld+json") : page.index("</script>", page.index("ld+json"))]


def test_the_structured_text_is_the_visible_text(pages: Pages) -> None:
    page = page_of(pages, view(updated_at=NOW, authors=("Jo de Wit",)))
    document = read(page)
    article, trail = structured(page)

    assert [article["headline"]] == texts(document, "//h1")
    assert f"{article['dateline']} - {article['description']}" in texts(document, "//article/p")
    assert [article["datePublished"], article["dateModified"]] == document.xpath("//article[h1]//time/@datetime")
    assert article["author"] == [{"@type": "Person", "name": "Jo de Wit"}]
    assert article["articleSection"] == "Buitenland"
    steps = trail["itemListElement"]
    assert isinstance(steps, list)
    assert [step["name"] for step in steps] == texts(document, "//nav[@aria-label='Kruimelpad']//li")


def test_agencies_are_the_authors_where_no_person_is_named(pages: Pages) -> None:
    article, _ = structured(page_of(pages, view()))

    assert article["author"] == [{"@type": "Organization", "name": name} for name in ("ANP", "DPA")]


def test_an_article_always_has_an_author(pages_of: Callable[[Site], Pages]) -> None:
    source = OriginalSource(name="Gemeente Goes", url="https://goes.example/1")
    feeds = (Feed(id="buiten", url="https://feeds.example/buiten.xml", section="buitenland", source="Provincie"),)
    bare = Dateline(place="GOES")

    def author(site: Site, **changes: Any) -> object:
        article, _ = structured(page_of(pages_of(site), view(**changes)))
        (found,) = cast("list[dict[str, str]]", article["author"])
        return {name: value for name, value in found.items() if name != "@type"}

    assert author(site(), source=source) == {"name": "Gemeente Goes", "url": "https://goes.example/1"}
    assert author(site(), source=OriginalSource(name="", url="https://goes.example/1"), dateline=bare) == {
        "name": "De Schelde",
        "url": "https://www.schelde.example/",
    }
    assert author(site(feeds=feeds), dateline=bare) == {"name": "Provincie"}


def test_an_article_of_a_place_says_where_it_is(pages: Pages) -> None:
    here = replace(view(), section=Section(slug="goes", name="Goes", region=True))

    assert structured(page_of(pages, here))[0]["contentLocation"] == {"@type": "Place", "name": "Goes"}
    assert "contentLocation" not in structured(page_of(pages, view()))[0]


def test_on_paper_stands_where_it_came_from(pages: Pages, assets: Assets) -> None:
    found = read(page_of(pages, view())).xpath("//article/@data-address")
    sheet, _ = assets.file("site.css") or (b"", "")

    assert found == ["https://www.schelde.example/nieuws/veerpont-vaart-weer"]
    assert b"attr(data-address)" in sheet[sheet.index(b"@media print") :]


def test_it_can_be_handed_on_without_a_script(pages: Pages) -> None:
    document = read(page_of(pages, view(headline='Vijf & een "half" 100%?')))

    mail, whatsapp = document.xpath("//div[@class='share']/a/@href")
    assert mail == (
        "mailto:?subject=Vijf%20%26%20een%20%22half%22%20100%25%3F"
        "&body=https%3A//www.schelde.example/nieuws/veerpont-vaart-weer"
    )
    assert whatsapp.startswith("https://wa.me/?text=Vijf%20%26%20een%20%22half%22%20100%25%3F%20https%3A//www.schelde")


def test_a_reader_who_sees_a_mistake_can_say_so(pages: Pages) -> None:
    (link,) = read(page_of(pages, view())).xpath("//main//a[text()='Mail de redactie']/@href")

    assert link.startswith("mailto:redactie@schelde.example?subject=Veerpont%20vaart%20weer&body=https%3A//www.schelde")


@pytest.mark.parametrize(("days", "is_old"), [(1, False), (365, False), (366, True), (4000, True)])
def test_what_was_true_a_year_ago_says_that_it_is_old(pages: Pages, days: int, is_old: bool) -> None:
    page = read(page_of(pages, view(published_at=NOW - timedelta(days=days))))
    words = texts(page, "//main//p")

    assert ("Dit bericht is ouder dan een jaar" in words) is is_old


@pytest.mark.parametrize(("words", "said"), [(400, []), (500, ["Leestijd 3 minuten"])])
def test_how_long_it_takes_to_read_is_said_of_what_is_long(pages: Pages, words: int, said: list[str]) -> None:
    page = read(page_of(pages, view(body_html=f"<p>{'woord ' * words}</p>")))

    assert [one for one in texts(page, "//main//p") if "Leestijd" in one] == said


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            Edit(old="zes", new="<zeven>", called="Correctie"),
            ["Correctie: hier stond eerst ‘zes’; het moet ‘<zeven>’ zijn."],
        ),
        (Edit(old="zes", new="", called="Rectificatie"), ["Rectificatie: hier stond eerst ‘zes’; dat klopte niet."]),
        (Edit(old="Jan Jansen", new="een man"), []),
    ],
)
def test_a_correction_says_what_was_wrong_where_readers_are_to_know(pages: Pages, edit: Edit, said: list[str]) -> None:
    page = read(page_of(pages, view(edits=(edit,))))

    assert texts(page, "//article/p[@class='notice']") == said
    assert "Jan Jansen" not in text(page)


def test_an_article_of_a_headline_alone_is_a_whole_page(pages: Pages) -> None:
    document = read(page_of(pages, view(lead="", dateline=None, body_html="", more=0)))

    assert texts(document, "//h1") == ["Veerpont vaart weer"]
    assert not document.xpath("//*[@class='article-lead']")
    assert document.xpath("//meta[@name='description']/@content") == ["Veerpont vaart weer"]


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Kort", "Kort | De Schelde"),
        ("t" * 57, f"{'t' * 57} | De Schelde"),
        ("t" * 58, "t" * 58),
        ("t" * 70, "t" * 70),
        ("woord " * 29 + "woord", "woord " * 10 + "woord…"),
        ("W" * 90, "W" * 69 + "…"),
    ],
)
def test_a_long_headline_is_cut_in_the_title_only(pages: Pages, headline: str, title: str) -> None:
    document = read(page_of(pages, view(headline=headline)))

    assert document.findtext(".//title") == title
    assert texts(document, "//h1") == [headline]


def test_the_words_of_age_follow_the_clock(pages: Pages) -> None:
    before = view(more=1)

    later = read(page_of(pages, before, now=NOW + timedelta(days=2)))

    (time,) = later.xpath("//aside//time")
    assert (text(time), time.get("title")) == ("2 dagen geleden", "dinsdag 24 november 2026 om 14:20")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (None, "bron.example"),
        (OriginalSource(name="Streekbron"), "Streekbron"),
        (OriginalSource(name=""), "bron.example"),
    ],
)
def test_its_source_is_a_link_to_the_original(pages: Pages, source: OriginalSource | None, name: str) -> None:
    page = read(page_of(pages, view(source_url="https://www.bron.example/nieuws/1?a=1&b=2", source=source)))

    (link,) = page.xpath("//p[starts-with(normalize-space(), 'Bron:')]/a")
    assert (text(link), link.get("href")) == (name, "https://www.bron.example/nieuws/1?a=1&b=2")
    assert link.get("rel") == "nofollow noopener"
    for own in (None, "https://www.schelde.example/nieuws/1"):
        assert not read(page_of(pages, view(source_url=own))).xpath("//p[starts-with(normalize-space(), 'Bron:')]")


def test_below_its_picture_stand_caption_and_credit(pages: Pages) -> None:
    picture = Picture(hash="a" * 24, width=640, height=400, widths=(320, 640))
    for caption, credit, shown in (
        ("De kade.", "Karel Proef", ["De kade. Foto: Karel Proef"]),
        ("De kade", "Karel Proef", ["De kade. Foto: Karel Proef"]),
        ("De kade?", "Karel Proef", ["De kade? Foto: Karel Proef"]),
        ("De kade", "", ["De kade"]),
        ("", "Karel Proef", ["Foto: Karel Proef"]),
        ("", "", []),
    ):
        page = read(page_of(pages, view(picture=replace(picture, caption=caption, credit=credit))))
        assert texts(page, "//figcaption") == shown
