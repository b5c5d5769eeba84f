"""Which article a command is about, however an operator gives its address."""

import argparse
from urllib.parse import unquote, urlsplit

from portal.model.slug import is_slug

NEIGHBOURS = ("vorige", "volgende")
"""What an article's own links end in."""


def parse_slug(text: str) -> str:
    """The slug of an article, given as such, as a path or as a whole address: what stands in a browser at 23:00.

    Of any host: the CDN's own, dev's and this machine's have the same paths. For argparse: raises ArgumentTypeError.
    """
    given = text.strip()
    path = urlsplit(given).path if "/" in given else f"nieuws/{given}"
    news, *parts = [unquote(part) for part in path.split("/") if part] or [""]
    if len(parts) == 2 and parts[1] in NEIGHBOURS:
        parts = parts[:1]
    if news != "nieuws" or len(parts) != 1 or not is_slug(parts[0].lower()):
        raise argparse.ArgumentTypeError(f"{text} is no article: give its address, as in /nieuws/veerpont-vaart-weer")
    return parts[0].lower()
