"""Cookies that live for one fetch: what a login or consent gate sets when it sends us back.

Source: RFC 6265, and draft-ietf-httpbis-rfc6265bis where browsers go by that: nameless cookies, names with a prefix.

Kept nowhere, and given to no other host than the one that set them, whatever it says in `Domain`: there is no list of
public suffixes here, but a domain of one part is refused as one. On loopback every port is a host of its own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from portal.http.connection import PORTS, Target

_LONGEST = 4096
_MOST_BYTES = 16_384
"""Of one request: what web servers take at least twice of (Apache 8 KB a field, nginx 32 KB in all)."""
_LONGEST_ATTRIBUTE = 1024
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PREFIX = re.compile(r"__(?:secure|host|http)-", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Cookie:
    name: str
    value: str
    path: str
    is_secure: bool

    @property
    def pair(self) -> str:
        return f"{self.name}={self.value}" if self.name else self.value


@dataclass
class AttemptCookies:
    """By host, path and name; the oldest first."""

    kept: dict[tuple[str, str, str], _Cookie] = field(default_factory=dict)

    def keep(self, lines: Iterable[str], *, target: Target, path: str, now: datetime) -> None:
        """`lines`: every Set-Cookie of an answer to a request for `path`. One that makes no sense is left out."""
        for line in lines:
            cookie = _cookie_in(line, target, path)
            if cookie is None:
                continue
            key = (_host_of(target), cookie.path, cookie.name)
            if _is_over(_attributes(line), now):
                self.kept.pop(key, None)
            else:
                self.kept[key] = cookie

    def header(self, *, target: Target, path: str) -> dict[str, str]:
        """The Cookie header of a request for `path`; empty where there is none. Source: RFC 6265 §5.4.

        The most particular first. Of more than servers take, the newest go.
        """
        path, host = path.partition("?")[0], _host_of(target)
        fitting = [
            cookie
            for (own, _, _), cookie in self.kept.items()
            if own == host and _matches(path, cookie.path) and (target.secure or not cookie.is_secure)
        ]
        sent: list[_Cookie] = []
        left = _MOST_BYTES
        for cookie in reversed(fitting):
            left -= len(cookie.pair) + 2
            if left < 0:
                break
            sent.insert(0, cookie)
        sent.sort(key=lambda cookie: -len(cookie.path))
        return {"Cookie": "; ".join(cookie.pair for cookie in sent)} if sent else {}


def _cookie_in(line: str, target: Target, path: str) -> _Cookie | None:
    """Without `=` all of it is the value of a cookie without a name. Source: rfc6265bis §5.6, §5.7."""
    name, equals, value = (part.strip(" \t") for part in line.partition(";")[0].partition("="))
    if not equals:
        name, value = "", name
    attributes = _attributes(line)
    is_secure = "secure" in attributes
    if not name + value or len(name) + len(value) > _LONGEST or _CONTROL.search(line):
        return None
    if not _is_within(target.host, attributes.get("domain", "")) or (is_secure and not target.secure):
        return None
    if not _keeps_prefix(name or value, attributes if name else {}):
        return None
    own = attributes.get("path", "")
    return _Cookie(name=name, value=value, path=own if own.startswith("/") else _folder(path), is_secure=is_secure)


def _keeps_prefix(name: str, attributes: dict[str, str]) -> bool:
    """Whether a cookie is what its name promises to who reads it. Source: rfc6265bis §4.1.3."""
    if _PREFIX.match(name) is None:
        return True
    is_for_host = attributes.get("path") == "/" and not attributes.get("domain")
    return "secure" in attributes and (is_for_host or not name.lower().startswith("__host-"))


def _attributes(line: str) -> dict[str, str]:
    """By name in small letters; of two, the last counts, and none that is long. Source: rfc6265bis §5.6."""
    parts = (part.partition("=") for part in line.split(";")[1:])
    pairs = ((name.strip(" \t").lower(), value.strip(" \t")) for name, _, value in parts)
    return {name: value for name, value in pairs if len(value) <= _LONGEST_ATTRIBUTE}


def _is_over(attributes: dict[str, str], now: datetime) -> bool:
    """Whether it is a farewell: Max-Age says more than Expires, whose zone is never read (RFC 6265 §5.1.1)."""
    if re.fullmatch(r"-?[0-9]+", attributes.get("max-age", "")):
        return attributes["max-age"].startswith("-") or not attributes["max-age"].strip("0")
    try:
        moment = parsedate_to_datetime(attributes.get("expires", ""))
    except (ValueError, OverflowError):
        return False
    return moment.replace(tzinfo=UTC) <= now


def _is_within(host: str, domain: str) -> bool:
    """Source: RFC 6265 §5.1.3. No suffix of an address is a domain: its last part is a number."""
    domain = domain.lower().removeprefix(".")
    is_name = not host.rpartition(".")[2].isdecimal() and ":" not in host
    return not domain or host == domain or (is_name and "." in domain and host.endswith(f".{domain}"))


def _folder(path: str) -> str:
    """Source: RFC 6265 §5.1.4."""
    return path.partition("?")[0].rpartition("/")[0] or "/"


def _matches(path: str, own: str) -> bool:
    """Source: RFC 6265 §5.1.4."""
    return path == own or (path.startswith(own) and (own.endswith("/") or path[len(own)] == "/"))


def _host_of(target: Target) -> str:
    return target.host if target.port in PORTS else f"{target.host}:{target.port}"
