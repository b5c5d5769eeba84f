"""The CDN's access log: which paths were viewed, and how often. Of a line four fields are looked at; the address of who
asked is none of them, and the browser's name is looked at for one thing, whether it is a program's.

Source: AWS, Amazon CloudFront Developer Guide, Standard logging reference (names of files, fields, their encoding).
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from urllib.parse import unquote

from crawleruseragents import is_crawler

PREFIX = "cdn/"
"""How the keys of the files begin (infra/edge.yaml, Logging)."""
READ = ("cs-method", "cs-uri-stem", "sc-status", "cs(User-Agent)")
"""The fields, as the log's own first lines name them."""
SEEN = frozenset({"200", "304"})
"""A page that was shown, or one that the browser had and asked for again."""
LONGEST_NAME = 300
"""Characters of what a browser calls itself that are looked at: to look at a long one takes long."""
AN_HOUR = "%Y-%m-%d-%H"


class AccessLogError(Exception):
    """A file that cannot be read as an access log; the message says why."""


def hour_of(key: str) -> datetime | None:
    """The hour, in UTC, in which the requests of a file came: `cdn/EXAMPLE.2026-11-28-15.abcd1234.gz`. None where the
    key is not that of an access log. A file that is delivered late has the hour of its requests all the same.
    """
    parts = key.removeprefix(PREFIX).split(".")
    if not key.startswith(PREFIX) or len(parts) < len(("distribution", "hour", "id", "gz")) or parts[-1] != "gz":
        return None
    try:
        return datetime.strptime(parts[1], AN_HOUR).replace(tzinfo=UTC)
    except ValueError:
        return None


def keys_of(distribution: str) -> str:
    """How the keys of all files of a distribution begin."""
    return f"{PREFIX}{distribution}."


def first_key(distribution: str, hour: datetime) -> str:
    """What comes before every key of an hour and of those after it, in the order in which a bucket lists them."""
    return f"{keys_of(distribution)}{hour:{AN_HOUR}}."


def views_in(body: bytes) -> Counter[str]:
    """Views of each path in a file. Raises AccessLogError, where it is no such file or the end of it is missing."""
    try:
        with gzip.open(BytesIO(body), "rt", encoding="utf-8", errors="replace", newline="\n") as lines:
            return Counter(_viewed(lines))
    except (OSError, EOFError, zlib.error) as error:
        raise AccessLogError(f"cannot be unpacked: {error}") from error


def _viewed(lines: Iterable[str]) -> Iterator[str]:
    places: list[int] = []
    for line in lines:
        if line.startswith("#"):
            places = _places(line) or places
            continue
        if not places:
            raise AccessLogError("no line says which fields there are")
        fields = line.rstrip("\n").split("\t")
        if len(fields) <= max(places):
            continue  # cut while it was written
        method, path, status, browser = (fields[place] for place in places)
        if method == "GET" and status in SEEN and not is_program(browser[:LONGEST_NAME]):
            yield path


def _places(line: str) -> list[int]:
    """Where the fields stand that are read; none, where a line does not say it. Raises AccessLogError."""
    if not line.startswith("#Fields:"):
        return []
    named = line.removeprefix("#Fields:").split()
    if missing := [name for name in READ if name not in named]:
        raise AccessLogError(f"has no field {missing[0]}")
    return [named.index(name) for name in READ]


@lru_cache(maxsize=4096)
def is_program(browser: str) -> bool:
    """Whether what calls itself `browser`, as the log encodes it, is a crawler or another program, by a list that is
    kept by others (crawler-user-agents); likewise what does not say what it is.
    """
    return browser in ("", "-") or is_crawler(unquote(unquote(browser)))
