"""Static files: under the digest of their content, so that a browser asks for each only once."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.rendering import wellknown
from portal.web import cache_control
from portal.web.context import Context
from portal.web.responses import Endpoint, respond

PLAIN = "text/plain; charset=utf-8"
AT_THE_ROOT = ("favicon.ico", "apple-touch-icon.png")
DIGEST = re.compile("[0-9a-f]{8,64}")
"""Of any release, as `Assets` makes them."""


class StaticFiles:
    """Files that are the same for everybody until the next release."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler."""
        return {
            "/static/{digest}/{name:path}": self.digested,
            **{f"/{name}": self.at_the_root for name in AT_THE_ROOT},
            "/robots.txt": self.robots,
            "/.well-known/security.txt": self.security,
            "/.well-known/tdmrep.json": self.mining,
            "/manifest.webmanifest": self.manifest,
        }

    async def digested(self, request: Request, digest: str, name: str) -> Response:
        """A page of the release before asks with an older digest: it gets the file, but may not keep it for long."""
        if not DIGEST.fullmatch(digest):
            raise HTTPException(404)
        cache = cache_control.IMMUTABLE if digest == self._context.assets.digest else cache_control.PAGE
        return self._file(request, name, cache)

    async def at_the_root(self, request: Request) -> Response:
        return self._file(request, request.url.path.removeprefix("/"), cache_control.PAGE)

    async def robots(self, request: Request) -> Response:
        return respond(request, wellknown.robots(self._context.site), media_type=PLAIN)

    async def security(self, request: Request) -> Response:
        body = wellknown.security_txt(self._context.site, self._context.clock())
        return respond(request, body, media_type=PLAIN)

    async def mining(self, request: Request) -> Response:
        if not self._context.site.mining_reserved:
            raise HTTPException(404)
        return respond(request, wellknown.tdm_reservation(), media_type="application/json")

    async def manifest(self, request: Request) -> Response:
        icons = [
            {"src": self._context.assets.url(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ]
        body = wellknown.manifest(self._context.site, icons, self._context.assets.colours)
        return respond(request, body, media_type="application/manifest+json")

    def _file(self, request: Request, name: str, cache: str) -> Response:
        found = self._context.assets.file(name)
        if found is None:
            raise HTTPException(404)
        return respond(request, found[0], media_type=found[1], cache=cache)
