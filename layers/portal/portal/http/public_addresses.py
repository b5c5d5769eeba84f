"""SSRF guard: which addresses a feed may be fetched from, public ones, and loopback where the caller allows it.

The lists are written out because `ipaddress.is_global` is no guard: it lets NAT64, 6to4 and multicast through. Of IPv6
only what IANA has given out to the internet (2000::/3) is open, less its exceptions; what else reads an IPv4 address
within an IPv6 one (NAT64, SIIT's ::ffff:0:0:0/96) lies outside it.
Sources: IANA Special-Purpose Address Registries (RFC 6890); IANA IPv6 Address Space (RFC 4291 §2.4).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_LOOPBACK = tuple(ip_network(block) for block in ("127.0.0.0/8", "::1/128"))
_CLOSED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
_GLOBAL_UNICAST = ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Whether `address` is a host on the internet; an IPv4 address within an IPv6 one is judged as what it is."""
    parsed = _parsed(address)
    if parsed is None or (parsed.version == 6 and parsed not in _GLOBAL_UNICAST):
        return False
    return not any(parsed in block for block in _CLOSED if block.version == parsed.version)


def is_loopback(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in block for block in _LOOPBACK if block.version == parsed.version)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed
