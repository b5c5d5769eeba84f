"""The formats we read: one file each, one line each here. Which one a document is in shows in the document itself."""

from portal.feeds.formats import anp, atom, jsonfeed, markdown, newsml1, newsmlg2, ninjs, nitf, rss
from portal.feeds.formats.source import Format

FORMATS: tuple[Format, ...] = (
    rss.FORMAT,
    atom.FORMAT,
    newsmlg2.FORMAT,
    newsml1.FORMAT,
    nitf.FORMAT,
    anp.FORMAT,
    ninjs.FORMAT,
    jsonfeed.FORMAT,
    markdown.FORMAT,
)
