"""The parts of a transaction: puts, deletes and updates of single items, and the conditions on them.

Source: AWS, TransactWriteItems in the DynamoDB API reference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.model.article import Article, Origin, Withdrawn
from portal.model.clock import to_iso
from portal.model.version import Version
from portal.storage.items import entry_key, slug_of, story_key, to_attribute, to_attributes, waiting_key
from portal.storage.scheduled_actions import Act, Due
from portal.storage.search_manifest import changed_item
from portal.storage.table import Item

NOT_THERE = "attribute_not_exists(pk)"
"""The condition that nothing stands there yet."""
ARTICLE = to_attribute("ARTICLE")
"""The sort key of what stands at an article's address."""
RESERVED = {"#version": "version", "#hold": "hold"}
"""Names that expressions may not use as they are. Source: AWS, Reserved words in DynamoDB."""
SET_TEXT = "fingerprint = :fingerprint, revision = :revision, #version = :version, #hold = :hold"
"""Which text of its article an entry stands for."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the table remembers of a feed's entry: where its article is, and which text it had.

    `slug`: "" for one of which nothing is known but that it was killed. `origin`: of the article, which another feed's
    entry may be. `version`: of the newest text. `killed`: the version that the agency took back, None for none.
    `hold`: why its newest text was not to be seen yet, "" for no reason.
    """

    origin: Origin
    slug: str
    fingerprint: str
    revision: int
    version: Version = field(default_factory=Version)
    killed: Version | None = None
    hold: str = ""

    @property
    def was(self) -> dict[str, str]:
        """What decides over a kill, as it was read, for `set_entry`."""
        return {"version": str(self.version), "killed": str(self.killed) if self.killed else ""}

    def is_killed_for(self, version: Version) -> bool:
        """Whether a text of `version` is one that was taken back: only a later one may come again."""
        return self.killed is not None and not version.is_after(self.killed)


