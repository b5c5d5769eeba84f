"""The application of the newsroom: `/redactie` and all below it. Nobody but who logged in sees a page of it."""

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.desk import articles
from portal.desk.about import About
from portal.desk.acts import Acts
from portal.desk.api import Api
from portal.desk.api_guard import ApiGuard
from portal.desk.correcting import Correcting
from portal.desk.engine_room import EngineRoom
from portal.desk.feed_kill import FeedKill
from portal.desk.login import HOME, DeskLogin
from portal.desk.own_news import OwnNewsPages
from portal.desk.preview import Preview
from portal.desk.readership import Readership
from portal.desk.refusals import Refusals
from portal.desk.services import Services
from portal.web import cache_control
from portal.web.context import Context
from portal.web.middleware import DeadlineMiddleware, OriginVerifyMiddleware, SecurityHeadersMiddleware
from portal.web.origin_verify import OriginLock

SECONDS = 20.0
"""Within which an act is done: an editor would rather wait than not know."""
_PRIVATE = ((b"cache-control", cache_control.PRIVATE.encode()), (b"x-robots-tag", b"noindex, nofollow"))


def create_desk_app(
    services: Services, context: Context, *, lock: OriginLock | None = None
) -> SecurityHeadersMiddleware:
    """Every address below `/redactie`. Nothing of it may be kept by anybody, nor be listed."""
    app = FastAPI(
        title=f"Redactie {services.site.name}",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=Refusals(services).handlers(),  # type: ignore[arg-type]  # FastAPI types handlers for one class only
    )
    preview = Preview(site=services.site, reader_pages=context.pages, pages=services.pages)
    acts = Acts(services)
    routers = (
        DeskLogin(services).router(),
        articles.routes(services),
        acts.router(),
        About(services, acts).router(),
        FeedKill(services).router(),
        Correcting(services, preview).router(),
        OwnNewsPages(services, preview).router(),
        EngineRoom(services).router(),
        Readership(services).router(),
        Api(services).router(),
    )
    for router in routers:
        app.include_router(router, prefix=HOME)
    app.add_api_route(
        f"{HOME}/api/openapi.json",
        app.openapi,
        dependencies=[Depends(ApiGuard(services))],
        include_in_schema=False,
    )
    limited = DeadlineMiddleware(_NeverKept(OriginVerifyMiddleware(app, lock, context)), seconds=SECONDS)
    return SecurityHeadersMiddleware(limited, hsts=context.site.hsts, meter=services.table.meter)


class _NeverKept:
    """An ASGI application of which nobody keeps or lists an answer; nor its failures, which FastAPI answers outside of
    what it calls middleware.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [one for one in message.get("headers", ()) if one[0] not in dict(_PRIVATE)]
                message["headers"] = [*others, *_PRIVATE]
            await send(message)

        await self._app(scope, receive, send_private)
