"""Patterns of the dates that feeds write, over text of one line in small letters without accents.

Sources: RFC 5322 §3.3, RFC 3339, ISO 8601; java.util.Date.toString, java.time.ZonedDateTime, Go's time.Time.String;
Drupal's date formats (`d/m/Y - H:i`); iprox (`27 november 2026 (09:00)`), a program of Dutch municipalities.
"""

import re

_SECOND = r"(?P<second>\d{1,2})(?:[.,:]\d{1,12})?"
_UNIT = r"(?:\s*(?P<half>[ap])\.?m\b\.?|\s*(?:uhr|uur|oere|hrs?|u|h)\b\.?)?"
_TIME = (
    rf"(?P<hour>\d{{1,2}})(?:\s?[:.hu]\s?(?P<minute>\d{{1,2}})(?:[:.]{_SECOND})?"
    rf"|(?=\s?(?:uhr|uur|oere|u|h|[ap]\.?m)\b)){_UNIT}"
)
_OFFSET = r"(?:gmt|utc)?\s*(?:-|\+\s?)\d{1,2}:?(?:\d\d)?(?:\s?[a-z]{1,5}(?![a-z/]))?(?:\sm=[+-][\d.]{1,30})?"
"""The name that may stand behind it says the same once more."""
_LOST_PLUS = r"(?<=:\d\d:\d\d\s)0\d:?\d\d"
"""`12:00:00 0200`: in an address a plus is a blank."""
_CLOCK_IN_BRACKETS = r"\(\d{1,2}(?:[:.]\d\d|\s?[uh])"
_ZONE = (
    rf"(?P<zone>{_OFFSET}|{_LOST_PLUS}|[a-z]{{1,5}}(?![a-z/]))?"
    r"(?:\s*(?:\[(?P<region>[\w/+-]{1,40})\]|(?P<place>[a-z]{3,10}/[\w/+-]{2,30})))?"
    rf"(?:\s*(?(hour)|(?!{_CLOCK_IN_BRACKETS}))\([^)]{{0,40}}\))?"
)
"""What stands in brackets behind it is a comment, unless it is the clock time that nothing else says."""
_NAME = r"(?P<month>[a-z]{3,10})\.?"
_DAY = r"(?:(?P<weekday>[a-z]{2,10})(?:\.\s*|\s+))?"
_NTH = r"(?:st|nd|rd|th|er|e|ste|de)?"
_CLOCK = rf"(?:[\st:/(\[-]+{_TIME}[)\]]?)?\s*{_ZONE}"
_ISO_CLOCK = rf"(?:(?:t|\s+)[(\[]?{_TIME}[)\]]?)?\s*{_ZONE}"
_BASIC_CLOCK = rf"(?:(?:t|\s+)(?P<hour>\d\d):?(?P<minute>\d\d)(?::?{_SECOND})?)?\s*{_ZONE}"
_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"{_DAY}(?P<day>\d{{1,2}})(?P<nth>\.?){_NTH}[\s/.-]{{0,3}}{_NAME}[\s/.'-]{{1,3}}(?P<year>\d{{2,4}}){_CLOCK}",
        rf"(?P<year>\d{{4}})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d){_BASIC_CLOCK}",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)",
        rf"{_DAY}(?P<year>\d{{4}})(?P<dash>[-/])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}}){_ISO_CLOCK}",
        rf"{_DAY}(?P<day>\d{{1,2}})(?P<dutch>[-/.])(?P<month>\d{{1,2}})(?P=dutch)'?(?P<year>\d{{4}}|\d\d){_CLOCK}",
        rf"{_DAY}(?P<year>\d{{4}})[\s-]{_NAME}[\s-](?P<day>\d{{1,2}}){_ISO_CLOCK}",
        rf"{_DAY}{_NAME}\s*(?P<day>\d{{1,2}}){_NTH}[\s,]+(?P<year>\d{{4}}){_CLOCK}",
        rf"{_DAY}{_NAME}\s+(?P<day>\d{{1,2}})\s+{_TIME}\s*{_ZONE}\s+(?P<year>\d{{4}})",
    )
)
_DONE = (
    r"(?:geplaatst|gepubliceerd|gewijzigd|bijgewerkt|aangepast|aangemaakt|toegevoegd|verschenen|published|posted|updated"
    r"|publie|modifie|mis a jour|veroffentlicht|aktualisiert|geandert|erstellt|pleatst|publisearre)"
)
_LABEL = re.compile(
    rf"(?:(?:(?:(?:voor het )?laatst |last )?{_DONE}|stand|(?:publicatie)?datum(?: publicatie)?|date"
    r"|nieuws(?:bericht)?|persbericht)\s*[:|-]?\s+)?(?:(?:op|on|le|am|the)\s*:?\s+)?(?=\S)"
)
_LINK = re.compile(
    r"\s*(?:[|\u00b7\u2022\u203a\u00bb>~@;]|\s(?:--?|/)\s|(?<=\d)_(?=\d)|\btijd\b:?"
    r"|\b(?:om|at|um|a|te|den|of)\b(?!/|\.m)|(?<!\d),|,(?!\d))\s*"
)
_ENCLOSED = re.compile(r"""["'(\[]([^"'()\[\]]*)["')\]]""")
_CLOCK_FIRST = re.compile(rf"({re.sub('[?]P<[a-z]+>', '?:', _TIME)})\s+(?:-\s+)?(.+)", re.ASCII)
_BY_HAND = re.compile(
    r"\d\s+[a-z]{3,10}[.,]?\s+(?:\d{4}|'\d\d\b)|\b(?:uur|uhr|oere|om|um|den)\b|\d\s?[uh](?:\d|\b)"
    r"|\d\s*[|\u00b7\u2022\u203a\u00bb>~(\[]\s*\d|\d\s+(?:--?|/)\s+\d",
)
"""`24 nov 2026`: English has a capital there. ` - ` and ` | ` before a clock time are written for readers."""


def without_label(written: str) -> str:
    """`Laatst gewijzigd op: 24-09-2026` is the date alone; so is one in brackets or quotes."""
    bare = written.strip(" .")
    enclosed = _ENCLOSED.fullmatch(bare)
    bare = enclosed[1].strip() if enclosed else bare
    label = _LABEL.match(bare.lower())
    return bare[label.end() :] if label else bare


def parts_of(written: str) -> dict[str, str | None] | None:
    """What stands in `written` by the name of its part: `day`, `month`, `year`, `hour`, `zone`; None for no date."""
    line = " ".join(_LINK.sub(" ", written.lower()).split())
    found = _shape_of(line)
    if found is None and (turned := _CLOCK_FIRST.fullmatch(line)):
        found = _shape_of(f"{turned[2]} {turned[1]}")
    return found.groupdict() if found else None


def has_words_of_a_hand(written: str) -> bool:
    """Whether it is written for readers, who have the clock of its writer."""
    return _BY_HAND.search(written) is not None or written.rstrip().endswith(("UUR", "UHR"))


def _shape_of(line: str) -> re.Match[str] | None:
    return next(filter(None, (shape.fullmatch(line) for shape in _SHAPES)), None)
