"""News of our own: a Markdown text under a head of a few words about it. Sources: CommonMark 0.31; YAML 1.2.

    item                head, above and below three hyphens
    ─────────────────── ──────────────────────────────────────────────────────────────────────────────────────
    guid                id, else the name of the file: a later text under the same one is an update
    headline            title
    summary             lead; without one the first paragraph is the lead
    content             the text
    published_at        date
    updated_at          updated
    embargoed_until     embargo
    status              status: usable, withheld, canceled (taken back)
    authors             author, authors
    categories          categories; live: true is one, that of a live blog (rendering.live_blog)
    subjects            subjects: what it is about, in words
    urgency             urgency: 1 (a flash) to 9
    codes               section: the slug of the section in site.toml
    revision            revision, where several people send texts and the later one has to win
    correction          correction: yes, or what it is called

A moment without an offset is one of Europe/Amsterdam, as somebody here writes it.
"""

from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from portal.feeds.body.sanitize import plain_line
from portal.feeds.formats.pubstatus import is_unreadable, status_of, under_embargo
from portal.feeds.formats.source import Format, Source
from portal.feeds.parsing.dates import FIRST_YEAR, LAST_YEAR, parse_date
from portal.feeds.parsing.raw_item import URGENCY, RawDocument, RawItem
from portal.model.article import Subject
from portal.model.clock import AMSTERDAM
from portal.model.errors import ParseError
from portal.model.slug import slugify

FENCE = "---"
SECTION = "section:"
"""How the code begins by which a text names its section."""
LONGEST_HEAD = 10_000
MOST_BRACKETS = 50
LONGEST_TEXT = 300_000
"""Characters; no article of more bytes is taken in."""
MOST_LINES = 5_000
"""A reader of Markdown makes objects of every line; a long article has hundreds."""
MOST_MARKUP = 20_000
"""Brackets and the like, of which it makes objects too."""
MOST_COLUMNS = 50
"""Of a table: each row is filled up to as many cells as the first has."""
KEYS = frozenset(
    {"id", "title", "lead", "date", "updated", "embargo", "status", "author", "authors", "categories", "section"}
    | {"revision", "correction", "subjects", "urgency", "live"}
)


def read(source: Source) -> RawDocument:
    """One entry. Raises ParseError for a head that says something we do not know: a typing error is not to be lost."""
    name = source.url or "-"
    head, _, text = source.text.removeprefix(FENCE).partition(f"\n{FENCE}")
    said = _head(head, name)
    embargo = _moment_or_text(said.get("embargo"))
    status, until = under_embargo(status_of(str(said.get("status", ""))), embargo)
    item = RawItem(
        guid=str(said.get("id") or _file_name(name) or slugify(str(said["title"]))),
        headline=plain_line(str(said["title"])),
        summary=_paragraph(str(said.get("lead", ""))),
        content=_html(text.lstrip("-"), name),
        published_at=_moment(said, "date", name),
        updated_at=_moment(said, "updated", name),
        authors=_several(said.get("author")) + _several(said.get("authors")),
        categories=[*_several(said.get("categories")), *(["Liveblog"] if said.get("live") is True else [])],
        section=str(said.get("section") or ""),
        status=status,
        embargoed_until=until,
        has_unreadable_embargo=is_unreadable(embargo),
        revision=str(said["revision"]) if "revision" in said else None,
        correction=_correction(said.get("correction")),
        urgency=_urgency(said, name),
        subjects=[Subject(code="", name=one) for one in _several(said.get("subjects"))],
    )
    return RawDocument(format="markdown", items=[item])


def _claims(source: Source) -> bool:
    return source.text.startswith(FENCE) and f"\n{FENCE}" in source.text[: LONGEST_HEAD + 1]


FORMAT = Format(name="markdown", claims=_claims, read=read)


def _head(text: str, name: str) -> dict[str, Any]:
    import yaml  # noqa: PLC0415  most feeds are no text of our own

    try:
        deep = text.count("[") + text.count("{") > MOST_BRACKETS
        if deep or len(text) > LONGEST_HEAD or any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise ParseError(name, "has a head that is too long or too deep, or repeats parts of itself")
        said = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise ParseError(name, f"has a head that is no YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(said, dict) or not isinstance(said.get("title"), str | int | float):
        raise ParseError(name, "has a head without a title; write `title: …` between the lines of hyphens")
    unknown = sorted(str(key) for key in said.keys() - KEYS)
    if unknown:
        raise ParseError(name, f"has a head with {', '.join(unknown)}; known are {', '.join(sorted(KEYS))}")
    return said


def _html(text: str, name: str) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415  likewise

    if len(text) > LONGEST_TEXT:
        raise ParseError(name, f"has a text of more than {LONGEST_TEXT} characters")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise ParseError(name, f"has a text of more than {MOST_LINES} lines")
    if sum(map(text.count, "[]*_`<>\\&")) > MOST_MARKUP or _columns(text) > MOST_COLUMNS:
        raise ParseError(name, "has more markup than a text has")
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


def _columns(text: str) -> int:
    return max((line.count("|") for line in text.splitlines()), default=0)


def _paragraph(lead: str) -> str:
    return _html(lead, "lead") if lead.strip() else ""


def _moment_or_text(value: object) -> str | None:
    """None where nothing is said; text that nobody can read stays what it is, and withholds the article."""
    if value is None:
        return None
    moment = _aware(value)
    return moment.isoformat() if moment else str(value)


def _moment(said: dict[str, Any], key: str, name: str) -> datetime | None:
    if said.get(key) is None:
        return None
    moment = _aware(said[key])
    if moment is None:
        raise ParseError(name, f"has a {key} that is no moment: {str(said[key])[:50]!r}; write 2026-11-24 15:30")
    return moment


def _aware(value: object) -> datetime | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(value).strip())
        except ValueError:
            return parse_date(str(value))
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None
    return value if value.tzinfo else value.replace(tzinfo=AMSTERDAM)


def _urgency(said: dict[str, Any], name: str) -> str:
    urgency = str(said.get("urgency") or "")
    if urgency and not URGENCY.fullmatch(urgency):
        raise ParseError(name, f"has an urgency that is none: {urgency[:50]!r}; write 1 (a flash) to 9")
    return urgency


def _correction(value: object) -> str:
    """What it is called: its own word, where it has one."""
    is_word = isinstance(value, str) and value.strip().casefold() != "ja"
    return str(value) if is_word else "Correctie" if value else ""


def _several(value: object) -> list[str]:
    several = value if isinstance(value, list) else [value] if value else []
    return [str(one) for one in several if isinstance(one, str | int | float)]


def _file_name(name: str) -> str:
    """`brug.md` of `redactie/brug.md`; "" where the text came from nowhere with a name."""
    return PurePosixPath(urlsplit(name).path).name if name != "-" else ""
