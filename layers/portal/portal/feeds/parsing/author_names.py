"""Names of authors as readers should see them: without how these people are reached."""

import re
from functools import lru_cache

from portal.feeds.body.contact_data import MAIL, PHONE
from portal.feeds.body.sanitize import one_line
from portal.feeds.parsing.raw_item import LONGEST_NAME

_ADDRESS = re.compile(rf"[(<]*(?:mailto:)?(?:{MAIL}|[\w.+-]{{1,64}}+@[\w.-]{{1,63}})[>)]*", re.IGNORECASE)
_NAMED = re.compile(r"[^\s@]{1,64}@[^\s@()]{1,200}\s*\((.*)\)", re.DOTALL)
_LABEL = r"\b(?:e-?mail|tel(?:efoon)?|mob(?:iel)?|[tme])\b[.:]{0,2}\s{0,2}"
_PHONE = re.compile(rf"\(?(?:{_LABEL})?{PHONE}\)?", re.IGNORECASE)
_LEFT = re.compile(rf"\(\s{{0,2}}\)|[,;(|]\s{{0,2}}{_LABEL}(?=$|[,;)|])", re.IGNORECASE)
_SIGNED = re.compile(r"(?:(?:door|by|auteur|author)\s?:\s?|(?:door|by)\s)(?=\w)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def author_name(text: str) -> str:
    """The name in `mail@host (Name)`, `Name <mail@host>`, `Name, tel. 0113-…` and `Door: Name`; "" where there is none.

    Addresses and numbers of people are not published. The same few names stand at every item of a feed.
    """
    line = one_line(text[:LONGEST_NAME])
    found = _without_contact_data(line)
    if found != line:
        found = " ".join(_LEFT.sub(" ", found).split()).strip(" ,;|/–—-:(").replace(" ,", ",").replace(",,", ",")
    return _SIGNED.sub("", found, count=1) if _SIGNED.match(found) else found


def _without_contact_data(line: str) -> str:
    if "@" in line or "at)" in line or "at]" in line:
        named = _NAMED.fullmatch(line)
        line = named[1] if named else _ADDRESS.sub(" ", line)
    return _PHONE.sub(" ", line) if "0" in line or "+" in line else line
