"""site.toml, read once into a typed model. Every mistake in it is found and named before anything starts."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from portal.model.errors import Mistake, SiteError
from portal.model.feed import Feed
from portal.model.section import REGIONS, Section
from portal.model.site import HSTS, REVISIONS_DAYS, Site
from portal.model.site_desk import read_desk
from portal.model.site_feeds import read_feeds
from portal.model.site_sections import read_sections
from portal.model.text import EncodingError, read_text
from portal.model.toml_values import TomlValues, unknown_section
from portal.model.webmail import Webmail

MINING = ("allowed", "reserved")
"""Text and data mining. Source: Directive (EU) 2019/790, article 4(3)."""


def load_site(path: Path, *, local: bool = False) -> Site:
    """The site that `path` describes. `local` allows what only makes sense here: loopback feeds, short intervals.

    Raises SiteError with every mistake: file, line, key, remedy.
    """
    try:
        text = read_text(path)
    except FileNotFoundError as error:
        raise _refusal(path, "does not exist; give the path of a site.toml") from error
    except EncodingError as error:
        raise _refusal(path, str(error), line=error.line) from error
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror}") from error
    return parse_site(text, file=str(path), local=local)


def parse_site(text: str, *, file: str = "site.toml", local: bool = False) -> Site:
    """As `load_site`, from text. `file` is what the messages name."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(file, (_of_syntax(text, error),)) from error
    values = TomlValues(local=local)
    site = _site(values, table)
    if values.mistakes:
        raise SiteError(file, _in_order(text, values.mistakes))
    return site


def _refusal(path: Path, remedy: str, *, line: int | None = None) -> SiteError:
    return SiteError(str(path), (Mistake(key="(file)", remedy=remedy, line=line),))


def _in_order(text: str, mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each with its line, and the first of the file first."""
    from portal.model.toml_lines import line_of, lines_of  # noqa: PLC0415  a good file needs no lines

    lines = lines_of(text)
    placed = [replace(mistake, line=line_of(mistake.key, lines)) for mistake in mistakes]
    return tuple(sorted(placed, key=lambda mistake: mistake.line or 0))


def _of_syntax(text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    """What tomllib says, with the mistake that it is most often: a table where there may be several."""
    said = re.search(r"\(at line (\d+)", str(error))
    if single := re.search(r"^[ \t]*\[[ \t]*(sections|feeds|webmail)[ \t]*\]", text, re.MULTILINE):
        remedy = f"there may be several: write [[{single[1]}]] with two brackets"
        return Mistake(key=single[1], remedy=remedy, line=text.count("\n", 0, single.start(1)) + 1)
    return Mistake(key="(file)", remedy=f"is not valid TOML: {error}", line=int(said[1]) if said else None)


def _site(values: TomlValues, table: dict[str, object]) -> Site:
    values.only(table, "", ("site", "sections", "feeds", "webmail", "desk"))
    head = table.get("site")
    if not isinstance(head, dict):
        values.refuse("site", "is missing; write a table [site] with name, origin, description and contact")
        head = None
    sections = read_sections(values, table)
    feeds = read_feeds(values, table, sections)
    webmails = tuple(_webmail(values, key, row) for key, row in values.rows(table, "webmail"))
    values.unique("webmail", "id", [webmail.id for webmail in webmails])
    return replace(_head(values, head, sections, feeds, webmails), desk=read_desk(values, table))


def _head(
    values: TomlValues,
    head: dict[str, object] | None,
    sections: tuple[Section, ...],
    feeds: tuple[Feed, ...],
    webmails: tuple[Webmail, ...],
) -> Site:
    keys = ("name", "origin", "description", "contact")
    texts = dict.fromkeys(keys, "") if head is None else {key: values.text(head, "site", key) for key in keys}
    if head is not None:
        values.only(head, "site", (*keys, "text_and_data_mining", "hsts", "keep_revisions", "opening"))
    _origin(values, texts["origin"])
    if texts["contact"] and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", texts["contact"]):
        values.refuse("site.contact", f"{texts['contact']!r} is not an e-mail address")
    mining = "allowed" if head is None else head.get("text_and_data_mining", "allowed")
    if mining not in MINING:
        values.refuse("site.text_and_data_mining", f"{mining!r} is neither of: {', '.join(MINING)}")
    return Site(
        name=texts["name"],
        origin=texts["origin"],
        description=texts["description"],
        contact=texts["contact"],
        sections=sections,
        feeds=feeds,
        webmails=webmails,
        mining_reserved=mining == "reserved",
        hsts=values.one_of(head or {}, "site", "hsts", HSTS),
        keep_revisions=values.retention(head or {}, "site", "keep_revisions", REVISIONS_DAYS),
        opening=_opening(values, head or {}, sections),
    )


def _opening(values: TomlValues, head: dict[str, object], sections: tuple[Section, ...]) -> str:
    """A section of the menu, or all regions together."""
    if "opening" not in head:
        return ""
    opening = values.text(head, "site", "opening")
    possible = [section.slug for section in sections if not section.region]
    possible += [REGIONS] if len(possible) < len(sections) else []
    if opening and opening not in possible:
        values.refuse("site.opening", unknown_section(opening, possible))
    return opening


def _origin(values: TomlValues, origin: str) -> None:
    if not origin:
        return
    fault = values.fault_in(origin, schemes=("https",))
    if fault is None and origin != origin.lower():
        fault = "has capitals, which browsers do not send; write it in lower case"
    if fault is None and not origin.isascii():
        fault = "has a name with accents; write it as browsers send it, beginning with xn--"
    if fault is None and re.search(r"[^/]/|[?#]", origin.partition("://")[2]):
        fault = "is more than an origin; write it without path and without a trailing slash"
    if fault:
        values.refuse("site.origin", f"{origin!r} {fault}, as in https://www.example.nl")


def _webmail(values: TomlValues, key: str, row: dict[str, object]) -> Webmail:
    values.only(row, key, ("id", "name", "url"))
    return Webmail(
        id=values.slug(row, key, "id"),
        name=values.text(row, key, "name"),
        url=values.url(row, key, schemes=("https",)),
    )
