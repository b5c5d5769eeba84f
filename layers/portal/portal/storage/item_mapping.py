"""Values to items and back. Only names that stand here are attributes of the table."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from portal.model.article import (
    Article,
    Dateline,
    HiddenArticle,
    Image,
    Moved,
    Origin,
    OriginalSource,
    Subject,
    Teaser,
    Why,
)
from portal.model.clock import from_iso, to_iso
from portal.model.corrections import Edit
from portal.model.picture import Picture
from portal.model.subject import listing
from portal.model.text import shortened
from portal.storage.table import Item

LONGEST_TEASER_LEAD = 1200
"""Characters of a lead that lists show: an index stays small, whatever an agency sends as a first paragraph."""
CUT = " …"
"""How a lead ends that was cut (model.text.shortened)."""
SAMPLED = 1024
"""One article in so many stands in the sample of its month."""

ARTICLES = "ARTICLE#"
INDEX_KEYS = ("section_key", "timeline", "position")
TIMELINE = "NEWS"
"""The one list of all articles, by time."""


def to_attribute(value: object) -> dict[str, Any]:
    """A typed DynamoDB value. Source: AWS, AttributeValue in the DynamoDB API reference."""
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case list() | tuple():
            return {"L": [to_attribute(member) for member in value]}
        case Mapping():
            return {"M": to_attributes(value)}
    raise TypeError(f"no attribute type for {type(value).__name__}")


def to_attributes(values: Mapping[str, object]) -> Item:
    """As `to_attribute`, for a whole item; None and empty text or lists are left out."""
    return {
        name: to_attribute(value) for name, value in values.items() if value is not None and value not in ("", (), [])
    }


def from_attribute(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return int(value)
        case "L":
            return [from_attribute(member) for member in value]
        case "M":
            return from_attributes(value)
        case "SS":
            return set(value)
    return value


def from_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_attribute(value) for name, value in item.items()}


def article_key(slug: str) -> Item:
    return to_attributes({"pk": ARTICLES + slug, "sk": "ARTICLE"})


def placement_key(slug: str, listed: str) -> Item:
    return to_attributes({"pk": ARTICLES + slug, "sk": f"IN#{listed}"})


def entry_key(origin: Origin) -> Item:
    return to_attributes({"pk": f"ENTRY#{origin.feed}#{origin.entry}", "sk": "ENTRY"})


def revision_key(origin: Origin, revision: int) -> Item:
    return to_attributes({"pk": f"ENTRY#{origin.feed}#{origin.entry}", "sk": f"REVISION#{revision:06}"})


def story_key(key: str) -> Item:
    return to_attributes({"pk": f"STORY#{key}", "sk": "STORY"})


def waiting_key(slug: str) -> Item:
    return to_attributes({"pk": "WAITING", "sk": slug})


def hidden_key(slug: str) -> Item:
    return to_attributes({"pk": "HIDDEN", "sk": slug})


def gone_key(origin: Origin) -> Item:
    return to_attributes({"pk": "GONE", "sk": f"{origin.feed}#{origin.entry}"})


def former_key(origin: Origin, slug: str) -> Item:
    """`slug`: an address that the article of an entry had before."""
    return to_attributes({"pk": f"ENTRY#{origin.feed}#{origin.entry}", "sk": f"MOVED#{slug}"})


def same_story_key(origin: Origin, other: Origin) -> Item:
    """`other`: an entry of another feed with the story of `origin`."""
    return to_attributes({"pk": f"ENTRY#{origin.feed}#{origin.entry}", "sk": f"SAME#{other.feed}#{other.entry}"})


def image_key(origin: Origin, image: str = "") -> Item:
    """`image`: which of the images that came with an entry (storage.picture_attempts)."""
    return to_attributes({"pk": f"ENTRY#{origin.feed}#{origin.entry}", "sk": f"IMAGE#{image}"})


def picture_use_key(picture: str, origin: Origin) -> Item:
    return to_attributes({"pk": f"PICTURE#{picture}", "sk": f"USED#{origin.feed}#{origin.entry}"})


def section_key(section: str) -> str:
    return f"SECTION#{section}"


def article_item(article: Article) -> Item:
    """The article in all lists it belongs to."""
    keys = {"section_key": section_key(article.section), "timeline": TIMELINE}
    return article_key(article.slug) | _content(article) | to_attributes(keys)


def listings_of(article: Article) -> tuple[str, ...]:
    """The lists that it stands in beside its section's: others of the site, and those of its subjects."""
    return (*article.also_in, *map(listing, article.subjects))