def put(
    item: Item,
    condition: str | None = None,
    names: dict[str, str] | None = None,
    values: Item | None = None,
) -> Item:
    optional = {
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return {"Put": {"Item": item} | {name: value for name, value in optional.items() if value is not None}}


def delete(key: Item) -> Item:
    return {"Delete": {"Key": key}}


def to_be_indexed(writes: Iterable[Item]) -> list[Item]:
    """Whoever searches has to hear of every article that `writes` make readable, hide or move."""
    items = [write["Put"]["Item"] for write in writes if "Put" in write]
    return [put(_changed(item)) for item in items if item["sk"] == ARTICLE]


def _changed(item: Item) -> Item:
    revision = item.get("revision", {"N": "0"})["N"]
    return changed_item(slug_of(item), f"{item['state']['S']}@{revision}")


def unchanged(state: str, revision: int) -> tuple[str, dict[str, str], Item]:
    """The condition that nobody has written an article since it was read."""
    return (
        "#state = :state AND revision = :revision",
        {"#state": "state"},
        {":state": to_attribute(state), ":revision": to_attribute(revision)},
    )


def as_hidden(gone: Withdrawn) -> tuple[str, dict[str, str], Item]:
    """Likewise of what cannot be read, nor killed it: a kill leaves its revision, and gives a reason and a time."""
    condition, names, values = unchanged("withdrawn", gone.revision)
    values |= {":why": to_attribute(gone.why.value), ":since": to_attribute(to_iso(gone.withdrawn_at))}
    return f"{condition} AND why = :why AND withdrawn_at = :since", names, values


def as_read(article: Article) -> tuple[str, dict[str, str], Item]:
    """Likewise, nor given it another picture, which is no new revision: for a write that puts all of it anew."""
    condition, names, values = unchanged("published", article.revision)
    if article.picture is None:
        return f"{condition} AND attribute_not_exists(teaser.picture)", names, values
    names, values = names | {"#hash": "hash"}, values | {":hash": to_attribute(article.picture.hash)}
    return f"{condition} AND teaser.picture.#hash = :hash", names, values


def picture_due(slug: str, at: datetime) -> Item:
    """Whoever makes pictures has to look at the article: it came, it went, or it has other images."""
    return put(Due(act=Act.PICTURE, slug=slug, at=at).item)


def entry_item(article: Article, version: Version, hold: str) -> Item:
    return entry_key(article.origin) | to_attributes(
        {
            "slug": article.slug,
            "fingerprint": article.fingerprint,
            "revision": article.revision,
            "feed": article.origin.feed,
            "entry": article.origin.entry,
            "version": str(version),
            "hold": hold,
        }
    )


def joined_item(origin: Origin, article: Origin) -> Item:
    """An entry that is the story of another feed's article."""
    return entry_key(origin) | to_attributes(
        {"feed": origin.feed, "entry": origin.entry, "of_feed": article.feed, "of_entry": article.entry}
    )


def tombstone_item(origin: Origin, killed: Version) -> Item:
    """An entry that was killed before it was ever seen."""
    return entry_key(origin) | to_attributes({"feed": origin.feed, "entry": origin.entry, "killed": str(killed)})


def story_item(key: str, origin: Origin, published_at: datetime) -> Item:
    row = {"feed": origin.feed, "entry": origin.entry, "published_at": to_iso(published_at)}
    return story_key(key) | to_attributes(row)


def update_entry(known: Known, new: Article, version: Version | None = None, hold: str = "") -> Item:
    """Where the entry is as it was read: also not killed since, which would be of this text."""
    killed = to_attributes({":killed": str(known.killed)}) if known.killed else {}
    return {
        "Update": {
            "Key": entry_key(known.origin),
            "UpdateExpression": f"SET {SET_TEXT}",
            "ConditionExpression": "fingerprint = :old AND slug = :slug AND revision = :before AND "
            + ("killed = :killed" if killed else "attribute_not_exists(killed)"),
            "ExpressionAttributeNames": RESERVED,
            "ExpressionAttributeValues": _text(new, version or known.version, hold)
            | killed
            | to_attributes({":old": known.fingerprint, ":before": known.revision, ":slug": known.slug}),
        }
    }


def adopt_entry(origin: Origin, article: Article, version: Version, hold: str) -> Item:
    """A tombstone becomes the entry of an article; that it was killed stays known."""
    return {
        "Update": {
            "Key": entry_key(origin),
            "UpdateExpression": f"SET slug = :slug, {SET_TEXT}",
            "ConditionExpression": "attribute_exists(killed) AND attribute_not_exists(slug)",
            "ExpressionAttributeNames": RESERVED,
            "ExpressionAttributeValues": _text(article, version, hold) | to_attributes({":slug": article.slug}),
        }
    }


def _text(article: Article, version: Version, hold: str) -> Item:
    """The values of SET_TEXT."""
    values = {":fingerprint": article.fingerprint, ":revision": article.revision, ":version": str(version)}
    return to_attributes(values) | {":hold": {"S": hold}}  # "" is a value here, and no attribute elsewhere


def set_entry(origin: Origin, was: Mapping[str, str] | None = None, **values: str) -> Item:
    """Attributes of an entry, whatever else stands there; `was`: what some of them must be before, "" for none."""
    before = (was or {}).items()
    conditions = [f"#{name} = :was_{name}" if old else f"attribute_not_exists(#{name})" for name, old in before]
    expected = {f":was_{name}": {"S": old} for name, old in before if old}
    update: Item = {
        "Key": entry_key(origin),
        "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in values),
        "ExpressionAttributeNames": {f"#{name}": name for name in (*values, *(was or {}))},
        "ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in values.items()} | expected,
    }
    return {"Update": update | ({"ConditionExpression": " AND ".join(conditions)} if conditions else {})}


def move_entry(origin: Origin, slug: str) -> Item:
    return set_entry(origin, slug=slug)


def waits(slug: str, why: str, since: str, headline: str) -> Item:
    """It stands among what waits for a person."""
    row = {"slug": slug, "why": why, "since": since, "headline": headline}
    return put(waiting_key(slug) | to_attributes(row))


def waits_no_more(slug: str) -> Item:
    return delete(waiting_key(slug))


def to_known(row: Mapping[str, Any]) -> Known:
    """From the plain values of an entry's item."""
    return Known(
        origin=Origin(feed=row["feed"], entry=row["entry"]),
        slug=row.get("slug", ""),
        fingerprint=row.get("fingerprint", ""),
        revision=row.get("revision", 0),
        version=Version.from_text(row.get("version", "@")),
        killed=Version.from_text(row["killed"]) if "killed" in row else None,
        hold=row.get("hold", ""),
    )
