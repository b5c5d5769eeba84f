"""`/zoeken`: the archive by words. A plain form and plain links; what is shown comes from the table, not the index."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.deadline import Deadline
from portal.model.kill_timing import REQUEST_SECONDS
from portal.model.section import Section
from portal.model.text import Piece, plain
from portal.rendering.prose import lead_with_dateline
from portal.rendering.views import Result, SearchView
from portal.search.archive import Archive, Hits, Limits, Order
from portal.search.highlight import marked, passage
from portal.search.named_sections import named_sections, slugs_by_name
from portal.search.query import Query, parsed
from portal.search.span import Span
from portal.storage import article_queries
from portal.storage.pending_changes import changed_among
from portal.storage.table import Table
from portal.web import cache_control
from portal.web.context import Context
from portal.web.errors import error_handlers
from portal.web.middleware import DeadlineMiddleware, OriginVerifyMiddleware, SecurityHeadersMiddleware, deadline_of
from portal.web.origin_verify import OriginLock
from portal.web.responses import respond

PATH = "/zoeken"
ON_PAGE = 20
LAST_PAGE = 50
"""Times ON_PAGE is what is counted (search.archive)."""


def create_search_app(
    context: Context,
    table: Table,
    archive: Archive,
    *,
    lock: OriginLock | None = None,
    timing: bool = False,
    seconds: float = REQUEST_SECONDS,
) -> SecurityHeadersMiddleware:
    """`/zoeken` and nothing else. `timing` adds Server-Timing to every response. A request has its answer within
    `seconds`.
    """
    page = SearchPage(context, table, archive)
    app = Starlette(routes=[Route(PATH, page.search, methods=["GET"])], exception_handlers=error_handlers(context))
    app.router.redirect_slashes = False
    limited = DeadlineMiddleware(OriginVerifyMiddleware(app, lock, context), seconds=seconds)
    return SecurityHeadersMiddleware(limited, hsts=context.site.hsts, meter=table.meter, timing=timing)


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What stands in the address, and by when it has to be answered. What cannot be meant (an unknown section, page 0)
    is as if it were not there.
    """

    query: Query
    section: Section | None
    span: Span
    order: Order
    page: int
    deadline: Deadline | None


class SearchPage:
    """From an address to results."""

    def __init__(self, context: Context, table: Table, archive: Archive) -> None:
        self._context = context
        self._table = table
        self._archive = archive
        self._slugs = slugs_by_name(context.site)

    async def search(self, request: Request) -> Response:
        """Rounds: two for changes and manifest every few seconds, one for what is shown, and those of the index."""
        asked = self._asked(request)
        hits = self._archive.find(asked.query, self._limits(asked), deadline=asked.deadline)
        view = self._view(asked, hits)
        body = self._context.pages.search(view, now=self._context.clock(), path=PATH)
        response = respond(request, body, cache=cache_control.FOUND)
        response.headers["x-robots-tag"] = "noindex"
        return response

    def _asked(self, request: Request) -> _Question:
        page = request.query_params.get("pagina", "1")
        number = int(page) if re.fullmatch(r"[1-9]\d?", page, re.ASCII) else 1
        return _Question(
            query=parsed(request.query_params.get("q", "")).in_sections(self._slugs),
            section=self._context.site.section(request.query_params.get("rubriek", "")),
            span=Span.of(request.query_params.get("periode", "")),
            order=Order.NEWEST if request.query_params.get("volgorde") == Order.NEWEST else Order.BEST,
            page=min(number, LAST_PAGE),
            deadline=deadline_of(request.scope),
        )

    def _limits(self, asked: _Question) -> Limits:
        return Limits(
            section=asked.section.slug if asked.section else None,
            period=asked.span.period(self._context.clock()),
            order=asked.order,
            start=(asked.page - 1) * ON_PAGE,
            most=ON_PAGE,
        )

    def _view(self, asked: _Question, hits: Hits) -> SearchView:
        if not hits.is_exact:
            return self._view_of_some(asked, hits)
        results = tuple(self._results(hits.slugs, hits.query, asked.deadline))
        shown = {result.teaser.slug for result in results}
        gone = [place for place, slug in enumerate(hits.slugs, (asked.page - 1) * ON_PAGE) if slug not in shown]
        count = hits.count - len(gone)  # what is told was there, and could be read
        return replace(
            self._view_of_none(asked, hits),
            results=results,
            count=count,
            full=hits.full - sum(place < hits.full for place in gone),
            is_more=hits.more,
            pages=-(-count // ON_PAGE),
        )

    def _view_of_some(self, asked: _Question, hits: Hits) -> SearchView:
        """Where no count holds: what did not change since it was indexed, and one page more where there is more."""
        found = tuple(self._results(hits.slugs, hits.query, asked.deadline))
        changed = changed_among(self._table.within(asked.deadline), [result.teaser.slug for result in found])
        results = tuple(result for result in found if result.teaser.slug not in changed)
        return replace(
            self._view_of_none(asked, hits),
            results=results[:ON_PAGE],
            pages=min(asked.page + (len(results) > ON_PAGE), LAST_PAGE),
        )

    def _view_of_none(self, asked: _Question, hits: Hits) -> SearchView:
        """The page without what was found."""
        return SearchView(
            query=asked.query.text,
            can_be_found=bool(asked.query.wanted),
            corrected=hits.query.text if hits.is_corrected else "",
            section=asked.section,
            span=asked.span.value,
            is_newest_first=asked.order is Order.NEWEST,
            places=named_sections(asked.query, self._context.site) if asked.page == 1 else (),
            is_exact=hits.is_exact,
            is_cut=hits.is_cut,
            is_whole=hits.is_whole,
            page=asked.page,
        )

    def _results(self, slugs: tuple[str, ...], query: Query, deadline: Deadline | None) -> Iterator[Result]:
        """Those that can be read."""
        found = article_queries.bodies(self._table.within(deadline), slugs)
        now = self._context.clock()
        for article in (found[slug] for slug in slugs if slug in found):
            if not self._context.site.is_over(article, now):
                lead, body = lead_with_dateline(article), plain(article.body_html)
                yield Result(teaser=article, headline=marked(article.headline, query), text=_passage(lead, body, query))


def _passage(lead: str, body: str, query: Query) -> tuple[Piece, ...]:
    """Of the lead, or of the body where what was looked for stands only there."""
    of_lead, of_body = passage(lead, query), passage(body, query)
    return of_body if _has_hit(of_body) and not _has_hit(of_lead) else of_lead


def _has_hit(pieces: tuple[Piece, ...]) -> bool:
    return any(piece.is_hit for piece in pieces)
