"""A portal in which everything has happened that can happen to an article, and what a reader, an editor and the feeds
see of a portal.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from mangum import Mangum

from newsdesk import Desk, Refusal
from pictures.images import jpeg
from portal.aws.bucket import Bucket
from portal.cli import main
from portal.cli.export import export
from portal.cli.export_folder import ExportManifest, read_manifest
from portal.cli.import_of_export import Imported, import_export
from portal.http.response import Fetched, NotModified, Validators
from portal.ingest.announce import Announcer
from portal.ingest.report import Report
from portal.ingest.run_scheduled import ActionRunner
from portal.ingest.wiring import ingest_over, store_of
from portal.model.article import Article
from portal.model.corrections import Edit
from portal.model.feed import Feed
from portal.model.scheduled_action import Act
from portal.model.site import Site
from portal.pictures.convert import convert
from portal.pictures.picture_bucket import PictureBucket
from portal.pictures.worker import Pictures
from portal.queue.messages import Message
from portal.storage import article_queries
from portal.storage.locks import NamedLocks
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Call, Table
from portal.web.app import TEXT_TYPES, create_app
from reader import Browser, context_of
from samples import NOW, site

made_once = lru_cache(convert)
IMAGES = {
    "https://beeld.example/brug.jpg": jpeg(1600, 1000),
    "https://beeld.example/weer.jpg": jpeg(900, 700),
}


def feed(name: str, section: str, **changes: Any) -> Feed:
    return Feed(id=name, url=f"https://{name}.example/feed", section=section, **changes)


SITE: Site = site(
    feeds=(
        feed("wire", "buitenland", group="wire", format="ninjs"),
        feed("streek", "goes", group="wire", format="ninjs"),
        feed("krant", "binnenland"),
        feed("gemeente", "tholen", format="ninjs"),
        feed("gehuurd", "binnenland", format="ninjs", retention_days=7),
    )
)


def item(uri: str, headline: str, *, ago: timedelta = timedelta(hours=2), **changes: Any) -> dict[str, Any]:
    """As ninjs has it. What it says is about its headline, and about nothing else."""
    made = {
        "uri": f"urn:newsml:wire.example:{uri}",
        "version": "1",
        "type": "text",
        "firstcreated": (NOW - ago).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pubstatus": "usable",
        "headline": headline,
        "body_html": f"<p>VEERE (ANP) - Bericht over {headline.lower()}.</p><p>Nog een <b>alinea</b> van {uri}.</p>",
        "ednote": "Voor de redactie.",
    }
    return made | changes


def with_image(address: str, **about: Any) -> dict[str, Any]:
    picture = {"type": "picture", "renditions": {"a": {"href": address, "mimetype": "image/jpeg", "width": 1600}}}
    return {"associations": {"main": picture | about}}


def cancel(uri: str, version: str = "2") -> dict[str, Any]:
    return item(uri, "", version=version, pubstatus="canceled", body_html="")


@dataclass
class Town:
    """A portal: a table, a bucket, feeds that answer what they are told, and a clock that can be moved."""

    table: Table
    s3: Any
    bucket: str
    now: datetime = NOW
    feeds: dict[str, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    site: Site = SITE

    @property
    def pictures(self) -> Bucket:
        return Bucket(self.s3, self.bucket)

    @property
    def desk(self) -> Desk:
        return Desk(self.table, store_of(self.table, self.site))

    def bring(self, name: str, *items: dict[str, Any]) -> Report:
        """What `items` come to, as all that the feed has today."""
        self.feeds[name] = json.dumps({"items": items}).encode()
        return self.look(name)

    def look(self, name: str) -> Report:
        ingest = ingest_over(self.table, self.site, fetch=self._fetch, clock=lambda: self.now)
        found = self.site.feed(name)
        assert found
        return ingest.take(found)

    def look_at_all(self) -> dict[str, tuple[int, int, int, int, int]]:
        """By feed, what was stored, updated, held, killed, refused."""
        reports = {name: self.look(name) for name in self.feeds}
        return {
            name: (one.stored, one.updated, one.held, one.killed, one.failed)
            for name, one in reports.items()
            if one.error is None
        }

    def work(self, *acts: Act) -> None:
        """What is due to articles by now; of `acts`, where some are named, nothing else."""
        announcer = cast("Announcer", self)  # it answers all that an Announcer is asked
        store = store_of(self.table, self.site)
        runner = ActionRunner(store, self.due, announcer=announcer, clock=lambda: self.now, wait=lambda _: None)
        for due in self.due.until(self.now):
            if not acts or due.act in acts:
                runner.run(due)

    def take_pictures(self) -> None:
        self.now += timedelta(seconds=2)
        worker = Pictures(
            self.table,
            PictureBucket(bucket=self.pictures),
            fetch=self._image,
            make=made_once,
            lock=NamedLocks(self.table, lambda: self.now).held,
            tell=lambda _: None,
            clock=lambda: self.now,
        )
        for due in self.due.pictures(self.now):
            worker.do(Message(due=due))

    @property
    def due(self) -> ScheduledActions:
        return ScheduledActions(self.table)

    can_tell = True

    def killed(self, slugs: Any, at: datetime, *, untold: Any) -> None:  # noqa: ARG002  as Announcer is called
        self.told += untold

    def export(self, folder: Path) -> ExportManifest:
        made, missing = export(self.site, self.table, folder, now=self.now, bucket=self.pictures)
        assert missing == 0
        return made

    def take_over(self, folder: Path) -> Imported:
        return import_export(self.table, folder, read_manifest(folder), now=self.now, bucket=self.pictures)

    def become(self, other: "Town") -> None:
        """The same as `other`, byte for byte: for tests that change what happened there."""
        for row in other.rows().values():
            self.table.send(Call("put_item", {"Item": row}))
        for key, body in other.stored().items():
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        self.now, self.feeds = other.now, dict(other.feeds)
        self.asked = list(other.asked)

    def end(self) -> None:
        self.table._client.delete_table(TableName=self.table.name)
        for key in self.stored():
            self.s3.delete_object(Bucket=self.bucket, Key=key)
        self.s3.delete_bucket(Bucket=self.bucket)
        self.table.disconnect()
        self.s3.close()

    def rows(self) -> dict[str, Any]:
        """Everything in the table."""
        rows: dict[str, Any] = {}
        for page in self.table._client.get_paginator("scan").paginate(TableName=self.table.name):
            rows |= {f"{one['pk']['S']} {one['sk']['S']}": dict(one) for one in page["Items"]}
        return rows

    def stored(self) -> dict[str, bytes]:
        """Everything in the bucket."""
        return {
            one["Key"]: self.s3.get_object(Bucket=self.bucket, Key=one["Key"])["Body"].read()
            for one in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", ())
        }

    def slug(self, headline: str) -> str:
        found = self.table.read(article_queries.newest(limit=100)).teasers
        (slug,) = (teaser.slug for teaser in found if teaser.headline == headline)
        return slug

    def text(self, slug: str) -> Article:
        found = self.table.read(article_queries.article(slug, consistent=True))
        assert isinstance(found, Article), found
        return found

    def browser(self) -> Browser:
        frame = context_of(self.site, lambda: self.now)
        return Browser(Mangum(create_app(frame, self.table), lifespan="off", text_mime_types=TEXT_TYPES))

    def seen(self, *more: str) -> dict[str, tuple[int, dict[str, str], bytes]]:
        """Every page, list, feed and sitemap, and what each address answers that an article ever had."""
        browser = self.browser()
        answers = {path: browser.get(path) for path in (*_pages(self.site), *sorted(self._addresses()), *more)}
        return {path: (one.status, one.headers, one.body) for path, one in answers.items()}

    def told_to_editors(self, capsys: Any) -> str:
        """What the commands say."""
        capsys.readouterr()
        slugs = [path.removeprefix("/nieuws/") for path in sorted(self._addresses())]
        for command in (["waiting"], ["articles"], *(["history", slug] for slug in slugs)):
            main([*command, "--table", self.table.name])
        return str(capsys.readouterr().out)

    def _addresses(self) -> Iterator[str]:
        yield from (f"/nieuws/{row.split()[0].removeprefix('ARTICLE#')}" for row in self.rows() if "ARTICLE#" in row)

    def _fetch(self, feed: Feed, url: str, validators: Validators) -> Fetched | NotModified:
        assert url == feed.url
        self.asked += [f"{url} {validators.etag}"] if validators.etag else []
        body = self.feeds[feed.id]
        kind = "application/json" if body.startswith(b"{") else "application/rss+xml"
        about: dict[str, Any] = {"etag": None, "last_modified": None, "status": 200, "elapsed": 0.1}
        return Fetched(body=body, content_type=kind, wire_bytes=len(body), **about)

    def _image(self, url: str) -> bytes:
        self.asked.append(url)
        return IMAGES[url]


def _pages(of: Site) -> Iterator[str]:
    yield from ("/", "/nieuws/regio", "/actueel.json", "/sitemap.xml", "/sitemap-news.xml", "/robots.txt")
    yield from ("/nieuws/2026", "/nieuws/2026/11", "/nieuws/2026/10", "/sitemap-2026-11.xml", "/sitemap-2026-10.xml")
    yield from (f"/nieuws/2026/11/{day:02}" for day in range(20, 25))
    for section in of.sections:
        yield section.path
        yield from (f"/feeds/{section.slug}.{kind}" for kind in ("xml", "json"))
    yield from ("/feeds/alles.xml", "/feeds/alles.json", "/nieuws/onbekend")


def everything(town: Town) -> None:
    """One of each; what it is called says what has become of it."""
    two = item("1", "Brug gaat open", **with_image("https://beeld.example/brug.jpg", description_text="Een brug"))
    first = [
        two,
        item("2", "Tweemaal hernoemd"),
        item("3", "Ingetrokken door ons", **with_image("https://beeld.example/brug.jpg")),
        item("4", "Gedood en gemeld"),
        item("5", "Gedood en nog niet gemeld", **with_image("https://beeld.example/weer.jpg")),
        item("6", "Onder embargo", embargoed=(NOW + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M:%SZ")),
        item("7", "Achtergehouden", pubstatus="withheld"),
        item("8", "Verbeterd en wacht"),
        item("9", "Verbeterd met rectificatie"),
        item("10", "Ook door de krant gebracht"),
        item("11", "Krant blijft over"),
        item("12", "Oud nieuws", ago=timedelta(days=40)),
        item("13", "Heen en terug hernoemd"),
        item("14", "Dezelfde foto", **with_image("https://beeld.example/brug.jpg", description_text="Dezelfde")),
        item("15", "Embargo voorbij", embargoed=(NOW + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")),
        item("16", "Door een ander gevraagd"),
    ]
    town.bring("wire", *first)
    town.bring("streek", item("1", "Brug gaat open"), item("20", "Goes bouwt"), item("21", "Brug gaat open"))
    town.feeds["krant"] = _rss(
        ("10", "Ook door de krant gebracht"), ("11", "Krant blijft over"), ("99", "Eigen nieuws")
    )
    town.look("krant")
    town.bring("gehuurd", item("30", "Gehuurd en verlopen", ago=timedelta(days=6)), item("31", "Gehuurd"))
    town.bring("gemeente", cancel("16"), item("40", "Nieuws uit Tholen"))
    town.now += timedelta(minutes=5)
    town.work()
    town.take_pictures()
    _edit(town)
    second = [
        two | {"version": "2", "body_html": "<p>VEERE (ANP) - De brug is <i>nu</i> open.</p>"},
        *first[1:3],
        cancel("4"),
        *first[4:7],
        item("8", "Verbeterd en wacht", version="2", body_html="<p>VEERE (ANP) - Heel anders.</p>"),
        *first[8:9],
        *first[9:],
        cancel("50"),
    ]
    town.bring("wire", *second)
    town.work()
    second[4] = cancel("5")
    second[10] = cancel("11")
    town.bring("wire", *second)
    town.now += timedelta(days=1, hours=1)
    town.feeds["gehuurd"] = json.dumps({"items": [item("31", "Gehuurd")]}).encode()
    town.work(Act.EXPIRE)
    town.take_pictures()
    for name in town.feeds:
        town.look(name)


def _edit(town: Town) -> None:
    desk, now = town.desk, town.now
    made = [
        desk.rename("tweemaal-hernoemd", "eenmaal-anders"),
        desk.rename("eenmaal-anders", "tweemaal-anders"),
        desk.rename("heen-en-terug-hernoemd", "heen"),
        desk.rename("heen", "heen-en-terug-hernoemd"),
        desk.withdraw("ingetrokken-door-ons", now),
        desk.correct("verbeterd-en-wacht", Edit(old="alinea", new="regel"), now),
        desk.correct("verbeterd-met-rectificatie", Edit(old="alinea", new="regel & meer"), now, called="Rectificatie"),
    ]
    assert not [one for one in made if isinstance(one, Refusal)]


def _rss(*told: tuple[str, str]) -> bytes:
    date = (NOW - timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    rows = "".join(
        f"<item><guid isPermaLink='false'>urn:newsml:wire.example:{uri}</guid><title>{headline}</title><pubDate>{date}"
        f"</pubDate><description>&lt;p&gt;Bericht over {headline.lower()}.&lt;/p&gt;</description></item>"
        for uri, headline in told
    )
    return f"<rss version='2.0'><channel><title>Krant</title>{rows}</channel></rss>".encode()
