"""Addresses that people guess, and where they lead."""

from starlette.requests import Request
from starlette.responses import Response

from portal.model.clock import local_day
from portal.model.section import ALL
from portal.rendering.filters import month_path
from portal.web.context import Context
from portal.web.errors import moved_permanently
from portal.web.responses import Endpoint


class GuessedAddresses:
    """Redirects. Where a page of the publisher's stands at such an address, that page is shown."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler."""
        return {
            "/archief": self.archive,
            "/contact": self.contact,
            "/feed": self.feed_of_all,
            "/rss": self.feed_of_all,
        }

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
