"""site.toml, read once into a typed model. Every mistake in it is found and named before anything starts."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from portal.model.desk import GROUP, Desk, DeskRole
from portal.model.errors import Mistake, SiteError
from portal.model.feed import (
    DEFAULT_DAILY,
    DEFAULT_INTERVAL,
    DROP,
    FORMATS,
    LONGEST_INTERVAL,
    LONGEST_RETENTION,
    MOST_DAILY,
    SAME_FORMAT,
    SHORTEST_INTERVAL,
    SYNDICATE,
    Feed,
)
from portal.model.section import REGIONS, RESERVED, Section
from portal.model.site import HSTS, LOOPBACK, REVISIONS_DAYS, Site
from portal.model.slug import LONGEST, is_slug
from portal.model.text import EncodingError, read_text
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
    reader = _Reader(local=local)
    site = reader.site(table)
    if reader.mistakes:
        raise SiteError(file, _in_order(text, reader.mistakes))
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


def _meant(word: object, known: Iterable[str]) -> str:
    """What whoever wrote `word` most likely meant, as part of a sentence; "" where nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415  likewise

    near = get_close_matches(str(word), list(known), 1)
    return f"did you mean {near[0]}? " if near else ""


def _unknown(section: object, slugs: list[str]) -> str:
    return f"unknown section {section!r}; {_meant(section, slugs)}it is one of: {', '.join(slugs)}"


DESK_KEYS = ("issuer", "client_id", "groups", *map(str, DeskRole))
FEED_KEYS = (
    *("id", "url", "section", "interval", "format", "was", "sections", "syndicate", "retention_days"),
    *("secret", "agency", "source", "group", "daily", "agenda"),
)


COORDINATES = {"lat": 90, "lon": 180}
"""Degrees, and how many they are at most, north or east; south and west with a minus."""


