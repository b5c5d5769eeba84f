"""What searching costs, measured: a question that nobody asked before, and runs of the index."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mangum import Mangum

from bench.book import Book, Unit
from bench.reading import packed
from bench.sample import WORDS, client
from local.doors import ROOT
from local.events import http_event, reply
from portal.aws.bucket import Bucket
from portal.model.site import Site
from portal.search import merge_policy
from portal.search.archive import Archive
from portal.search.indexer import Indexer
from portal.storage import article_queries
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from portal.web.context import load_context
from portal.web.search import create_search_app

HALF_OPEN = merge_policy.OPEN_UNTIL // 2
"""Articles in the segment that is made anew with each change: on average half of what it may have."""
TOGETHER = 4
"""Changes in a run, to see what one more costs."""
LONG = 600.0


class _Index:
    """An index of the articles of a table, in a bucket of its own."""

    def __init__(self, over: Table, name: str) -> None:
        s3 = client(over._client.meta.endpoint_url, "s3")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        self.state, self.bucket = SearchState(over), Bucket(s3, name)
        self.book, self._minute = Book(over, s3), 1
        self._indexer = Indexer(over, self.bucket, clock=self._now)

    def run(self, *changed: str, minute: int = 1) -> tuple[Unit, int]:
        """What a run with these changes cost, and how many articles it put into segments made of others."""
        if changed:
            self.state.again(changed)
        self._minute = minute
        with self.book.open():  # the function runs every minute, and keeps what it has read
            outcome = self._indexer.run(seconds=LONG)
        return self.book.unit(), outcome.merged

    def _now(self) -> datetime:
        return datetime.now(UTC).replace(minute=self._minute)

    def cost(self, *changed: str, minute: int = 1) -> Unit:
        return self.run(*changed, minute=minute)[0]


def measured(over: Table, site: Site) -> tuple[Mapping[str, Unit], int]:
    """Of a table full of articles: an index with an open segment beside a large one; then questions, and runs. And the
    bytes of an article in the large one.
    """
    index = _Index(over, "segments")
    slugs = [one.slug for one in over.read(article_queries.latest("buitenland", limit=2000)).teasers]
    for some in (slugs[HALF_OPEN:], slugs[:HALF_OPEN]):
        index.run(*some)
    large = max(index.state.manifest().parts, key=lambda part: part.documents)
    search = _questions(index, over, site)
    idle, looking = index.cost(), index.cost(minute=2)
    one, four = index.cost(slugs[0]), index.cost(*slugs[:TOGETHER])
    found = {
        "search": search,
        "index": idle.less(looking, times=-1).among(2),  # every other run looks at a file
        "tidied": index.cost(minute=0).less(looking).among(1),
        "indexed": one.less(idle).among(1),
        "more": four.less(one).among(TOGETHER - 1),
        "merged": _merged(index, slugs),
    }
    return found, large.size // large.documents


def _merged(index: _Index, slugs: Sequence[str]) -> Unit:
    """What each article costs when segments become one: runs that fill one segment each, until that is the time."""
    before, start = Unit(ms=0), 0
    while start + merge_policy.OPEN_UNTIL <= len(slugs):
        run, merged = index.run(*slugs[start : start + merge_policy.OPEN_UNTIL])
        if merged:
            return run.less(before).among(merged)
        before, start = run, start + merge_policy.OPEN_UNTIL
    raise ValueError("no segments became one")


def _questions(index: _Index, over: Table, site: Site) -> Unit:
    archive = Archive(index.state.snapshot, index.bucket.range, now=time.time, monotonic=lambda: 0.0)
    context = load_context(site, templates=ROOT / "templates", site_dir=ROOT / "layers" / "site")
    handler: Any = Mangum(create_search_app(context, over, archive), lifespan="off")
    with index.book.open():
        for word in WORDS:
            answer = reply(handler(http_event("GET", f"/zoeken?q={word}", [], b""), None))
            index.book.turn()
    return index.book.unit(times=len(WORDS), sent=packed(answer.body))
