"""What every step in the life of an article is made of: reading what stands there, and one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.model.article import Article, Moved, Origin, Withdrawn
from portal.model.clock import local_day, to_iso
from portal.model.editing import Edit, EditError, Text, again
from portal.model.errors import StorageError
from portal.storage import articles
from portal.storage.errors import ConditionFailedError
from portal.storage.items import (
    article_item,
    from_article_item,
    placement_item,
    placement_key,
    revision_key,
    sample_mark,
    to_attributes,
)
from portal.storage.table import Call, Item, Table
from portal.storage.writes import as_hidden, delete, picture_due, put, to_be_indexed


@dataclass(frozen=True)
class Refusal:
    """Why an operator's wish was not carried out; nothing was changed."""

    reason: str


class Steps:
    """What the wire's and the editors' steps have in common."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._days_noted: set[date] = set()
        self._sections_noted: set[str] = set()

    def _current(self, slug: str) -> Article | Withdrawn | Moved | None:
        return self._table.read(articles.article(slug, consistent=True))

    def _kept(self, withdrawn: Withdrawn) -> Article:
        """The text that waits behind `withdrawn`, in all lists that it has come to belong to, and with what our editors
        changed in it, as far as that still fits. Raises StorageError.
        """
        text = self._revision(withdrawn.slug, withdrawn.origin, withdrawn.revision)
        text = text if text.edits else with_edits(text, withdrawn.edits)[0]
        listings = without(text.section, (*text.also_in, *withdrawn.shared))
        return replace(text, shared=withdrawn.shared, also_in=listings)

    def _revision(self, slug: str, origin: Origin, revision: int) -> Article:
        key = revision_key(origin, revision)
        kept = self._table.send(Call("get_item", {"Key": key, "ConsistentRead": True}))[0].get("Item")
        article = from_article_item(kept) if kept else None
        if not isinstance(article, Article):
            raise StorageError(f"{slug}: revision {revision} is not in the table, or no article")
        return article

    def _transact(self, *writes: Item) -> None:
        self._table.transact(*writes, *to_be_indexed(writes))

    def _attempt(self, *writes: Item) -> bool:
        """Likewise; whether everything stood as it was read. Where it did not, nothing was changed."""
        try:
            self._transact(*writes)
        except ConditionFailedError:
            return False
        return True

    def _shown(self, article: Article, instead_of: Withdrawn, now: datetime) -> list[Item]:
        """The writes that make `article` readable where nothing was; days and sections have to be noted before."""
        return [
            put(article_item(article), *as_hidden(instead_of)),
            *(put(placement_item(article, listing)) for listing in article.also_in),
            *([picture_due(article.slug, now)] if article.images else ()),
        ]

    def _note(self, article: Article) -> None:
        """Before the article itself: a crash in between leaves a day or section too many, never one too few."""
        self._note_day(local_day(article.published_at), article.origin)
        self._note_section(article.section, article.published_at)

    def _note_day(self, day: date, origin: Origin) -> None:
        """The sample is noted with it, as a set and not as a counter: doing it twice is doing it once."""
        mark = sample_mark(origin)
        if day in self._days_noted and not mark:
            return
        values = {":day": {"SS": [day.isoformat()]}} | ({":mark": {"SS": [mark]}} if mark else {})
        parameters = {
            "Key": to_attributes({"pk": "CALENDAR", "sk": f"{day:%Y-%m}"}),
            "UpdateExpression": "ADD #days :day" + (", sampled :mark" if mark else ""),
            "ExpressionAttributeNames": {"#days": "days"},
            "ExpressionAttributeValues": values,
        }
        self._table.send(Call("update_item", parameters))
        self._days_noted.add(day)

    def _note_section(self, section: str, since: datetime) -> None:
        """Whoever changes site.toml has to know what lives under a section's name."""
        if section in self._sections_noted:
            return
        parameters = {
            "Key": to_attributes({"pk": "SECTIONS", "sk": section}),
            "UpdateExpression": "SET since = if_not_exists(since, :since)",
            "ExpressionAttributeValues": to_attributes({":since": to_iso(since)}),
        }
        self._table.send(Call("update_item", parameters))
        self._sections_noted.add(section)


def with_edits(text: Article, edits: Sequence[Edit]) -> tuple[Article, bool]:
    """A text of the agency with our editors' changes, and whether they fit it; where they do not, it is as it came."""
    try:
        parts, kept = again(Text(text.headline, text.lead, text.body_html), edits)
    except EditError:
        return text, False
    return replace(text, **parts._asdict(), edits=kept), True


def pictured_as(current: Article, new: Article) -> Article:
    """`new` with the picture of `current`, where both came with the same images; where not, it has none yet."""
    same = [image.url for image in new.images] == [image.url for image in current.images]
    return replace(new, picture=current.picture if same else None)


def without(section: str, listings: Sequence[str]) -> tuple[str, ...]:
    """`listings`, each once, but for the one that an article stands in anyway."""
    return tuple(dict.fromkeys(one for one in listings if one != section))


def unplaced(article: Article) -> list[Item]:
    """The writes that take `article` out of its second lists; out of the first it goes with its index keys."""
    return [delete(placement_key(article.slug, listing)) for listing in article.also_in]


def out_of_sight(article: Article, now: datetime) -> list[Item]:
    """Likewise, of one that can no longer be read: its picture has to go too."""
    return [*unplaced(article), *([picture_due(article.slug, now)] if article.images or article.picture else ())]
