"""site.toml: what is allowed but can hardly be meant."""

import re
from urllib.parse import urlsplit

from portal.cli.doctor.finding import Findings, Room
from portal.model.site import Site

_EXAMPLE = re.compile(r"(?:^|\.)(?:example(?:\.(?:nl|com|org|net))?|invalid|test)$")
"""Hosts that nobody has. Source: RFC 2606; example.nl is our own example's."""


def of_site(site: Site) -> Findings:
    """Placeholders that were left standing, and sections that nothing comes into."""
    room = Room("site.toml")
    sections = f"{len(site.topics)} sections, {len(site.regions)} regions"
    yield room.ok(f"{sections}, {len(site.feeds)} feeds, {len(site.webmails)} webmails")
    for key, host in _hosts(site):
        if _EXAMPLE.search(host):
            yield room.advice(f"{key} is {host}, which is an example's", f"put your own in {key}")
    if not site.feeds:
        yield room.problem("there is no feed: no news will come in", "add one under [[feeds]] (docs/adding-a-feed.md)")
    fed = {slug for feed in site.feeds for slug in (feed.section, *dict(feed.sections).values())}
    empty = [section.slug for section in site.sections if section.slug not in fed]
    if site.feeds and empty:
        yield room.advice(
            f"nothing comes into: {', '.join(empty)}", "give each a feed, or leave them out until there is one"
        )


def _hosts(site: Site) -> list[tuple[str, str]]:
    return [
        ("site.origin", _host(site.origin)),
        ("site.contact", site.contact.rpartition("@")[2]),
        *((f"feeds.{feed.id}.url", _host(feed.url)) for feed in site.feeds),
        *((f"webmail.{webmail.id}.url", _host(webmail.url)) for webmail in site.webmails),
    ]


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
