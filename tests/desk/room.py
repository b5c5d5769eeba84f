"""A newsroom in a test: the desk's own application on a table, with a clock that a test sets and a CDN that records."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from mangum import Mangum

from desk.phone import Phone
from newsdesk import Desk
from portal.desk.app import create_desk_app
from portal.desk.login import LOCAL_DESK
from portal.desk.openid import Provider
from portal.desk.rendering import DeskPages
from portal.desk.sealed import Seal
from portal.desk.services import Services
from portal.feeds.parsing.document import parse
from portal.http.response import Fetched, Validators
from portal.ingest.announce import Announcer
from portal.ingest.report import Report
from portal.ingest.wiring import ingest_over, store_of
from portal.model.article import Article, Entry, HiddenArticle, Moved
from portal.model.desk import DeskRole
from portal.model.errors import MissingError
from portal.model.feed import Feed
from portal.model.site import Site
from portal.storage import article_queries
from portal.storage.quarantine import Caught, Quarantine
from portal.storage.table import Table
from portal.web.app import create_app
from reader import Browser, context_of
from samples import NOW, site

SECRET = "een-geheim-dat-niemand-kent-0123456789"
PROGRAMS = "/redactie/api/"
"""What is below it answers programs: no page, no form."""


@dataclass
class Cdn:
    """What the CDN was told to forget."""

    forgotten: list[str] = field(default_factory=list)

    def create_invalidation(self, *, InvalidationBatch: dict[str, Any], **_: object) -> None:  # noqa: N803  AWS's name
        self.forgotten += InvalidationBatch["Paths"]["Items"]


@dataclass(frozen=True)
class OwnNewsHere:
    """Takes in what a person writes, in this process."""

    table: Table
    site: Site
    clock: Any

    def read(self, feed: Feed, body: bytes, *, name: str) -> Report:
        ingest = ingest_over(self.table, self.site, fetch=_unasked, clock=self.clock, parse=parse)
        return ingest.read(feed, body, name=name)

    def parsed(self, body: bytes, *, name: str) -> Entry:
        (entry, *_) = parse(body, url=name, format="markdown").entries
        return entry


class UploadsHere(dict[str, bytes]):
    """What people sent, by key."""

    def put(self, key: str, body: bytes, *, media_type: str) -> str:
        assert media_type.startswith("image/")
        self[key] = body
        return key

    def read(self, key: str) -> bytes:
        if key not in self:
            raise MissingError(key)
        return self[key]


@dataclass
class Room:
    """`now`: what its clock says. `looked`: feeds that somebody asked for; `trouble`: what a replay comes to."""

    table: Table
    quarantine: Quarantine
    site: Site = field(default_factory=lambda: site(desk=LOCAL_DESK))
    provider: Provider | None = None
    now: datetime = NOW
    cdn: Cdn = field(default_factory=Cdn)
    uploads: UploadsHere = field(default_factory=UploadsHere)
    looked: list[str] = field(default_factory=list)
    trouble: str = ""

    def __post_init__(self) -> None:
        self.context = context_of(self.site, self.clock)
        self.seal = Seal(SECRET)
        self.desk = Desk(self.table)
        self.app = self.opened(self.site)
        self.browser = Browser(Mangum(self.app, lifespan="off"))
        self.reader = Browser(Mangum(create_app(self.context, self.table), lifespan="off"))

    def clock(self) -> datetime:
        return self.now

    def opened(self, site: Site) -> Any:
        """The application, as it is when site.toml says `site`."""
        return create_desk_app(self.services(site), self.context)

    def services(self, site: Site) -> Services:
        return Services(
            site=site,
            pages=DeskPages(site, self.context.environment, self.context.assets),
            table=self.table,
            store=store_of(self.table, site),
            announcer=Announcer(origin=site.origin, distribution="E1", cdn=self.cdn),
            quarantine=self.quarantine,
            own_news=OwnNewsHere(self.table, site, self.clock),
            uploads=self.uploads,
            open_seal=lambda: self.seal,
            provider=self.provider,
            own_origins=frozenset({site.origin}),
            try_feed=lambda feed: self.looked.append(feed.id),
            replay=self._replayed,
            clock=self.clock,
        )

    def phone(self, role: DeskRole | None = None, name: str = "Jo Kaai") -> Phone:
        """A browser that came in as `role`; None: nobody has logged in on it."""
        phone = Phone(self.browser)
        if role:
            phone.log_in(role, name)
        return phone

    def at(self, slug: str) -> Article | HiddenArticle | Moved | None:
        return self.table.read(article_queries.article(slug, consistent=True))

    def items(self) -> list[dict[str, Any]]:
        """All that the table holds, to see whether something changed it."""
        found = self.table._client.scan(TableName=self.table.name)["Items"]
        return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))

    def _replayed(self, _: Caught) -> str:
        return self.trouble


@dataclass(frozen=True)
class Address:
    """A route of the desk. `least`: who may use it, None for everybody; `is_programs`: it answers no browser."""

    method: str
    path: str
    least: DeskRole | None
    is_programs: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def target(self, **named: str) -> str:
        """With its variable parts filled in, each by the one of its name, else by `x`."""
        return self.path.format_map(defaultdict(lambda: "x", named))


def addresses_of(app: Any) -> Iterator[Address]:
    """Every route, as the application itself has them."""
    while not isinstance(app, FastAPI):
        app = app._app
    for found in iter_route_contexts(app.routes):
        path, methods = str(found.path), found.methods or set()
        assert isinstance(found.original_route, APIRoute), path
        least = _least(found.original_route)
        for method in sorted(methods):
            yield Address(method, path, least, is_programs=f"{path}/".startswith(PROGRAMS))


def _least(route: APIRoute) -> DeskRole | None:
    """As its guard has it."""
    guards: list[Any] = [one.call for one in route.dependant.dependencies]
    return next((one._least for one in guards if hasattr(one, "_least")), None)


def _unasked(feed: Feed, url: str, validators: Validators) -> Fetched:
    raise AssertionError(f"what a person writes is asked of no server: {feed.id} {url} {validators}")
