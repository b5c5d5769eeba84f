"""Whether a form that arrives was sent by a page of ours."""

from collections.abc import Collection

from starlette.requests import Request


def is_own(request: Request, origins: Collection[str]) -> bool:
    """Sec-Fetch-Site decides where a browser sends it, else Origin; without both the answer is no.

    No token in the form: it would be different for every reader, and the pages that hold the form are kept by a CDN.
    Source: OWASP Cross-Site Request Forgery Prevention, Fetch Metadata; W3C Fetch Metadata §2.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("origin") in origins
