"""What a page sends over the wire: bytes by kind, requests, and hosts that are not the site's own."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from bench.neighbours.sites import PHONE, Site, true_host

KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS", "Font": "fonts", "Image": "pictures"}
"""Chromium's word for what a request is for, and ours; anything else is «other»."""
A_PHONE: dict[str, Any] = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True}
LINKS = """() => [...document.links].map((one) => one.pathname)"""
"""A made-up headline, and so its address, ends in a number."""
QUIET_MS = 1500
"""How long nothing more is waited for once a page is idle: scripts of members and search ask for more."""


@dataclass(kw_only=True)
class Sent:
    """One request. `size`: bytes of the answer as it came, compressed, with its headers."""

    url: str
    kind: str
    size: int = 0

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Bytes by kind and host: `own` and `others`, pictures apart; requests, pictures left out. `listed`: the articles
    that the page leads to.
    """

    own: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    requests: int = 0
    listed: int = 0
    hosts: tuple[str, ...] = ()

    def of(self, kind: str) -> int:
        return self.own[kind] + self.others[kind]

    @property
    def total(self) -> int:
        return self.own.total() + self.others.total()


def kind_of(type_: str, mime: str = "") -> str:
    """An icon of the site is asked for as «Other», and is a picture all the same."""
    return "pictures" if mime.startswith("image/") else KINDS.get(type_, "other")


def weigh(sent: Iterable[Sent], own_host: str, listed: int = 0) -> Weight:
    """A `data:` address is not sent, and is not counted."""
    own: Counter[str] = Counter()
    others: Counter[str] = Counter()
    hosts: dict[str, None] = {}
    pictures = requests = 0
    for one in sent:
        if not one.host:
            continue
        if one.host != own_host:
            hosts[true_host(one.host)] = None
        if one.kind == "pictures":
            pictures += one.size
            continue
        requests += 1
        (own if one.host == own_host else others)[one.kind] += one.size
    return Weight(own=own, others=others, pictures=pictures, requests=requests, listed=listed, hosts=tuple(hosts))


def measure(browser: Browser, site: Site, url: str) -> Weight:
    """A first visit on a phone, to where the page has come to rest; nobody scrolls."""
    context = browser.new_context(**A_PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    sent: dict[str, Sent] = {}

    def starts(event: dict[str, Any]) -> None:
        sent[event["requestId"]] = Sent(url=event["request"]["url"], kind=kind_of(event.get("type", "")))

    def answers(event: dict[str, Any]) -> None:
        if event["requestId"] in sent:
            sent[event["requestId"]].kind = kind_of(event["type"], event["response"]["mimeType"])

    def ends(event: dict[str, Any]) -> None:
        if event["requestId"] in sent:
            sent[event["requestId"]].size = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", starts)
    session.on("Network.responseReceived", answers)
    session.on("Network.loadingFinished", ends)
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(QUIET_MS)
    listed = len({link for link in page.evaluate(LINKS) if re.search(r"-\d+/?$", link)})
    context.close()
    return weigh(sent.values(), site.host, listed)
