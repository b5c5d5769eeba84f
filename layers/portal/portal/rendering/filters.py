"""How values are written for Dutch readers, and for machines that read the same page. Times are Europe/Amsterdam."""

import json
import math
import re
from calendar import Calendar
from datetime import date, datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from portal.model.clock import local
from portal.model.dutch_dates import clock_time, date_and_time, day_in_full, in_full, month_in_words, relative
from portal.model.slug import is_slug
from portal.model.subject import subject_path
from portal.rendering.live_blog import with_live_blocks
from portal.rendering.prose import brief, lead_with_dateline
from portal.rendering.recent import live_scope

LEAST_MINUTES = 3
WORDS_A_MINUTE = 230
MOST_WORDS = 10
"""Of an address, to look for."""
LONGEST_TITLE = 70
"""Characters: what a results page or a tab shows of a `<title>`, and the limit of html-validate."""

_TAG = re.compile(r"<[^>]*>")
_WHOLE_TAG = re.compile(r'<(/?[a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>')
_AROUND_TABLES = {
    "table": '<div class="article-table" role="group" aria-label="Tabel" tabindex="0">{}',
    "/table": "{}</div>",
}
_JSON_IN_HTML = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def zoned(moment: datetime) -> str:
    """For a `datetime` attribute, with the zone's offset of that moment: `2026-11-24T03:05:00+01:00`."""
    return local(moment).isoformat(timespec="seconds")


def host(address: str) -> str:
    """`krant.example` of an address of the web."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def day_path(day: date) -> str:
    """The address of a day's archive: `/nieuws/2026/11/24`"""
    return f"/nieuws/{day:%Y/%m/%d}"


def month_path(day: date) -> str:
    """The address of a month's archive: `/nieuws/2026/11`"""
    return f"/nieuws/{day:%Y/%m}"


def words_of_slug(path: str) -> str:
    """What somebody who asked for `path` may look for: `veerpont vaart` of `/nieuws/veerpont-vaart`. "" where the last
    part of it is no slug with a word in it.
    """
    slug = path.rpartition("/")[2]
    words = slug.split("-") if is_slug(slug) else []
    return " ".join(words[:MOST_WORDS]) if any(word.isalpha() for word in words) else ""


def weeks(month: date) -> list[list[date]]:
    """The weeks of the month of a day, Monday first; the first and the last with days of the months beside it."""
    return Calendar().monthdatescalendar(month.year, month.month)


def reading_time(*texts: str) -> str:
    """`4 minuten`: of plain text or HTML, rounded up; "" of what is read before one has seen how long it takes."""
    words = sum(len(_TAG.sub(" ", text).split()) for text in texts)
    minutes = math.ceil(words / WORDS_A_MINUTE)
    return f"{minutes} minuten" if minutes >= LEAST_MINUTES else ""


def with_scrolling_tables(body_html: str) -> str:
    """Clean HTML in which a table that is too wide scrolls by itself, with a keyboard too.

    `body_html` is what the sanitiser wrote: `<` stands at tags and in quoted attributes only,
    which are read as a whole.
    Source: WCAG 2.1.1; axe, scrollable-region-focusable.
    """
    if "<table" not in body_html:
        return body_html
    return _WHOLE_TAG.sub(lambda tag: _AROUND_TABLES.get(tag[1], "{}").format(tag[0]), body_html)


def page_title(subject: str, site_name: str) -> str:
    """`subject | site`, without the site where that is too long, and cut at a word where even that is."""
    whole = f"{subject} | {site_name}"
    if len(whole) <= LONGEST_TITLE:
        return whole
    if len(subject) <= LONGEST_TITLE:
        return subject
    return f"{subject[:LONGEST_TITLE].rpartition(' ')[0] or subject[: LONGEST_TITLE - 1]}…"


def json_in_html(value: object) -> Markup:
    r"""JSON that nothing in it can break out of a script element: `<`, `>`, `&` and line separators as `\u` escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_JSON_IN_HTML))  # noqa: S704 - escaped on this line


FILTERS = {
    function.__name__: function
    for function in (
        zoned, clock_time, date_and_time, in_full, day_in_full, day_path, month_in_words, month_path, weeks, host,
        relative, brief, lead_with_dateline, reading_time, with_scrolling_tables, page_title, json_in_html,
        subject_path, with_live_blocks, live_scope,
    )
}  # fmt: skip
"""Every filter of the templates, under its own name."""
