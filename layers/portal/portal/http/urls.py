"""Reads addresses as browsers do, so that a redirect leads where theirs would: http and https alone.

Source: WHATWG URL §3.5 (hosts), §4.4 (the basic URL parser). What is not a URL at all comes back as it was, for whoever
fetches to refuse. Everything here takes time in proportion to its length.
"""

import re
from ipaddress import IPv4Address
from urllib.parse import quote, unquote, urlsplit

_AROUND = "".join(map(chr, range(0x21)))
_WITHIN = str.maketrans("", "", "\t\r\n")
_OURS = re.compile(r"(https?):", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AFTER_PATH = re.compile(r"[?#]")
_PATH = "/%:@!$&'()*+,;=~-._[]|"
_QUERY = "/%:@!$&()*+,;=~-._[]|?\\^`{}"
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_LONGEST_HOST = 254
"""Characters, with a dot at the end (RFC 1035 §2.3.4). IDNA takes the square of their number."""
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")
_AMBIGUOUS = re.compile("[\u00df\u03c2\u200c\u200d\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that IDNA 2003, which Python has, makes others of where browsers keep them (UTS #46 §7), and so go to another
host; and controls of direction, some of which it does not know yet.
"""


def resolve_url(reference: str, base: str = "") -> str:
    """The absolute address that `reference` is, as it stands or in an answer from `base`; without dot segments.

    Blanks around it and line ends within it are dropped, and a backslash is a slash before the query.
    """
    text = reference.strip(_AROUND).translate(_WITHIN)
    place, rest = _divided(text)
    place = place.replace("\\", "/")
    scheme = _OURS.match(place)
    if scheme is None and _SCHEME.match(place):
        return text
    own, path = (scheme[1].lower(), place[scheme.end() :]) if scheme else ("", place)
    before = urlsplit(base)
    if path.startswith("//") or own not in ("", before.scheme):
        authority, _, path = path.lstrip("/").partition("/")
        return f"{own or before.scheme}://{authority}{_without_dots(f'/{path}')}{rest}"
    if not path and not rest.startswith("?"):
        rest = _divided(base)[1].partition("#")[0] + rest
    if not path.startswith("/"):
        path = f"{before.path.rpartition('/')[0]}/{path}" if path else before.path
    return f"{before.scheme}://{before.netloc}{_without_dots(path)}{rest}"


def escape_octets(value: str) -> str:
    """A field's value with each octet beyond ASCII percent-encoded: the server means those octets, in UTF-8 or not."""
    return re.sub("[\x80-\xff]", lambda octet: f"%{ord(octet[0]):02X}", value)


def request_path(address: str) -> str:
    """Path and query of `address` as a request says them. Source: WHATWG URL §1.3 (percent-encode sets)."""
    path, query = urlsplit(address).path or "/", _divided(address)[1].partition("#")[0]
    return quote(path, safe=_PATH) + quote(query, safe=_QUERY)


def dns_name(host: str) -> str:
    """`host` as the DNS has it. Raises ValueError for what is no host to a browser, or another one than to us."""
    if ":" in host:
        if "%" in host:
            raise ValueError("an address with a zone is not one of the internet")
        return host
    host = unquote(host, errors="strict")
    if len(host) > _LONGEST_HOST:
        raise ValueError("the host name is longer than any")
    if _AMBIGUOUS.search(host):
        raise ValueError("the host name has a sign that may be read in two ways: write it as xn--")
    name = host if host.isascii() else host.encode("idna").decode()
    if _FORBIDDEN_IN_HOST.search(name):
        raise ValueError("the host name has a sign that no host name has")
    return _ipv4_address(name) or name.lower()


def _ipv4_address(name: str) -> str | None:
    """The address that `name` is, in whatever numbers; None where its last part is none. Raises ValueError for what
    ends in a number and is no address. Source: WHATWG URL §3.5 (IPv4 parser).
    """
    parts = name.removesuffix(".").split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    *first, last = (int(part, 0) for part in map(_as_python_writes_it, parts))
    if len(first) > 3 or any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        raise ValueError("the host is a number that is no address")
    return str(IPv4Address(last + sum(number << (24 - 8 * place) for place, number in enumerate(first))))


def _as_python_writes_it(number: str) -> str:
    """`0x` is zero, and a zero before other digits says that they are octal."""
    if not _NUMBER.fullmatch(number):
        raise ValueError("the host is a number that is no address")
    if number.lower() == "0x":
        return "0"
    return f"0o{number}" if number.isdecimal() and number.startswith("0") else number


def _divided(text: str) -> tuple[str, str]:
    """`text` up to its query or fragment, and from there."""
    found = _AFTER_PATH.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _without_dots(path: str) -> str:
    """`path` without `.` and `..`, also where they are percent-encoded; empty segments stay."""
    kept: list[str] = []
    plain = ""
    for segment in path.split("/")[1:]:
        plain = segment.lower().replace("%2e", ".") if len(segment) <= len("%2e%2e") else segment
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    if plain in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
