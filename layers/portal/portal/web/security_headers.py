"""The headers of every response that keep a browser to what this site is.

Sources: Mozilla HTTP Observatory's scoring (A+ with bonuses), Internet.nl's header rules.
"""

from collections.abc import Mapping
from typing import Final

TRANSPORT_SECURITY: Final[Mapping[str, str]] = {
    "host": "max-age=63072000",
    "subdomains": "max-age=63072000; includeSubDomains",
    "preload": "max-age=63072000; includeSubDomains; preload",
}
"""By `hsts` of site.toml. Two years; more than the host itself only by the publisher's own word: a name below it that
speaks plain http, such as an old webmail, would be out of reach. Source: RFC 6797 §11.4.
"""

SECURITY: Final[tuple[tuple[str, str], ...]] = (
    (
        "content-security-policy",
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    ("strict-transport-security", TRANSPORT_SECURITY["host"]),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # no-referrer would make a form's own POST carry `Origin: null`
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    ("content-language", "nl"),
)
"""Of every response of a site that leaves `hsts` as it is."""


def security(hsts: str) -> tuple[tuple[str, str], ...]:
    """Of every response of a site with this `hsts`."""
    return tuple((dict(SECURITY) | {"strict-transport-security": TRANSPORT_SECURITY[hsts]}).items())
