"""A table, a bucket, a CDN that writes down what it is told, an agency that serves images, and a clock to move."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError
from botocore.session import Session

from newsdesk import Desk
from portal.aws.bucket import Bucket
from portal.lifecycle.state import KnownEntry
from portal.model.article import Article, Image
from portal.model.picture import Picture
from portal.pictures.convert import convert
from portal.pictures.picture_bucket import PictureBucket
from portal.pictures.wiring import image_fetcher
from portal.pictures.worker import PictureOutcome, Pictures
from portal.queue.messages import Message
from portal.storage import article_queries
from portal.storage.locks import NamedLocks
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table
from running import FeedServer
from samples import NOW, article

BUCKET = "pictures"

made_once = lru_cache(convert)
"""A pure function: what many tests make need not be made anew."""


@dataclass
class Cdn:
    """What CloudFront was asked to forget; a request that comes again under one reference counts once, as there, and it
    forgets 3,000 files at a time and fifteen paths with a wildcard; or it says what `refuses`.
    """

    asked: dict[str, list[str]] = field(default_factory=dict)
    in_progress: int = 0
    refuses: str = ""

    def create_invalidation(self, *, DistributionId: str, InvalidationBatch: Any) -> None:  # noqa: N803  AWS's names
        assert DistributionId == "EDFDVBD6EXAMPLE"
        paths = list(InvalidationBatch["Paths"]["Items"])
        wild = sum(path.endswith("*") for paths in self.asked.values() for path in paths)
        files = sum(len(paths) for paths in self.asked.values()) + self.in_progress + len(paths)
        if self.refuses or files > 3000 or wild > 15:
            raise ClientError(
                {"Error": {"Code": self.refuses or "TooManyInvalidationsInProgress"}}, "CreateInvalidation"
            )
        self.asked[InvalidationBatch["CallerReference"]] = paths


@dataclass
class Darkroom:
    """Everything that the work on pictures touches."""

    table: Table
    agency: FeedServer
    s3: Any
    cdn: Cdn = field(default_factory=Cdn)
    now: datetime = NOW
    outcomes: list[PictureOutcome] = field(default_factory=list)
    is_working: bool = False

    @classmethod
    def over(cls, table: Table, agency: FeedServer, session: Session) -> "Darkroom":
        s3: Any = session.create_client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        return cls(table=table, agency=agency, s3=s3)

    @property
    def desk(self) -> Desk:
        return Desk(self.table)

    @property
    def dues(self) -> ScheduledActions:
        return ScheduledActions(self.table)

    @property
    def worker(self) -> Pictures:
        return Pictures(
            self.table,
            PictureBucket(bucket=Bucket(self.s3, BUCKET), distribution="EDFDVBD6EXAMPLE", cdn=self.cdn),
            fetch=image_fetcher("proef", allow_loopback=True),
            make=made_once,
            lock=NamedLocks(self.table, lambda: self.now, wait=self._pass).held,
            tell=self.outcomes.append,
            clock=lambda: self.now,
            wait=self._pass,
        )

    def image(self, path: str, body: bytes | None = None, **words: str) -> Image:
        if body is not None:
            self.agency.bodies[path] = body
        return Image(url=self.agency.url(path), **words)

    def publish(self, headline: str, *images: Image, **changes: Any) -> Article:
        stored = self.desk.publish(article(headline, images=images, **changes))
        assert stored is not None
        return stored

    def revise(self, old: Article, **changes: Any) -> object:
        new = article(old.headline, fingerprint=f"weer-{old.revision}", **changes)
        known = self.desk.known([old.origin])[old.origin]
        return self.desk.revise(known, new, self.now)

    def known(self, of: Article) -> KnownEntry:
        return self.desk.known([of.origin])[of.origin]

    def work(self) -> None:
        """Hands on what is due by now and does it, as dispatch and the queue do."""
        self._pass(2)
        for due in self.dues.pictures(self.now):
            self.worker.do(Message(due=due))

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def at(self, slug: str) -> Article:
        found = self.table.read(article_queries.article(slug, consistent=True))
        assert isinstance(found, Article), found
        return found

    def picture(self, slug: str) -> Picture | None:
        """That of the article, which is also that of every list in which it stands."""
        shown = self.at(slug)
        for listing in (shown.section, *shown.also_in):
            (teaser,) = (
                one for one in self.table.read(article_queries.latest(listing, limit=50)).teasers if one.slug == slug
            )
            assert teaser.picture == shown.picture, listing
        return shown.picture

    def stored(self) -> set[str]:
        """The addresses of everything in the bucket."""
        return {f"/{one['Key']}" for one in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())}

    def rows(self) -> dict[str, dict[str, Any]]:
        """Everything in the table."""
        found = self.table._client.scan(TableName=self.table.name)["Items"]
        return {f"{one['pk']['S']} {one['sk']['S']}": dict(one) for one in found}

    def _pass(self, seconds: float) -> None:
        self.wait(seconds=seconds)
