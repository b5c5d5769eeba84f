"""Counts the hours whose access logs are there: each whole, and again when more of its files have come. Idempotent:
what is counted is written in place of what was. What a run does not come to, the next one does.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.aws.bucket import Bucket
from portal.model.clock import Clock
from portal.model.page_views import MOST, NO_SECTION, PLAIN_PAGES, PageViews, ranked
from portal.model.site import Site
from portal.model.slug import is_slug
from portal.pageviews.access_log import AccessLogError, first_key, hour_of, keys_of, views_in
from portal.storage import article_queries
from portal.storage.page_views import HourViews, hours_of, store_hour
from portal.storage.table import Table

LATE = timedelta(hours=25)
"""How far back a file may still come. Source: AWS, Timing of log file delivery («can sometimes be delayed by up to 24
hours»).
"""
AT_ONCE = 8
ARTICLE = "/nieuws/"

logger = logging.getLogger("portal")


@dataclass(frozen=True, kw_only=True)
class CountingRun:
    """Of one run: hours that were counted, files that were read, and files that could not be."""

    hours: int = 0
    files: int = 0
    broken: int = 0


class PageViewCounter:
    """Counts into `table` what lies in `logs`, of the CDN's distribution `distribution`."""

    def __init__(self, site: Site, table: Table, logs: Bucket, distribution: str, *, clock: Clock) -> None:
        self._pages = {*PLAIN_PAGES} | {path for section in site.sections for path in section.paths}
        self._table = table
        self._logs = logs
        self._distribution = distribution
        self._clock = clock

    def run(self, *, seconds: float) -> CountingRun:
        """The newest hours first, for `seconds`. Raises StorageError.

        With nothing to do: one ListObjectsV2, and a Query for each of two days, or three.
        """
        started = self._clock()
        files = self._files_since(started - LATE)
        known = hours_of(self._table, _days(started - LATE, started))
        counted = {one.hour: one.files for one in known}
        done = CountingRun()
        for hour in sorted(files, reverse=True):
            if self._clock() >= started + timedelta(seconds=seconds):
                break
            if counted.get(hour) != len(files[hour]):
                done = self._count(hour, files[hour], done)
        return done

    def _files_since(self, first: datetime) -> Mapping[datetime, Sequence[str]]:
        """The keys of the hours from that of `first` on."""
        found: dict[datetime, list[str]] = {}
        after = first_key(self._distribution, first)
        for file in self._logs.all(prefix=keys_of(self._distribution), after=after):
            if hour := hour_of(file.key):
                found.setdefault(hour, []).append(file.key)
        return found

    def _count(self, hour: datetime, keys: Sequence[str], done: CountingRun) -> CountingRun:
        paths, broken = Counter[str](), 0
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for views in threads.map(self._read, keys):
                broken += views is None
                paths.update(views or {})
        store_hour(self._table, HourViews(hour=hour, files=len(keys), views=self._views(paths)))
        return CountingRun(hours=done.hours + 1, files=done.files + len(keys), broken=done.broken + broken)

    def _read(self, key: str) -> Counter[str] | None:
        """None where it is no access log: that is logged, and the others count."""
        try:
            return views_in(self._logs.read(key))
        except AccessLogError as error:
            logger.warning("access log %s %s", key, error)
            return None

    def _views(self, paths: Mapping[str, int]) -> PageViews:
        """What was viewed at a former address of an article is a view of it, whatever became of it since."""
        pages = {path: views for path, views in paths.items() if path in self._pages}
        viewed = dict(self._slugs(paths))
        most = [slug for slug, _ in ranked(viewed)[:MOST]]
        standing = article_queries.what_stands_at(self._table, most)
        articles, sections = Counter[str](), Counter[str]()
        for slug, views in viewed.items():
            found = standing.get(slug)
            articles[found.slug if found else slug] += views
            sections[found.section if found else NO_SECTION] += views
        return PageViews(articles=articles, sections=sections, pages=pages)

    def _slugs(self, paths: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        for path, views in paths.items():
            slug = path.removeprefix(ARTICLE)
            if slug != path and path not in self._pages and is_slug(slug) and not is_year(slug):
                yield slug, views


def is_year(slug: str) -> bool:
    """Whether it is the address of a year's archive."""
    return len(slug) == len("2026") and slug.isdigit()


def _days(first: datetime, last: datetime) -> list[date]:
    """Each day, in UTC, from that of `first` to that of `last`."""
    return [first.date() + timedelta(days=number) for number in range((last.date() - first.date()).days + 1)]
