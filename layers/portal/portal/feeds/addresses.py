"""Which addresses a feed may be fetched from: public ones, and loopback where the caller allows it.

The list is written out because `ipaddress.is_global` is no guard: it lets NAT64, 6to4 and multicast through.
Source: IANA Special-Purpose Address Registries (RFC 6890).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_LOOPBACK = tuple(ip_network(block) for block in ("127.0.0.0/8", "::1/128"))
_CLOSED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether `address` is a host on the internet; an IPv4 address within an IPv6 one is judged as what it is."""
    parsed = _parsed(address)
    return parsed is not None and not any(parsed in block for block in _CLOSED if block.version == parsed.version)


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
