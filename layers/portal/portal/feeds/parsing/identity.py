"""Which entry is which: the same on every run, whatever order the feed is in, and whichever machine reads it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from portal.feeds.parsing.digests import MADE_UP, digest, normalised
from portal.feeds.parsing.headline_ids import named_by_headline
from portal.feeds.parsing.noise import text_without_noise, title_without_noise
from portal.model.article import Entry, Status

DOUBTFUL_FROM = 0.05
_INLINE = re.compile(r"</?(?:a|b|strong|i|em|sub|sup|s|del|ins|code)(?: [^>]*)?>")
_GLOBAL_ID = re.compile(r"(?:urn|tag):\S{8,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?P<host>[^/?#:]+)(?::\d+)?(?P<path>[^?#]*)\??(?P<query>[^#]*)#?(?P<part>.*)", re.IGNORECASE
)
_TRACKING = re.compile(
    r"(?:amp;)?(?:utm_|mtm_|at_|pk_(?:campaign|kwd|source|medium)|mc_[ce]id|wt_z?mc|ns_(?:campaign|mchannel|source)"
    r"|fbclid|gclid|dclid|msclkid|igshid|xtor|ref=|rss)",
    re.IGNORECASE,
)
_TRACKING_PART = re.compile(r"(?:utm_|mtm_|at_|xtor|ref)[^=]*=", re.IGNORECASE)


def stable_id(*given: str | None) -> str | None:
    """The first of guid, rdf:about and link (in this order) that is there, None without any."""
    return next((id_.strip() for id_ in given if id_ and id_.strip()), None)


def content_id(*, headline: str, published: str, body: str) -> str:
    """A hash of what the item says, for one that has no id of any kind. Never empty.

    It is over headline and date, and over the body only when one of those is missing: a correction of the text should
    not make another article of it.
    """
    parts = [headline, published] if headline and published else [headline, published, body]
    return f"{MADE_UP}{digest(*map(normalised, parts))[:32]}"


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with an id each. The first keeps its own; a later one gets its link added, or a hash of its content.

    An entry that equals an earlier one in everything is the same one, said twice: it keeps the same id. So do the
    revisions of one story, where each has a number of its own, and what takes one of them back. What only its headline
    tells apart is named by that.
    """
    found = named_by_headline(list(entries))
    uses = Counter((entry.id, entry.revision) for entry in found if entry.status is not Status.CANCELED)
    if all(times == 1 for times in uses.values()):
        return tuple(found)
    several = {id_ for (id_, _), times in uses.items() if times > 1}
    rivals = dict.fromkeys(entry for entry in found if entry.id in several and entry.status is not Status.CANCELED)
    addresses = Counter((entry.id, entry.url) for entry in rivals)
    taken = {entry.id for entry in found}
    firsts: set[str] = set()
    named: dict[Entry, Entry] = {}
    for entry in rivals:
        if entry.id in firsts:
            is_alone = entry.url is not None and addresses[entry.id, entry.url] == 1
            named[entry] = _told_apart(entry, by_address=is_alone, taken=taken)
            taken.add(named[entry].id)
        firsts.add(entry.id)
    return tuple(named.get(entry, entry) for entry in found)


def _told_apart(entry: Entry, *, by_address: bool, taken: set[str]) -> Entry:
    """`entry` under an id that does not depend on its place in the feed."""
    content = digest(fingerprint(entry), entry.url or "")[:32]
    candidates = [f"{entry.id}#{entry.url}"] if by_address else []
    candidates += [f"{entry.id}#{content}", f"{entry.id}#{digest(repr(entry))}"]
    return replace(entry, id=next(id_ for id_ in candidates if id_ not in taken or id_ == candidates[-1]))


def doubtful(entries: Iterable[Entry]) -> bool:
    """Whether more than one in twenty has no id, or one that another has too."""
    found = list(entries)
    ids = {entry.id for entry in found}
    bad = sum(entry.id.startswith(MADE_UP) or _was_told_apart(entry.id, ids) for entry in found)
    return bad > max(1, len(found) * DOUBTFUL_FROM)


def by_address(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of a feed whose ids say nothing: by address, where no other has it; else by headline and date."""
    found = list(entries)
    addresses = Counter(entry.url for entry in found)
    return distinct(
        replace(entry, id=_address_or_text(entry, addresses)) if entry.status is Status.USABLE else entry
        for entry in found
    )


def _address_or_text(entry: Entry, addresses: Counter[str | None]) -> str:
    if entry.url and addresses[entry.url] == 1:
        return entry.url
    published = entry.published_at.isoformat() if entry.published_at else ""
    return content_id(headline=entry.headline, published=published, body=f"{entry.lead}\n{entry.body_html}")


def _was_told_apart(id_: str, ids: set[str]) -> bool:
    return any(id_[: mark.start()] in ids for mark in re.finditer("#", id_))


def story_keys(entry: Entry, feed_id: str) -> tuple[str, ...]:
    """Dedup keys of an entry: its globally unique id (urn, tag, UUID), its address without tracking parameters, and the
    path within its feed. Each 32 characters; none for an entry that has neither id nor address of the world outside, or
    only that of a page which it shares.
    """
    if entry.id.startswith(MADE_UP) and entry.published_at is None:
        return ()
    places = [_place(text) for text in (entry.id, entry.url or "")]
    ids = [entry.id] if is_global(entry.id) else []
    paths = [f"{feed_id} {place.partition('/')[2]}" for place in places if place]
    return tuple(dict.fromkeys(digest(text)[:32] for text in (*ids, *filter(None, places), *paths)))


def address_key(id_: str) -> str:
    """The dedup key of an id that is an address, "" of any other. However it is written now (https, `www.`, a slash at
    the end, tracking parameters), it is the same id.
    """
    place = _place(id_)
    return digest(place)[:32] if place else ""


def is_global(id_: str) -> bool:
    """Whether nobody else in the world would give another item this id."""
    return _GLOBAL_ID.match(id_) is not None and not id_.startswith(MADE_UP)


def _place(address: str) -> str:
    """Host and path of an address, however it is asked for; "" for no address, or one of a whole site."""
    found = _ADDRESS.match(address)
    if found is None:
        return ""
    query = "&".join(part for part in found["query"].split("&") if part and not _TRACKING.match(part))
    path = found["path"].strip("/")
    part = "" if _TRACKING_PART.match(found["part"]) else found["part"]
    rest = f"{path}{'?' if query else ''}{query}{'#' if part else ''}{part}"
    return f"{found['host'].lower()}/{rest}" if rest else ""


def entry_hash(feed_id: str, entry_id: str) -> str:
    """The key in the table of one feed's entry: 32 characters, whatever the agency put in its id."""
    return digest(feed_id, entry_id)[:32]


def fingerprint(entry: Entry) -> str:
    """Tells one text from another: headline, lead, dateline, paragraphs and subheads, and which pictures
    of whom.

    Blind to what changes without a correction: dates, addresses of links, queries of picture addresses, emphasis,
    white space, unseen characters, counters and random strings (feeds.parsing.noise). 64 characters.
    """
    return digest(
        title_without_noise(normalised(entry.headline)),
        text_without_noise(normalised(entry.lead)),
        str(entry.dateline or ""),
        text_without_noise(normalised(_INLINE.sub("", entry.body_html))),
        *(f"{image.url.partition('?')[0]} {image.credit or ''}" for image in entry.images),
    )
