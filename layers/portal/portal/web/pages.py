"""The pages of news: from an address to a view, from a view to HTML."""

import re
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.model.article import Article, HiddenArticle, Moved
from portal.model.clock import local_day
from portal.model.section import REGIONS, Section
from portal.model.slug import is_slug
from portal.model.subject import FOLDER
from portal.rendering.recent import RECENT_PATH, recent_json
from portal.rendering.views import ArticleView, Neighbour
from portal.web import cache_control
from portal.web.composer import NEXT, PREVIOUS, Composer
from portal.web.context import Context
from portal.web.errors import error_page, moved_permanently
from portal.web.middleware import deadline_of
from portal.web.position_middleware import position_in
from portal.web.responses import HTML, Endpoint, respond

LONGEST_SLUG = 120
FIRST_DAY = date(1900, 1, 1)
"""No feed's date is older (feeds.parsing.dates), and a calendar has to begin somewhere."""


class NewsPages:
    """The pages of news. Every method that answers an address is one of `routes`."""

    def __init__(self, context: Context, composer: Composer) -> None:
        self._context = context
        self._composer = composer

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler; the order is the order of matching."""
        return {
            "/": self.front,
            "/nieuws": self.all_sections,
            f"/nieuws/{REGIONS}": self.regions,
            f"/nieuws/{REGIONS}/{{place}}": self.region,
            f"/nieuws/{{slug}}/{PREVIOUS}": self.previous,
            f"/nieuws/{{slug}}/{NEXT}": self.next,
            "/nieuws/{slug}": self.section_article_or_year,
            "/nieuws/{year}/{month}": self.month,
            "/nieuws/{year}/{month}/{day}": self.day,
            f"/{FOLDER}/{{slug}}": self.subject,
            RECENT_PATH: self.recent,
        }

    async def front(self, request: Request) -> Response:
        composer = self._composer_for(request)
        now = self._context.clock()
        body = self._context.pages.front(composer.front(now), now=now, path="/")
        return _page(request, body, composer)

    async def all_sections(self, request: Request) -> Response:
        return self._moved(request, "/")

    async def regions(self, request: Request) -> Response:
        now = self._context.clock()
        if not self._context.site.regions:
            raise HTTPException(404)
        composer = self._composer_for(request)
        view = composer.regions(before=position_in(request))
        body = self._context.pages.regions(view, now=now, path=f"/nieuws/{REGIONS}")
        return _page(request, body, composer)

    async def region(self, request: Request, place: str) -> Response:
        section = self._context.site.section(place) or self._context.site.successor(place)
        if section is None:
            raise HTTPException(404)
        if place != section.slug:
            return self._moved(request, section.path)
        return self._section(request, section) if section.region else self._moved(request, section.path)

    async def section_article_or_year(self, request: Request, slug: str) -> Response:
        section = self._context.site.section(slug) or self._context.site.successor(slug)
        if section is not None:
            moved_on = section.region or slug != section.slug
            return self._moved(request, section.path) if moved_on else self._section(request, section)
        if not is_slug(slug) or len(slug) > LONGEST_SLUG:
            raise HTTPException(404)
        year = _day(slug, "01", "01")
        if year and year <= local_day(self._context.clock()):
            return self._year(request, year.year)
        composer = self._composer_for(request)
        return self._article(request, composer.article(slug), composer)

    async def previous(self, request: Request, slug: str) -> Response:
        return self._beside(request, slug, newer=False)

    async def next(self, request: Request, slug: str) -> Response:
        return self._beside(request, slug, newer=True)

    async def subject(self, request: Request, slug: str) -> Response:
        if not is_slug(slug) or len(slug) > LONGEST_SLUG:
            raise HTTPException(404)
        composer = self._composer_for(request)
        view = composer.subject(slug, before=position_in(request))
        if view is None:
            raise HTTPException(404)
        body = self._context.pages.subject(view, now=self._context.clock(), path=f"/{FOLDER}/{slug}")
        return _page(request, body, composer)

    async def recent(self, request: Request) -> Response:
        """What came in lately: pages that are open ask it every minute."""
        composer = self._composer_for(request)
        body = recent_json(self._context.site, composer.recent(self._context.clock()))
        return _page(request, body, composer, media_type="application/json")

    async def month(self, request: Request, year: str, month: str) -> Response:
        now = self._context.clock()
        wanted = _day(year, month, "01")
        if wanted is None or wanted > local_day(now):
            raise HTTPException(404)
        view = self._composer_for(request).month(wanted, now)
        return respond(request, self._context.pages.month(view, now=now, path=f"/nieuws/{wanted:%Y/%m}"))

    async def day(self, request: Request, year: str, month: str, day: str) -> Response:
        now = self._context.clock()
        wanted = _day(year, month, day)
        if wanted is None or wanted > local_day(now):
            raise HTTPException(404)
        view = self._composer_for(request).day(wanted, now, before=position_in(request))
        return respond(request, self._context.pages.day(view, now=now, path=f"/nieuws/{wanted:%Y/%m/%d}"))

    def _moved(self, request: Request, path: str) -> Response:
        return moved_permanently(request, self._context, path)

    def _section(self, request: Request, section: Section) -> Response:
        composer = self._composer_for(request)
        view = composer.section(section, before=position_in(request))
        body = self._context.pages.section(view, now=self._context.clock(), path=section.path)
        return _page(request, body, composer)

    def _year(self, request: Request, year: int) -> Response:
        now = self._context.clock()
        composer = self._composer_for(request)
        view = composer.year(year, now)
        if view is None:
            return self._article(request, composer.article(str(year)), composer)
        return respond(request, self._context.pages.year(view, now=now, path=f"/nieuws/{year}"))

    def _article(
        self, request: Request, found: ArticleView | HiddenArticle | Moved | None, composer: Composer
    ) -> Response:
        if not isinstance(found, ArticleView) or self._is_over(found.article):
            return self._absent(request, found)
        view = composer.with_elsewhere(found)
        body = self._context.pages.article(view, now=self._context.clock(), path=found.article.path)
        return _page(request, body, composer)

    def _beside(self, request: Request, slug: str, *, newer: bool) -> Response:
        """302 to the article beside this one, or to its section where there is none. No search engine lists it."""
        if not is_slug(slug) or len(slug) > LONGEST_SLUG:
            raise HTTPException(404)
        found = self._composer_for(request).beside(slug, newer=newer)
        if not isinstance(found, Neighbour) or self._is_over(found.article):
            response = self._absent(request, found, then=f"/{NEXT if newer else PREVIOUS}")
        else:
            end = found.section.path if found.section in self._context.site.sections else "/"
            response = moved_permanently(request, self._context, found.teaser.path if found.teaser else end, status=302)
        response.headers["x-robots-tag"] = "noindex"
        return response

    def _composer_for(self, request: Request) -> Composer:
        """Who asks whether a page has changed has a copy of it, the CDN's, that a kill empties and that it shows for as
        long as we fail: better than a page of stale lists, which would take the place of that copy.
        Source: Amazon CloudFront, Manage how long content stays in the cache; How CloudFront processes HTTP 5xx.
        """
        may_be_stale = "if-none-match" not in request.headers
        return self._composer.within(deadline_of(request.scope), may_be_stale=may_be_stale)

    def _is_over(self, article: Article) -> bool:
        return self._context.site.is_over(article, self._context.clock())

    def _absent(
        self, request: Request, found: ArticleView | Neighbour | HiddenArticle | Moved | None, *, then: str = ""
    ) -> Response:
        """What stands at the address of an article that is not there (any more). `then`: what followed its slug."""
        match found:
            case None | HiddenArticle(was_public=False):
                raise HTTPException(404)
            case HiddenArticle():
                section = self._context.site.section_or_orphan(found.section)
                shown = section if section in self._context.site.sections else None
                return error_page(request, self._context, 410, section=shown)
            case Moved():
                return self._moved(request, f"/nieuws/{found.to}{then}")
        return error_page(request, self._context, 410, section=found.section)


def _page(request: Request, body: str, composer: Composer, *, media_type: str = HTML) -> Response:
    cache = cache_control.STALE if composer.is_stale else cache_control.PAGE
    return respond(request, body, media_type=media_type, cache=cache)


def _day(year: str, month: str, day: str) -> date | None:
    if not re.fullmatch(r"\d{4}/\d\d/\d\d", f"{year}/{month}/{day}", re.ASCII):
        return None
    try:
        wanted = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return wanted if wanted >= FIRST_DAY else None
