"""Addresses as feeds write them, made absolute: only those that a page may link to. Source: RFC 3986, WHATWG URL."""

import html
import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import quote, urljoin, urlsplit

LINK_REL = "nofollow noopener"
LONGEST_HOST = 253
"""Characters of a host name. IDNA takes the square of their number. Source: RFC 1035 §2.3.4, RFC 5890 §2.3.2."""
_LINKABLE = ("http", "https", "mailto")

_HOST = r"(?:[A-Za-z0-9_-]{1,63}\.){0,20}[A-Za-z][A-Za-z0-9-]{0,62}"
_AMPERSAND = re.compile(r"&(?:amp|#0?38|#x26);", re.IGNORECASE)
_PLAIN = r"[\w!#$%&'()*+,./:;=?@~-]*"
_ABSOLUTE = re.compile(rf"https?://(?!.*xn--){_HOST}(?::[0-9]{{1,4}})?(?:[/?#]{_PLAIN})?", re.ASCII)
_ROOTED = re.compile(r"/(?![/.])[\w!#$%&'()*+,:;=?@~-]*+(?:[./](?![./])[\w!#$%&'()*+,:;=?@~-]*+)*+", re.ASCII)
_ORIGIN = re.compile(rf"https?://(?!.*xn--){_HOST}(?::[0-9]{{1,4}})?(?=[/?#]|\Z)")


def resolve(address: str, base: str | None, *, schemes: tuple[str, ...] = ("http", "https")) -> str | None:
    """`address` as an absolute URL without white space or quotes in it, or None when it is none we would publish."""
    if "&" in address:
        address = _AMPERSAND.sub("&", address)  # escaped twice: no real address has it
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
    address = resolve(html.unescape(href), base, schemes=_LINKABLE) if href else None
    if not address:
        return ""
    escaped = address.replace("&", "&amp;")  # nothing else in a resolved address has a meaning in HTML
    return f'<a href="{escaped}" rel="{LINK_REL}">'


@lru_cache(maxsize=512)
def _origin(base: str) -> str:
    """`https://host` of a plain base, "" of any other. One feed asks this thousands of times of few bases."""
    found = _ORIGIN.match(base)
    return found[0] if found else ""


def _joined(address: str, base: str, schemes: tuple[str, ...]) -> str | None:
    """The long way round. Raises ValueError (also UnicodeError) for what is no URL."""
    parts = urlsplit(urljoin(base, address.strip()).replace("\\", "/"))
    if parts.scheme not in schemes:
        return None
    if parts.scheme != "mailto":
        if not parts.hostname or parts.username is not None:
            return None
        port = f":{parts.port}" if parts.port is not None else ""
        parts = parts._replace(netloc=_host(parts.hostname) + port)
    elif parts.netloc:
        return None
    return quote(parts.geturl(), safe="!#$%&'()*+,-./:;=?@[]_~")


def _host(name: str) -> str:
    """The name as it goes into a URL, in ASCII. Raises ValueError for what no browser takes for a host."""
    if ":" in name:
        return f"[{name}]"
    if len(name) > LONGEST_HOST:
        raise ValueError("no host")
    host = name.encode("idna").decode()
    host.encode().decode("idna")
    if re.fullmatch(_HOST, host.removesuffix(".")):
        return host
    try:
        return str(IPv4Address(host))
    except AddressValueError as error:
        raise ValueError("no host") from error
