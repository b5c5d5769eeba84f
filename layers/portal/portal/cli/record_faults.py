"""What is wrong with a record that an import reads: a file may have been through many hands."""

import re
from collections.abc import Iterator

from portal.feeds.body.sanitize import is_clean
from portal.model.article import Article
from portal.model.picture import is_hash
from portal.model.slug import is_slug
from portal.storage.export_record import Record

_LINK = re.compile(r"https?://", re.IGNORECASE)


def fault_of(record: Record) -> str:
    """Why `record` must not come into a table, "" for no reason: markup that our sanitiser would not let through, an
    address that is none of ours or of the web, entries that do not belong to its article.
    """
    return next(_faults(record), "")


def _faults(record: Record) -> Iterator[str]:
    if not record.entries:
        yield "has no entry"
        return
    standing, known = record.standing, record.entries[0].known
    if known is None or known.slug != (standing.slug if standing else ""):
        yield "has an entry that is not its own"
    elif standing and standing.origin != known.origin:
        yield "is of another entry"
    slugs = [*([standing.slug] if standing else []), *(one.slug for one in record.moved)]
    yield from (f"{slug[:60]!r} is no address of an article" for slug in slugs if not is_slug(slug))
    for text in record.texts:
        yield from _faults_of_text(text)
    hashes = {one.picture.hash for one in record.images if one.picture}
    hashes |= {one.hash for one in record.article.pictures} if record.article else set()
    yield from (f"{one[:60]!r} is no name of a picture" for one in hashes if not is_hash(one))


def _faults_of_text(text: Article) -> Iterator[str]:
    if not is_clean(text.body_html):
        yield "has markup that no page may show"
    links = [*([text.source_url] if text.source_url else []), *(image.url for image in text.images)]
    yield from (f"{link[:60]!r} is no address of the web" for link in links if not _LINK.match(link))
