"""Who wrote a report and how an editor reaches the desk: `adw/pvd/kz`, `(ANP Redactie Binnenland, …(at)anp.nl, +31 …)`.

Never for readers: the initials and addresses of reporters are on no page. What a reader is told to call or to mail
stays, for it begins with no agency. Source: the tails of ANP's and Novum's copy.
"""

import re

from portal.feeds.body.contact_data import has_contact_data, is_for_readers

LONGEST = 300
"""Characters: of such a line."""
_INITIALS = r"\(?[a-z]{2,4}(?:/[a-z]{2,4}){0,4}\)?"
_AGENCY = r"(?:©\s*|\(c\)\s*)?(?:ANP|AFN|Novum|GPD|HDC|Belga|dpa|AFP|Reuters|AP)(?![\w-])"
_DESK = re.compile(rf"(?:{_INITIALS}[\s,]+)?\(?\s*{_AGENCY}", re.ASCII)
_DESK_ALONE = re.compile(
    r"\(?\s*(?i:(?:de )?(?:redactie|nieuwsdienst|eindredactie|desk))(?: [A-Z][\w-]{1,30}){0,2}\s*[,:]"
    r"(?!\s*(?i:bel|mail|stuur|schrijf)\b)"
)
_AT_THE_END = re.compile(
    rf"\s*(?:{_INITIALS}\s+)?\(\s*{_AGENCY}(?:[^()<>]|\([^()<>]{{0,30}}\)){{0,200}}\)\s*\.?\s*$", re.ASCII
)
_SIGNED = re.compile(r"(?:©|\(c\))\s*(?:ANP|AFN|Novum)(?:[/ ][A-Za-z]{2,4}){0,4}\.?", re.ASCII)
_ONLY_INITIALS = re.compile(rf"{_INITIALS}(?:\s+{_INITIALS})?\.?", re.ASCII)


def is_desk_line(text: str) -> bool:
    """Whether a line only says whose text it is, or how that agency's desk is reached."""
    if text[:1] in ("©", "(") and _SIGNED.fullmatch(text):
        return True
    if len(text) > LONGEST or not (_DESK.match(text) or _DESK_ALONE.match(text)):
        return False
    return has_contact_data(text) and not is_for_readers(text)


def without_desk_lines(markup: str) -> tuple[str, list[str]]:
    """The last paragraph of a text without such lines at its end, and these, in their order."""
    cut: list[str] = []
    while "<br>" in markup[-LONGEST:]:
        head, _, line = markup.rpartition("<br>")
        if "<" in line or not (is_desk_line(line) or _ONLY_INITIALS.fullmatch(line.strip())):
            break
        markup, cut = head.rstrip(), [line.strip(), *cut]
    found = _AT_THE_END.search(markup, max(len(markup) - LONGEST, 0)) if markup.endswith((")", ").")) else None
    if found and found.start() > 0 and has_contact_data(found[0]):
        markup, cut = markup[: found.start()], [found[0].strip(), *cut]
    return markup, cut
