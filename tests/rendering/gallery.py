"""Every page there is, full and in every empty state, of the real templates and files."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from portal.model.article import Article, Dateline, OriginalSource, Teaser
from portal.model.own_page import read_own_pages
from portal.model.picture import Picture
from portal.model.site import Site
from portal.model.text import Piece
from portal.rendering.front_order import front_view
from portal.rendering.pages import Pages
from portal.rendering.views import (
    ArchiveMonth,
    ArticleView,
    DailyDigestView,
    DayView,
    ErrorView,
    FrontBlock,
    MonthView,
    RegionsView,
    Result,
    SearchView,
    SectionView,
    WebmailView,
    YearView,
)
from samples import NOW, ROOT, article

TEMPLATES = ROOT / "templates"
SITE_DIR = ROOT / "layers" / "site"
OWN_PAGES_DIR = SITE_DIR / "paginas"
STATUSES = (302, 400, 403, 404, 405, 410, 413, 415, 422, 500, 503)


def teasers(count: int, section: str = "buitenland") -> tuple[Article, ...]:
    """Newest first, an hour and a bit apart."""
    return tuple(
        article(
            f"Bericht {number} uit {section}",
            section=section,
            dateline=Dateline(place=f"PLAATS {number}", sources=("ANP", "RTR")),
            published_at=NOW - timedelta(minutes=70 * number),
        )
        for number in range(1, count + 1)
    )


PICTURE = Picture(
    hash="0123456789abcdef01234567",
    width=1280,
    height=853,
    widths=(320, 640, 960, 1280),
    alt='De "veerpont" <vaart>',
    credit="Jo & Co",
)


def many_pictures(count: int) -> tuple[Picture, ...]:
    """Of every shape an agency sends, each with a caption as long as any."""
    return tuple(
        replace(
            PICTURE,
            hash=sha256(f"{number}".encode()).hexdigest()[:24],
            caption=f"Foto {number}: De kade {noise(f'kade {number}', 60)}"[:500],
        )
        for number in range(1, count + 1)
    )


def noise(seed: str, words: int) -> str:
    """Numbers that no compression finds twice, and no dictionary looks up."""
    return " ".join(f"{int(sha256(f'{seed} {word}'.encode()).hexdigest()[:6], 16)}" for word in range(words))


def blocks(count: int) -> str:
    """Of a live blog, four an hour, the newest first."""
    made: list[str] = []
    for number in range(count):
        moment = NOW - timedelta(minutes=15 * number)
        made.append(f"<h2>{moment:%H:%M} Blok {number}</h2><p>{noise(f'blok {number}', 25)}.</p>")
    return "".join(made)


def pictured(shown: tuple[Article, ...], *, every: int = 2) -> tuple[Article, ...]:
    """`shown`, one in `every` with a picture of its own."""
    own = [replace(PICTURE, hash=sha256(one.slug.encode()).hexdigest()[:24]) for one in shown]
    return tuple(replace(one, picture=own[n]) if n % every == 0 else one for n, one in enumerate(shown))


def every_page(pages: Pages, site: Site) -> dict[str, str]:
    """Every page there is, full and in every empty state, by a name."""
    section, region = site.sections[0], site.regions[0] if site.regions else site.sections[0]
    some, regional = teasers(8), teasers(3, "goes")
    others = teasers(8, "goes")[1:] if site.regions else ()
    one = article(
        "Veerpont vaart weer",
        updated_at=NOW,
        authors=("Jo de Wit",),
        source_url="https://www.bron.example/1",
        source=OriginalSource(name="Provincie Zeeland"),
    )
    seen = replace(one, picture=PICTURE)
    with_pictures, all_pictured = pictured(some), pictured(some, every=1)
    bare = article("Kort", lead="", body_html="", dateline=None)
    older = some[-1].position
    chosen = site.webmails[0] if site.webmails else None
    today = NOW.date()
    marked = (Piece("Veerpont over "), Piece("zee", is_hit=True))
    found = tuple(Result(teaser=teaser, headline=marked, text=marked) for teaser in some)

    def front(**view: tuple[Teaser, ...]) -> str:
        blocks = tuple(FrontBlock(section=topic, teasers=view.get("teasers", ())) for topic in site.topics)
        return pages.front(
            front_view(blocks, view.get("regional", ()), view.get("latest", ()), now=NOW),
            now=NOW,
            path="/",
        )

    def listed(place: str, **view: object) -> str:
        found = site.section(place) or section
        values = {"section": found, "teasers": (), "latest": ()} | view
        return pages.section(SectionView(**values), now=NOW, path=found.path)  # type: ignore[arg-type]  # by name

    def search(**view: object) -> str:
        return pages.search(SearchView(**view), now=NOW, path="/zoeken")  # type: ignore[arg-type]  # by name

    def day(**view: object) -> str:
        values = {"day": today, "teasers": (), "previous_day": None, "next_day": None} | view
        return pages.day(DayView(**values), now=NOW, path="/nieuws/2026/11/24")  # type: ignore[arg-type]  # by name

    def digest(*blocks: FrontBlock, is_latest: bool = True) -> str:
        view = DailyDigestView(day=today, blocks=blocks, is_latest=is_latest)
        return pages.daily_digest(view, now=NOW, path="/vandaag" if is_latest else "/vandaag/2026-11-24")

    def month(*days: int, previous: date | None = None, following: date | None = None) -> str:
        view = MonthView(
            month=today.replace(day=1),
            days=frozenset(today.replace(day=day) for day in days),
            previous=previous,
            next=following,
            counts={today.replace(day=day): day for day in days[1:]},
            newest=pictured(teasers(len(days))),
        )
        return pages.month(view, now=NOW, path="/nieuws/2026/11")

    def year(*months: int, previous: int | None = None, following: int | None = None) -> str:
        view = YearView(
            year=2026,
            months=tuple(
                ArchiveMonth(month=date(2026, month, 1), days=month, newest=pictured(teasers(3))) for month in months
            ),
            previous=previous,
            next=following,
        )
        return pages.year(view, now=NOW, path="/nieuws/2026")

    return {
        "front": front(teasers=some, regional=regional, latest=some),
        "front without articles": front(),
        "front with pictures": front(
            teasers=all_pictured, regional=pictured(teasers(8, "goes"), every=1), latest=all_pictured
        ),
        "front with some pictures": front(teasers=with_pictures, regional=pictured(regional), latest=some),
        "section with some pictures": listed(section.slug, teasers=with_pictures, latest=some, older=older),
        "day with pictures": day(teasers=pictured(teasers(100), every=1)),
        "article with a picture": pages.article(
            ArticleView(article=seen, section=section, more=all_pictured[:7]), now=NOW, path=one.path
        ),
        "article with many pictures": pages.article(
            ArticleView(article=replace(seen, more_pictures=many_pictures(7)), section=section, more=all_pictured[:7]),
            now=NOW,
            path=one.path,
        ),
        "live blog": pages.article(
            ArticleView(article=replace(seen, is_live=True, body_html=blocks(40)), section=section, more=some[:7]),
            now=NOW,
            path=one.path,
        ),
        "section": listed(section.slug, teasers=some, latest=some, older=older),
        "older part of a section": listed(section.slug, teasers=some, latest=some, older=older, is_first=False),
        "past the end of a section": listed(section.slug, is_first=False),
        "section without articles": listed(section.slug),
        "region": listed(region.slug, teasers=regional, latest=some),
        "region without articles": listed(region.slug),
        "region with little": listed(region.slug, teasers=regional[:1], latest=some, elsewhere=others),
        "article of a place with little": pages.article(
            ArticleView(article=bare, section=region, more=(), elsewhere=others), now=NOW, path=bare.path
        ),
        "regions": pages.regions(RegionsView(teasers=regional, latest=some), now=NOW, path="/nieuws/regio"),
        "older part of the regions": pages.regions(
            RegionsView(teasers=regional, latest=some, older=older, is_first=False), now=NOW, path="/nieuws/regio"
        ),
        "feeds": pages.feeds(now=NOW),
        "daily digest": digest(FrontBlock(section=section, teasers=with_pictures)),
        "daily digest without articles": digest(),
        "digest of a past day": digest(FrontBlock(section=section, teasers=some), is_latest=False),
        "regions without articles": pages.regions(RegionsView(teasers=(), latest=()), now=NOW, path="/nieuws/regio"),
        "article": pages.article(
            ArticleView(
                article=one, section=section, more=some[:7], previous=some[0].path, next=f"{one.path}/volgende"
            ),
            now=NOW,
            path=one.path,
        ),
        "bare article": pages.article(ArticleView(article=bare, section=region, more=()), now=NOW, path=bare.path),
        "day": day(
            teasers=some,
            previous_day=today - timedelta(1),
            next_day=today + timedelta(1),
            month=frozenset({today - timedelta(1), today.replace(day=30)}),
            older=older,
        ),
        "older part of a day": day(teasers=some, is_first=False),
        "day without articles": day(),
        "search": search(),
        "search, its second page": search(
            query="zee <script>", section=region, is_newest_first=True, results=found, count=40, page=2, pages=2
        ),
        "search, more than can be leafed through": search(
            query="de", results=found, count=1000, is_more=True, page=50, pages=50
        ),
        "search, corrected": search(query="ze", corrected="zee", results=found[:1], count=1, pages=1),
        "search while the archive is indexed again": search(
            query="zee", results=found, count=8, pages=1, is_whole=False
        ),
        "search without results while the archive is indexed again": search(query="niets", is_whole=False),
        "search without results": search(query="niets", section=section),
        "search beyond the last page": search(query="zee", count=3, page=9, pages=1),
        "search for nothing that must be there": search(query="-zee", can_be_found=False),
        "month": month(2, 23, 24, previous=date(2026, 9, 30), following=date(2026, 12, 1)),
        "month without articles": month(),
        "year": year(11, 9, previous=2024, following=2027),
        "year without articles": year(),
        "webmail": pages.webmail_form(WebmailView(), now=NOW, path="/webmail"),
        "webmail refused": pages.webmail_form(WebmailView(chosen=chosen, refused=True), now=NOW, path="/webmail"),
        "webmail chosen": pages.webmail_chosen(WebmailView(chosen=chosen), now=NOW, path="/webmail/gekozen"),
        "webmail not chosen": pages.webmail_chosen(WebmailView(), now=NOW, path="/webmail/gekozen"),
        **{f"error {status}": pages.error(ErrorView(status=status), now=NOW, path="/x") for status in STATUSES},
        "style": pages.style(now=NOW),
        **{f"own page {page.slug}": pages.own_page(page.slug, now=NOW) for page in read_own_pages(OWN_PAGES_DIR)},
        "withdrawn": pages.error(ErrorView(status=410, section=section), now=NOW, path="/nieuws/x"),
    }
