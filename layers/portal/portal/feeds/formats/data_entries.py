"""Atom as an envelope of data: entries that carry rows of a database, and no news.

Such are the SyncFeed of the Tweede Kamer (opendata.tweedekamer.nl, «SyncFeed API») and what else mirrors a store of
objects through Atom: the title is the key of an object, its number (`Zaak 2026Z12345`), its kind, or nothing, and the
content XML of a vocabulary of its own.
"""

import re
from collections.abc import Sequence

from lxml import etree

from portal.feeds.formats.source import children, name_of
from portal.model.article import Status

DATA = "data"
"""The `kind` of such an entry."""
_KEY = re.compile(r"(?:urn:uuid:)?\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[^\W\d_]{1,40}[\s:]{1,3})?[\w./:-]{1,60}", re.ASCII)
_FEWEST_DIGITS = 5
"""Of a number under which a store keeps something; «Prinsjesdag 2026» and «Storing A58» have fewer."""
_OF_TEXTS = ("atom:", "xhtml:", "content:", "rdf:")
_TEXT_TAGS = {*("html", "body", "div", "p", "h1", "h2", "ul", "table", "nitf", "NewsML", "newsItem", "svg", "math")}
_GONE = ("verwijderd", "deleted", "isdeleted")


def kind_and_status(title: str, contents: Sequence[etree._Element]) -> tuple[str, Status]:
    """What an entry called `title` is: a text, or data where it carries an object; canceled where the object's store
    says that it is gone, `verwijderd="true"` in whatever namespace. A title of words is a headline: it is a text.
    """
    roots = [child for content in contents for _, child in children(content)]
    data = next((root for root in roots if _names(title.strip(), root) and _is_data(root)), None)
    if data is None:
        return "text", Status.USABLE
    return DATA, Status.CANCELED if _is_deleted(data) else Status.USABLE


def _names(title: str, root: etree._Element) -> bool:
    """Whether `title` is what a store calls its object, and no headline."""
    if not title or _KEY.fullmatch(title):
        return True
    kind = name_of(root).rpartition(":")[2].casefold()
    return title.casefold() == kind or (
        _NUMBER.fullmatch(title) is not None and sum(one.isdigit() for one in title) >= _FEWEST_DIGITS
    )


def _is_deleted(root: etree._Element) -> bool:
    return any(
        str(name).rpartition("}")[2].lower() in _GONE and str(value).strip().lower() in ("true", "1")
        for name, value in root.attrib.items()
    )


def _is_data(root: etree._Element) -> bool:
    is_own = isinstance(root.tag, str) and root.tag.startswith("{") and not name_of(root).startswith(_OF_TEXTS)
    return is_own and not any(name_of(one).rpartition(":")[2] in _TEXT_TAGS for one in root.iter())
