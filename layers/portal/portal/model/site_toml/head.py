"""`[site]` of site.toml: name, origin, and what holds for the whole site."""

import re

from portal.model.feed import Feed
from portal.model.section import REGIONS, Section
from portal.model.site import HSTS, REVISIONS_DAYS, Site
from portal.model.site_toml.values import TomlValues, unknown_section
from portal.model.webmail import Webmail

MINING = ("allowed", "reserved")
"""Text and data mining. Source: Directive (EU) 2019/790, article 4(3)."""


def read_site_head(
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
