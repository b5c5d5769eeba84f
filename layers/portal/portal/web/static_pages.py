"""The pages that the news does not change: the publisher's own, /feeds and /stijl, and addresses that people guess.
They ask the table nothing.
"""

from starlette.requests import Request
from starlette.responses import Response

from portal.model.clock import local_day
from portal.model.section import ALL
from portal.rendering.filters import month_path
from portal.web.context import Context
from portal.web.errors import moved_permanently
from portal.web.responses import Endpoint, respond


class StaticPages:
    """An address for each of the publisher's pages, without whose file it is not found, one that lists every feed, one
    for who changes a component, and redirects from what is guessed, where no page of the publisher's stands.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler."""
        guessed = {
            "/archief": self.archive,
            "/contact": self.contact,
            "/feed": self.feed_of_all,
            "/rss": self.feed_of_all,
        }
        own = {page.path: self.own_page for page in self._context.own_pages.listed}
        return {"/feeds": self.feeds, "/stijl": self.style, **guessed, **own}

    async def feeds(self, request: Request) -> Response:
        return respond(request, self._context.pages.feeds(now=self._context.clock()))

    async def style(self, request: Request) -> Response:
        return respond(request, self._context.pages.style(now=self._context.clock()))

    async def archive(self, request: Request) -> Response:
        """The month of today: from there a calendar leads back."""
        return self._moved(request, month_path(local_day(self._context.clock())))

    async def contact(self, request: Request) -> Response:
        """Who makes the site, and how to reach them. The foot of the front says it too."""
        return self._moved(request, "/over" if "over" in self._context.own_pages else "/")

    async def feed_of_all(self, request: Request) -> Response:
        """Feed readers guess it of a site's name."""
        return self._moved(request, f"/feeds/{ALL}.xml")

    def _moved(self, request: Request, path: str) -> Response:
        return moved_permanently(request, self._context, path)

    async def own_page(self, request: Request) -> Response:
        slug = request.url.path.removeprefix("/")
        return respond(request, self._context.pages.own_page(slug, now=self._context.clock()))
