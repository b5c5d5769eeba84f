"""Which article a command is about, however an operator gives its address."""

import argparse

from portal.model.pasted_address import slug_in


def parse_slug(text: str) -> str:
    """The slug of an article, given as such, as a path or as a whole address: what stands in a browser at 23:00.

    Of any host: the CDN's own, dev's and this machine's have the same paths. For argparse: raises ArgumentTypeError.
    """
    given = text.strip()
    slug = slug_in(given if "/" in given else f"/nieuws/{given}")
    if not slug:
        raise argparse.ArgumentTypeError(f"{text} is no article: give its address, as in /nieuws/veerpont-vaart-weer")
    return slug
