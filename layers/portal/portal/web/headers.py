"""The headers of every response, and how long each kind may be kept.

Sources: Mozilla HTTP Observatory's scoring (A+ with bonuses), Internet.nl's header rules, RFC 9111, RFC 5861.
"""

from collections.abc import Mapping
from typing import Final

from portal.model.freshness import STALE_PAGE_SECONDS

PAGE: Final = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
SETTLED: Final = "public, max-age=0, s-maxage=86400, stale-while-revalidate=3600, stale-if-error=86400"
"""Of what hardly changes any more. A kill and a withdrawal are told to the CDN (ingest.announce)."""
FOUND: Final = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=0"
"""What a search found. Unless it is forbidden in so many words, CloudFront shows what it has for as long as the origin
fails: the headline of a killed story among it. Source: Amazon CloudFront, How CloudFront processes HTTP 4xx and 5xx.
"""
STALE: Final = f"public, max-age=0, s-maxage={STALE_PAGE_SECONDS}, stale-if-error=0"
"""Of a page that was made of lists from before the table stopped answering (model.freshness). Nothing longer: a kill's
order to forget may have been given before the page came. `stale-if-error=0`: as for FOUND.
"""
ABSENT: Final = "public, max-age=10, s-maxage=60"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
PRIVATE: Final = "private, no-store"
FAILED: Final = "no-store"

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
