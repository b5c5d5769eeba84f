"""Pictures and recordings beside an item: Media RSS, enclosures, `dc:rights`. Shared by RSS, Atom and JSON Feed.

Source: Media RSS 1.5.1, RSS 2.0 (enclosure). Agencies send `length="0"`, which says nothing.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from portal.feeds.body.image_source import LOWEST, NARROWEST
from portal.feeds.body.raw_markup import with_breaks
from portal.feeds.body.renditions import is_better, rank, rendition_key, width_in, width_of_file
from portal.feeds.formats.source import children, text_of, width_of
from portal.model.article import Image

_SMALL = 600
"""Pixels. What is narrower stands behind a picture of the text."""
_SAYS_NOTHING = frozenset({
    "", "application/octet-stream", "binary/octet-stream", "application/binary", "octet-stream", "unknown",
    "unknown/unknown", "jpg", "jpeg", "png", "webp", "gif", "photo", "picture", "foto", "document", "text/plain",
    "text/html", "null", "application/force-download", "application/download",
})  # fmt: skip
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)


_SOUND = re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac)(?:$|[?#])", re.IGNORECASE)
_FILM = re.compile(r"\.(?:mp4|m4v|mov|webm|ogv)(?:$|[?#])", re.IGNORECASE)


Parts = Sequence[tuple[str, etree._Element]]
"""The child elements of an item with their names (`source.children`)."""


class ItemPictures(NamedTuple):
    """Those of an item. `are_small`: all of them, so that they stand behind those of the text. `widths`: in pixels, by
    address, where they are said.
    """

    images: Sequence[Image]
    widths: Mapping[str, int]
    are_small: bool = False


_ATTACHED = frozenset({"media:group", "media:thumbnail", "media:content", "enclosure", "itunes:image", "image"})
_OF_ALL_PICTURES = frozenset({"media:credit", "dc:rights", "media:description", "media:title"})
_NO_PICTURES = ItemPictures(images=(), widths={})


def attached(parts: Parts) -> Parts:
    """Those of an item that may be a picture or a recording: none in most items."""
    return [part for part in parts if part[0] in _ATTACHED or part[1].get("rel") == "enclosure"]


def pictures(parts: Parts, beside: Parts) -> ItemPictures:
    """The best rendition of each picture of an item, a thumbnail only where there is nothing else. `beside`: the parts
    that are attached.
    """
    found = list(_found(beside)) if beside else []
    if not found:
        return _NO_PICTURES
    of_all = [part for part in parts if part[0] in _OF_ALL_PICTURES]
    credit = _said(of_all, "media:credit") or _said(of_all, "dc:rights") if of_all else None
    caption = _said(of_all, "media:description") or _said(of_all, "media:title") if of_all else None
    chosen = found if len(found) == 1 else _best(one for one in found if not one.is_thumbnail) or _best(found)[:1]
    images = [one.image for one in chosen]
    if caption or credit:
        images = [
            replace(one, alt=one.alt or caption, caption=one.caption or caption, credit=one.credit or credit)
            for one in images
        ]
    widths = {one.image.url: one.width for one in chosen if one.width}
    return ItemPictures(images=images, are_small=all(one.is_small for one in found), widths=widths)


def with_recording(parts: Parts, beside: Parts, summary: str, content: str) -> tuple[str, str]:
    """Summary and content, with a link to what can be heard or seen beside the text: a reader has no player here.
    `beside`: the parts that are attached.
    """
    if not beside:
        return summary, content
    for name, child in beside:
        is_enclosed = name in ("enclosure", "media:content") or child.get("rel") == "enclosure"
        address = child.get("url") or child.get("href") or ""
        if is_enclosed and address and link_to_recording(address, child.get("type")):
            is_episode = any(part.startswith("itunes:") for part, _ in parts)
            link = link_to_recording(address, child.get("type"), is_episode=is_episode)
            return with_link(address, link, summary, content)
    return summary, content


def with_link(address: str, link: str, summary: str, content: str) -> tuple[str, str]:
    """Summary and content with `link` below the longer text, where nothing in it leads to `address` yet."""
    if any(address in text or html.escape(address) in text for text in (summary, content)):
        return summary, content
    if content.strip():
        return summary, content + link
    return "", (summary if "<" in summary else with_breaks(summary)) + link


def link_to_recording(address: str, kind: str | None, *, is_episode: bool = False) -> str:
    """As markup; "" for what is none. `kind`: its media type, if there is one."""
    said = (kind or "").strip().lower().partition(";")[0]
    is_said = said not in _SAYS_NOTHING
    if said.startswith("audio") or (not is_said and _SOUND.search(address)):
        words = "Beluister deze aflevering" if is_episode else "Beluister het fragment"
    elif said.startswith("video/") or (not is_said and _FILM.search(address)):
        words = "Bekijk de video"
    else:
        return ""
    return f'<p><a href="{html.escape(address)}">{words}</a></p>'


def _best(found: Iterable["Rendition"]) -> list["Rendition"]:
    """The widest of each picture; the pictures stay in their order. Those of one picture differ in size alone."""
    pictures: dict[str, Rendition] = {}
    for one in found:
        key = f"{rendition_key(one.image.url, one.width)} {one.image.credit or ''}"
        before = pictures.get(key)
        if before is None or is_better(one.known_width, than=before.known_width):
            pictures[key] = one
    return list(pictures.values())


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


class Rendition(NamedTuple):
    """One file of a picture. `width` in pixels, 0 where it does not say."""

    image: Image
    width: int = 0
    is_thumbnail: bool = False

    @property
    def known_width(self) -> int:
        return self.width or width_of_file(self.image.url)

    @property
    def is_small(self) -> bool:
        return self.is_thumbnail or 0 < self.width < _SMALL


def _found(parts: Parts) -> Iterator[Rendition]:
    for name, child in parts:
        if name == "media:group":
            yield from _widest(child)
        elif name == "media:thumbnail" and child.get("url"):
            yield Rendition(image=_picture(child), width=width_of(child), is_thumbnail=True)
        elif name == "media:content" and _has_thumbnail(child) and not _is_picture(child):
            yield from _stills(child)
        elif name in ("media:content", "enclosure") and _is_picture(child):
            yield Rendition(image=_picture(child), width=width_of(child), is_thumbnail=_is_tiny(child))
        elif name in ("atom:link", "link") and child.get("rel") == "enclosure" and _is_picture(child):
            yield Rendition(image=Image(url=child.get("href") or "", alt=child.get("title")))
        elif name == "itunes:image" and (address := child.get("href") or child.get("url")):
            yield Rendition(image=Image(url=address))
        elif name == "image":
            address = next((text_of(part) for key, part in children(child) if key == "url"), text_of(child))
            if address:
                yield Rendition(image=Image(url=address))


def _has_thumbnail(element: etree._Element) -> bool:
    return len(element) > 0 and next(element.iterchildren("{*}thumbnail"), None) is not None


def _is_tiny(element: etree._Element) -> bool:
    """Whether it says that it is too small for anything but an icon or a thumbnail, whatever it is called."""
    width, height = width_of(element), width_of(element, "height")
    return 0 < width < NARROWEST or 0 < height < LOWEST


def _widest(group: etree._Element) -> Iterator[Rendition]:
    """The largest rendition; what the group says of credit and description holds for it."""
    renditions = [child for name, child in children(group) if name == "media:content" and _is_picture(child)]
    if renditions:
        widest = max(renditions, key=lambda one: rank(width_of(one) or width_in(one.get("url") or "")))
        yield Rendition(image=_picture(widest, group), width=width_of(widest))
        return
    yield from _stills(group, group)


def _stills(of: etree._Element, group: etree._Element | None = None) -> Iterator[Rendition]:
    """Of a film."""
    stills = [child for name, child in children(of) if name == "media:thumbnail" and child.get("url")]
    yield from (Rendition(image=_picture(one, group), width=width_of(one), is_thumbnail=True) for one in stills)


def _picture(element: etree._Element, group: etree._Element | None = None) -> Image:
    said: dict[str, str] = {}
    for name, child in (*children(element), *(children(group) if group is not None else ())):
        said.setdefault(name, text_of(child))
    caption = said.get("media:description") or said.get("media:title") or said.get("media:text")
    credit = said.get("media:credit") or said.get("media:copyright")
    return Image(url=element.get("url") or "", alt=caption or None, caption=caption or None, credit=credit or None)


def _is_picture(element: etree._Element) -> bool:
    return is_of_a_picture(
        element.get("url") or element.get("href") or "", element.get("type") or element.get("medium")
    )


def is_of_a_picture(address: str, kind: str | None) -> bool:
    """By its type; where that says nothing, by the ending of its address. Source: RFC 9110 §8.3.1 (case)."""
    said = (kind or "").strip().lower().partition(";")[0]
    if said.startswith("image"):
        return bool(address)
    path = address.partition("?")[0]
    return said in _SAYS_NOTHING and _PICTURE.search(path if "." in path.rpartition("/")[2] else address) is not None
