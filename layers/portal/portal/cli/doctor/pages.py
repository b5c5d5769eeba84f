"""The site as a reader and a search engine meet it."""

import http.client
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.cli.doctor.finding import Findings, Room
from portal.model.site import Site
from portal.web.security_headers import security

TIMEOUT = 15.0


@dataclass(frozen=True, kw_only=True)
class PageAnswer:
    """`headers` by name in lower case."""

    status: int
    headers: Mapping[str, str]


Get = Callable[[str, Mapping[str, str]], PageAnswer]
"""One GET of an address with these headers, no redirect followed. Raises OSError."""


def of_pages(site: Site, url: str, get: Get) -> Findings:
    """Status, security headers and validators of the pages that every site has. `url` ends on a slash."""
    room = Room("pages")
    last = url

    def asking(address: str, headers: Mapping[str, str]) -> PageAnswer:
        nonlocal last
        last = address
        return get(address, headers)

    try:
        yield from _answered(room, site, url, asking)
    except (OSError, http.client.HTTPException) as error:
        yield room.problem(
            f"{last} does not answer ({error})", "wait some minutes after a first deployment; then look at the stack"
        )


def _answered(room: Room, site: Site, url: str, get: Get) -> Findings:
    """Raises OSError and HTTPException as soon as one address does not answer."""
    front = get(url, {})
    expected = {
        "": 200,
        "nieuws/dit-bericht-bestaat-niet": 404,
        "sitemap.xml": 200,
        "feeds/alles.xml": 200,
        "robots.txt": 200,
    }
    if site.webmails:
        expected["webmail"] = 302 if len(site.webmails) == 1 else 200
    wrong = []
    for path, status in expected.items():
        answer = get(url + path, {})
        missing = [name for name, value in security(site.hsts) if answer.headers.get(name) != value]
        if answer.status != status:
            wrong.append(path)
            yield room.problem(f"{url}{path} answers {answer.status} instead of {status}", "docs/operating.md, Alarms")
        elif missing:
            wrong.append(path)
            yield room.problem(
                f"{url}{path} lacks {', '.join(missing)}", "deploy again; infra/edge.yaml adds what is missing"
            )
    if not wrong:
        yield room.ok(f"{url} answers on {len(expected)} addresses, with all security headers")
    yield from _validated(room, url, front, get)


def _validated(room: Room, url: str, front: PageAnswer, get: Get) -> Findings:
    again = get(url, {"If-None-Match": front.headers.get("etag", "-")})
    if front.status == 200 and again.status not in (200, 304):
        yield room.problem(f"{url} answers {again.status} to whoever has it already", "it should answer 304")


def get(address: str, headers: Mapping[str, str]) -> PageAnswer:
    """The effect itself."""
    parts = urlsplit(address)
    host, path = parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"User-Agent": "Regioportaal/0.1 (portal doctor)", **headers})
        answer = connection.getresponse()
        answer.read()
        return PageAnswer(status=answer.status, headers={name.lower(): value for name, value in answer.getheaders()})
    finally:
        connection.close()
