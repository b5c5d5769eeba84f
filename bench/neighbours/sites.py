"""The sites and their pages, as sites.toml and the command line name them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ViewportSize

FILE = Path(__file__).with_name("sites.toml")
PAGES = ("front", "section", "article", "search")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
WORD = "dijk"
"""What is searched for, as in sites.toml."""
SEARCH = re.compile(r"\b(zoek|search)", re.IGNORECASE)
"""How a site calls its search."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """`pages`: name to address, without what the site has not. `menu` and `dark`: see sites.toml."""

    label: str
    origin: str
    pages: Mapping[str, str]
    menu: str
    dark: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc


def names() -> list[str]:
    """Of the sites that can be measured."""
    return [name for name in _file() if name != "standins"]


def sites(origins: Mapping[str, str], slug: str) -> list[Site]:
    """Those of which the origin is given, with the addresses of their pages."""
    file = _file()
    return [_site(file[file[name].get("like", name)] | file[name], origin, slug) for name, origin in origins.items()]


def true_host(host: str) -> str:
    """Whom a host stands in for; itself where it is nobody's stand-in."""
    return _file()["standins"].get(host.partition(":")[0], host)


def _site(row: Mapping[str, str], origin: str, slug: str) -> Site:
    return Site(
        label=row["label"],
        origin=origin,
        pages={name: origin + row[name].format(slug=slug) for name in PAGES if name in row},
        menu=row["menu"],
        dark=row.get("dark", ""),
    )


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
