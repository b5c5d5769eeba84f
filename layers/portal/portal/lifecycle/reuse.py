"""An id that its feed gives to another article, years later: the new one is an article of its own, the old one stays.

What says so: headline and text are other words almost wholly, and the feed's own date is later by more than a month. A
liveblog that is rewritten keeps its date, and of a page whose date moves the text hardly changes. A wire numbers its
revisions, and is believed.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Received
from portal.lifecycle.outcome import Transition, unchanged
from portal.lifecycle.receiving import published_anew, received_in_vain
from portal.lifecycle.state import Published, State
from portal.lifecycle.texts import beyond_budget
from portal.model.article import Article, Origin
from portal.model.clock import to_iso

MONTH = timedelta(days=30)
SHARED_OF_HEADLINE, SHARED_OF_TEXT = 0.34, 0.3
"""Of the words of the shorter one, at the most: two reports have «tips voor» and «onder andere» in common."""
_TAG = re.compile(r"<[^>]*>")
_LONG, _ANY = re.compile(r"\w{5,}"), re.compile(r"\w+")


def received_under_a_used_id(state: State, event: Received, by: Authority, now: datetime) -> Transition | None:
    """What comes of a text that is another article than the one that is published under its id; None for every other
    text. An older article, which its server shows once more, does not replace a newer one under the same id.
    """
    if not isinstance(state, Published) or not _may_reuse(state, event, by):
        return None
    current, text = state.article, event.text
    later = text.published_at - current.published_at
    if abs(later) <= MONTH or not is_wholly_another(current, text):
        return None
    if later > MONTH:
        return _another_article(state, event, by, now)
    if state.entry.origin != text.origin:
        return unchanged(state, f"{event.version.in_words} ignored, an older article under the id of this one")
    return None


def _may_reuse(state: Published, event: Received, by: Authority) -> bool:
    is_plain = event.is_dated and not event.hold and not event.counts_versions
    return is_plain and by.is_feed(state.entry.origin.feed) and received_in_vain(state, event, by) is None


def _another_article(state: Published, event: Received, by: Authority, now: datetime) -> Transition:
    if event.is_fresh and by.has_spent():
        return beyond_budget(state, by)
    text = replace(event.text, origin=_origin_of_next(state.entry.origin, event.text.published_at))
    made = published_anew(text, None, event.version, now, expires_at=event.expires_at)
    reason = f"{made.reason}: another article than /nieuws/{state.article.slug}, which had its id until now"
    return replace(made, reason=reason, reuses=state.entry)


def _origin_of_next(origin: Origin, published_at: datetime) -> Origin:
    """The same whoever works it out, and another for each article of one id."""
    text = f"{origin.feed}#{origin.entry}#{to_iso(published_at)}"
    return Origin(feed=origin.feed, entry=sha256(text.encode()).hexdigest()[:32])


def is_wholly_another(one: Article, other: Article) -> bool:
    """Whether neither headline nor text tells the same. Where one of them has no text it cannot be told."""
    headlines = _shared(one.headline, other.headline)
    texts = _shared(*(f"{text.lead} {_TAG.sub(' ', text.body_html)}" for text in (one, other)))
    return headlines <= SHARED_OF_HEADLINE and texts <= SHARED_OF_TEXT


def _shared(one: str, other: str) -> float:
    """Which part of the words of the shorter text the other has too, 1 where there are none."""
    words, others = _words_of(one), _words_of(other)
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter else 1.0


def _words_of(text: str) -> set[str]:
    """Those of five letters and more, where it has any: the others are in every text."""
    plain = text.casefold()
    return set(_LONG.findall(plain)) or set(_ANY.findall(plain))
