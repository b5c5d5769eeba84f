"""What the wire formats of agencies have in common: how they say what may be done with an item, and until when not."""

import re
from datetime import datetime

from lxml import etree

from portal.feeds.body.sanitize import one_line
from portal.feeds.formats.source import text_of
from portal.feeds.parsing.dates import parse_date
from portal.model.article import Status

_STATUSES = {
    "": Status.USABLE,
    "usable": Status.USABLE,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
    "killed": Status.CANCELED,
    "kill": Status.CANCELED,
    "deleted": Status.CANCELED,
    "recalled": Status.CANCELED,
}
_MOMENT = re.compile(
    r"(?:t\d\d:?\d\d(?::?\d\d)?|\s(?:om\s+)?\d\d?[:.]\d\d(?:[:.]\d\d)?)(?:[.,]\d+)?\s*(?:u(?:ur)?)?\s*"
    r"(?:(?:gmt|utc)?\s*[+-]\d\d:?\d\d|z|gmt|utc|ut|w?est|[cm]es?t|me[sz]z?|eet|eest|[ecmp][sd]t|bst)?\s*$",
    re.IGNORECASE,
)
"""A clock time at the end, without a zone or with one that feeds.parsing.dates reads."""
_LOGIN = re.compile(r"[\w.-]*")
_SIGNED = re.compile(r"(?:By|Door|Von|Av|Par|BY|DOOR|VON)\s*:?\s+(?=\S)")
_INITIALS = re.compile(r"[a-zà-ÿ]{1,4}(?:[/+ ,-][a-zà-ÿ]{1,4})*")


def status_of(word: str | None) -> Status:
    """What a word of IPTC's pubstatus means, with or without its scheme (`stat:`) and in any spelling.

    A word that we do not know (embargoed, pending) is no leave to publish. Source: IPTC NewsCodes, pubstatusg2.
    """
    return _STATUSES.get(re.split(r"[:/#]", (word or "").strip().lower())[-1], Status.WITHHELD)


def under_embargo(status: Status, said: str | None) -> tuple[Status, datetime | None]:
    """The status, and until when the item may not be seen; `said` is None where no embargo is spoken of.

    One that cannot be read, may be read as two days, has no end, lies before the web, or names a day without an hour or
    a zone that we do not know, makes the item withheld: nobody can say when it would be free.
    """
    if said is None or status is Status.CANCELED:
        return status, None
    return (Status.WITHHELD, None) if is_unreadable(said) else (status, parse_date(said, certain=True))


def is_unreadable(said: str | None) -> bool:
    """Whether an embargo is spoken of that does not say when it ends."""
    return said is not None and not (_MOMENT.search(said) and parse_date(said, certain=True))


def line(element: etree._Element | None) -> str:
    """The text of an element as one line of plain text."""
    return one_line(text_of(element))


def first(element: etree._Element, *paths: str) -> etree._Element | None:
    """The first element at one of the paths (`NewsLines/HeadLine`) that has text, in whatever namespace."""
    for path in paths:
        for found in element.iterfind("/".join(part if part == "." else f"{{*}}{part}" for part in path.split("/"))):
            if text_of(found):
                return found
    return None


def said(element: etree._Element, path: str, attribute: str) -> str | None:
    """The attribute of the first element at `path`, in whatever namespace; None where there is no such element."""
    found = element.find("/".join(f"{{*}}{part}" for part in path.split("/")))
    return None if found is None else found.get(attribute) or ""


def signed_by(byline: str) -> list[str]:
    """The name in a byline, without «Door»; none where it is initials, which are for the editors."""
    name = _SIGNED.sub("", one_line(byline), count=1)
    return [name] if name and not _INITIALS.fullmatch(name.strip("()")) else []


def is_login(name: str) -> bool:
    """Whether a creator is named as a computer names people: `tsafos`, `h.degroot`."""
    return _LOGIN.fullmatch(name) is not None and name == name.lower()
