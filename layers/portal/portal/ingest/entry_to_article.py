"""Which entries become articles, as what, and whether they may be seen."""

from collections.abc import Iterable
from datetime import UTC, datetime

from portal.feeds.formats.data_entries import DATA
from portal.feeds.parsing.identity import entry_hash, fingerprint
from portal.ingest.list_order import issued_at
from portal.lifecycle.event import Hold
from portal.lifecycle.outcome import Outcome
from portal.lifecycle.update_times import first_updated_at
from portal.model.article import Article, Entry, Origin, Status, Why
from portal.model.feed import Feed
from portal.model.section import REGIONS, Section
from portal.model.site import Site
from portal.model.slug import slugify
from portal.model.subject import LIVE, shown_subjects
from portal.model.text import shortened

LONGEST_HEADLINE = 300
LONGEST_BORROWED = 90
LARGEST_ARTICLE = 300_000
"""Bytes of text. An item of the table holds 400 KB. Source: AWS, Quotas in Amazon DynamoDB."""
FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""What ends later has no local time any more."""
LONGEST_GUID = 300
LONGEST_NOTE, MOST_NOTES = 1000, 20
"""Kept beside the text, and no reason to lose it: an item of the table holds what it holds."""


class NotAcceptedError(Exception):
    """Why an entry does not become an article; its neighbours do. `is_fault`: somebody should look at it. `outcome`: as
    what a report counts it.
    """

    def __init__(self, reason: str, *, is_fault: bool = True, outcome: Outcome = Outcome.REFUSED) -> None:
        self.is_fault = is_fault
        self.outcome = outcome
        super().__init__(reason)


def to_article(
    entry: Entry,
    *,
    feed: Feed,
    section: Section,
    now: datetime,
    placed_at: datetime | None = None,
    known: Iterable[str] = (),
) -> Article:
    """The article that `entry` is at `now`. A missing or future date becomes now; `placed_at` counts instead of its
    date, where its place in the document gave it another second (ingest.list_order). `known`: slugs that are no
    subjects (model.subject). Raises NotAcceptedError.
    """
    _refuse_unusable(entry)
    headline = _headline(entry)
    issued = placed_at or issued_at(entry) or now
    published_at = min(max(issued, entry.embargoed_until or issued), now)
    return Article(
        slug=slugify(headline),
        headline=headline,
        lead="" if entry.lead == headline and not entry.headline else entry.lead,
        dateline=entry.dateline,
        body_html=entry.body_html,
        section=section.slug,
        also_in=(REGIONS,) if section.region else (),
        published_at=published_at,
        updated_at=first_updated_at(entry.updated_at, published_at, now),
        origin=Origin(feed=feed.id, entry=entry_hash(feed.id, entry.id)),
        fingerprint=fingerprint(entry),
        source_url=entry.url,
        authors=entry.authors,
        categories=entry.categories,
        images=entry.images,
        correction=entry.correction,
        guid=entry.id[:LONGEST_GUID],
        urgency=entry.urgency,
        is_live=any(slugify(category) in LIVE for category in entry.categories),
        subjects=shown_subjects(entry.subjects, entry.categories, known=known),
        source=entry.source,
        notes=tuple(note[:LONGEST_NOTE] for note in entry.notes[:MOST_NOTES]),
    )


def section_of(entry: Entry, feed: Feed, site: Site, *, is_own_text: bool) -> Section:
    """The section that a text of our own names; else by its codes; else its feed's. Raises NotAcceptedError.

    A stranger's text chooses among the sections that site.toml gives its feed, and no other.
    """
    if is_own_text and entry.section:
        found = site.section(entry.section)
        if found is None:
            raise NotAcceptedError(f"names the section «{entry.section}», which the site has not; {_remedy(site)}")
        return found
    chosen = feed.section_of((*entry.codes, *entry.categories))
    if not chosen:
        raise NotAcceptedError(f"names no section; {_remedy(site)}")
    return site.section_or_orphan(chosen)


def _remedy(site: Site) -> str:
    return f"write `section: …` in its head, one of: {', '.join(section.slug for section in site.sections)}"


def hold_of(entry: Entry, now: datetime) -> Hold | None:
    """Why nobody may see `entry` at `now`; None for no reason."""
    if entry.is_kill_notice:
        return Hold(why=Why.NOTICE)
    if entry.has_unreadable_embargo:
        return Hold(why=Why.UNREADABLE)
    if entry.status is Status.WITHHELD:
        return Hold(why=Why.WITHHELD)
    if entry.embargoed_until and entry.embargoed_until > now:
        return Hold(why=Why.EMBARGO, until=min(entry.embargoed_until, FAR))
    return None


def _refuse_unusable(entry: Entry) -> None:
    refuse_data(entry)
    if entry.kind != "text":
        raise NotAcceptedError(f"is no text but a {entry.kind}", is_fault=False)
    if not (entry.headline or entry.lead or entry.body_html):
        raise NotAcceptedError("has no text")
    if _size(entry) > LARGEST_ARTICLE:
        raise NotAcceptedError(f"is larger than {LARGEST_ARTICLE} bytes")


def refuse_data(entry: Entry) -> None:
    """A feed of it brings nothing, ever: whoever added it has to hear why. Raises NotAcceptedError."""
    if entry.kind == DATA:
        raise NotAcceptedError("is data, no news: XML of a vocabulary of its own, under the key of an object")


def _size(entry: Entry) -> int:
    """Bytes of all that is stored of it, but for its notes, which are cut."""
    about = [f"{image.url}{image.alt or ''}{image.credit or ''}" for image in entry.images]
    about += [entry.correction, str(entry.dateline or ""), str(entry.source or "")]
    texts = (entry.headline, entry.lead, entry.body_html, entry.url or "", *entry.authors, *entry.categories, *about)
    return sum(len(text.encode()) for text in texts)


def _headline(entry: Entry) -> str:
    """The entry's own, or the first words of its lead: an article without a headline cannot be found in a list."""
    if entry.headline:
        return shortened(entry.headline, LONGEST_HEADLINE)
    return shortened(entry.lead, LONGEST_BORROWED) or "Bericht"
