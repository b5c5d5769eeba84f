"""A newsroom without a server: a table, a clock that can be moved, and what wires bring."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.model.article import Article, Document, Entry, Status, Withdrawn
from portal.model.feed import Feed
from portal.storage import articles
from portal.storage.desk import Desk
from portal.storage.table import Table
from samples import NOW, site

BUITEN, GOES = site().feeds


@dataclass
class Room:
    """A table, a clock that can be moved, and what the wires bring."""

    table: Table
    now: datetime = NOW

    @property
    def desk(self) -> Desk:
        return Desk(self.table)

    def take(self, *entries: Entry, feed: Feed = BUITEN, desk: Desk | None = None) -> Report:
        document = Document(format="newsml", title="", entries=entries)
        return Intake(site(), desk=desk or self.desk, clock=lambda: self.now).store(feed, document)

    def at(self, slug: str) -> object:
        return self.table.read(articles.article(slug, consistent=True))

    def text(self, slug: str = "brug-dicht") -> Article:
        found = self.at(slug)
        assert isinstance(found, Article), found
        return found

    def gone(self, slug: str = "brug-dicht") -> Withdrawn:
        found = self.at(slug)
        assert isinstance(found, Withdrawn), found
        return found

    def listed(self, *sections: str) -> list[list[str]]:
        names = sections or ("buitenland",)
        return [[teaser.slug for teaser in self.table.read(articles.latest(one, limit=9)).teasers] for one in names]

    def waiting(self) -> list[str]:
        return [one.slug for one in self.table.read(articles.waiting())]


def entry(lead: str = "De brug is dicht.", **changes: object) -> Entry:
    values: dict[str, object] = {
        "id": "urn:newsml:wire.example:20261124:W-1",
        "headline": "Brug dicht",
        "lead": lead,
        "body_html": "<p>Voor een dag.</p>",
        "published_at": NOW - timedelta(hours=2),
        "revision": "1",
    }
    return Entry(**values | changes)  # type: ignore[arg-type]  # any field


def kill(**changes: object) -> Entry:
    return entry("", body_html="", status=Status.CANCELED, **changes)
