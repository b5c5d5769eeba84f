"""Who wrote a report and how an editor reaches the desk: `adw/pvd/kz`, `(ANP Redactie Binnenland, …(at)anp.nl, +31 …)`.

Never for readers: the initials and addresses of reporters are on no page. What a reader is told to call or to mail
stays: it names no agency, says more than how somebody is reached, or speaks to readers. Sources: the tails of ANP's,
Novum's, Belga's and Reuters' copy.
"""

import re

from portal.feeds.body.contact_data import has_contact_data, is_for_readers, is_only_contact_data

LONGEST = 300
"""Characters: of such a line."""
_INITIALS = r"\(?[a-z]{2,4}(?:/[a-z]{2,4}){0,4}\)?"
_SLASHED = re.compile(
    r"\(?(?:[a-z]{2,4}(?:-[a-z]{2,4})?|[A-Z]{2,5})(?:/[a-z]{2,4}){1,4}\)?\.?|\([a-z]{2,4}\)\.?", re.ASCII
)
_BARE = re.compile(r"[a-z]{2,4}\.?", re.ASCII)
_WORDS = frozenset(("ja", "nee", "en", "of", "man", "aan", "uit", "in", "op", "dag", "uur", "wel", "niet", "amen"))
_NAMES = (
    r"(?:(?:ANP|AFN|dpa|Reuters)|(?:Novum|GPD|HDC|Belga|AFP)(?! (?!Nieuws|Redactie|Media|Sport|Desk)[A-Z]))(?![\w-])"
)
"""Others are called like these: `Belga Café`, `Novum College`."""
_AGENCY = rf"(?:©\s*|\(c\)\s*)?(?:{_NAMES}|AP(?! [A-Z])(?![\w-]))"
_OF_AN_AGENCY = re.compile(
    rf"\b{_NAMES}|@(?:[\w-]{{1,30}}\.)?(?:anp|belga|dpa|thomsonreuters|reuters|afp)\.(?:nl|be|com|de|net)\b", re.ASCII
)
_DESK = re.compile(rf"(?:{_INITIALS}[\s,]+)?\(?\s*{_AGENCY}", re.ASCII)
_DESK_ALONE = re.compile(
    r"\(?\s*(?i:(?:de )?(?:redactie|nieuwsdienst|eindredactie|desk))(?: [A-Z][\w-]{1,30}){0,2}\s*[,:]"
    r"(?!\s*(?i:bel|mail|stuur|schrijf)\b)"
)
_AT_THE_END = re.compile(
    rf"\s*(?:{_INITIALS}\s+)?\(\s*{_AGENCY}(?:[^()<>]|\([^()<>]{{0,30}}\)){{0,200}}\)\s*\.?\s*$", re.ASCII
)
_SIGNED = re.compile(r"(?:©|\(c\))\s*(?:ANP|AFN|Novum)(?:[/ ][A-Za-z]{2,4}){0,4}\.?", re.ASCII)
_REPORTING = re.compile(
    r"\((?:(?:Reporting|Writing|Editing|Additional reporting) by"
    r"|(?:Verslaggeving|Berichtgeving)(?: en (?:redactie|bewerking))? door|Reportage door(?=[^)]*; )) [^)]{3,400}\)"
)
_FEWEST_OF_A_LINE = 8
"""Characters; below that it is initials."""


def is_desk_line(text: str) -> bool:
    """Whether a line only says whose text it is, or how that agency's desk is reached."""
    if text[:1] in ("©", "(") and (_SIGNED.fullmatch(text) or _REPORTING.fullmatch(text)):
        return True
    if not _FEWEST_OF_A_LINE < len(text) <= LONGEST or not has_contact_data(text) or is_for_readers(text):
        return False
    if _DESK.match(text) or _DESK_ALONE.match(text):
        return True
    is_bracketed = text[0] == "(" and text.rstrip(".").endswith(")")
    return _OF_AN_AGENCY.search(text) is not None and (is_bracketed or is_only_contact_data(text))


def is_initials(text: str, *, may_be_bare: bool = True) -> bool:
    """Whether a line is the initials of reporters: `adw/pvd`, `JPR/abc`, `(iwi)`; and `iwi`, where it `may_be_bare`."""
    if not (_SLASHED.fullmatch(text) or (may_be_bare and _BARE.fullmatch(text))):
        return False
    return _WORDS.isdisjoint(re.split(r"\W", text))


def without_desk_lines(markup: str) -> tuple[str, list[str]]:
    """The last paragraph of a text without such lines at its end, and these, in their order.

    A bare word above none of these is the end of a list or a poem.
    """
    cut: list[str] = []
    while "<br>" in markup[-LONGEST:]:
        head, _, line = markup.rpartition("<br>")
        if "<" in line or not (is_desk_line(line) or _are_initials(line.strip(), may_be_bare=bool(cut))):
            break
        markup, cut = head.rstrip(), [line.strip(), *cut]
    found = _AT_THE_END.search(markup, max(len(markup) - LONGEST, 0)) if markup.endswith((")", ").")) else None
    if found and found.start() > 0 and has_contact_data(found[0]):
        markup, cut = markup[: found.start()], [found[0].strip(), *cut]
    return markup, cut


def _are_initials(line: str, *, may_be_bare: bool) -> bool:
    """Of one or two groups of people."""
    parts = line.split(maxsplit=2)
    return 1 <= len(parts) <= 2 and all(is_initials(part, may_be_bare=may_be_bare) for part in parts)
