"""Sitemaps. Sources: sitemaps.org protocol 0.9; Google, News sitemaps (two days, at most 1000) and Image sitemaps."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from html import escape

from portal.model import clock
from portal.model.article import Teaser
from portal.model.clock import to_iso
from portal.model.site import Site

MEDIA_TYPE = "application/xml; charset=utf-8"
NEWS_AGE = timedelta(hours=48)
MOST_NEWS = 1000
MOST_IN_PART = 10_000
"""Articles: the protocol allows 50,000, but an answer of Lambda is at most 6 MB, and they are read while one waits."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_IMAGE_NAMESPACE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
_NEWS_NAMESPACE = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def sitemap_index(site: Site, parts: Mapping[str, date]) -> str:
    """`parts`: by name, `2026-11` or `2026-11-24`, the day of the newest article, newest first.

    A correction of an older article does not count: the calendar, from which the days come, knows nothing of it.
    """
    found = {"rubrieken": next(iter(parts.values()), None), **parts}
    rows = "".join(
        f"<sitemap><loc>{escape(site.origin)}/sitemap-{part}.xml</loc>{_changed(newest)}</sitemap>\n"
        for part, newest in found.items()
    )
    return f"{_XML}<sitemapindex {_NAMESPACE}>\n{rows}</sitemapindex>\n"


def sections_sitemap(site: Site, lists: Mapping[str, Teaser | None], more: Iterable[str] = ()) -> str:
    """`lists`: the paths of pages with a list, and the newest article in each. `more`: paths of pages without one."""
    newest = {path: to_iso(teaser.published_at) if teaser else None for path, teaser in lists.items()}
    rows = "".join(
        f"<url><loc>{escape(site.origin + path)}</loc>{_changed(moment)}</url>\n"
        for path, moment in (newest | dict.fromkeys(more)).items()
    )
    return f"{_XML}<urlset {_NAMESPACE}>\n{rows}</urlset>\n"


def articles_sitemap(site: Site, teasers: Iterable[Teaser]) -> str:
    """Each with the picture that lists show of it."""
    rows = "".join(
        f"<url><loc>{escape(site.origin + teaser.path)}</loc>{_changed(_last_of(teaser))}{_image(site, teaser)}</url>\n"
        for teaser in teasers
    )
    return f"{_XML}<urlset {_NAMESPACE} {_IMAGE_NAMESPACE}>\n{rows}</urlset>\n"


def news_sitemap(site: Site, teasers: Iterable[Teaser], now: datetime) -> str:
    """Of `teasers`, newest first, what is less than two days old; an empty one is allowed."""
    fresh = [teaser for teaser in teasers if now - teaser.published_at < NEWS_AGE][:MOST_NEWS]
    rows = "".join(_news(site, teaser) for teaser in fresh)
    return f"{_XML}<urlset {_NAMESPACE} {_NEWS_NAMESPACE} {_IMAGE_NAMESPACE}>\n{rows}</urlset>\n"


def is_settled(part: str, today: date) -> bool:
    """Whether a part of that name gets no new articles: what comes late is in the news sitemap for two days."""
    last = date.fromisoformat(part) if len(part) == len("2026-11-24") else months_in_part(part)[1]
    return last + NEWS_AGE < today


def months_in_part(month: str) -> tuple[date, date]:
    """First and last day of `2026-11`. Raises ValueError for what is not a month."""
    return clock.month_bounds(date.fromisoformat(f"{month}-01"))


def _changed(moment: date | str | None) -> str:
    return f"<lastmod>{moment}</lastmod>" if moment else ""


def _last_of(teaser: Teaser) -> str:
    return to_iso(teaser.updated_at or teaser.published_at)


def _news(site: Site, teaser: Teaser) -> str:
    return (
        f"<url><loc>{escape(site.origin + teaser.path)}</loc>{_changed(_last_of(teaser))}<news:news><news:publication>"
        f"<news:name>{escape(site.name)}</news:name><news:language>nl</news:language></news:publication>"
        f"<news:publication_date>{to_iso(teaser.published_at)}</news:publication_date>"
        f"<news:title>{escape(teaser.headline)}</news:title></news:news>{_image(site, teaser)}</url>\n"
    )


def _image(site: Site, teaser: Teaser) -> str:
    if teaser.picture is None:
        return ""
    return f"<image:image><image:loc>{escape(site.origin + teaser.picture.largest)}</image:loc></image:image>"
