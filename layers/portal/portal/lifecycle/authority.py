"""On whose word something happens to an article: a feed speaks for its own group, a person for every article."""

from dataclasses import dataclass

from portal.model.article import WEB_FORMATS
from portal.model.feed import Feed
from portal.model.site import Site


@dataclass(frozen=True, kw_only=True)
class Authority:
    """`name`: the feed's id, or the person's. `feed_ids`: ids that the feed has or had. `group_ids`: likewise of every
    feed whose articles it may change, kill or hold. `speaks_for_all`: a person, or a moment that was agreed on.

    `is_vouched`: site.toml names its format, or its agency delivers files. `budget`: how many new articles of the last
    day its feed may still bring today, None for any number; `daily`: of how many in all. `is_person`: what it does is
    told in the audit trail.
    """

    name: str
    feed_ids: frozenset[str] = frozenset()
    group_ids: frozenset[str] = frozenset()
    speaks_for_all: bool = False
    is_vouched: bool = False
    budget: int | None = None
    daily: int = 0
    is_person: bool = False

    def speaks_for(self, feed_id: str) -> bool:
        """Whether it may change what feed `feed_id` brought."""
        return self.speaks_for_all or feed_id in self.group_ids

    def may_kill(self, feed_id: str) -> bool:
        """Whether it may take away what feed `feed_id` brought: of its group only where it is vouched for, for Atom has
        cancels too, and a server chooses what it answers.
        """
        return self.speaks_for_all or feed_id in (self.group_ids if self.is_vouched else self.feed_ids)

    def has_spent(self, *, beyond: int = 0) -> bool:
        """Whether its feed has brought all that it may today, and `beyond` more."""
        return self.budget is not None and self.budget + beyond <= 0

    def is_feed(self, feed_id: str) -> bool:
        """Whether it is the feed `feed_id` itself."""
        return feed_id in self.feed_ids


NEWSDESK = Authority(name="redactie", speaks_for_all=True, is_person=True)
"""Whoever may write to the table by hand."""
SCHEDULE = Authority(name="schedule", speaks_for_all=True)
"""A moment that was agreed on: an embargo ends, a licence runs out."""


def authority_of(feed: Feed, site: Site, *, spoken: str, budget: int | None = None) -> Authority:
    """What `feed` may do by a document in the format `spoken`. In a wire's format its group counts only where site.toml
    names that format too, or where its agency delivers files: otherwise the feed's server alone would choose the
    format, and with it what it may command. What the web publishes commands nothing but a kill: see `may_kill`.
    """
    members = [one for one in site.feeds if feed.group and one.group == feed.group]
    is_vouched = bool(feed.folder) or feed.format is not None
    ids = frozenset(feed.ids)
    counts = is_vouched or spoken in WEB_FORMATS
    group = frozenset(id_ for one in members for id_ in one.ids) if counts else frozenset()
    return Authority(
        name=feed.id, feed_ids=ids, group_ids=ids | group, is_vouched=is_vouched, budget=budget, daily=feed.daily
    )
