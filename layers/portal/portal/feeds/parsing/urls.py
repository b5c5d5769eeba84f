"""Addresses as feeds write them, made absolute: only those that a page may link to. Source: RFC 3986, WHATWG URL."""

import html
import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from portal.feeds.parsing.host_names import HOST, ascii_host

LINK_REL = "nofollow noopener"
_LINKABLE = ("http", "https", "mailto")

_AMPERSAND = re.compile(r"&(?:(?:amp|#0?38|#x26);){1,5}", re.IGNORECASE)
_KEPT = "!#$%&'()*+,-./:;=?@[]_~"
_PLAIN = r"[\w!#$%&'()*+,./:;=?@~-]*"
_ABSOLUTE = re.compile(rf"https?://(?!.*xn--){HOST}(?::[0-9]{{1,4}})?(?:[/?#]{_PLAIN})?", re.ASCII)
_ROOTED = re.compile(r"/(?![/.])[\w!#$%&'()*+,:;=?@~-]*+(?:[./](?![./])[\w!#$%&'()*+,:;=?@~-]*+)*+", re.ASCII)
_WEB = re.compile(
    r"(https?://)([^/?#\\@:\[\]%\s]+)(:[0-9]{1,4})?((?:(?![?#](?:[?#]|\Z))[/?#](?:[^\s\\?#]|[?#](?![?#]|\Z))*+)?)"
)
_ORIGIN = re.compile(rf"https?://(?!.*xn--){HOST}(?::[0-9]{{1,4}})?(?=[/?#]|\Z)")


def resolve(address: str, base: str | None, *, schemes: tuple[str, ...] = ("http", "https")) -> str | None:
    """`address` as an absolute URL without white space or quotes in it, or None when it is none we would publish."""
    if "&" in address:
        address = _AMPERSAND.sub("&", address)  # escaped twice or more: no real address has it
    if address[:1] != "/" and _ABSOLUTE.fullmatch(address):
        return address
    if base and _ROOTED.fullmatch(address):
        origin = _origin(base)
        if origin:
            return origin + address
    try:
        return _joined(address, base or "", schemes)
    except ValueError:
        return None


def opening_link(href: str, base: str | None) -> str:
    """The start tag of a link to `href` (escaped, as nh3 wrote it); "" where that is no address to link to."""
    if "&" not in href:
        origin = _origin(base) if base and href[:1] == "/" and _ROOTED.fullmatch(href) else ""
        if origin or _ABSOLUTE.fullmatch(href):  # as nearly all are: there is nothing to put right
            return f'<a href="{origin}{href}" rel="{LINK_REL}">'
    elif href.count("&") == href.count("&amp;"):
        plain = href.replace("&amp;", "&")
        if _AMPERSAND.search(plain) is None and _ABSOLUTE.fullmatch(plain):
            return f'<a href="{href}" rel="{LINK_REL}">'
    address = resolve(html.unescape(href), base, schemes=_LINKABLE) if href else None
    if not address:
        return ""
    escaped = address.replace("&", "&amp;")  # nothing else in a resolved address has a meaning in HTML
    return f'<a href="{escaped}" rel="{LINK_REL}">'


def href_of(opening: str) -> str:
    """The address in a start tag that `opening_link` wrote, escaped; "" of any other."""
    return opening[9:].partition('"')[0] if opening.startswith('<a href="') else ""


@lru_cache(maxsize=512)
def _origin(base: str) -> str:
    """`https://host` of a plain base, "" of any other. One feed asks this thousands of times of few bases."""
    found = _ORIGIN.match(base)
    return found[0] if found else ""


def _joined(address: str, base: str, schemes: tuple[str, ...]) -> str | None:
    """The long way round. Raises ValueError (also UnicodeError) for what is no URL."""
    web = _WEB.fullmatch(address)
    if web:
        return f"{web[1]}{ascii_host(web[2].lower())}{web[3] or ''}{quote(web[4], safe=_KEPT)}"
    parts = urlsplit(urljoin(base, address.strip()).replace("\\", "/"))
    if parts.scheme not in schemes:
        return None
    if parts.scheme != "mailto":
        if not parts.hostname or parts.username is not None:
            return None
        port = f":{parts.port}" if parts.port is not None else ""
        parts = parts._replace(netloc=ascii_host(parts.hostname) + port)
    elif parts.netloc:
        return None
    return quote(parts.geturl(), safe=_KEPT)
