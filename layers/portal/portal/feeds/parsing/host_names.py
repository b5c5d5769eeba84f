"""Names of hosts in ASCII, as a URL has them. What the international names of one document may cost is bounded.

Sources: RFC 3490 (ToASCII), RFC 1035 §2.3.4, RFC 5890 §2.3.2; WHATWG URL §3.5.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import AddressValueError, IPv4Address

LONGEST_HOST = 253
"""Characters. IDNA takes the square of their number."""
MOST_INTERNATIONAL = 10_000
"""Characters of different international names in one document: a character takes as long as a hundred plain ones."""
HOST = r"(?:[A-Za-z0-9_-]{1,63}\.){0,20}[A-Za-z][A-Za-z0-9-]{0,62}"
_PLAIN = re.compile(rf"{HOST}\.?")


class HostNames:
    """The international names of one document: each is worked out once, and none that comes after too many others."""

    def __init__(self) -> None:
        self.known: dict[str, str | None] = {}
        self.spent = 0

    def in_ascii(self, name: str) -> str:
        """Raises ValueError for what no browser takes for a name, and for what is too much."""
        if name not in self.known:
            self.spent += len(name)
            if self.spent > MOST_INTERNATIONAL:
                raise ValueError("too many international names")
            self.known[name] = _to_ascii(name)
        found = self.known[name]
        if found is None:
            raise ValueError("no host")
        return found


_OF_THE_DOCUMENT: ContextVar[HostNames | None] = ContextVar("_OF_THE_DOCUMENT", default=None)


@contextmanager
def names_of_one_document() -> Iterator[HostNames]:
    """All names that are asked for within are of one document."""
    names = HostNames()
    token = _OF_THE_DOCUMENT.set(names)
    try:
        yield names
    finally:
        _OF_THE_DOCUMENT.reset(token)


def are_too_many() -> bool:
    """Whether the document at hand has used up what its names may cost: addresses that it has from now on are none."""
    names = _OF_THE_DOCUMENT.get()
    return names is not None and names.spent > MOST_INTERNATIONAL


def ascii_host(name: str) -> str:
    """`xn--…` of an international name, an IPv4 or IPv6 address as it is. Raises ValueError for what is no host."""
    if ":" in name:
        return f"[{name}]"
    if len(name) > LONGEST_HOST:
        raise ValueError("no host")
    if name.isascii() and "xn--" not in name:
        return name if _PLAIN.fullmatch(name) else _ip_address(name)
    host = (_OF_THE_DOCUMENT.get() or HostNames()).in_ascii(name)
    return host if _PLAIN.fullmatch(host) else _ip_address(host)


def _ip_address(host: str) -> str:
    try:
        return str(IPv4Address(host))
    except AddressValueError as error:
        raise ValueError("no host") from error


def _to_ascii(name: str) -> str | None:
    """None for what cannot be written so, or what only looks as if it were."""
    try:
        host = name.encode("idna").decode()
        host.encode().decode("idna")
    except UnicodeError:
        return None
    return host
