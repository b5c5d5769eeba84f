"""What is asked of a server, and how much of an answer is taken."""

from dataclasses import dataclass, field

from portal.http.response import Validators

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, kw_only=True)
class FetchLimits:
    """Seconds and bytes. `wire` counts what comes in, `body` what is left after decompression."""

    total: float = 20
    connect: float = 5
    read: float = 10
    wire: int = 20_000_000
    body: int = 20_000_000
    ratio: int = 200
    redirects: int = 10


LIMITS = FetchLimits()


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
