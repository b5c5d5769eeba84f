"""What is asked of a server."""

from dataclasses import dataclass, field

from portal.http.response import Validators

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, kw_only=True)
class Login:
    """What a server asks for before it answers; never in a log."""

    user: str
    password: str = field(repr=False)


def request_headers(user_agent: str, validators: Validators, accept: str) -> dict[str, str]:
    conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {
        "User-Agent": user_agent,
        "Accept": accept,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **{name: value for name, value in conditions.items() if value},
    }
