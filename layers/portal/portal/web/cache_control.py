"""How long browsers and the CDN may keep each kind of response. Sources: RFC 9111, RFC 5861."""

from typing import Final

from portal.model.kill_timing import STALE_PAGE_SECONDS

PAGE: Final = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
SETTLED: Final = "public, max-age=0, s-maxage=86400, stale-while-revalidate=3600, stale-if-error=86400"
"""Of what hardly changes any more. A kill and a withdrawal are told to the CDN (ingest.announce)."""
FOUND: Final = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=0"
"""What a search found. Unless it is forbidden in so many words, CloudFront shows what it has for as long as the origin
fails: the headline of a killed story among it. Source: Amazon CloudFront, How CloudFront processes HTTP 4xx and 5xx.
"""
STALE: Final = f"public, max-age=0, s-maxage={STALE_PAGE_SECONDS}, stale-if-error=0"
"""Of a page that was made of lists from before the table stopped answering (model.kill_timing). Nothing longer: a
kill's order to forget may have been given before the page came. `stale-if-error=0`: as for FOUND.
"""
ABSENT: Final = "public, max-age=10, s-maxage=60"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
PRIVATE: Final = "private, no-store"
FAILED: Final = "no-store"
