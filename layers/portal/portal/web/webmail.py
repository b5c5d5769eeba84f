"""The webmail preference: asked once, kept in a cookie of the reader's own browser, nowhere else."""

from collections.abc import Callable, Collection
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.model.webmail import Webmail
from portal.rendering.views import WebmailView
from portal.web import cache_control
from portal.web.context import Context
from portal.web.csrf import is_own
from portal.web.errors import error_handlers, error_page
from portal.web.middleware import DeadlineMiddleware, OriginVerifyMiddleware, SecurityHeadersMiddleware
from portal.web.origin_verify import OriginLock
from portal.web.responses import HTML, respond

COOKIE = "__Host-webmail"
COOKIE_SECONDS = 34_560_000
"""400 days: the most that browsers keep. Source: RFC 6265bis §5.5."""
LARGEST_FORM = 1024
FORM_TYPE = "application/x-www-form-urlencoded"

Count = Callable[[str], None]
"""Told the id of each choice that a reader makes; knows nothing of the reader."""


def create_webmail_app(
    context: Context, *, own_origins: Collection[str], count: Count, lock: OriginLock | None = None
) -> SecurityHeadersMiddleware:
    """`/webmail`, `/webmail/keuze` and `/webmail/gekozen`. Nothing of it may be kept by anybody."""
    preference = Preference(context, own_origins=own_origins, count=count)
    app = Starlette(
        routes=[
            Route("/webmail", preference.webmail, methods=["GET"]),
            Route("/webmail/keuze", preference.choice, methods=["POST"]),
            Route("/webmail/gekozen", preference.chosen, methods=["GET"]),
        ],
        exception_handlers=error_handlers(context),
    )
    app.router.redirect_slashes = False
    verified = OriginVerifyMiddleware(_NoStoreMiddleware(app), lock, context)
    return SecurityHeadersMiddleware(DeadlineMiddleware(verified), hsts=context.site.hsts)


class Preference:
    """The three addresses of the choice. Without a webmail in site.toml none of them exists."""

    def __init__(self, context: Context, *, own_origins: Collection[str], count: Count) -> None:
        self._context = context
        self._webmails = {webmail.id: webmail for webmail in context.site.webmails}
        self._own_origins = own_origins
        self._count = count

    async def webmail(self, request: Request) -> Response:
        """On to the stored choice, or the form; `?wijzig=1` asks again. With one webmail there is nothing to ask."""
        self._refuse_without_webmail()
        chosen = self._stored(request)
        if len(self._webmails) == 1:
            return _onward(next(iter(self._webmails.values())))
        if chosen is None or "wijzig" in request.query_params:
            return self._form(request)
        response = _onward(chosen)
        _store(response, chosen)
        return response

    async def choice(self, request: Request) -> Response:
        """Stores it and ends on a page of ours: `form-action 'self'` forbids a form to end on another host."""
        self._refuse_without_webmail()
        if not is_own(request, self._own_origins):
            return error_page(request, self._context, 403)
        body = await _body(request)
        if body is None:
            return self._form(request, status=413)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
            return self._form(request, status=415)
        chosen = self._webmails.get(_only_choice(body))
        if chosen is None:
            return self._form(request, status=422)
        self._count(chosen.id)
        response = Response(status_code=303, headers={"location": "/webmail/gekozen", "content-type": HTML})
        _store(response, chosen)
        return response

    async def chosen(self, request: Request) -> Response:
        self._refuse_without_webmail()
        view = WebmailView(chosen=self._stored(request))
        body = self._context.pages.webmail_chosen(view, now=self._context.clock(), path="/webmail/gekozen")
        return respond(request, body, cache=cache_control.PRIVATE)

    def _form(self, request: Request, status: int = 200) -> Response:
        view = WebmailView(chosen=self._stored(request), refused=status != 200)
        body = self._context.pages.webmail_form(view, now=self._context.clock(), path="/webmail")
        return respond(request, body, cache=cache_control.PRIVATE, status=status)

    def _stored(self, request: Request) -> Webmail | None:
        """The choice in the cookie; a value that we do not know is no choice."""
        return self._webmails.get(request.cookies.get(COOKIE, ""))

    def _refuse_without_webmail(self) -> None:
        if not self._webmails:
            raise HTTPException(404)


class _NoStoreMiddleware:
    """Whatever the answer is, an error page too: nobody keeps it and no search engine lists it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = MutableHeaders(raw=message["headers"])
                fields["cache-control"] = cache_control.PRIVATE
                fields["x-robots-tag"] = "noindex"
            await send(message)

        await self._app(scope, receive, send_uncached)


def _onward(webmail: Webmail) -> Response:
    return Response(status_code=302, headers={"location": webmail.url, "content-type": HTML})


def _store(response: Response, chosen: Webmail) -> None:
    response.set_cookie(COOKIE, chosen.id, max_age=COOKIE_SECONDS, path="/", secure=True, httponly=True, samesite="lax")


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is larger than a choice can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return None
    return body


def _only_choice(body: bytes) -> str:
    """The value of `keuze` when it stands in the form exactly once, else nothing."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=8, errors="strict")
    except (UnicodeDecodeError, ValueError):
        return ""
    values = [value for name, value in fields if name == "keuze"]
    return values[0] if len(values) == 1 else ""