def placement_item(article: Article, listed: str) -> Item:
    """Its place in the list that is called `listed`."""
    keys = {"section_key": section_key(listed)}
    return placement_key(article.slug, listed) | _listed(article, listed) | to_attributes(keys)


def revision_item(article: Article, *, ends: datetime | None = None) -> Item:
    """The text as it stood, out of every list; without its pictures, which may be gone when it comes back. `ends`: when
    the table forgets it.
    """
    text = replace(article, picture=None, more_pictures=(), writes=0)
    item = revision_key(article.origin, article.revision) | _content(text)
    return item | (to_attributes({"expires_at": int(ends.timestamp())}) if ends else {})


def hidden_item(hidden: HiddenArticle) -> Item:
    return article_key(hidden.slug) | to_attributes(
        {
            "state": "withdrawn",
            "slug": hidden.slug,
            "section": hidden.section,
            "published_at": to_iso(hidden.published_at),
            "withdrawn_at": to_iso(hidden.withdrawn_at),
            "revision": hidden.revision,
            "why": hidden.why.value,
            "was_public": hidden.was_public,
            "until": to_iso(hidden.until) if hidden.until else None,
            "shared": hidden.shared,
            "edits": [asdict(edit) for edit in hidden.edits],
            "is_erased": hidden.is_erased or None,
            **_life(hidden),
            **_origin(hidden.origin),
        }
    )


def moved_item(moved: Moved) -> Item:
    return article_key(moved.slug) | to_attributes(
        {"state": "moved", "slug": moved.slug, "to": moved.to, **_origin(moved.origin)}
    )


def from_article_item(item: Mapping[str, Any]) -> Article | HiddenArticle | Moved:
    """Whatever stands at the address of an article, or in one of its revisions."""
    row = from_attributes(item)
    origin = Origin(feed=row["feed"], entry=row["entry"])
    match row["state"]:
        case "moved":
            return Moved(slug=row["slug"], to=row["to"], origin=origin)
        case "withdrawn":
            return HiddenArticle(
                slug=row["slug"],
                section=row["section"],
                published_at=from_iso(row["published_at"]),
                withdrawn_at=from_iso(row["withdrawn_at"]),
                origin=origin,
                revision=row["revision"],
                why=Why(row.get("why", "editor")),
                was_public=row.get("was_public", True),
                until=from_iso(row["until"]) if "until" in row else None,
                shared=tuple(row.get("shared", ())),
                edits=_edits(row),
                is_erased=row.get("is_erased", False),
                **_from_life(row),
            )
    teaser = from_teaser_item(item)
    return Article(
        **{field.name: getattr(teaser, field.name) for field in fields(Teaser)} | {"lead": _whole_lead(teaser, row)},
        body_html=row.get("body_html", ""),
        origin=origin,
        fingerprint=row["fingerprint"],
        revision=row["revision"],
        also_in=tuple(row.get("also_in", ())),
        source_url=row.get("source_url"),
        authors=tuple(row.get("authors", ())),
        categories=tuple(row.get("categories", ())),
        images=tuple(Image(**image) for image in row.get("images", ())),
        correction=row.get("correction", ""),
        notes=tuple(row.get("notes", ())),
        edits=_edits(row),
        waiting=row.get("waiting", 0),
        shared=tuple(row.get("shared", ())),
        guid=row.get("guid", ""),
        source=OriginalSource(**row["source"]) if "source" in row else None,
        subjects=tuple(Subject(code=one.get("code", ""), name=one.get("name", "")) for one in row.get("subjects", ())),
        more_pictures=tuple(map(from_picture_row, row.get("more_pictures", ()))),
        **_from_life(row),
    )


def from_teaser_item(item: Mapping[str, Any]) -> Teaser:
    """What the indexes project: the map `teaser`, and of their keys `position`, which is when and where it stands."""
    teaser = from_attribute(item["teaser"])
    published_at, _, slug = item["position"]["S"].partition("_")
    place = teaser.get("place")
    return Teaser(
        slug=slug,
        headline=teaser.get("headline", ""),
        lead=teaser.get("lead", ""),
        section=teaser["section"],
        published_at=from_iso(published_at),
        updated_at=from_iso(teaser["updated_at"]) if "updated_at" in teaser else None,
        dateline=Dateline(place=place, sources=tuple(teaser.get("sources", ()))) if place else None,
        picture=from_picture_row(teaser["picture"]) if "picture" in teaser else None,
        urgency=teaser.get("urgency"),
        is_live=teaser.get("is_live", False),
    )


