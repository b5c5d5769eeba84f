"""A feed without a network: a clock that can be moved, a server that answers what it is told, table and quarantine."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.http.response import Fetched, NotModified, Validators
from portal.ingest.poll import Ingest
from portal.ingest.report import Report
from portal.ingest.wiring import ingest_over
from portal.model.article import Article
from portal.model.errors import FetchError
from portal.model.feed import Feed
from portal.storage import article_queries
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import NOW, site

FEED = Feed(id="buiten", url="https://feeds.example/buiten.xml", section="buitenland")
GOES = Feed(id="goes", url="https://feeds.example/goes.xml", section="goes")


def item(name: str, text: str = "Het water staat hoog.", *, date: str = "Tue, 24 Nov 2026 13:00:00 GMT") -> str:
    return (
        f"<item><guid>{name}</guid><title>{name}</title><pubDate>{date}</pubDate>"
        f"<description>&lt;p&gt;VEERE (ANP) - {text}&lt;/p&gt;&lt;p&gt;Meer over {name}.&lt;/p&gt;</description></item>"
    )


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Proef</title>{''.join(items)}</channel></rss>".encode()


@dataclass
class World:
    """A clock that can be moved, a server that answers what it is told, the table and quarantine."""

    table: Table
    quarantine: Quarantine
    answer: bytes | NotModified | FetchError = field(default_factory=rss)
    now: datetime = NOW
    asked: list[Validators] = field(default_factory=list)
    moved_to: str | None = None
    gate: str | None = None

    def fetch(self, feed: Feed, url: str, validators: Validators) -> Fetched | NotModified:
        assert url == feed.url
        self.asked.append(validators)
        if isinstance(self.answer, FetchError):
            raise self.answer
        if isinstance(self.answer, NotModified):
            return self.answer
        return Fetched(
            body=self.answer,
            content_type="application/rss+xml",
            etag='"v1"',
            last_modified="Tue, 24 Nov 2026 13:00:00 GMT",
            status=200,
            elapsed=0.1,
            wire_bytes=len(self.answer),
            moved_to=self.moved_to,
            gate=self.gate,
        )

    def take(self, *items: str, feed: Feed = FEED) -> Report:
        if items:
            self.answer = rss(*items)
        return self.ingest().take(feed)

    def ingest(self, **more: Any) -> Ingest:
        return ingest_over(
            self.table, site(), fetch=self.fetch, clock=lambda: self.now, quarantine=self.quarantine, **more
        )

    def article(self, slug: str) -> Article:
        found = self.table.read(article_queries.article(slug, consistent=True))
        assert isinstance(found, Article)
        return found
