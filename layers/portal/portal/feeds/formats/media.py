"""Pictures that stand beside an item: Media RSS, enclosures, `dc:rights`. Shared by RSS and Atom.

Source: Media RSS 1.5.1, RSS 2.0 (enclosure). Agencies send `length="0"`, which says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from portal.feeds.formats.source import children, text_of, width_of
from portal.model.article import Image

_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)


Parts = Sequence[tuple[str, etree._Element]]
"""The child elements of an item with their names (`source.children`)."""


def pictures(parts: Parts) -> list[Image]:
    """The pictures of an item, one of each group of renditions; thumbnails only where there is nothing else."""
    found = list(_found(parts))
    if not found:
        return []
    credit = _said(parts, "media:credit") or _said(parts, "dc:rights")
    caption = _said(parts, "media:description") or _said(parts, "media:title")
    large = [image for is_thumbnail, image in found if not is_thumbnail]
    chosen = large or [image for _, image in found][:1]
    return [replace(image, alt=image.alt or caption, credit=image.credit or credit) for image in chosen]


def description(parts: Parts) -> str:
    """What Media RSS says of an item, where nothing else does: as YouTube, within the group."""
    group = next((child for name, child in parts if name == "media:group"), None)
    return (
        _said(parts, "media:description")
        or _said(list(children(group)) if group is not None else [], "media:description")
        or ""
    )


def _said(parts: Parts, wanted: str) -> str | None:
    return next((text_of(child) for name, child in parts if name == wanted), None) or None


def _found(parts: Parts) -> Iterator[tuple[bool, Image]]:
    for name, child in parts:
        if name == "media:group":
            yield from _widest(child)
        elif name == "media:thumbnail" and child.get("url"):
            yield True, _picture(child)
        elif name in ("media:content", "enclosure") and _is_picture(child):
            yield False, _picture(child)
        elif name in ("atom:link", "link") and child.get("rel") == "enclosure" and _is_picture(child):
            yield False, Image(url=child.get("href") or "", alt=child.get("title"))
        elif name == "image":
            address = next((text_of(part) for key, part in children(child) if key == "url"), text_of(child))
            if address:
                yield False, Image(url=address)


def _widest(group: etree._Element) -> Iterator[tuple[bool, Image]]:
    """The largest rendition; what the group says of credit and description holds for it."""
    renditions = [child for name, child in children(group) if name == "media:content" and _is_picture(child)]
    if renditions:
        yield False, _picture(max(renditions, key=width_of), group)
        return
    yield from ((True, _picture(child, group)) for name, child in children(group) if name == "media:thumbnail")


def _picture(element: etree._Element, group: etree._Element | None = None) -> Image:
    said: dict[str, str] = {}
    for name, child in (*children(element), *(children(group) if group is not None else ())):
        said.setdefault(name, text_of(child))
    alt = said.get("media:description") or said.get("media:title") or said.get("media:text")
    return Image(url=element.get("url") or "", alt=alt, credit=said.get("media:credit") or said.get("media:copyright"))


def _is_picture(element: etree._Element) -> bool:
    address = element.get("url") or element.get("href")
    kind = element.get("type") or element.get("medium") or ""
    return bool(address) and (kind.startswith("image") or (not kind and _PICTURE.search(address or "") is not None))
