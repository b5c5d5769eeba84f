"""The one way from a raw item to an Entry."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from portal.feeds.body.caption import captioned, credit_of
from portal.feeds.body.dateline import dateline_of
from portal.feeds.body.editor_notes import Headline, without_marks
from portal.feeds.body.image_source import is_picture
from portal.feeds.body.lead_and_body import Clean, LeadAndBody, SaidText
from portal.feeds.body.renditions import is_better, rendition_key, width_of_file
from portal.feeds.body.sanitize import one_line
from portal.feeds.parsing.author_names import author_name
from portal.feeds.parsing.identity import content_id, distinct, stable_id
from portal.feeds.parsing.mojibake import encoded_once
from portal.feeds.parsing.raw_item import LONGEST_NAME, MAX_NAMES, URGENCY, RawDocument, RawItem
from portal.feeds.parsing.text import without_controls
from portal.feeds.parsing.urls import resolve
from portal.model.article import Document, Entry, Image, OriginalSource, Status, Subject
from portal.model.clock import to_iso

AT_ONCE, CHARACTERS_AT_ONCE = 50, 300_000
"""Items that are read before they are cleaned, fewer where their texts are long: a processor does one thing faster than
several by turns, and what waits takes room.
"""
_INITIALS = re.compile(r"(?<=\S)\s*\([a-z]{2,4}(?:/[a-z]{2,4}){0,2}\)$")


def to_document(raw: RawDocument, clean: Clean) -> Document:
    """Every item as an entry, its text cleaned by `clean`, in the order of the document; each with an id of its own,
    but for the revisions of one story that a wire sends under one.
    """
    entries: list[Entry] = []
    for items in _by_turns(raw.items):
        heads = list(map(_head, items))
        stories = clean(list(map(_said, items, heads)))
        entries += map(_to_entry, items, heads, stories)
    document = Document(format=raw.format, title=raw.title, entries=tuple(entries), refused=raw.refused, ttl=raw.ttl)
    return document if document.is_of_a_wire else replace(document, entries=distinct(entries))


def _by_turns(items: Iterable[RawItem]) -> Iterator[list[RawItem]]:
    """As many as are read at once, with the texts that their source meant."""
    some: list[RawItem] = []
    size = 0
    for item in items:
        some.append(item)
        size += len(item.summary) + len(item.content)
        if len(some) == AT_ONCE or size > CHARACTERS_AT_ONCE:
            yield list(map(_encoded_once, some))
            some, size = [], 0
    if some:
        yield list(map(_encoded_once, some))


def _encoded_once(item: RawItem) -> RawItem:
    """`item` with the texts that its source meant, where it encoded all of them twice."""
    authors, categories, images = item.authors[:MAX_NAMES], item.categories[:MAX_NAMES], item.images[:MAX_NAMES]
    said = [text or "" for image in images for text in (image.alt, image.caption, image.credit)]
    found = encoded_once([item.headline, item.summary, item.content, item.place, *authors, *categories, *said])
    if found is None:
        return item
    headline, summary, content, place, *names = found
    rest, said = names[: len(names) - len(said)], names[len(names) - len(said) :]
    pictures = [
        replace(image, alt=alt or None, caption=caption or None, credit=credit or None)
        for image, alt, caption, credit in zip(images, said[::3], said[1::3], said[2::3], strict=True)
    ]
    return replace(
        item, headline=headline, summary=summary, content=content, place=place, authors=rest[: len(authors)],
        categories=rest[len(authors) :], images=pictures,
    )  # fmt: skip


class Head(NamedTuple):
    """What stands above an item's text, and what the addresses in it are relative to."""

    link: str | None
    base: str | None
    headline: Headline
    authors: tuple[str, ...]


def _head(item: RawItem) -> Head:
    link = resolve(item.link, item.base) if item.link else None
    headline = without_marks(item.headline, item.revision)
    return Head(link, item.text_base or link or item.base, headline, _names(item.authors, _author))


def _said(item: RawItem, head: Head) -> SaidText:
    return SaidText(item.summary, item.content, head.headline.text, head.base, head.link, head.authors)


