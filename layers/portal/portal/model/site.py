"""What a publisher decides, as a value: sections, feeds and webmails of one site (model.site_toml reads them)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from portal.model.article import Article
from portal.model.desk import Desk
from portal.model.feed import Feed
from portal.model.section import RESERVED, Section
from portal.model.webmail import Webmail

LOOPBACK = ("127.0.0.1", "localhost", "::1")
REVISIONS_DAYS = 30
"""For so long a text that another has replaced is kept, unless site.toml says otherwise."""
HSTS = ("host", "subdomains", "preload")
"""The site's own host; all names below it too; and browsers that have never been here. Source: RFC 6797 §6.1."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a publisher decides. `origin` is the public address without a trailing slash. `mining_reserved`: text and
    data mining are not allowed. `hsts`: for which names browsers keep to https, one of HSTS. `keep_revisions`: days for
    which a text that another has replaced is kept, 0 for ever. `opening`: the slug of the section with which the front
    opens, or REGIONS, unless something is urgent; "" for the first that has news. `desk`: who works in the newsroom.
    """

    name: str
    origin: str
    description: str
    contact: str
    sections: tuple[Section, ...]
    feeds: tuple[Feed, ...] = ()
    webmails: tuple[Webmail, ...] = ()
    mining_reserved: bool = False
    hsts: str = "host"
    keep_revisions: int = REVISIONS_DAYS
    opening: str = ""
    desk: Desk = field(default_factory=Desk)

    @cached_property
    def topics(self) -> tuple[Section, ...]:
        """The sections that are not regions, in the publisher's order."""
        return tuple(section for section in self.sections if not section.region)

    @cached_property
    def regions(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.region)

    @cached_property
    def _sections_by_slug(self) -> Mapping[str, Section]:
        return {section.slug: section for section in self.sections}

    def section(self, slug: str) -> Section | None:
        return self._sections_by_slug.get(slug)

    @cached_property
    def _sections_by_former_slug(self) -> Mapping[str, Section]:
        return {slug: section for section in self.sections for slug in section.was}

    def successor(self, slug: str) -> Section | None:
        """The section that once had `slug`."""
        return self._sections_by_former_slug.get(slug)

    def section_or_orphan(self, slug: str) -> Section:
        """The section of an article, also when it has another slug by now, or has left site.toml: then its slug is its
        name.
        """
        found = self.section(slug) or self.successor(slug)
        return found or Section(slug=slug, name=slug.replace("-", " ").capitalize())

    def feed(self, feed_id: str) -> Feed | None:
        return next((feed for feed in self.feeds if feed.id == feed_id), None)

    @cached_property
    def _feeds_by_any_id(self) -> Mapping[str, Feed]:
        return {id_: feed for feed in self.feeds for id_ in feed.ids}

    def feed_once(self, feed_id: str) -> Feed | None:
        """The feed that has or had this id."""
        return self._feeds_by_any_id.get(feed_id)

    def syndicates(self, article: Article) -> str:
        """How much of it the licence of its feed lets us give away: full, lead or none."""
        feed = self.feed_once(article.origin.feed)
        return feed.syndicate if feed else "full"

    def is_over(self, article: Article, now: datetime) -> bool:
        """Whether the licence of its feed has run out for it; a term that is new in site.toml counts at once."""
        ends = self.expires_at(article)
        return ends is not None and ends <= now

    def expires_at(self, article: Article) -> datetime | None:
        """When the licence of its feed ends for it; None for never, and for a feed that is in site.toml no more."""
        feed = self.feed_once(article.origin.feed)
        return feed.expires_at(article.published_at) if feed else None

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Who makes the news, each once, in the order of the feeds."""
        return tuple(dict.fromkeys(feed.source for feed in self.feeds if feed.source))

    @cached_property
    def taken_slugs(self) -> frozenset[str]:
        """Slugs that no article may have: the sections' own, also of before, and the words of the addresses."""
        return RESERVED | frozenset(self._sections_by_slug) | frozenset(self._sections_by_former_slug)
