"""ASGI middleware that looks at `?voor=`, the position in a list from which on a page shows it.

What is no position, or stands at an address without a list, is answered before anything is read: the CDN keeps each
value apart, so that a stranger could have every page made anew as often as there are values.
"""

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.model.section import REGIONS
from portal.web import cache_control
from portal.web.addresses import is_position, spelling
from portal.web.context import Context
from portal.web.errors import error_page, moved_permanently

_OF_SECTION = re.compile(r"/nieuws/(?:regio/)?([^/]+)")
_OF_DAY_OR_SUBJECT = re.compile(r"/nieuws/\d{4}/\d\d/\d\d|/onderwerp/[^/]+", re.ASCII)


class PositionMiddleware:
    """An ASGI application around that of the pages."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["query_string"] and scope["method"] in {"GET", "HEAD"}:
            app = self._answer(Request(scope)) or app
        await app(scope, receive, send)

    def _answer(self, request: Request) -> ASGIApp | None:
        """Without a list 301 to the bare address; 404 for what is no position; None where the pages may answer."""
        position, path = position_in(request), request.scope["path"]
        if position is None:
            return None
        if spelling(path) == path and not self._has_list(path):
            return moved_permanently(request, self._context, path, cache=cache_control.ABSENT)
        return None if is_position(position) else error_page(request, self._context, 404)

    def _has_list(self, path: str) -> bool:
        site = self._context.site
        if path == f"/nieuws/{REGIONS}":
            return bool(site.regions)
        if found := _OF_SECTION.fullmatch(path):
            return bool(site.section(found[1]) or site.successor(found[1]))
        return _OF_DAY_OR_SUBJECT.fullmatch(path) is not None


def position_in(request: Request) -> str | None:
    """The position that is asked for, None without one."""
    return request.query_params.get("voor")