def _to_entry(item: RawItem, head: Head, story: LeadAndBody) -> Entry:
    link, base, headline, authors = head
    return Entry(
        id=without_controls(_id(item, link, story)),
        url=link,
        headline=headline.text,
        lead=story.lead,
        lead_html=story.lead_html,
        body_html=story.body_html,
        dateline=story.dateline or dateline_of(item.place),
        published_at=item.published_at,
        updated_at=item.updated_at,
        authors=authors,
        categories=_names(item.categories, _name),
        images=_pictures(item, base, story),
        # Whether something must go is for a person to say, who has the words before them; until then nobody sees them.
        status=Status.WITHHELD if story.is_kill_notice and item.status is Status.USABLE else item.status,
        embargoed_until=item.embargoed_until,
        revision=item.revision,
        withdraws=item.withdraws,
        kind=item.kind,
        codes=tuple(dict.fromkeys(item.codes[:MAX_NAMES])),
        notes=(*map(one_line, item.notes[:MAX_NAMES]), *story.notes),
        correction=headline.correction or one_line(item.correction[:LONGEST_NAME]),
        is_kill_notice=story.is_kill_notice,
        section=item.section,
        has_unreadable_embargo=item.has_unreadable_embargo and item.status is Status.WITHHELD,
        source=_original_source(*item.source, base=item.base),
        urgency=int(item.urgency) if URGENCY.fullmatch(item.urgency) else None,
        subjects=_subjects(item.subjects),
    )


def _id(item: RawItem, link: str | None, story: LeadAndBody) -> str:
    return stable_id(item.guid, item.about, link) or content_id(
        headline=item.headline,
        published=to_iso(item.published_at) if item.published_at else "",
        body=f"{story.lead}\n{story.body_html}",
    )


def _pictures(item: RawItem, base: str | None, story: LeadAndBody) -> tuple[Image, ...]:
    """Those beside the text, then those within it; each picture once, with all that was said of it anywhere."""
    within = story.images
    if not (item.images or within):
        return ()
    said = [(_resolved(image, base), item.image_widths.get(image.url, 0)) for image in item.images[:MAX_NAMES]]
    beside = [image for image, _ in said if image]
    is_behind = item.has_small_images and bool(within)
    if len(beside) + len(within) < 2:
        return (*beside, *within)
    widths = {**story.widths, **{image.url: width for image, width in said if image and width}}
    found: dict[str, Image] = {}
    for image in (*within[:MAX_NAMES], *beside) if is_behind else (*beside, *within[:MAX_NAMES]):
        key = rendition_key(image.url)
        found[key] = _both(found[key], image, widths) if key in found else image
    return tuple(found.values())


def _both(first: Image, second: Image, widths: Mapping[str, int]) -> Image:
    """Two renditions of one picture: the better one, with all that was said of either. `widths`: as they are said."""
    one, other = (width_of_file(image.url, widths.get(image.url, 0)) for image in (first, second))
    is_second = is_better(other, than=one)
    return replace(
        first,
        url=second.url if is_second else first.url,
        alt=first.alt or second.alt,
        caption=first.caption or second.caption,
        credit=first.credit or second.credit,
    )


def _names(texts: list[str], read: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(read, texts[:MAX_NAMES])))) if texts else ()


def _author(text: str) -> str:
    return _name(author_name(text))


@lru_cache(maxsize=1024)
def _name(text: str) -> str:
    """The same few stand at every item of a feed. `Anna de Vries (iwi)`: initials are for editors."""
    return _INITIALS.sub("", one_line(text[:LONGEST_NAME]))


def _original_source(name: str, address: str, *, base: str | None) -> OriginalSource | None:
    """Under its name, or that of its host where it has none."""
    if not name and not address:
        return None
    url = resolve(address.strip(), base) if address.strip() else None
    called = _name(name) or (urlsplit(url).hostname or "" if url else "")
    return OriginalSource(name=called.removeprefix("www."), url=url) if called else None


def _subjects(said: list[Subject]) -> tuple[Subject, ...]:
    """Each once; NewsML may say its code and the NITF in it the name beside that."""
    found: dict[str, Subject] = {}
    for subject in (Subject(code=_name(one.code), name=_name(one.name)) for one in said[:MAX_NAMES]):
        key = subject.code or subject.name
        if key and not (key in found and found[key].name):
            found[key] = subject
    return tuple(found.values())


def _resolved(image: Image, base: str | None) -> Image | None:
    address = resolve(image.url, base)
    if address is None or not is_picture(address):
        return None
    alt, caption, credit = _words(image.alt), _words(image.caption), _words(image.credit)
    bare = Image(url=address, alt=alt, credit=credit_of(credit) if credit else None)
    if not caption:
        return bare
    said = captioned(bare, caption)
    return replace(said, alt=said.caption if alt == caption else alt)


def _words(text: str | None) -> str | None:
    return one_line(text)[:LONGEST_NAME] or None if text else None