def slug_of_item(item: Mapping[str, Any]) -> str:
    """Under which address an item of an article stands."""
    return str(item["pk"]["S"]).removeprefix(ARTICLES)


def _listed(article: Article, listed: str = "") -> Item:
    """What a list shows, in one map: a field more is a matter of code. An index's projection can never be changed. In
    the list of a subject (`listed`) its name is one.

    What its keys say, when and under which address it came out, is not said twice.
    Source: AWS, UpdateTable in the DynamoDB API reference; Projection.
    """
    dateline = article.dateline
    teaser = {
        "headline": article.headline,
        "lead": shortened(article.lead, LONGEST_TEASER_LEAD),
        "place": dateline.place if dateline else None,
        "sources": dateline.sources if dateline else None,
        "section": article.section,
        "updated_at": to_iso(article.updated_at) if article.updated_at else None,
        "picture": _picture_row(article.picture) if article.picture else None,
        "urgency": article.urgency,
        "is_live": article.is_live or None,
        "subject": next((one.name for one in article.subjects if listing(one) == listed), None),
    }
    return to_attributes({"position": article.position, "teaser": teaser})


def _content(article: Article) -> Item:
    return _listed(article) | to_attributes(
        {
            "state": "published",
            "lead_rest": _lead_rest(article.lead),
            "body_html": article.body_html,
            "fingerprint": article.fingerprint,
            "revision": article.revision,
            "also_in": article.also_in,
            "source_url": article.source_url,
            "authors": article.authors,
            "categories": article.categories,
            "images": [asdict(image) for image in article.images],
            "correction": article.correction,
            "notes": article.notes,
            "edits": [asdict(edit) for edit in article.edits],
            "waiting": article.waiting or None,
            "shared": article.shared,
            "guid": article.guid,
            "subjects": [asdict(subject) for subject in article.subjects],
            "source": {"name": article.source.name, "url": article.source.url} if article.source else None,
            "more_pictures": list(map(_picture_row, article.more_pictures)),
            **_life(article),
            **_origin(article.origin),
        }
    )


def _lead_rest(lead: str) -> str:
    """What lists do not show of it."""
    shown = shortened(lead, LONGEST_TEASER_LEAD)
    return "" if shown == lead else lead[len(shown) - len(CUT) :]


def _whole_lead(teaser: Teaser, row: Mapping[str, Any]) -> str:
    return teaser.lead.removesuffix(CUT) + row["lead_rest"] if "lead_rest" in row else teaser.lead


def picture_attribute(picture: Picture) -> dict[str, Any]:
    return to_attribute(_picture_row(picture))


def from_picture_row(row: Mapping[str, Any]) -> Picture:
    """From the plain values of an item or of a map in it."""
    return Picture(
        hash=row["hash"],
        width=row["width"],
        height=row["height"],
        widths=tuple(row["widths"]),
        alt=row.get("alt", ""),
        caption=row.get("caption", ""),
        credit=row.get("credit", ""),
    )


def _edits(row: Mapping[str, Any]) -> tuple[Edit, ...]:
    return tuple(
        Edit(old=edit["old"], new=edit.get("new", ""), called=edit.get("called", "")) for edit in row.get("edits", ())
    )


def _life(article: Article | HiddenArticle) -> dict[str, object]:
    """What only storage.article_store and lifecycle look at."""
    return {
        "copies": [_origin(origin) for origin in article.copies],
        "came_at": to_iso(article.came_at) if article.came_at else None,
        "writes": article.writes or None,
    }


def _from_life(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "copies": tuple(Origin(**origin) for origin in row.get("copies", ())),
        "came_at": from_iso(row["came_at"]) if "came_at" in row else None,
        "writes": row.get("writes", 0),
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {"feed": origin.feed, "entry": origin.entry}


def _picture_row(picture: Picture) -> dict[str, object]:
    return {
        "hash": picture.hash,
        "width": picture.width,
        "height": picture.height,
        "widths": picture.widths,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
    }


def sample_mark(origin: Origin) -> str:
    """What stands for the article of `origin` in the sample of its month; "" for one that is not in it."""
    digest = sha256(f"{origin.feed}#{origin.entry}".encode()).digest()
    return "" if int.from_bytes(digest[:2], "big") % SAMPLED else digest[2:8].hex()
