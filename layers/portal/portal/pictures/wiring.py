"""The work on pictures with the real effects in it, for the front door."""

from collections.abc import Callable

from portal.aws.bucket import Bucket
from portal.http.fetch import fetch
from portal.http.limits import FetchLimits
from portal.http.response import Fetched
from portal.model.clock import system_clock
from portal.model.errors import FetchError, MissingError
from portal.model.picture import upload_key
from portal.pictures.convert import convert
from portal.pictures.picture_bucket import PictureBucket
from portal.pictures.worker import FetchImage, PictureOutcome, Pictures
from portal.settings import Settings
from portal.storage.locks import NamedLocks
from portal.storage.table import Table

ACCEPT = "image/avif,image/webp,image/jpeg,image/png,image/gif;q=0.8,*/*;q=0.1"
LIMITS = FetchLimits(total=20, wire=15_000_000, body=15_000_000, redirects=1)
"""Redirects that are followed: a feed names an address, and that address may name one more."""


def create_pictures(settings: Settings, *, tell: Callable[[PictureOutcome], None]) -> Pictures:
    table = Table(settings.dynamodb(), settings.table_name)
    bucket = Bucket(settings.s3(), settings.pictures_bucket, may_list=False)
    shelf = PictureBucket(
        bucket=bucket,
        distribution=settings.distribution,
        cdn=settings.cloudfront() if settings.distribution else None,
    )
    return Pictures(
        table,
        shelf,
        fetch=sent_or_fetched(
            bucket, image_fetcher(settings.user_agent, allow_loopback=settings.local_origin is not None)
        ),
        make=convert,
        lock=NamedLocks(table, system_clock).held,
        tell=tell,
        clock=system_clock,
    )


def sent_or_fetched(bucket: Bucket, fetch: FetchImage) -> FetchImage:
    """What a person of the newsroom sent, from the bucket; everything else from the web."""

    def body_of(url: str) -> bytes:
        key = upload_key(url)
        if not key:
            return fetch(url)
        try:
            return bucket.read(key)
        except MissingError as error:
            raise FetchError(url, "was sent by nobody, or is gone") from error

    return body_of


def image_fetcher(user_agent: str, *, allow_loopback: bool) -> FetchImage:
    """Asks for images as for feeds: public addresses, limits of time and size; what comes is judged by its bytes."""

    def body_of(url: str) -> bytes:
        answer = fetch(url, user_agent=user_agent, limits=LIMITS, allow_loopback=allow_loopback, accept=ACCEPT)
        if not isinstance(answer, Fetched):
            raise FetchError(url, "answered that it has nothing new, which nobody asked")
        return answer.body

    return body_of
