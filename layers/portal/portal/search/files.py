"""The files of the index: segments made of articles, read again, compared with what the manifest says, cleared away."""

import hashlib
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path

from portal.aws.bucket import Bucket, BucketFile
from portal.model.article import Article
from portal.model.errors import MissingError
from portal.model.text import plain
from portal.search.range_vfs import Blocks
from portal.search.segment import DAMAGED, Segment, opened, ranges_of
from portal.search.segment_file import IndexedArticle, hot_blocks, write_segment
from portal.storage import article_queries
from portal.storage.search_manifest import Part
from portal.storage.table import Table

READ_AT_A_TIME = 1000
"""Articles in memory while a segment is made."""
MOST_KEPT = 200_000_000
"""Bytes of segments that a warm function keeps, for looking up which of them know an article."""


class SegmentFiles:
    """Segments in `bucket`, of the articles of `table`. Everything raises StorageError."""

    def __init__(self, table: Table, bucket: Bucket) -> None:
        self._table = table
        self._bucket = bucket
        self._blocks = Blocks(MOST_KEPT)
        self._opened: dict[str, Segment] = {}

    def made_of(self, published: dict[str, int]) -> list[Part]:
        """One segment of the articles at these slugs, as they are now; none of nothing. `published`: seconds since
        1970. What cannot be read any more is left out. A BatchGetItem a hundred, one PutObject.
        """
        return self.made(self._documents(sorted(published, key=lambda slug: (published[slug], slug))))

    def made(self, documents: Iterable[IndexedArticle]) -> list[Part]:
        """One segment, in the bucket; none of nothing. `documents`: the oldest first. One PutObject."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "segment.db"
            count = write_segment(file, documents)
            if not count:
                return []
            with file.open("rb") as body:
                name = hashlib.file_digest(body, "sha256").hexdigest()[:32]
                body.seek(0)
                etag = self._bucket.put(name, body)
            return [Part(name=name, documents=count, size=file.stat().st_size, etag=etag, hot=hot_blocks(file))]

    def articles_of(self, *parts: Part) -> dict[str, int]:
        """The slugs in `parts` that are not dead, and when each was published, in seconds since 1970. Raises
        MissingError.

        Some GetObjects of a segment: the part of its file that is read is some 50 bytes an article.
        """
        found: dict[str, int] = {}
        for part in parts:
            dead = frozenset(part.dead)
            with closing(opened(part, ranges_of(part, self._bucket.range))) as segment:
                found |= [row for number, row in enumerate(segment.slugs(), 1) if number not in dead]
        return found

    def numbers_of(self, part: Part, slugs: Iterable[str]) -> dict[str, int]:
        """Those of `slugs` that are in `part`, and the number of each. Raises MissingError. A GetObject a slug at the
        most; none for what a warm function has read before.
        """
        if part.name not in self._opened:
            self._opened[part.name] = opened(part, ranges_of(part, self._bucket.range, self._blocks))
        try:
            found = {slug: self._opened[part.name].number(slug) for slug in slugs}
        except DAMAGED as error:
            raise MissingError(f"{part.name}: {error}") from error
        return {slug: number for slug, number in found.items() if number is not None}

    def forget(self, kept: Iterable[Part]) -> None:
        """Closes what is opened, but for `kept`."""
        for name in self._opened.keys() - {part.name for part in kept}:
            self._opened.pop(name).close()

    def is_right(self, part: Part) -> bool:
        """Whether the file of `part` is the one that was written. One HeadObject."""
        try:
            return _is(part, self._bucket.about(part.name))
        except MissingError:
            return False

    def all(self) -> dict[str, BucketFile]:
        """Every file by its name; none where there is no bucket. One ListObjectsV2 a thousand."""
        try:
            return {file.key: file for file in self._bucket.all()}
        except MissingError:
            return {}

    def remove(self, files: Collection[BucketFile], *, before: datetime) -> None:
        """Those of them that were written before a moment."""
        self._bucket.delete([file.key for file in files if file.written < before])

    def delete(self, names: Collection[str]) -> None:
        """Files by name; what is not there is gone. S3 asks nothing for it."""
        self._bucket.delete(list(names))

    def _documents(self, slugs: Sequence[str]) -> Iterator[IndexedArticle]:
        """As they are now, in the order of `slugs`; what can no longer be read is left out."""
        waiting = iter(slugs)
        while some := list(islice(waiting, READ_AT_A_TIME)):
            found = article_queries.bodies(self._table, some)
            yield from (document(found[slug]) for slug in some if slug in found)


def lost(parts: Iterable[Part], files: dict[str, BucketFile]) -> frozenset[str]:
    """The names of those whose file is not there, or is another one."""
    return frozenset(part.name for part in parts if part.name not in files or not _is(part, files[part.name]))


def document(article: Article) -> IndexedArticle:
    return IndexedArticle(
        slug=article.slug,
        published=int(article.published_at.timestamp()),
        headline=article.headline,
        lead=" ".join(filter(None, (str(article.dateline or ""), article.lead))),
        body=plain(article.body_html),
        sections=(article.section, *article.also_in),
    )


def _is(part: Part, file: BucketFile) -> bool:
    """A file keeps its ETag as long as it keeps its content. Source: Amazon S3 API reference, Object, ETag."""
    return part.size == file.size and part.etag in ("", file.etag)
