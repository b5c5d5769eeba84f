"""What readers cost, measured: a page as the CDN asks for it, and a choice of webmail."""

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mangum import Mangum

from bench.book import Book, Unit
from bench.pages import ask, pages_handler
from bench.sample import fill
from local.doors import ROOT
from local.events import http_event, reply
from portal.model.site import Site
from portal.rendering.recent import RECENT_PATH
from portal.storage.table import Table
from portal.web.composer import Composer
from portal.web.context import load_context
from portal.web.webmail import create_webmail_app
from portal.web.webmail_counts import count_choice

TIMES = 200
ARTICLES = 2000


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`pages` by name; `static_bytes` in `static_files` are what a first visit fetches beside a page."""

    pages: Mapping[str, Unit]
    webmail: Unit
    static_bytes: int
    static_files: int


def packed(body: bytes) -> int:
    """Bytes over the wire."""
    return len(gzip.compress(body, 6, mtime=0))


def measured(over: Table, site: Site) -> Reading:
    """Fills the table `over` with ARTICLES, and reads them."""
    articles = fill(over, ARTICLES, section="buitenland")
    book = Book(over)
    paths: dict[str, Callable[[int], str]] = {
        "front": lambda _: "/",
        "section": lambda _: "/nieuws/buitenland",
        "region": lambda _: "/nieuws/regio/goes",
        "article": lambda number: f"/nieuws/{articles[number].slug}",
        "feed": lambda _: "/feeds/buitenland.xml",
        "recent": lambda _: RECENT_PATH,
    }
    front = ask(pages_handler(over), "/").body.decode()
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|png|ico))"', front))
    static = [ask(pages_handler(over), asset).body for asset in assets]
    return Reading(
        pages={name: _page(book, site, path) for name, path in paths.items()},
        webmail=_webmail(book, site),
        static_bytes=sum(map(packed, static)),
        static_files=len(static),
    )


def _page(book: Book, site: Site, path: Callable[[int], str]) -> Unit:
    """As the CDN asks for it: by a function that is warm, but keeps no list any more that it could take."""
    composer = Composer(site, book.over)
    handler = pages_handler(book.over, composer)
    ask(handler, path(0))
    with book.open():
        for number in range(1, TIMES + 1):
            composer.forget()
            answer = ask(handler, path(number))
            if answer.status != 200:
                raise ValueError(f"{path(number)} answered {answer.status}")
            book.turn()
    control = dict(answer.headers)["cache-control"]
    kept = int(control.partition("s-maxage=")[2].partition(",")[0])
    return book.unit(times=TIMES, sent=packed(answer.body), kept=kept)


def _webmail(book: Book, site: Site) -> Unit:
    context = load_context(site, templates=ROOT / "templates", site_dir=ROOT / "layers" / "site")
    handler = Mangum(create_webmail_app(context, own_origins=set(), count=count_choice), lifespan="off")
    event = http_event("GET", "/webmail?wijzig=1", [], b"")
    handler(event, None)  # type: ignore[arg-type]  # a mapping is an event
    with book.open():
        for _ in range(TIMES):
            answer = reply(handler(event, None))  # type: ignore[arg-type]  # likewise
    return book.unit(times=TIMES, sent=packed(answer.body))
