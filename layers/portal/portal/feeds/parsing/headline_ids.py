"""Ids of what only its headline tells apart: warnings, tides and alarms of one page, without guid and date.

Their texts are always about now: an hour, a colour or a level changes, and it is the same warning. So the id is made
of the headline without those words. Source: docs/adding-a-feed.md, «Without an id the link is taken, and without a link
the headline».
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from portal.feeds.parsing.date_words import DUTCH_DAYS, DUTCH_MONTHS
from portal.feeds.parsing.digests import MADE_UP, digest, normalised
from portal.model.article import Entry, Status

_TOKEN = re.compile(r"[^\W_]+(?:[.,:/'’-][^\W_]+)*")
_COLOUR = re.compile(
    r"geel|gele|oranje|rood|rode|groene?|yellow|orange|amber|red|green"
    r"|gelbe?[rn]?|rote?[rn]?|grüne?[rn]?|orangen?e?|violett?e?|jaune|rouge|verte?"
)
_ENDING = re.compile(
    r"\b(?:aufhebung|ende|verlängerung|fin|levée|prolongation|einde|intrekking|opheffing|verlenging|end|cancellation)"
    r" (?:(?:de )?[dl]['’]|(?:der|des|von|van|de|du|of)(?: (?:de|het|la|the))?\b)"
)
"""What announces that a warning is over, or goes on: it is the same one. Of the neighbours in their own language."""
_TIDE = re.compile(r"\b(hoog|laag) water\b")
"""Two words for what is one: not a level of something else."""
_PASSING = re.compile(
    rf"{_COLOUR.pattern}"
    r"|(?:kleur)?code|kleur|(?:alarm)?fase|niveau|level|alert|(?:warn)?stufe|phase|verhoogd|verlaagd"
    r"|laag|lage|hoog|hoge|matige?|zeer|extreem|extreme"
    r"|update|verlengd|ingetrokken|vervallen|opgeheven|beëindigd|gewijzigd|actueel|einde"
    r"|aufgehoben|beendet|verlängert|aktualisiert|aktuell|levée?|terminée?|prolongée?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|laag|lage|matige?|hoge?|hoog|zeer|extreme?|extreem"
    r"|heute|uhr|heures?|aujourd['’]hui|\d{1,2}[uh]\d\d"
    rf"|(?:{DUTCH_DAYS}|van|morgen)?(?:ochtend|middag|avond|nacht)"
    rf"|{DUTCH_DAYS}|vandaag|(?:over)?morgen|gisteren|nu|uur|u|{DUTCH_MONTHS}"
    r"|vanaf|van|tot|om|sinds|cm|m"
    r"|\d+(?:[.,:/-]\d+)*(?:e|ste|de|u|uur|h|cm|mm|m|km|km/u|kmh|graden|c)?|\d{1,2}-[a-z]{3,9}(?:-\d{2,4})?"
)
"""Words of a headline, in small letters, that change while it is about the same: colours, levels, moments, numbers."""


def lasting_words(headline: str) -> str:
    """`headline` without colours, levels, numbers, times, and what says that it is over; "" where nothing else is in
    it: then it is what its page is always about. A road or place that has a number in its name (A58, BRT-02) keeps it.
    """
    return " ".join(word for word in _words(headline) if not _PASSING.fullmatch(word))


def _words(headline: str) -> list[str]:
    return _TOKEN.findall(_ENDING.sub(" ", _TIDE.sub(r"\1water", normalised(headline).casefold())))


def named_by_headline(entries: Sequence[Entry]) -> list[Entry]:
    """`entries`, of which those that have no date, and neither guid nor link of their own, are named by their headline:
    by its lasting words, or by all of it where two of a page share these.

    One that is alone in its document may be one of such a page: it keeps its link as its id, unless its headline has a
    colour, and is known under the other ids too. Without a headline it keeps the id that it has.
    """
    nameless = [entry for entry in entries if entry.published_at is None and _may_be_nameless(entry)]
    if not nameless:
        return list(entries)
    different = dict.fromkeys(entries)
    links = Counter(entry.url for entry in different)
    is_alone = len(different) == 1
    page = [entry for entry in dict.fromkeys(nameless) if _is_of_a_page(entry, links, is_alone=is_alone)]
    names = {entry: _ids(entry) for entry in page}
    uses = Counter(by_words for by_words, _ in names.values())
    named = {entry: _named(entry, *names[entry], is_unique=uses[names[entry][0]] == 1) for entry in page}
    if is_alone and not page and _is_its_link(nameless[0]):
        named = {nameless[0]: replace(nameless[0], other_ids=_ids(nameless[0]))}
    return [named.get(entry, entry) for entry in entries]


def _may_be_nameless(entry: Entry) -> bool:
    return entry.status is Status.USABLE and bool(entry.headline) and entry.revision is None


def _is_of_a_page(entry: Entry, links: Counter[str | None], *, is_alone: bool) -> bool:
    """Whether nothing but its headline tells it from other entries of its page."""
    if entry.url is None or links[entry.url] > 1:
        return _is_its_link(entry) or entry.id.startswith(MADE_UP)
    return is_alone and _is_its_link(entry) and _has_colour(entry.headline)


def _is_its_link(entry: Entry) -> bool:
    return entry.url is not None and entry.id == entry.url


def _has_colour(headline: str) -> bool:
    return any(map(_COLOUR.fullmatch, _TOKEN.findall(headline.casefold())))


def _named(entry: Entry, by_words: str, whole: str, *, is_unique: bool) -> Entry:
    """Known too by the ids that it had before: one made of its content, and of all words where none of them lasts."""
    before = (entry.id,) if entry.id.startswith(MADE_UP) else ()
    if is_unique and not lasting_words(entry.headline):
        before = (_id("words", entry.url or "", " ".join(_words(entry.headline))), *before)
    if is_unique:
        return replace(entry, id=by_words, other_ids=(whole, *before))
    return replace(entry, id=whole, other_ids=before)


def _ids(entry: Entry) -> tuple[str, str]:
    """By its lasting words, and by all of them."""
    page, words, whole = entry.url or "", lasting_words(entry.headline), normalised(entry.headline).casefold()
    return _id("words", page, words), _id("headline", page, whole)


def _id(*parts: str) -> str:
    return f"{MADE_UP}{digest(*parts)[:32]}"
