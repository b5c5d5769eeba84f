"""Small files that robots and browsers ask for by name."""

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from portal.model.clock import to_iso
from portal.model.site import Site

MINERS = (
    *("AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ChatGPT-User", "ClaudeBot"),
    *("cohere-ai", "Diffbot", "FacebookBot", "Google-Extended", "GPTBot", "ImagesiftBot", "meta-externalagent"),
    *("Omgilibot", "PerplexityBot", "Timpibot", "YouBot"),
)
"""Robots that gather texts for machines to learn from, by the names that their makers publish."""


def robots(site: Site) -> str:
    """Source: RFC 9309. Where mining is reserved, those who say that they mine are kept out by name."""
    miners = "".join(f"User-agent: {name}\n" for name in MINERS) + "Disallow: /\n\n" if site.mining_reserved else ""
    return (
        f"{miners}"
        "User-agent: *\n"
        "Disallow: /webmail\n\n"
        f"Sitemap: {site.origin}/sitemap.xml\n"
        f"Sitemap: {site.origin}/sitemap-news.xml\n"
    )


def tdm_reservation() -> str:
    """Source: W3C TDM Reservation Protocol, the file `/.well-known/tdmrep.json`."""
    return json.dumps([{"location": "/", "tdm-reservation": 1}])


def security_txt(site: Site, now: datetime) -> str:
    """Source: RFC 9116. `Expires` is half a year from the start of this day: the file is made anew as it is read."""
    expires = datetime.combine(now.date() + timedelta(days=180), time(), now.tzinfo)
    return (
        f"Contact: mailto:{site.contact}\n"
        f"Expires: {to_iso(expires)}\n"
        "Preferred-Languages: nl, en\n"
        f"Canonical: {site.origin}/.well-known/security.txt\n"
    )


def manifest(site: Site, icons: list[dict[str, str]], colours: Mapping[str, str]) -> str:
    """`colours`: the brand's, as `Assets.colours` has them. Source: W3C Web Application Manifest."""
    return json.dumps(
        {
            "name": site.name,
            "short_name": site.name,
            "description": site.description,
            "lang": "nl",
            "start_url": "/",
            "display": "browser",
            "background_color": colours["paper"],
            "theme_color": colours["brand"],
            "icons": icons,
        },
        ensure_ascii=False,
    )
