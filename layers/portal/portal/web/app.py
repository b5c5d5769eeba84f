"""The application of readers: pages, feeds, sitemaps and static files. Reads the table, never writes."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.model.kill_timing import REQUEST_SECONDS
from portal.storage.table import Table
from portal.web.composer import Composer
from portal.web.context import Context
from portal.web.daily_digest import DailyDigest
from portal.web.errors import error_handlers
from portal.web.guessed_addresses import GuessedAddresses
from portal.web.middleware import DeadlineMiddleware, OriginVerifyMiddleware, SecurityHeadersMiddleware
from portal.web.origin_verify import OriginLock
from portal.web.pages import NewsPages
from portal.web.position_middleware import PositionMiddleware
from portal.web.responses import Endpoint
from portal.web.sitemaps import Sitemaps
from portal.web.static import StaticFiles
from portal.web.static_pages import StaticPages
from portal.web.syndication import Syndication

TEXT_TYPES = [
    "text/",
    "application/json",
    "application/javascript",
    "application/xml",
    "application/rss+xml",
    "application/feed+json",
    "application/manifest+json",
    "image/svg+xml",
]
"""Media types that an API Gateway event carries as text; all others go as base64."""


def create_app(
    context: Context,
    table: Table,
    *,
    composer: Composer | None = None,
    lock: OriginLock | None = None,
    timing: bool = False,
    seconds: float = REQUEST_SECONDS,
) -> SecurityHeadersMiddleware:
    """Every address of the portal but those of the webmail. `timing` adds Server-Timing to every response. A request
    has its answer within `seconds`.
    """
    composer = composer or Composer(context.site, table)
    routes = {
        **NewsPages(context, composer).routes(),
        **DailyDigest(context, table).routes(),
        **Syndication(context, table).routes(),
        **Sitemaps(context, table).routes(),
        **GuessedAddresses(context).routes(),
        **StaticPages(context).routes(),
        **StaticFiles(context).routes(),
    }
    app = Starlette(
        routes=[_route(path, endpoint) for path, endpoint in routes.items()], exception_handlers=error_handlers(context)
    )
    app.router.redirect_slashes = False
    return SecurityHeadersMiddleware(
        DeadlineMiddleware(OriginVerifyMiddleware(PositionMiddleware(app, context), lock, context), seconds=seconds),
        hsts=context.site.hsts,
        meter=table.meter,
        timing=timing,
        mining_reserved=context.site.mining_reserved,
    )


def _route(path: str, endpoint: Endpoint) -> Route:
    """The parts of `path` that are in braces are arguments of `endpoint`."""

    async def answer(request: Request) -> Response:
        return await endpoint(request, **request.path_params)

    return Route(path, answer, methods=["GET"])
