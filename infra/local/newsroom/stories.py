"""The newsroom's copy: what the TOML files in `articles/` say, and which of it is out at a given moment."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).with_name("articles")
EXTENSIONS: Mapping[str, str] = {"rss": "xml", "rdf": "xml", "atom": "xml", "jsonfeed": "json"}
SUBHEADS = ("h2", "bold")
CONTENTS = ("html", "xhtml")

_FEED_KEYS = frozenset({"title", "format", "subheads", "content"})
_TEXT_KEYS = frozenset({"headline", "place", "sources", "lead", "body"})
_ARTICLE_KEYS = _TEXT_KEYS | {"id", "author", "minutes_ago", "arrives_after", "corrections", "tags"}


class NewsroomError(Exception):
    """A file of articles that cannot be read; the message names the file and what is wrong in it."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is read of an article. `body` is in the few marks that `markup` knows."""

    headline: str
    lead: str
    body: str
    place: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def opening(self) -> str:
        """The lead as an agency sends it, behind its dateline: `UTRECHT (ANP/DPA) - Lead`, `GOES - Lead`."""
        if self.place is None:
            return self.lead
        credit = f" ({'/'.join(self.sources)})" if self.sources else ""
        return f"{self.place}{credit} - {self.lead}"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The whole `text` as it reads from `after` seconds behind the newsroom's start."""

    after: int
    text: Text


@dataclass(frozen=True, kw_only=True)
class Item:
    """An article as it stands in its feed at one moment. `changed_at`: when this form of it came into the feed."""

    id: str
    text: Text
    author: str | None
    tags: tuple[str, ...]
    published_at: datetime
    updated_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Article:
    """`minutes_ago` counts back from the newsroom's start, None is published on arrival.

    `arrives_after` and the corrections, earliest first, count in seconds from the start.
    """

    id: str
    text: Text
    author: str | None = None
    tags: tuple[str, ...] = ()
    minutes_ago: int | None = None
    arrives_after: int = 0
    corrections: tuple[Correction, ...] = ()

    def at(self, now: datetime, *, started_at: datetime) -> Item | None:
        """How it stands in its feed at `now`; None while it has not arrived."""
        arrived_at = started_at + timedelta(seconds=self.arrives_after)
        if now < arrived_at:
            return None
        published_at = arrived_at if self.minutes_ago is None else started_at - timedelta(minutes=self.minutes_ago)
        item = Item(
            id=self.id,
            text=self.text,
            author=self.author,
            tags=self.tags,
            published_at=published_at,
            updated_at=published_at,
            changed_at=arrived_at,
        )
        for correction in self.corrections:
            corrected_at = started_at + timedelta(seconds=correction.after)
            if corrected_at <= now:
                item = replace(item, text=correction.text, updated_at=corrected_at, changed_at=corrected_at)
        return item


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One file of `articles/`. `format` is a key of EXTENSIONS.

    `subheads`: `h2`, or `bold` for a bold paragraph of its own, as many agencies send them. `content`: how Atom
    carries the body.
    """

    id: str
    title: str
    format: str
    articles: tuple[Article, ...]
    subheads: str = "h2"
    content: str = "html"

    @property
    def path(self) -> str:
        return f"/{self.id}.{EXTENSIONS[self.format]}"

    def items(self, now: datetime, *, started_at: datetime, limit: int) -> tuple[Item, ...]:
        """The `limit` newest articles that have arrived, newest first."""
        arrived = (article.at(now, started_at=started_at) for article in self.articles)
        ranked = sorted(
            (item for item in arrived if item is not None), key=lambda item: (item.published_at, item.id), reverse=True
        )
        return tuple(ranked[:limit])


def load_feeds(directory: Path = ARTICLES) -> tuple[Feed, ...]:
    """Every feed of the newsroom, by name of file; the file's stem is the feed's id. Raises NewsroomError."""
    return tuple(load_feed(path) for path in sorted(directory.glob("*.toml")))


def load_feed(path: Path) -> Feed:
    """The feed that one TOML file describes. Raises NewsroomError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        _only(table, frozenset({"feed", "articles"}))
        head = _table(table, "feed")
        _only(head, _FEED_KEYS)
        return Feed(
            id=path.stem,
            title=_text(head, "title"),
            format=_one_of(head, "format", tuple(EXTENSIONS)),
            subheads=_one_of(head, "subheads", SUBHEADS, "h2"),
            content=_one_of(head, "content", CONTENTS, "html"),
            articles=tuple(_article(row) for row in _rows(table, "articles")),
        )
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise NewsroomError(f"{path}: {error}") from error


def _article(row: Mapping[str, object]) -> Article:
    _only(row, _ARTICLE_KEYS)
    text = _read_text(row)
    minutes_ago = _number(row, "minutes_ago") if "minutes_ago" in row else None
    if minutes_ago is None and "arrives_after" not in row:
        raise ValueError(f"{text.headline!r} needs minutes_ago, arrives_after or both")
    return Article(
        id=_text(row, "id"),
        text=text,
        author=_text(row, "author") if "author" in row else None,
        tags=_texts(row, "tags") if "tags" in row else (),
        minutes_ago=minutes_ago,
        arrives_after=_number(row, "arrives_after") if "arrives_after" in row else 0,
        corrections=_corrections(row, text),
    )


def _corrections(row: Mapping[str, object], text: Text) -> tuple[Correction, ...]:
    """Each builds on the one before it: a field that it does not name stays as it was."""
    corrections: list[Correction] = []
    for correction in _rows(row, "corrections") if "corrections" in row else ():
        _only(correction, _TEXT_KEYS | {"after"})
        text = _read_text(correction, before=text)
        corrections.append(Correction(after=_number(correction, "after"), text=text))
    return tuple(corrections)


def _read_text(row: Mapping[str, object], *, before: Text | None = None) -> Text:
    """The text that `row` gives, over `before` where that is there."""
    fields: dict[str, Any] = {key: _text(row, key) for key in ("headline", "place", "lead", "body") if key in row}
    if "sources" in row:
        fields["sources"] = _texts(row, "sources")
    if before is not None:
        return replace(before, **fields)
    missing = [key for key in ("headline", "lead", "body") if key not in row]
    if missing:
        raise ValueError(f"{row.get('id', 'an article')} lacks {', '.join(missing)}")
    return Text(**fields)


def _only(table: Mapping[str, object], allowed: frozenset[str]) -> None:
    unknown = table.keys() - allowed
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} is not a key here; allowed: {', '.join(sorted(allowed))}")


def _table(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = table.get(key)
    if not isinstance(value, dict):
        raise ValueError(f"{key} must be a table")  # noqa: TRY004 - one kind of mistake, one exception
    return value


def _rows(table: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = table.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        raise ValueError(f"{key} must be an array of tables with at least one")
    return value


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} must be text, not {value!r}")
    return value.strip()


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise ValueError(f"{key} must be an array of text, not {value!r}")
    return tuple(value)


def _number(table: Mapping[str, object], key: str) -> int:
    value = table.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{key} must be a whole number from 0, not {value!r}")
    return value


def _one_of(table: Mapping[str, object], key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{key} must be one of {', '.join(allowed)}, not {value!r}")
    return value
