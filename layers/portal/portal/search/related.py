"""Finds what is near an article, for «Lees ook»: once, as it is indexed, so that a page has only to read it."""

import time
from collections.abc import Mapping

from portal.aws.bucket import Bucket
from portal.model.article import Article
from portal.model.clock import Clock
from portal.search.expression import with_some
from portal.search.files import document
from portal.search.matcher import Matcher
from portal.search.segment_file import IndexedArticle
from portal.search.segments import Segments
from portal.search.subject_words import counted, subject_words
from portal.storage.related_articles import MOST, articles_and_related, relate
from portal.storage.search_manifest import Manifest
from portal.storage.table import Table

LEAST_NEAR = 0.27
"""Of the weight of the words that say what an article is about: so much another has to say, to be near it."""
LEAST_SCORE = 0.1
"""And not in passing alone: some of it in its headline or lead, or nearly all of it."""


class RelatedFinder:
    """Asks the index, and keeps the answers with the articles. For one run at a time."""

    def __init__(self, table: Table, bucket: Bucket, *, clock: Clock) -> None:
        self._table = table
        self._manifest = Manifest()
        self._segments = Segments(lambda: (self._manifest, ()), bucket.range, monotonic=time.monotonic)
        self._matcher = Matcher(self._segments, now=lambda: clock().timestamp())

    def find(
        self, manifest: Manifest, articles: Mapping[str, tuple[Article, tuple[str, ...]]], *, follows: bool = False
    ) -> None:
        """Keeps what is near each of `articles`, which come with what was near them so far: an UpdateItem for each of
        which that is another. With `follows`, of those near them, too: a sequel stands at once below what it is the
        sequel of. Raises StorageError, and MissingError for a segment that is gone.
        """
        self._manifest = manifest
        self._segments.look_again()
        near = {slug: self._near(document(one)) for slug, (one, _) in articles.items()}
        relate(self._table, [(articles[slug][0], found) for slug, found in near.items() if found != articles[slug][1]])
        others = {slug for found in near.values() for slug in found} - articles.keys()
        if follows and others:
            self.find(manifest, articles_and_related(self._table, sorted(others)))

    def _near(self, article: IndexedArticle) -> tuple[str, ...]:
        """The slugs of the nearest, MOST at most, the newest first."""
        told, sizes = counted(article), self._matcher.sizes()
        frequencies = self._matcher.counted({(one,) for one in told}, sizes)
        by_stem = {one: frequencies[one,] for one in told}
        query, weights = subject_words(told, by_stem, articles=sum(sizes.values()))
        if not query.terms:
            return ()
        found, _, _ = self._matcher.matches(with_some(query, ()), weights, least_covered=LEAST_NEAR)
        itself = set(self._segments.each(lambda name, segment: (name, segment.number(article.slug))))
        near = [one for one in found[: MOST + 1] if one.score >= LEAST_SCORE]
        others = [one for one in near if (one.segment, one.number) not in itself][:MOST]
        return self._matcher.slugs(sorted(others, key=lambda one: (-one.published, one.segment, one.number)))
