"""An id that its feed gives to another article, years later: the new one is an article of its own, the old one stays.

What says so: headline and text are other words almost wholly, and the feed's own date is later by more than a month. A
liveblog that is rewritten keeps its date, and of a page whose date moves the text hardly changes. More than a year
later, what both say in the same sentences is what the source writes below everything, unless both begin so. A wire
numbers its revisions, and is believed.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Received
from portal.lifecycle.outcome import Transition, unchanged
from portal.lifecycle.receiving import published_anew, received_in_vain
from portal.lifecycle.revision_texts import beyond_budget
from portal.lifecycle.state import Published, State
from portal.model.article import Article, Origin
from portal.model.clock import to_iso

MONTH, YEAR = timedelta(days=30), timedelta(days=365)
SHARED_OF_HEADLINE, SHARED_OF_TEXT = 0.34, 0.3
"""Of the words of the shorter one, at the most: two reports have «tips voor» and «onder andere» in common."""
FEWEST_OWN_WORDS = 6
"""That a text must have beside what it shares, to be told from another by them alone."""
_TAG = re.compile(r"<[^>]*>")
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+|</?(?:p|h2|h3|li|ul|ol|blockquote|td|th|tr|br)(?:\s[^>]*)?>")
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
    if _shared(one.headline, other.headline) > SHARED_OF_HEADLINE:
        return False
    texts = _sentences(one), _sentences(other)
    if abs(one.published_at - other.published_at) > YEAR:
        texts = _without_what_both_say(*texts)
    return _shared(*map(" ".join, texts)) <= SHARED_OF_TEXT


def _sentences(article: Article) -> list[str]:
    """In small letters, without markup."""
    parts = (article.lead, *_END_OF_SENTENCE.split(article.body_html))
    found = (" ".join(_TAG.sub(" ", part or "").casefold().split()) for part in parts)
    return list(filter(None, found))


def _without_what_both_say(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """The texts as they are where they begin alike, or where one has hardly a word beside it."""
    both = set(one) & set(other)
    own = (
        [sentence for sentence in one if sentence not in both],
        [sentence for sentence in other if sentence not in both],
    )
    begin_alike = bool(both) and (one[0] in both or other[0] in both)
    if begin_alike or min(len(_words_of(" ".join(text))) for text in own) < FEWEST_OWN_WORDS:
        return one, other
    return own


def _shared(one: str, other: str) -> float:
    """Which part of the words of the shorter text the other has too, 1 where there are none."""
    words, others = _words_of(one), _words_of(other)
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter else 1.0


def _words_of(text: str) -> set[str]:
    """Those of five letters and more, where it has any: the others are in every text."""
    plain = text.casefold()
    return set(_LONG.findall(plain)) or set(_ANY.findall(plain))
