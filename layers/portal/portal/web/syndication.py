"""Feeds: the same news for feed readers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.model.article import Article
from portal.rendering import jsonfeed, rss
from portal.rendering.subscriptions import Subscription, subscriptions
from portal.storage import article_queries
from portal.storage.article_queries import Listing
from portal.storage.table import Read, Table
from portal.web.context import Context
from portal.web.errors import moved_permanently
from portal.web.middleware import deadline_of
from portal.web.responses import Endpoint, respond

IN_FEED = 30
MOST_TEXT = 2_000_000
"""Characters of body in one feed: an answer of a Lambda function is at most 6 MB."""
FORMATS: Mapping[str, tuple[Callable[..., str], str]] = {
    "xml": (rss.rss, rss.MEDIA_TYPE),
    "json": (jsonfeed.json_feed, jsonfeed.MEDIA_TYPE),
}


class Syndication:
    """Every method that answers an address is one of `routes`."""

    def __init__(self, context: Context, table: Table) -> None:
        self._context = context
        self._site = context.site
        self._table = table
        self._subscriptions = subscriptions(context.site)

    def routes(self) -> dict[str, Endpoint]:
        """Address to handler; the order is the order of matching."""
        return {
            "/feeds/{name}": self.feed,
        }

    async def feed(self, request: Request, name: str) -> Response:
        slug, _, kind = name.rpartition(".")
        subscription = self._subscriptions.get(slug)
        if kind in FORMATS and (successor := self._site.successor(slug)):
            return moved_permanently(request, self._context, f"/feeds/{successor.slug}.{kind}")
        if kind not in FORMATS or subscription is None:
            raise HTTPException(404)
        render, media_type = FORMATS[kind]
        body = render(
            self._site,
            self._articles(self._table_for(request), subscription),
            title=subscription.title,
            description=subscription.description,
            page=subscription.page,
            path=subscription.path(kind),
        )
        return respond(request, body, media_type=media_type)

    def _table_for(self, request: Request) -> Table:
        return self._table.within(deadline_of(request.scope))

    def _articles(self, table: Table, subscription: Subscription) -> list[Article]:
        """The newest of a subscription, with their bodies. Two rounds: the list, then the bodies."""
        listing = table.read(newest_of(subscription, IN_FEED))
        bodies = article_queries.bodies(table, [teaser.slug for teaser in listing.teasers])
        shown = [bodies[teaser.slug] for teaser in listing.teasers if teaser.slug in bodies]
        return _within(MOST_TEXT, list(filter(None, map(self._licensed, shown))))

    def _licensed(self, article: Article) -> Article | None:
        """As much of it as the licence of its feed lets us give away; None for nothing."""
        if self._site.is_over(article, self._context.clock()):
            return None
        match self._site.syndicates(article):
            case "none":
                return None
            case "lead":
                return replace(article, body_html="", picture=None)
        return article


def newest_of(subscription: Subscription, most: int) -> Read[Listing]:
    """The newest of what somebody follows. One Query a section."""
    sections = subscription.sections
    return article_queries.latest(*sections, limit=most) if sections else article_queries.newest(limit=most)


def _within(budget: int, shown: list[Article]) -> list[Article]:
    kept: list[Article] = []
    for article in shown:
        budget -= len(article.body_html)
        if budget < 0 and kept:
            break
        kept.append(article)
    return kept
