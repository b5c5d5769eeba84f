"""Responses with a validator: an ETag of the body, and 304 to whoever has it already; packed where no CDN does it."""

import re
import zlib
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from portal.web import cache_control

HTML = "text/html; charset=utf-8"
Endpoint = Callable[..., Awaitable[Response]]
"""Answers an address: gets the request and, by name, the parts of the path."""
PLAIN_AT_THE_CDN = ("application/feed+json", "application/manifest+json")
"""Media types of ours that CloudFront does not compress. Source: AWS, File types that CloudFront compresses."""
SMALLEST = 1000
"""Bytes that are worth compressing, as CloudFront has it."""
_IN_PATH = "/:@!$&'()*+,;=-._~"
_IN_QUERY = f"{_IN_PATH}?%"


def respond(
    request: Request, body: str | bytes, *, media_type: str = HTML, cache: str = cache_control.PAGE, status: int = 200
) -> Response:
    """The response to a GET or HEAD. Only a 200 has an ETag; with a matching If-None-Match it becomes a 304.

    One of stale lists has none: who asks with it would hold a copy that is not worth holding (web.composer).

    Source: RFC 9110 §13.1.2; comparison is weak, for a CDN that compresses weakens the tag.
    """
    content = body.encode() if isinstance(body, str) else body
    # The type is said also of a 304: API Gateway would call an answer without one JSON.
    fields = {"cache-control": cache, "content-type": media_type}
    if status == 200 and cache not in (cache_control.PRIVATE, cache_control.STALE):
        tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
        may_pack = media_type.startswith(PLAIN_AT_THE_CDN) and len(content) >= SMALLEST
        packs = may_pack and _takes_gzip(request)
        fields |= {"etag": f"W/{tag}" if packs else tag} | ({"vary": "accept-encoding"} if may_pack else {})
        if _has_already(request, tag):
            status, content = 304, b""
        elif packs:
            content, fields["content-encoding"] = _packed(content), "gzip"
    return Response(content, status_code=status, headers=fields)


def location(path: str, query: str = "") -> str:
    """`path`, as it was decoded, and `query`, as it was sent, for a header. Relative: behind a CDN we do not know our
    own host.
    """
    onward = quote(path, safe=_IN_PATH, errors="replace")
    return f"{onward}?{quote(query, safe=_IN_QUERY, errors='replace')}" if query else onward


def _packed(content: bytes) -> bytes:
    """With gzip; the same bytes for the same content, as zlib writes no time."""
    packer = zlib.compressobj(wbits=31)  # a gzip header before, a checksum behind
    return packer.compress(content) + packer.flush()


def _takes_gzip(request: Request) -> bool:
    """Source: RFC 9110 §12.5.3; a weight of nought is a refusal."""
    offered = request.headers.get("accept-encoding", "").replace(" ", "").lower().split(",")
    return any(re.fullmatch(r"gzip(;q=(1(\.0*)?|0\.\d*[1-9]\d*))?", one) for one in offered)


def _has_already(request: Request, etag: str) -> bool:
    condition = request.headers.get("if-none-match", "")
    return condition.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in condition.split(",")]
