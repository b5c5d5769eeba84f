"""Keeps the index: what changed becomes a segment within a minute, small segments become large ones."""

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from portal.model.article import Article
from portal.model.clock import Clock
from portal.model.text import plain
from portal.search.segment import Document, make, opened
from portal.search.tiers import open_part, to_be_merged
from portal.storage import articles
from portal.storage.bucket import Bucket
from portal.storage.search_state import Manifest, Part, SearchState
from portal.storage.table import Table

AT_A_TIME = 2000
"""Changes that become one segment."""
READ_AT_A_TIME = 1000
"""Articles in memory while a segment is made."""
MERGE_WITHIN = timedelta(minutes=15)
"""After that somebody else may: the one that began does not live any more (a function's longest life)."""
LEFT_FOR = timedelta(hours=1)
"""A file that no manifest names may belong to a run that has not ended, or be read by a function that does not know."""
TRIES = 5

logger = logging.getLogger("portal")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Of one run. `changes`: handled; `documents`: in the index now; `merged`: articles in segments made of others."""

    changes: int
    documents: int
    merged: int = 0


class Indexer:
    """Everything may be done twice, and by two at once: the manifest is changed on condition, and last."""

    def __init__(self, table: Table, bucket: Bucket, *, clock: Clock) -> None:
        self._table = table
        self._bucket = bucket
        self._clock = clock
        self._state = SearchState(table)

    def run(self, *, seconds: float) -> Outcome:
        """Takes in changes until there are none, and makes large segments where it is time for it, for `seconds`.

        Raises StorageError. Without changes: one Query and one GetItem. Once an hour the bucket is tidied.
        """
        started = self._clock()
        end = started + timedelta(seconds=seconds)
        handled = merged = 0
        while self._clock() < end and (changes := self._state.changes(AT_A_TIME)):
            if not self._take({change.slug for change in changes}):
                break  # somebody else is at it: what is left is there for the next run
            self._state.done(changes)
            handled += len(changes)
        manifest = self._state.manifest()
        while self._clock() < end and (more := self._merge(manifest)):
            merged += more
            manifest = self._state.manifest()
        if started.minute == 0:
            self._tidy()
        return Outcome(changes=handled, documents=manifest.documents, merged=merged)

    def _take(self, slugs: set[str]) -> bool:
        """The open segment, made anew with the articles at `slugs`; whether nobody came in between."""
        manifest = self._state.manifest()
        replaced = open_part(manifest.parts)
        before = {slug for slug, _ in self._slugs(replaced)} if replaced else set()
        found = articles.bodies(self._table, sorted(slugs | before))
        if not slugs & (found.keys() | before):
            return True
        made = self._made(sorted(map(_document, found.values()), key=lambda one: (one.published, one.slug)))
        kept = tuple(part for part in manifest.parts if part != replaced)
        return self._state.save(replace(manifest, parts=(*kept, *made)))

    def _merge(self, manifest: Manifest) -> int:
        """One large segment of several small ones; how many articles it has. 0: it is not time, or not ours to do."""
        wanted = to_be_merged(manifest.parts)
        now = self._clock()
        if not wanted or manifest.merging_until > now:
            return 0
        if not self._state.save(replace(manifest, merging_until=now + MERGE_WITHIN)):
            return 0
        published = {slug: at for part in wanted for slug, at in self._slugs(part)}
        made = self._made(self._documents(sorted(published, key=lambda slug: (published[slug], slug))))
        for _ in range(TRIES):
            manifest = self._state.manifest()
            if not set(wanted) <= set(manifest.parts):
                break
            kept = tuple(part for part in manifest.parts if part not in wanted)
            if self._state.save(replace(manifest, parts=(*made, *kept), merging_until=now)):
                return sum(part.documents for part in made)
        logger.warning("merging was overtaken; it is done again")
        return 0

    def _documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """As they are now, in the order of `slugs`; what can no longer be read is left out."""
        waiting = iter(slugs)
        while some := list(islice(waiting, READ_AT_A_TIME)):
            found = articles.bodies(self._table, some)
            yield from (_document(found[slug]) for slug in some if slug in found)

    def _made(self, documents: Iterable[Document]) -> list[Part]:
        """One segment, in the bucket; none of nothing."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "segment.db"
            count = make(file, documents)
            if not count:
                return []
            with file.open("rb") as body:
                name = hashlib.file_digest(body, "sha256").hexdigest()[:32]
                body.seek(0)
                self._bucket.put(name, body)
            return [Part(name=name, documents=count, size=file.stat().st_size)]

    def _slugs(self, part: Part) -> list[tuple[str, int]]:
        with closing(opened(part, self._bucket.range)) as segment:
            return segment.slugs()

    def _tidy(self) -> None:
        """Takes away the files that no manifest names any more."""
        known = {part.name for part in self._state.manifest().parts}
        old = self._clock() - LEFT_FOR
        self._bucket.delete([key for key, written in self._bucket.all() if key not in known and written < old])


def _document(article: Article) -> Document:
    return Document(
        slug=article.slug,
        published=int(article.published_at.timestamp()),
        headline=article.headline,
        lead=" ".join(filter(None, (str(article.dateline or ""), article.lead))),
        body=plain(article.body_html),
        sections=(article.section, *article.also_in),
    )
