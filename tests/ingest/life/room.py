"""A newsroom without a server: a table, a clock that can be moved, and what wires bring."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newsdesk import Desk, held_or
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.lifecycle.state import Hidden
from portal.model.article import Article, Document, Entry, HiddenArticle, Status
from portal.model.feed import Feed
from portal.model.site import Site
from portal.storage import article_queries
from portal.storage.table import Table
from samples import NOW, site

BUITEN, GOES = (replace(feed, group="wire", format="newsml") for feed in site().feeds)
SITE = site(feeds=(BUITEN, GOES))


@dataclass
class Room:
    """A table, a clock that can be moved, and what the wires bring."""

    table: Table
    now: datetime = NOW
    site: Site = SITE

    @property
    def desk(self) -> Desk:
        return Desk(self.table)

    def take(self, *entries: Entry, feed: Feed = BUITEN, desk: Desk | None = None, budget: int | None = None) -> Report:
        document = Document(format="newsml", title="", entries=entries)
        intake = Intake(self.site, store=(desk or self.desk).store, clock=lambda: self.now)
        return intake.store(feed, document, budget=budget)

    def at(self, slug: str) -> object:
        """What stands there; a text that nobody has read yet is found under the address that it is going to have."""
        return self.table.read(article_queries.article(held_or(self.table, slug), consistent=True))

    def text(self, slug: str = "brug-dicht") -> Article:
        found = self.at(slug)
        assert isinstance(found, Article), found
        return found

    def gone(self, slug: str = "brug-dicht") -> HiddenArticle:
        found = self.at(slug)
        assert isinstance(found, HiddenArticle), found
        return found

    def listed(self, *sections: str) -> list[list[str]]:
        names = sections or ("buitenland",)
        return [
            [teaser.slug for teaser in self.table.read(article_queries.latest(one, limit=9)).teasers] for one in names
        ]

    def waiting(self) -> list[str]:
        return [self._named(one.slug) for one in self.table.read(article_queries.waiting())]

    def _named(self, slug: str) -> str:
        """Of a held text the address that it is going to have."""
        state = self.desk.store.load_at(slug)
        return state.text.slug if isinstance(state, Hidden) and state.text else slug


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
