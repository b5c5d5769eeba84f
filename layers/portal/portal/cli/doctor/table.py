"""The table, held against site.toml: what lives in it under names that are no longer there, or are new."""

from portal.cli.doctor.finding import Findings, Room
from portal.model.article import Article, HiddenArticle, Moved
from portal.model.feed_state import FeedState
from portal.model.site import Site
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.table import Table, all_of


def of_change(site: Site, table: Table) -> Findings:
    """What a deployment of this site.toml would leave behind or cover up; so ask before you deploy it."""
    yield from _covered(site, table)
    yield from _orphans(site, table)
    yield from _renamed(site, FeedStates(table).all())


def of_table(site: Site, table: Table) -> Findings:
    """What of_change says, and which feeds fail."""
    yield from of_change(site, table)
    yield from _failing(site, FeedStates(table).all())


def _covered(site: Site, table: Table) -> Findings:
    """A section at the address of an article would hide it: sections are looked up first."""
    room = Room("table")
    slugs = sorted(site.taken_slugs)
    found = table.read(all_of([article_queries.article(slug) for slug in slugs]))
    covered = [one for one in found if isinstance(one, Article | HiddenArticle | Moved)]
    for one in covered:
        words = f"«{one.headline}»" if isinstance(one, Article) else "an article that was withdrawn or renamed"
        yield room.problem(
            f"/nieuws/{one.slug} is the address of {words} and of a section",
            f"before you deploy: portal rename {one.slug} {one.slug}-bericht, or another slug for the section",
        )
    if not covered:
        yield room.ok("no section stands at the address of an article")


def _orphans(site: Site, table: Table) -> Findings:
    room = Room("table")
    orphans = [
        slug for slug in table.read(article_queries.sections()) if not site.section(slug) and not site.successor(slug)
    ]
    for slug in orphans:
        yield room.advice(
            f"articles of the section «{slug}», which is not in site.toml, can be read, but /nieuws/{slug} answers 404",
            f'if another section took its place, write there: was = ["{slug}"]',
        )


def _renamed(site: Site, states: dict[str, FeedState]) -> Findings:
    room = Room("table")
    known = {id_ for feed in site.feeds for id_ in feed.ids}
    gone = [state for name, state in sorted(states.items()) if name not in known]
    new = {feed.url: feed.id for feed in site.feeds if not any(id_ in states for id_ in feed.ids)}
    for state in gone:
        if state.url in new:
            yield room.problem(
                f"feed «{state.feed}» is called «{new[state.url]}» now, and all its entries would come in twice",
                f'write at feeds.{new[state.url]}: was = ["{state.feed}"]',
            )
        else:
            yield room.advice(
                f"feed «{state.feed}» is not in site.toml any more; what it brought stays",
                f'if another feed took its place, write there: was = ["{state.feed}"]; else there is nothing to do',
            )


def _failing(site: Site, states: dict[str, FeedState]) -> Findings:
    room = Room("table")
    for feed in site.feeds:
        last = states.get(feed.id)
        if last and last.is_failing:
            yield room.problem(
                f"feed «{feed.id}» failed {last.streak} times in a row: {last.last_error}",
                "docs/operating.md, FeedsInTroubleAlarm",
            )
