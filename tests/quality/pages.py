"""Every kind of page that a reader can meet: the one table that all checks of quality go through.

A new kind of page is one line here. `{words}` in a path are filled in by the running newsroom (newsroom.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PageType:
    """One kind of page. `webmail`: seen by who has chosen one. `scored`: Lighthouse looks at it too.
    `variant`: of a page that has the same template, and that another line stands for where that is enough.
    """

    name: str
    path: str
    status: int = 200
    indexable: bool = True
    webmail: bool = False
    scored: bool = False
    variant: bool = False

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


PAGES = (
    PageType(name="front", path="/", scored=True),
    PageType(name="section", path="/nieuws/buitenland", scored=True),
    PageType(name="older part of a section", path="{older}", indexable=False, variant=True),
    PageType(name="region", path="/nieuws/regio/goes", scored=True),
    PageType(name="region without articles", path="/nieuws/regio/hulst", variant=True),
    PageType(name="regions", path="/nieuws/regio"),
    PageType(name="subject", path="/onderwerp/natuur"),
    PageType(name="article", path="{article}", variant=True),
    PageType(
        name="article with pictures",
        path="/nieuws/boulevard-krijgt-zitrand-van-340-meter-waar-de-zon-het-langst-blijft",
        scored=True,
    ),
    PageType(name="article with everything", path="/nieuws/dijkbewakingsvrijwilligers-oefenen-op-de-veerse-dijk"),
    PageType(name="live blog", path="/nieuws/lees-mee-met-de-storm", variant=True),
    PageType(name="article of a year ago", path="/nieuws/archiefstuk-1-over-de-dijken", variant=True),
    PageType(name="corrected article", path="{corrected}", variant=True),
    PageType(name="daily digest", path="/vandaag"),
    PageType(name="digest of a past day", path="{digest}", variant=True),
    PageType(name="day", path="{day}"),
    PageType(name="day without articles", path="/nieuws/1999/12/31", indexable=False, variant=True),
    PageType(name="month", path="{month}"),
    PageType(name="year", path="{year}"),
    PageType(name="search", path="/zoeken", indexable=False),
    PageType(name="search results", path="/zoeken?q=de", indexable=False, scored=True),
    PageType(name="search of a place and a period", path="/zoeken?q=goes&periode=jaar", indexable=False, variant=True),
    PageType(name="search in a section", path="/zoeken?q=zee&rubriek=sport", indexable=False, variant=True),
    PageType(name="search without results", path="/zoeken?q=xyzzyqwerty", indexable=False, variant=True),
    PageType(name="feeds", path="/feeds"),
    PageType(name="over", path="/over"),
    PageType(name="privacy", path="/privacy", variant=True),
    PageType(name="toegankelijkheid", path="/toegankelijkheid", variant=True),
    PageType(name="style", path="/stijl", indexable=False),
    PageType(name="webmail", path="/webmail", indexable=False),
    PageType(name="webmail to change", path="/webmail?wijzig=1", indexable=False, webmail=True, variant=True),
    PageType(name="webmail not chosen", path="/webmail/gekozen", indexable=False, variant=True),
    PageType(name="webmail chosen", path="/webmail/gekozen", indexable=False, webmail=True),
    PageType(name="moved", path="{moved}", status=301, indexable=False, variant=True),
    PageType(name="not found", path="/nieuws/dit-bericht-is-er-niet", status=404, indexable=False),
    PageType(name="withdrawn", path="{withdrawn}", status=410, indexable=False, variant=True),
)
"""By the names that reports use. Pages of errors that need a fault are in rendering/gallery.py."""

TEMPLATES = tuple(kind for kind in PAGES if not kind.variant)
"""One kind for each template."""

FILES = (
    "/feeds/alles.xml",
    "/feeds/alles.json",
    "/feeds/regio.xml",
    "/feeds/regio.json",
    "/feeds/goes.xml",
    "/feeds/goes.json",
    "/feeds/hulst.xml",
    "/feeds/hulst.json",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap-rubrieken.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/manifest.webmanifest",
    "/favicon.ico",
)
"""What machines ask for, beside pages."""