class _Reader:
    """Reads tables and collects mistakes; a value that is refused becomes a harmless one, so that reading goes on."""

    def __init__(self, *, local: bool) -> None:
        self.local = local
        self.mistakes: list[Mistake] = []

    def refuse(self, key: str, remedy: str) -> None:
        self.mistakes.append(Mistake(key=key, remedy=remedy))

    def site(self, table: dict[str, object]) -> Site:
        self._only(table, "", ("site", "sections", "feeds", "webmail", "desk"))
        head = table.get("site")
        if not isinstance(head, dict):
            self.refuse("site", "is missing; write a table [site] with name, origin, description and contact")
            head = None
        sections = tuple(self._section(key, row) for key, row in self._rows(table, "sections"))
        if table.get("sections", []) == []:
            self.refuse("sections", "there is none; write at least one [[sections]] with slug and name")
        self._unique("sections", "slug", [section.slug for section in sections])
        self._unique("sections", "name", [section.name for section in sections])
        self._former("sections", "slug", [section.slugs for section in sections])
        slugs = [section.slug for section in sections if section.slug]
        feeds = tuple(self._feed(key, row, slugs) for key, row in self._rows(table, "feeds"))
        self._unique("feeds", "id", [feed.id for feed in feeds])
        self._unique("feeds", "url", [feed.url for feed in feeds])
        self._former("feeds", "id", [feed.ids for feed in feeds])
        webmails = tuple(self._webmail(key, row) for key, row in self._rows(table, "webmail"))
        self._unique("webmail", "id", [webmail.id for webmail in webmails])
        return replace(self._head(head, sections, feeds, webmails), desk=self._desk(table))

    def _head(
        self,
        head: dict[str, object] | None,
        sections: tuple[Section, ...],
        feeds: tuple[Feed, ...],
        webmails: tuple[Webmail, ...],
    ) -> Site:
        keys = ("name", "origin", "description", "contact")
        values = dict.fromkeys(keys, "") if head is None else {key: self._text(head, "site", key) for key in keys}
        if head is not None:
            self._only(head, "site", (*keys, "text_and_data_mining", "hsts", "keep_revisions", "opening"))
        self._origin(values["origin"])
        if values["contact"] and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", values["contact"]):
            self.refuse("site.contact", f"{values['contact']!r} is not an e-mail address")
        mining = "allowed" if head is None else head.get("text_and_data_mining", "allowed")
        if mining not in MINING:
            self.refuse("site.text_and_data_mining", f"{mining!r} is neither of: {', '.join(MINING)}")
        return Site(
            name=values["name"],
            origin=values["origin"],
            description=values["description"],
            contact=values["contact"],
            sections=sections,
            feeds=feeds,
            webmails=webmails,
            mining_reserved=mining == "reserved",
            hsts=self._one_of(head or {}, "site", "hsts", HSTS),
            keep_revisions=self._retention(head or {}, "site", "keep_revisions", REVISIONS_DAYS),
            opening=self._opening(head or {}, sections),
        )

    def _opening(self, head: dict[str, object], sections: tuple[Section, ...]) -> str:
        """A section of the menu, or all regions together."""
        if "opening" not in head:
            return ""
        opening = self._text(head, "site", "opening")
        possible = [section.slug for section in sections if not section.region]
        possible += [REGIONS] if len(possible) < len(sections) else []
        if opening and opening not in possible:
            self.refuse("site.opening", _unknown(opening, possible))
        return opening

    def _origin(self, origin: str) -> None:
        if not origin:
            return
        fault = self._fault_in(origin, schemes=("https",))
        if fault is None and origin != origin.lower():
            fault = "has capitals, which browsers do not send; write it in lower case"
        if fault is None and not origin.isascii():
            fault = "has a name with accents; write it as browsers send it, beginning with xn--"
        if fault is None and re.search(r"[^/]/|[?#]", origin.partition("://")[2]):
            fault = "is more than an origin; write it without path and without a trailing slash"
        if fault:
            self.refuse("site.origin", f"{origin!r} {fault}, as in https://www.example.nl")

    def _section(self, key: str, row: dict[str, object]) -> Section:
        self._only(row, key, ("slug", "name", "region", "was", *COORDINATES))
        slug = self._slug(row, key, "slug")
        if slug in RESERVED:
            self.refuse(f"{key}.slug", f"{slug!r} is a word of the portal's own addresses; choose another")
        elif len(slug) > LONGEST:
            self.refuse(f"{key}.slug", f"has more than {LONGEST} characters, the most that an address has room for")
        return Section(
            slug=slug,
            name=self._text(row, key, "name"),
            region=self._flag(row, key, "region"),
            was=self._was(row, key, "slug"),
            at=self._at(row, key),
        )

    def _at(self, row: dict[str, object], key: str) -> tuple[float, float] | None:
        """Longitude and latitude of a region's place: both or neither."""
        names = [name for name in COORDINATES if name in row]
        if names and row.get("region") is not True:
            self.refuse(f"{key}.{names[0]}", "is for a place on the map of the regions; write region = true beside it")
        elif len(names) == 1:
            (other,) = COORDINATES.keys() - names
            self.refuse(f"{key}.{names[0]}", f"needs {other} beside it: a place on the map has both")
        elif names:
            return self._degrees(row, key, "lon"), self._degrees(row, key, "lat")
        return None

    def _degrees(self, row: dict[str, object], key: str, name: str) -> float:
        value, most = row[name], COORDINATES[name]
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not -most <= value <= most:
            self.refuse(f"{key}.{name}", f"must be a number of degrees from -{most} to {most}, such as 51.5")
            return 0.0
        return float(value)

    def _feed(self, key: str, row: dict[str, object], slugs: list[str]) -> Feed:
        self._only(row, key, FEED_KEYS)
        section = self._text(row, key, "section")
        if section and section not in slugs:
            self.refuse(f"{key}.section", _unknown(section, slugs))
        chosen = row.get("format")
        if chosen is not None and chosen not in (*FORMATS, *SAME_FORMAT):
            remedy = f"{_meant(chosen, FORMATS)}leave it out, or use one of: {', '.join(FORMATS)}"
            self.refuse(f"{key}.format", f"{chosen!r} is not a format; {remedy}")
        return Feed(
            id=self._slug(row, key, "id"),
            url=self._feed_url(row, key),
            section=section,
            interval=self._interval(row, key),
            format=SAME_FORMAT.get(chosen, chosen) if isinstance(chosen, str) else None,
            was=self._was(row, key, "id"),
            sections=self._sections_by_code(row, key, slugs),
            syndicate=self._one_of(row, key, "syndicate", SYNDICATE),
            retention_days=self._retention(row, key),
            secret=self._slug(row, key, "secret") if "secret" in row else "",
            agency=self._flag(row, key, "agency"),
            source=self._text(row, key, "source") if "source" in row else "",
            group=self._slug(row, key, "group") if "group" in row else "",
            daily=self._number(row, key, "daily", DEFAULT_DAILY, most=MOST_DAILY),
            agenda=self._flag(row, key, "agenda") if "agenda" in row else None,
            has_interval="interval" in row,
        )

    def _sections_by_code(self, row: dict[str, object], key: str, slugs: list[str]) -> tuple[tuple[str, str], ...]:
        found = row.get("sections", {})
        if not isinstance(found, dict) or not all(isinstance(slug, str) for slug in found.values()):
            self.refuse(f"{key}.sections", 'must be a table of codes and sections, such as { "XANP/SPO" = "sport" }')
            return ()
        for code, slug in found.items():
            if slug not in slugs:
                place = f'{key}.sections."{code}"'
                self.refuse(place, _unknown(slug, slugs))
        return tuple(found.items())

    def _one_of(self, row: dict[str, object], key: str, name: str, allowed: tuple[str, ...]) -> str:
        value = row.get(name, allowed[0])
        if value not in allowed:
            remedy = f"{_meant(value, allowed)}it is one of: {', '.join(allowed)}"
            self.refuse(f"{key}.{name}", f"{value!r} is not known; {remedy}")
        return str(value)

    def _retention(self, row: dict[str, object], key: str, name: str = "retention_days", usual: int = 0) -> int:
        days = row.get(name, usual)
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= LONGEST_RETENTION:
            self.refuse(f"{key}.{name}", f"must be a whole number of days to {LONGEST_RETENTION}; 0 is for ever")
            return usual
        return days

    def _number(self, row: dict[str, object], key: str, name: str, usual: int, *, most: int) -> int:
        value = row.get(name, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            self.refuse(f"{key}.{name}", f"must be a whole number from 0 to {most}")
            return usual
        return value

    def _flag(self, row: dict[str, object], key: str, name: str) -> bool:
        value = row.get(name, False)
        if not isinstance(value, bool):
            self.refuse(f"{key}.{name}", "must be true or false")
        return value is True

    def _interval(self, row: dict[str, object], key: str) -> int:
        interval = row.get("interval", DEFAULT_INTERVAL)
        shortest = 1 if self.local else SHORTEST_INTERVAL
        if not isinstance(interval, int) or isinstance(interval, bool) or not shortest <= interval <= LONGEST_INTERVAL:
            self.refuse(f"{key}.interval", f"must be a whole number of seconds from {shortest} to {LONGEST_INTERVAL}")
            return DEFAULT_INTERVAL
        return interval

    def _webmail(self, key: str, row: dict[str, object]) -> Webmail:
        self._only(row, key, ("id", "name", "url"))
        return Webmail(
            id=self._slug(row, key, "id"),
            name=self._text(row, key, "name"),
            url=self._url(row, key, schemes=("https",)),
        )

    def _desk(self, table: dict[str, object]) -> Desk:
        row = table.get("desk", {})
        if not isinstance(row, dict):
            self.refuse("desk", "must be a table; write [desk] above its keys")
            return Desk()
        self._only(row, "desk", DESK_KEYS)
        texts = {name: self._text(row, "desk", name) for name in ("issuer", "client_id", "groups") if name in row}
        fault = self._fault_in(texts["issuer"], schemes=("https",)) if texts.get("issuer") else None
        if fault:
            self.refuse("desk.issuer", f"{texts['issuer']!r} {fault}")
        if texts.get("issuer") and not texts.get("client_id"):
            self.refuse("desk.client_id", "is missing; give the id under which the issuer knows this newsroom")
        members = tuple((role, self._members(row, role)) for role in DeskRole)
        if row and not any(names for _, names in members):
            self.refuse("desk", f"lets nobody in; name people under {', '.join(DeskRole)}")
        return Desk(**texts, members=members)

    def _members(self, row: dict[str, object], role: DeskRole) -> frozenset[str]:
        """Addresses do not tell capitals apart, groups do."""
        names = row.get(role.value, [])
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            self.refuse(f"desk.{role}", f'must be a list of addresses, and groups such as "{GROUP}redactie"')
            return frozenset()
        for name in names:
            if not name.startswith(GROUP) and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", name):
                self.refuse(f"desk.{role}", f'{name!r} is no address; a group is written as "{GROUP}{name}"')
        return frozenset(name if name.startswith(GROUP) else name.lower() for name in names)

    def _was(self, row: dict[str, object], key: str, name: str) -> tuple[str, ...]:
        was = row.get("was", [])
        if not isinstance(was, list) or not all(isinstance(one, str) and is_slug(one) for one in was):
            self.refuse(f"{key}.was", f'must be a list of what its {name} was before, such as ["oud"]')
            return ()
        return tuple(was)

    def _former(self, key: str, name: str, given: list[tuple[str, ...]]) -> None:
        """A former id or slug may not be in use, nor be another's former one."""
        present = {now: number for number, (now, *_) in enumerate(given, 1)}
        taken: dict[str, int] = {}
        for number, (_, *was) in enumerate(given, 1):
            for one in was:
                if one in present:
                    self.refuse(f"{key}[{number}].was", f"{one!r} is the {name} of {key}[{present[one]}] today")
                elif one in taken:
                    self.refuse(f"{key}[{number}].was", f"{one!r} stands at {key}[{taken[one]}] already")
                taken[one] = number

    def _rows(self, table: dict[str, object], key: str) -> Iterator[tuple[str, dict[str, object]]]:
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.refuse(key, f"must be an array of tables; write [[{key}]] above each one")
            return
        for number, row in enumerate(rows, 1):
            yield f"{key}[{number}]", row

    def _text(self, row: dict[str, object], key: str, name: str) -> str:
        value = row.get(name)
        if name not in row:
            self.refuse(f"{key}.{name}", "is missing")
        elif not isinstance(value, str) or not value.strip() or any(ord(letter) < 32 for letter in value):
            self.refuse(f"{key}.{name}", "must be text of one line, not empty")
        else:
            return value.strip()
        return ""

    def _slug(self, row: dict[str, object], key: str, name: str) -> str:
        value = self._text(row, key, name)
        if value and not is_slug(value):
            self.refuse(f"{key}.{name}", f"{value!r} may hold only a-z, 0-9 and single hyphens between them")
        return value

    def _url(self, row: dict[str, object], key: str, *, schemes: tuple[str, ...]) -> str:
        url = self._text(row, key, "url")
        fault = self._fault_in(url, schemes=schemes) if url else None
        if fault:
            self.refuse(f"{key}.url", f"{url!r} {fault}")
        return url

    def _feed_url(self, row: dict[str, object], key: str) -> str:
        given = row.get("url")
        if isinstance(given, str) and given.startswith(DROP):
            if not is_slug(given.removeprefix(DROP)):
                self.refuse(f"{key}.url", f"{given!r} must be {DROP} and the name of a folder: a-z, 0-9 and hyphens")
            return given
        mistakes = len(self.mistakes)
        url = self._url(row, key, schemes=("https", "http"))
        if url and mistakes == len(self.mistakes) and not self._can_be_fetched(url):
            self.refuse(f"{key}.url", f"{url!r} has a port of its own; feeds are fetched from 80 and 443 only")
        return url

    def _can_be_fetched(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return True  # named already, as no URL at all
        return port in (None, 80, 443) or parts.hostname in LOOPBACK  # of those a fetch decides

    def _fault_in(self, url: str, *, schemes: tuple[str, ...]) -> str | None:
        """Why this is no URL that can be used, or None."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            return f"is not a URL ({error})"
        if re.search(r"[\s<>\"\\]", url) or not host or not parts.scheme:
            return "is not a URL"
        if parts.username or parts.password:
            return "must not hold a name or password"
        if parts.scheme not in schemes and not (self.local and parts.scheme == "http"):
            return f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
        return None

    def _only(self, row: dict[str, object], key: str, allowed: tuple[str, ...]) -> None:
        for name in sorted(row.keys() - set(allowed)):
            place = f"{key}.{name}" if key else name
            self.refuse(place, f"is not a key that we know; {_meant(name, allowed)}allowed here: {', '.join(allowed)}")

    def _unique(self, key: str, name: str, values: list[str]) -> None:
        for number, value in enumerate(values, 1):
            if value and value in values[: number - 1]:
                first = values.index(value) + 1
                self.refuse(f"{key}[{number}].{name}", f"{value!r} is taken by {key}[{first}]; each needs its own")
