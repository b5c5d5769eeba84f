"""The demo newsroom as the checks meet it: one running portal, with a withdrawn, a renamed and a corrected article."""

import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

from lxml import html

from local.clients import client
from local.state import recall
from portal.model.clock import local_day
from portal.model.kill_timing import LIST_SECONDS
from portal.rendering.daily_digest import path_of
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table
from portal.web.webmail import COOKIE
from quality.pages import PageType
from running import Portal

RENAMED = "zo-heet-het-bericht-nu"
RICH = """<p>VEERE (ANP) - Alles wat in een bericht kan staan, staat in dit bericht.</p>
<h2>Een lange samenstelling in een tussenkop: hoogwaterbeschermingsprogrammaoverleg</h2>
<p>Een <a href="https://www.zeeuwsecourier.example/nieuws/regio/goes">link</a>, <em>nadruk</em>,
<strong>kracht</strong>, en een adres dat nergens afbreekt: https://archief.example/dossiers/oosterscheldekering/vijfenzeventigjaarnadewatersnoodramp/overzicht</p>
<blockquote><p>Een citaat van iemand die het weten kan.</p></blockquote>
<ul><li>een punt</li><li>en nog een</li></ul><ol><li>ten eerste</li><li>ten tweede</li></ol>
<table><thead><tr><th>Plaats</th><th>Waterstand</th><th>Windkracht</th><th>Zicht</th></tr></thead>
<tbody><tr><td>Vlissingen</td><td>210 centimeter</td><td>zeven</td><td>matig</td></tr>
<tr><td>Terneuzen</td><td>225 centimeter</td><td>zes</td><td>goed</td></tr></tbody></table>"""
LIVE = """<p>VEERE - De storm bereikt de kust. Hier staat wat er gebeurt.</p>
<h2>14.05 uur | De dijk houdt</h2><p>Het water zakt. Zie ook <a href="https://archief.example/">het archief</a>.</p>
<h2>13:10 - Dijkwacht op pad</h2><p>Bij Veere staan tien vrijwilligers.</p>
<h2>23.50 uur</h2><p>Het waterschap waarschuwt.</p>"""
ARCHIVED = 24
"""Older articles: enough for a section to have an older part."""


@dataclass(frozen=True)
class Answer:
    """A response as it came over the wire: no redirect is followed."""

    url: str
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def document(self) -> Any:
        return html.document_fromstring(self.body, parser=html.HTMLParser(encoding="utf-8"))


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirect is an answer like any other."""


_opener = urllib.request.build_opener(_Still)


@dataclass(frozen=True)
class Newsroom:
    """A running portal. `places`: what the words in paths of pages.py stand for. `webmail`: the id of one."""

    portal: Portal
    origin: str
    webmail: str
    places: dict[str, str] = field(default_factory=dict)

    def path(self, page: PageType) -> str:
        return page.path.format(**self.places)

    def url(self, page: PageType) -> str:
        return self.portal.url(self.path(page))

    def get(self, page: PageType) -> Answer:
        return self.ask(self.path(page), headers={"Cookie": f"{COOKIE}={self.webmail}"} if page.webmail else {})

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        request = urllib.request.Request(  # noqa: S310  our own address
            self.portal.url(path), data=body, headers=dict(headers), method=method
        )
        try:
            answer = _opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(url=path, status=answer.status, headers=answer.headers, body=answer.read())


def prepare(portal: Portal) -> Newsroom:
    """Withdraws, renames and corrects an article each, and finds the places that pages.py names."""
    _wait_for_pictures(portal)
    _fill(portal)
    newsroom = Newsroom(portal=portal, origin=_origin(portal), webmail="")
    section = newsroom.ask("/nieuws/buitenland").document
    links = [str(link) for link in section.xpath("//main//div[@class='stories']//h2/a/@href")]
    (older,) = section.xpath("//a[@rel='next']/@href")
    (webmail, *_) = newsroom.ask("/webmail").document.xpath("//main//button[@name='keuze']/@value")
    article, moved, withdrawn, corrected = links[:4]
    wrong = newsroom.ask(corrected).document.xpath("string(//div[@class='article-body']/p[last()])").strip()
    for command in (
        ("withdraw", _slug(withdrawn)),
        ("rename", _slug(moved), RENAMED),
        ("correct", _slug(corrected), wrong, f"{wrong} Zo is het.", "--called", "Rectificatie"),
    ):
        _command(portal, *command)
    time.sleep(LIST_SECONDS)  # for so long a warm function shows the lists that it has
    (day,) = section.xpath("//a[@class='masthead-day']/@href")
    _awaited(newsroom, "/zoeken?q=archiefstuk&volgorde=nieuwste", "//main//article")
    months = {"month": str(day)[: len("/nieuws/2026/11")], "year": str(day)[: len("/nieuws/2026")]}
    places = months | {
        "article": article,
        "moved": moved,
        "withdrawn": withdrawn,
        "corrected": corrected,
    }
    return Newsroom(
        portal=portal,
        origin=newsroom.origin,
        webmail=str(webmail),
        places=places | {"older": str(older), "day": str(day), "digest": path_of(local_day(_yesterday()))},
    )


def table_of(portal: Portal) -> Table:
    """What the running portal has it all in."""
    state = recall(portal.port)
    assert state
    return Table(client("dynamodb", state.endpoint), state.table)


def _yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


def _wait_for_pictures(portal: Portal) -> None:
    """Until those of the first news are made: else a page would change between two looks."""
    dues = ScheduledActions(table_of(portal))
    deadline = time.monotonic() + 120
    while dues.pictures(datetime.now(UTC)) and time.monotonic() < deadline:
        time.sleep(0.5)


def _awaited(newsroom: Newsroom, path: str, wanted: str) -> str:
    """The first that is found on a page: the index and the pictures follow some seconds behind the news."""
    for _ in range(120):
        if found := newsroom.ask(path).document.xpath(wanted):
            return str(found[0])
        time.sleep(0.5)
    raise AssertionError(f"{path} had no {wanted} within a minute")


def _fill(portal: Portal) -> None:
    """An archive by the operator's own command: old news, and one article with everything in it."""
    now = datetime.now(UTC)
    rows = [
        ("Dijkbewakingsvrijwilligers oefenen op de Veerse dijk", RICH, now - timedelta(days=3)),
        ("Lees mee met de storm", LIVE, now - timedelta(days=4)),
    ]
    rows += [
        (f"Archiefstuk {n} over de dijken", f"<p>VEERE - Stuk {n} begint zo.</p><p>En zo eindigt het.</p>", moment)
        for n, moment in enumerate(now - timedelta(days=400 + n) for n in range(ARCHIVED))
    ]
    items = "".join(
        f"<item><guid isPermaLink='false'>archief-{number}</guid><title>{headline}</title>"
        f"<pubDate>{format_datetime(moment)}</pubDate><description>{escape(text)}</description>"
        f"{'<category>Liveblog</category>' if text == LIVE else ''}</item>"
        for number, (headline, text, moment) in enumerate(rows)
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archief.xml"
        file.write_text(f"<rss version='2.0'><channel><title>Archief</title>{items}</channel></rss>", encoding="utf-8")
        _command(portal, "import", "--feed", "zc-buitenland", str(file))


def _command(portal: Portal, *arguments: str) -> None:
    done = portal.command(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def _origin(portal: Portal) -> str:
    """The public origin, which canonical addresses and feeds carry."""
    status, front = portal.get("/")
    assert status == 200
    return str(html.fromstring(front).xpath("string(//link[@rel='canonical']/@href)")).rstrip("/")


def _slug(path: str) -> str:
    return path.rpartition("/")[2]
