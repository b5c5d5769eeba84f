"""Tells news from an agenda, whose entries are dated on what they announce and not on when they were written."""

from datetime import datetime, timedelta

from portal.model.article import Document, Entry
from portal.model.feed import Feed

AHEAD = timedelta(hours=27)
"""A clock whose zone is wrong is less: at most 26 hours, from UTC-12 to UTC+14 (IANA, tz database), and one for summer
time that is counted twice. So is a page of tomorrow; what lies further ahead is no moment of publication.
"""
FEWEST_DATED = 3
"""One or two may be a slip of the hand."""


def is_agenda(feed: Feed, document: Document, now: datetime, *, before: bool = False) -> bool:
    """Whether most entries of `document` lie ahead; `agenda` in site.toml decides where it is written.

    `before`: it was one at the last look. Then it stays one as long as any entry lies ahead: an agenda whose season is
    half over is no news. What is under embargo is dated ahead for a good reason, and counts for nothing.
    """
    if feed.agenda is not None:
        return feed.agenda
    entries = [entry for entry in document.entries if not _is_under_embargo(entry)]
    dates = [entry.published_at for entry in entries if entry.published_at]
    ahead = sum(date > now + AHEAD for date in dates)
    if before:
        return ahead > 0
    return len(dates) >= FEWEST_DATED and ahead * 2 > len(entries)


def why_refused(feed: Feed) -> str:
    return (
        f"is of an agenda: the entries of feed {feed.id} lie mostly ahead, and are no news; "
        f"take it out of site.toml, or write agenda = false for it"
    )


def _is_under_embargo(entry: Entry) -> bool:
    return entry.embargoed_until is not None or entry.has_unreadable_embargo
