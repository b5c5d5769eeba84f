"""The formats we read: one file each, one line each here. Which one a document is in shows in the document itself."""

from portal.feeds.formats import atom, jsonfeed, rss
from portal.feeds.formats.source import Format

FORMATS: tuple[Format, ...] = (
    rss.FORMAT,
    atom.FORMAT,
    jsonfeed.FORMAT,
)
