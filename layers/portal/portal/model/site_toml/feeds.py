"""`[[feeds]]` of site.toml: where news comes from, how often it is asked for, and what it may do."""

from urllib.parse import urlsplit

from portal.model.feed import (
    DEFAULT_DAILY,
    DEFAULT_INTERVAL,
    DROP,
    FORMATS,
    LONGEST_INTERVAL,
    MOST_DAILY,
    SAME_FORMAT,
    SHORTEST_INTERVAL,
    SYNDICATE,
    Feed,
)
from portal.model.section import Section
from portal.model.site import LOOPBACK
from portal.model.site_toml.values import TomlValues, meant, unknown_section
from portal.model.slug import is_slug

FEED_KEYS = (
    *("id", "url", "section", "interval", "format", "was", "sections", "syndicate", "retention_days"),
    *("secret", "agency", "source", "group", "daily", "agenda"),
)


def read_feeds(values: TomlValues, table: dict[str, object], sections: tuple[Section, ...]) -> tuple[Feed, ...]:
    """All of them; each brings news of one of `sections`."""
    slugs = [section.slug for section in sections if section.slug]
    feeds = tuple(_feed(values, key, row, slugs) for key, row in values.rows(table, "feeds"))
    values.unique("feeds", "id", [feed.id for feed in feeds])
    values.unique("feeds", "url", [feed.url for feed in feeds])
    values.former("feeds", "id", [feed.ids for feed in feeds])
    return feeds


def _feed(values: TomlValues, key: str, row: dict[str, object], slugs: list[str]) -> Feed:
    values.only(row, key, FEED_KEYS)
    section = values.text(row, key, "section")
    if section and section not in slugs:
        values.refuse(f"{key}.section", unknown_section(section, slugs))
    chosen = row.get("format")
    if chosen is not None and chosen not in (*FORMATS, *SAME_FORMAT):
        remedy = f"{meant(chosen, FORMATS)}leave it out, or use one of: {', '.join(FORMATS)}"
        values.refuse(f"{key}.format", f"{chosen!r} is not a format; {remedy}")
    return Feed(
        id=values.slug(row, key, "id"),
        url=_feed_url(values, row, key),
        section=section,
        interval=_interval(values, row, key),
        format=SAME_FORMAT.get(chosen, chosen) if isinstance(chosen, str) else None,
        was=values.was(row, key, "id"),
        sections=_sections_by_code(values, row, key, slugs),
        syndicate=values.one_of(row, key, "syndicate", SYNDICATE),
        retention_days=values.retention(row, key),
        secret=values.slug(row, key, "secret") if "secret" in row else "",
        agency=values.flag(row, key, "agency"),
        source=values.text(row, key, "source") if "source" in row else "",
        group=values.slug(row, key, "group") if "group" in row else "",
        daily=values.number(row, key, "daily", DEFAULT_DAILY, most=MOST_DAILY),
        agenda=values.flag(row, key, "agenda") if "agenda" in row else None,
        has_interval="interval" in row,
    )


def _feed_url(values: TomlValues, row: dict[str, object], key: str) -> str:
    given = row.get("url")
    if isinstance(given, str) and given.startswith(DROP):
        if not is_slug(given.removeprefix(DROP)):
            values.refuse(f"{key}.url", f"{given!r} must be {DROP} and the name of a folder: a-z, 0-9 and hyphens")
        return given
    mistakes = len(values.mistakes)
    url = values.url(row, key, schemes=("https", "http"))
    if url and mistakes == len(values.mistakes) and not _can_be_fetched(url):
        values.refuse(f"{key}.url", f"{url!r} has a port of its own; feeds are fetched from 80 and 443 only")
    return url


def _can_be_fetched(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return True  # named already, as no URL at all
    return port in (None, 80, 443) or parts.hostname in LOOPBACK  # of those a fetch decides


def _interval(values: TomlValues, row: dict[str, object], key: str) -> int:
    interval = row.get("interval", DEFAULT_INTERVAL)
    shortest = 1 if values.local else SHORTEST_INTERVAL
    if not isinstance(interval, int) or isinstance(interval, bool) or not shortest <= interval <= LONGEST_INTERVAL:
        values.refuse(f"{key}.interval", f"must be a whole number of seconds from {shortest} to {LONGEST_INTERVAL}")
        return DEFAULT_INTERVAL
    return interval


def _sections_by_code(
    values: TomlValues, row: dict[str, object], key: str, slugs: list[str]
) -> tuple[tuple[str, str], ...]:
    found = row.get("sections", {})
    if not isinstance(found, dict) or not all(isinstance(slug, str) for slug in found.values()):
        values.refuse(f"{key}.sections", 'must be a table of codes and sections, such as { "XANP/SPO" = "sport" }')
        return ()
    for code, slug in found.items():
        if slug not in slugs:
            place = f'{key}.sections."{code}"'
            values.refuse(place, unknown_section(slug, slugs))
    return tuple(found.items())
