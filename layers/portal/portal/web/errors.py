"""Every refusal, failure and removal as a page in Dutch: only here errors become status codes."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.model.errors import StorageError
from portal.model.section import Section
from portal.rendering.views import ErrorView
from portal.web import cache_control
from portal.web.addresses import spelling
from portal.web.context import Context
from portal.web.responses import location, respond

Handler = Callable[[Request, Exception], Awaitable[Response]]


def error_handlers(context: Context) -> dict[type[Exception], Handler]:
    """For Starlette's `exception_handlers`."""

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 404 and (onward := _spelt_right(request)):
            query = request.scope["query_string"].decode("latin-1")
            return moved_permanently(request, context, onward, query=query, cache=cache_control.ABSENT)
        more = error.headers if isinstance(error, HTTPException) else None
        return error_page(request, context, status, more=more)

    async def storage_failed(request: Request, _: Exception) -> Response:
        return unavailable(request, context)

    async def failed(request: Request, _: Exception) -> Response:
        return error_page(request, context, 500)

    return {HTTPException: refused, StorageError: storage_failed, Exception: failed}


def moved_permanently(
    request: Request,
    context: Context,
    path: str,
    *,
    query: str = "",
    status: int = 301,
    cache: str = cache_control.PAGE,
) -> Response:
    """Redirect (301 or 302) to another address of ours, with a body for who does not follow it. `query`: as sent."""
    onward = location(path, query)
    view = ErrorView(status=status, onward=onward)
    body = context.pages.error(view, now=context.clock(), path=request.url.path)
    response = respond(request, body, cache=cache, status=status)
    response.headers["location"] = onward
    return response


def error_page(
    request: Request,
    context: Context,
    status: int,
    *,
    section: Section | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:
    """404 and 410 may be kept for a minute; a failure of ours never."""
    body = context.pages.error(ErrorView(status=status, section=section), now=context.clock(), path=request.url.path)
    cache = cache_control.ABSENT if status in {404, 410} else cache_control.FAILED
    response = respond(request, body, cache=cache, status=status)
    response.headers.update(more or {})
    return response


def unavailable(request: Request, context: Context) -> Response:
    """503: what we need does not answer, and may in half a minute."""
    return error_page(request, context, 503, more={"retry-after": "30"})


def _spelt_right(request: Request) -> str | None:
    """The one spelling of an address that was written in another way; None for what can be no address of ours."""
    sent = request.scope["path"]
    spelt = spelling(sent) if request.method in {"GET", "HEAD"} else None
    return spelt if spelt != sent else None
