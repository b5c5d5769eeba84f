"""Responses with a validator: an ETag of the body, and 304 to whoever has it already."""

from hashlib import blake2b
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from portal.web import headers

HTML = "text/html; charset=utf-8"
_IN_PATH = "/:@!$&'()*+,;=-._~"
_IN_QUERY = f"{_IN_PATH}?%"


def respond(
    request: Request, body: str | bytes, *, media_type: str = HTML, cache: str = headers.PAGE, status: int = 200
) -> Response:
    """The response to a GET or HEAD. Only a 200 has an ETag; with a matching If-None-Match it becomes a 304.

    Source: RFC 9110 §13.1.2; comparison is weak, for a CDN that compresses weakens the tag.
    """
    content = body.encode() if isinstance(body, str) else body
    fields = {"cache-control": cache}
    if status == 200 and cache != headers.PRIVATE:
        fields["etag"] = f'"{blake2b(content, digest_size=12).hexdigest()}"'
        if _has_already(request, fields["etag"]):
            status, content = 304, b""
    # Said also of a 304: API Gateway would call an answer without a type JSON.
    return Response(content, status_code=status, headers=fields | {"content-type": media_type})


def location(path: str, query: str = "") -> str:
    """`path`, as it was decoded, and `query`, as it was sent, for a header. Relative: behind a CDN we do not know our
    own host.
    """
    onward = quote(path, safe=_IN_PATH, errors="replace")
    return f"{onward}?{quote(query, safe=_IN_QUERY, errors='replace')}" if query else onward


def _has_already(request: Request, etag: str) -> bool:
    condition = request.headers.get("if-none-match", "")
    return condition.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in condition.split(",")]
