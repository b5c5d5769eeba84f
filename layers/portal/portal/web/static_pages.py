"""The pages that the news does not change: the publisher's own, /feeds and /stijl. They ask the table nothing."""

from starlette.requests import Request
from starlette.responses import Response

from portal.web.context import Context
from portal.web.responses import Endpoint, respond


class StaticPages:
    """An address for each of the publisher's pages, without whose file it is not found, one that lists every feed, and
    one for who changes a component.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler."""
        own = {page.path: self.own_page for page in self._context.own_pages.listed}
        return {"/feeds": self.feeds, "/stijl": self.style, **own}

    async def feeds(self, request: Request) -> Response:
        return respond(request, self._context.pages.feeds(now=self._context.clock()))

    async def style(self, request: Request) -> Response:
        return respond(request, self._context.pages.style(now=self._context.clock()))

    async def own_page(self, request: Request) -> Response:
        slug = request.url.path.removeprefix("/")
        return respond(request, self._context.pages.own_page(slug, now=self._context.clock()))
